"""The panel: widgets laid out and each event led to its handler.

Gradio is imported here and in what this module alone imports (`widgets`, `paint`,
`handlers`), all of it only by `mount_panel`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI

from copilot.config import Settings
from copilot.helpdesks import Desks
from copilot.pipeline import Copilot
from ui import render, tabs
from ui import widgets as w
from ui.access import PANEL, Doorkeeper
from ui.desk import Desk
from ui.handlers import (
    BesideHandlers,
    DecidingHandlers,
    DraftingHandlers,
    Gate,
    ListHandlers,
    PageHandlers,
    Room,
)
from ui.paint import Painter, Widgets, sample_choices
from ui.presence import Presence
from ui.state import View
from ui.words import LANGUAGES, Words

ASSETS = Path(__file__).parent / "assets"
SCRIPTS = ("embed.js", "clipboard.js", "keys.js", "panel.js")
# What the scripts show by themselves.
SCRIPT_WORDS = (
    "embed_title",
    "embed_key",
    "embed_name",
    "embed_go",
    "embed_refused",
    "connection_lost",
)
ICON = (
    '<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 '
    "viewBox=%220 0 16 16%22%3E%3Cpath fill=%22%230f6b5c%22 d=%22M4 1h8a3 3 0 0 1 3 3v8a3 3 0 0 "
    '1-3 3H1V4a3 3 0 0 1 3-3z%22/%3E%3C/svg%3E">'
)
# One after the other, so that an older list never replaces a newer one.
IN_TURN: dict[str, Any] = {
    "trigger_mode": "always_last",
    "concurrency_id": "lists",
    "concurrency_limit": 1,
}
# While somebody types: in the request itself, which saves the queue's two ways.
AT_ONCE: dict[str, Any] = {"trigger_mode": "always_last", "queue": False}
# How the script tells the server something.
SIGNAL = "window.replyCopilot.signal = (what) => trigger('click', what);"
# The browser keeps the agent's name and language, nothing else, and neither is secret.
KEPT: dict[str, Any] = {"storage_key": "reply-copilot", "secret": "none"}


def mount(app: FastAPI, copilot: Copilot, settings: Settings) -> FastAPI:
    """See `ui.mount_panel`."""
    state = app.state.copilot_state
    door = Doorkeeper(state.guard)
    panel = Panel(copilot, settings, door, state.desks)
    words = json.dumps({code: Words(code).shown(SCRIPT_WORDS) for code in LANGUAGES})
    scripts = "".join(
        f"<script>{(ASSETS / name).read_text(encoding='utf-8')}</script>" for name in SCRIPTS
    )
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        panel.blocks,
        path=PANEL,
        auth_dependency=door.admit,
        head=f"{ICON}<script>window.replyCopilot = {{words: {words}}};</script>{scripts}",
        css=(ASSETS / "panel.css").read_text(encoding="utf-8"),
        theme=gr.themes.Base(font=["system-ui"], font_mono=["monospace"]),
        i18n=panel.labels.i18n,
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        pwa=False,
        show_error=False,
        max_file_size=1,  # bytes: nothing is uploaded here
    )
    return mounted


class Panel:
    """One for all agents: what belongs to one of them lies in the page's own state."""

    def __init__(
        self, copilot: Copilot, settings: Settings, door: Doorkeeper, desks: Desks
    ) -> None:
        self._copilot = copilot
        self._settings = settings
        self.labels = w.Labels()
        self.blocks = gr.Blocks(title=Words("en")("title"), analytics_enabled=False)
        desk = Desk(copilot, desks)
        with self.blocks:
            self._w = self._laid_out()
            self._painter = Painter(self._w, self.labels, copilot, desk)
            room = Room(copilot, self._w, self._painter, desk, Gate(door), Presence())
            self._page = PageHandlers(room)
            self._drafting = DraftingHandlers(room)
            self._deciding = DecidingHandlers(room)
            self._beside = BesideHandlers(room)
            self._lists = ListHandlers(room)
            self._wire_page()
            self._wire_drafting()
            self._wire_deciding()
            self._wire_beside()
            self._wire_lists()
        server = settings.server
        self.blocks.queue(
            default_concurrency_limit=server.workers,
            max_size=server.workers + server.queue,
            api_open=False,
        )

    # --- layout -------------------------------------------------------------------------

    def _laid_out(self) -> Widgets:
        first = self._settings.shop.language  # until the browser has said its own
        state, recheck, offered = gr.State(View()), gr.State(None), gr.State(None)
        stored = gr.BrowserState({"agent": "", "language": ""}, **KEPT)
        agent, language = self._head()
        with gr.Tabs(selected="reply", elem_classes="rc-tabs", overflow_behavior="wrap") as strip:
            inbox = tabs.inbox_tab(self.labels)
            samples = sample_choices(self._copilot, Words(first))
            reply = tabs.reply_tab(self.labels, samples, translates=self._copilot.translates)
            check = tabs.check_tab(self.labels)
            knowledge = tabs.knowledge_tab(self.labels)
            gaps = tabs.gaps_tab(self.labels)
        keys = w.fragment("rc-help")
        held = gr.Textbox(visible=False)  # what the page itself remembers: see `View.held`
        with gr.Column(elem_classes="rc-wires"):
            insertion = w.fragment("rc-insertion")
            wire = gr.HTML("", js_on_load=SIGNAL, padding=False)
        return Widgets(
            *(state, recheck, offered, stored, agent, language, strip),
            *(inbox, reply, check, knowledge, gaps, keys),
            *(held, insertion, wire),
        )

    def _head(self) -> tuple[Any, Any]:
        with gr.Row(elem_classes="rc-top"):
            gr.HTML(render.brand(self._settings.shop.name), elem_classes="rc-html", js_on_load="")
            agent = self.labels(
                gr.Textbox,
                keys={"label": "agent_label", "placeholder": "agent_hint"},
                max_lines=1,
                min_width=90,
                scale=0,
                elem_id="rc-agent",
                elem_classes="rc-spoken",
            )
            language = self.labels(
                gr.Radio,
                keys={"label": "language_label"},
                choices=[(code.upper(), code) for code in LANGUAGES],
                value=self._settings.shop.language,
                min_width=80,
                scale=0,
                elem_classes="rc-switch",
                elem_id="rc-language",
            )
        return agent, language

    # --- wiring -------------------------------------------------------------------------

    @staticmethod
    def _on(
        event: Callable[..., Any],
        work: Callable[..., Any],
        inputs: list[Any],
        outputs: list[Any],
        **more: Any,
    ) -> Any:
        return event(
            work, inputs, outputs, show_progress="hidden", api_visibility="private", **more
        )

    def _wire_page(self) -> None:
        p, page = self._w, self._page
        everything = self._painter.everything
        switched = [p.language, p.stored, p.view, p.inbox.needle, p.inbox.which]
        loaded = self._on(self.blocks.load, page.load, [p.stored], everything)
        # The first tab counts as selected before the page knows its language.
        self._on(loaded.then, self._lists.count, [p.language], [p.inbox.tab], **IN_TURN)
        self._on(p.language.input, page.switch, switched, everything)
        self._on(p.agent.change, page.named, [p.agent, p.stored], [p.stored])
        told = [p.language, p.view, p.held, p.agent]
        more: dict[str, Any] = {"trigger_mode": "multiple", "queue": False}
        self._on(p.wire.click, page.signalled, told, self._painter.signals, **more)

    def _wire_drafting(self) -> None:
        p, new, r = self._w, self._w.reply.new, self._w.reply
        does, painted = self._drafting, self._painter.replies
        if new.sample is not None:
            self._on(new.sample.input, does.pick, [new.sample], new.case.all)
        message = [p.language, p.agent, p.view, *new.case.all]
        # A click after a stop counts at once: the one before may end late, or without a word.
        made: dict[str, Any] = {"trigger_mode": "multiple"}
        making = self._on(new.draft.click, does.draft, message, painted, **made)
        stopping: dict[str, Any] = {"cancels": [making], "queue": False}
        self._on(r.stop.click, does.stop, [p.language, p.view], painted, **stopping)
        again = [p.language, p.view, p.held, r.draft.text, r.decide.instruction, p.agent]
        anew = self._on(r.decide.redraft.click, does.redraft, again, painted)
        self._on(making.then, does.settle, [p.language, p.view], painted, **AT_ONCE)
        for done in (making, anew):
            self._on(done.then, self._lists.count, [p.language], [p.inbox.tab], **IN_TURN)

    def _wire_deciding(self) -> None:
        p, d, c = self._w, self._w.reply.draft, self._w.reply.decide
        does, painted = self._deciding, self._painter.replies
        typed = [p.language, p.view, p.held, d.text]
        # `change`, not `input`: Gradio's `input` misses deleting, pasting and dropping.
        for event in (d.text.change, d.recheck.click):
            self._on(event, does.recheck, typed, self._painter.checks, **AT_ONCE)
        work = [p.language, p.view, p.held, p.recheck, d.text, p.agent, c.reasons, c.reason]
        for button, decide in ((c.save, does.save), (c.reject, does.reject)):
            done = self._on(button.click, decide, work, painted, queue=False)
            self._on(done.then, self._lists.count, [p.language], [p.inbox.tab], **IN_TURN)
        going = [p.language, p.view, p.held]
        self._on(c.next.click, does.next, going, painted, queue=False)
        self._on(d.conflict.click, does.choose, [p.language, p.view, d.text], painted, queue=False)
        opened = [*painted, p.strip]
        self._on(p.inbox.rows.click, does.open, [p.language, p.view], opened, queue=False)
        inserting, inserts = [p.language, p.view, p.recheck], self._painter.inserts
        self._on(p.reply.sources.click, does.insert, inserting, inserts, queue=False)

    def _wire_beside(self) -> None:
        p, r, d, does = self._w, self._w.reply, self._w.reply.draft, self._beside
        shown = [p.language, p.view, p.held, d.text]
        self._on(d.note.click, does.file, [*shown, p.agent], self._painter.says)
        asked = [p.language, p.view, p.held, d.offers]
        self._on(d.alternatives.click, does.alternatives, asked, self._painter.offers)
        using, inserts = [p.language, p.view, p.offered], self._painter.inserts
        self._on(d.offers.click, does.use, using, inserts, queue=False)
        texts = [*shown, r.translation, d.translation]
        self._on(d.translate.click, does.translate, texts, self._painter.translations)

    def _wire_lists(self) -> None:
        p, i, k, c = self._w, self._w.inbox, self._w.knowledge, self._w.check
        does, filters = self._lists, [p.language, i.needle, i.which]
        for event in (i.tab.select, i.refresh.click, i.which.input, i.needle.change):
            self._on(event, does.inbox, filters, [i.rows, i.tab], **IN_TURN)
        self._on(k.tab.select, does.proposals, [p.language], [k.proposals], **IN_TURN)
        self._on(p.gaps.tab.select, does.gaps, [p.language], [p.gaps.rows], **IN_TURN)
        searched = [p.language, k.query, k.kinds]
        for event in (k.button.click, k.query.submit, k.kinds.input):
            self._on(event, does.search, searched, [k.hits, k.notice])
        marked = [p.language, p.agent, k.query, k.kinds]
        self._on(k.hits.click, does.mark, marked, [k.hits, k.notice])
        self._on(k.proposals.click, does.propose, [p.language, p.agent], [k.proposals, k.notice])
        own = [p.language, c.reply, *c.case.all]
        self._on(c.button.click, does.check, own, [c.result, c.notice, c.overlay])
