"""The panel: widgets laid out and each event led to its handler.

Gradio is imported here and in what this module alone imports (`widgets`, `paint`,
`handlers`), all of it only by `mount_panel`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI

from copilot.config import Settings
from copilot.pipeline import Copilot
from ui import render, tabs
from ui import widgets as w
from ui.access import Doorkeeper
from ui.desk import Desk
from ui.handlers import Gate, ListHandlers, PageHandlers, ReplyHandlers
from ui.paint import Painter, Widgets, sample_choices
from ui.state import View
from ui.words import LANGUAGES, Words

PATH = "/ui"
ASSETS = Path(__file__).parent / "assets"
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
# The browser keeps the agent's name and language, nothing else, and neither is secret.
KEPT: dict[str, Any] = {"storage_key": "reply-copilot", "secret": "none"}


def mount(app: FastAPI, copilot: Copilot, settings: Settings) -> FastAPI:
    """See `ui.mount_panel`."""
    door = Doorkeeper(app.state.copilot_state.guard)
    panel = Panel(copilot, settings, door)
    script = (ASSETS / "panel.js").read_text(encoding="utf-8")
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        panel.blocks,
        path=PATH,
        auth_dependency=door.admit,
        head=f"{ICON}<script>{script}</script>",
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

    def __init__(self, copilot: Copilot, settings: Settings, door: Doorkeeper) -> None:
        self._copilot = copilot
        self._settings = settings
        self.labels = w.Labels()
        self.blocks = gr.Blocks(title=Words("en")("title"), analytics_enabled=False)
        desk, gate = Desk(copilot), Gate(door)
        with self.blocks:
            self._w = self._laid_out()
            self._painter = Painter(self._w, self.labels, copilot, desk)
            self._page = PageHandlers(self._w, self._painter, desk, gate)
            self._replies = ReplyHandlers(copilot, self._w, self._painter, desk, gate)
            self._lists = ListHandlers(copilot, self._w, self._painter, desk, gate)
            self._wire_page()
            self._wire_drafting()
            self._wire_deciding()
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
        state, recheck = gr.State(View()), gr.State(None)
        stored = gr.BrowserState({"agent": "", "language": ""}, **KEPT)
        agent, language = self._head()
        with gr.Tabs(selected="reply", elem_classes="rc-tabs", overflow_behavior="wrap") as strip:
            inbox = tabs.inbox_tab(self.labels)
            reply = tabs.reply_tab(self.labels, sample_choices(self._copilot, Words(first)))
            check = tabs.check_tab(self.labels)
            knowledge = tabs.knowledge_tab(self.labels)
            gaps = tabs.gaps_tab(self.labels)
        help_line = w.fragment("rc-help")
        return Widgets(
            *(state, recheck, stored, agent, language, strip),
            *(inbox, reply, check, knowledge, gaps, help_line),
        )

    def _head(self) -> tuple[Any, Any]:
        with gr.Row(elem_classes="rc-top"):
            gr.HTML(render.brand(self._settings.shop.name), elem_classes="rc-html", js_on_load="")
            agent = self.labels(
                gr.Textbox,
                keys={"label": "agent_label", "placeholder": "agent_hint"},
                show_label=False,
                container=False,
                max_lines=1,
                min_width=90,
                scale=0,
                elem_id="rc-agent",
            )
            language = self.labels(
                gr.Radio,
                keys={"label": "language_label"},
                choices=[(code.upper(), code) for code in LANGUAGES],
                value=self._settings.shop.language,
                show_label=False,
                container=False,
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
        self._on(self.blocks.load, page.load, [p.stored], everything)
        self._on(p.language.input, page.switch, switched, everything)
        self._on(p.agent.change, page.named, [p.agent, p.stored], [p.stored])

    def _wire_drafting(self) -> None:
        p, r, does, painted = self._w, self._w.reply, self._replies, self._painter.replies
        if r.sample is not None:
            self._on(r.sample.input, does.pick, [r.sample], r.case.all)
        message = [p.language, p.agent, p.view, *r.case.all]
        making = self._on(r.draft.click, does.draft, message, painted)
        self._on(r.stop.click, does.stop, [p.language, p.view], painted, cancels=[making])
        again = [p.language, p.view, r.text, r.instruction, p.agent]
        anew = self._on(r.redraft.click, does.redraft, again, painted)
        for made in (making, anew):
            self._on(made.then, self._lists.relist, self._filters, self._painter.lists, **IN_TURN)

    def _wire_deciding(self) -> None:
        p, r, does, painted = self._w, self._w.reply, self._replies, self._painter.replies
        typed = [p.language, p.view, r.text]
        # `change`, not `input`: Gradio's `input` misses deleting, pasting and dropping.
        for event in (r.text.change, r.recheck.click):
            self._on(event, does.recheck, typed, self._painter.checks, trigger_mode="always_last")
        r.copy.click(None, [], [], js="() => window.replyCopilot.copy()")
        work = [p.language, p.view, p.recheck, r.text, p.agent, r.reasons, r.reason]
        for button, decide in ((r.save, does.save), (r.reject, does.reject)):
            done = self._on(button.click, decide, work, painted)
            self._on(done.then, self._lists.relist, self._filters, self._painter.lists, **IN_TURN)
        self._on(r.next.click, does.next, [p.language, p.view], painted)
        self._on(r.conflict.click, does.choose, [p.language, p.view], painted)
        self._on(p.inbox.rows.click, does.open, [p.language, p.view], [*painted, p.strip])

    @property
    def _filters(self) -> list[Any]:
        return [self._w.language, self._w.inbox.needle, self._w.inbox.which]

    def _wire_lists(self) -> None:
        p, i, k, c = self._w, self._w.inbox, self._w.knowledge, self._w.check
        does, lists = self._lists, self._painter.lists
        opened = (i.tab.select, k.tab.select, p.gaps.tab.select)
        for event in (*opened, i.refresh.click, i.which.input, i.needle.change):
            self._on(event, does.relist, self._filters, lists, **IN_TURN)
        for event in (k.button.click, k.query.submit, k.kinds.input):
            self._on(event, does.search, [p.language, k.query, k.kinds], [k.hits, k.notice])
        self._on(k.proposals.click, does.propose, [p.language, p.agent], [k.proposals, k.notice])
        own = [p.language, c.reply, *c.case.all]
        self._on(c.button.click, does.check, own, [c.result, c.notice, c.overlay])
