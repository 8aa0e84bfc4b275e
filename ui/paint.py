"""From views to widget updates. Only `ui.panel` and its handlers import this."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from copilot.errors import CopilotError
from copilot.pipeline import Copilot
from knowledge.documents import KINDS
from ui import casecard, listing, render, state, tabs
from ui import widgets as w
from ui.desk import Desk, notice_of
from ui.forms import CHANNELS, FORMS, REASONS, Case
from ui.markup import inert
from ui.samples import sample_cases
from ui.state import Notice, View
from ui.words import Language, Words

Update = dict[Any, Any]
_INSIGHT_DAYS = 30


@dataclass
class Widgets:
    """Everything on the page."""

    view: gr.State
    recheck: gr.State
    offered: gr.State
    stored: gr.BrowserState
    agent: gr.Textbox
    language: gr.Radio
    strip: gr.Tabs
    inbox: tabs.InboxTab
    reply: tabs.ReplyTab
    check: tabs.CheckTab
    knowledge: tabs.KnowledgeTab
    gaps: tabs.GapsTab
    help: gr.HTML
    held: gr.Textbox
    insertion: gr.HTML
    wire: gr.HTML


class Painter:
    """Stateless but for the widgets it fills."""

    def __init__(self, widgets: Widgets, labels: w.Labels, copilot: Copilot, desk: Desk) -> None:
        self._w = widgets
        self._labels = labels
        self._copilot = copilot
        self._desk = desk

    # --- which widgets a handler may change -----------------------------------------------

    @property
    def replies(self) -> list[Any]:
        w, r, d, c = self._w, self._w.reply, self._w.reply.draft, self._w.reply.decide
        return [
            *(w.view, w.held, w.recheck, r.new.fold, r.new.draft, r.stop, r.progress, r.notice),
            *(r.body, r.message, r.translation, d.translation, d.note, d.offers, w.offered),
            *(r.sources, d.verdict, d.text, d.overlay, d.conflict, d.findings),
            *(d.others, c.save, c.reject, c.next, c.redraft, c.reasons, c.reason, c.says),
        ]

    @property
    def checks(self) -> list[Any]:
        w, r, d = self._w, self._w.reply, self._w.reply.draft
        shown = [d.verdict, d.overlay, d.findings, r.sources, r.decide.save, r.notice]
        return [w.recheck, *shown, r.decide.says, d.translation]

    @property
    def signals(self) -> list[Any]:
        return [*self.replies, self._w.inbox.tab]

    @property
    def says(self) -> list[Any]:
        return [self._w.reply.notice, self._w.reply.decide.says]

    @property
    def translations(self) -> list[Any]:
        return [self._w.reply.translation, self._w.reply.draft.translation, *self.says]

    @property
    def offers(self) -> list[Any]:
        return [self._w.reply.draft.offers, self._w.offered, *self.says]

    @property
    def inserts(self) -> list[Any]:
        return [self._w.insertion, *self.says]

    @property
    def lists(self) -> list[Any]:
        w = self._w
        return [w.inbox.rows, w.inbox.tab, w.gaps.rows, w.knowledge.proposals]

    @property
    def everything(self) -> list[Any]:
        w = self._w
        every = [w.stored, *self._labels.widgets, *self.replies, *self.lists, w.help]
        return list(dict.fromkeys(every))

    # --- the reply ------------------------------------------------------------------------

    def reply(self, view: View, words: Words, *, fresh: bool = False) -> Update:
        """The whole reply tab. `fresh`: another draft than before is shown."""
        w, r, shown = self._w, self._w.reply, view.draft is not None or view.is_busy
        update: Update = {
            w.view: view,
            w.held: view.held,
            r.new.draft: gr.update(interactive=not view.is_busy),
            r.stop: gr.update(visible=view.is_busy),
            r.progress: render.progress(view, words),
            **self.notice(view, view.notice, words),
            r.body: gr.update(visible=shown),
            r.message: self._message(view, words),
            r.translation: "",
            r.draft.note: gr.update(visible=self._desk.takes_note(view)),
            r.draft.text: gr.update(value=view.text, interactive=view.is_open),
            r.draft.conflict: render.conflict(view, words),
            **self._buttons(view, words),
            **self.check(view, words),
        }
        if fresh or view.is_busy or not shown:
            update[r.new.fold] = gr.update(open=not shown)
        if fresh:
            update |= {w.recheck: None, r.decide.reasons: "", r.decide.reason: ""}
            update |= {r.draft.others: "", r.draft.offers: "", w.offered: None}
        return update

    def piece(self, view: View) -> Update:
        """More of a text that streams in: nothing else, so that a slow browser keeps up."""
        return {self._w.view: view, self._w.reply.draft.text: gr.update(value=view.text)}

    def _buttons(self, view: View, words: Words) -> Update:
        c = self._w.reply.decide
        return {
            c.save: save_button(view, words, interactive=view.is_open),
            c.reject: gr.update(interactive=view.is_open),
            c.redraft: gr.update(interactive=view.is_open),
            c.next: gr.update(variant="secondary" if view.is_open else "primary"),
        }

    def check(self, view: View, words: Words) -> Update:
        """Verdict, underlines, findings and sources; a translation was of another text."""
        r, d, citations = self._w.reply, self._w.reply.draft, view.citations
        if view.is_busy:
            shown = (d.verdict, d.overlay, d.findings, d.translation, r.sources)
            return dict.fromkeys(shown, "")
        found, sources, numbers = view.findings, view.sources, state.numbered(citations)
        known = frozenset(item.id for item in sources)
        note = words("verdict_edited") if view.is_edited and view.is_open else ""
        return {
            d.verdict: render.verdict(view.verdict, found, words, note, superseded=view.is_stale),
            d.overlay: render.overlay(view.text, found, citations, words, view.key),
            d.findings: render.findings(found, words, numbers, known=known)
            + render.questions(view.questions, words),
            d.translation: "",
            r.sources: render.sources(sources, citations, words),
        }

    def notice(self, view: View, notice: Notice | None, words: Words) -> Update:
        """A sentence beside the buttons where there are some, else at the top."""
        r, html = self._w.reply, render.notice(notice, words)
        if view.draft:
            return {r.decide.says: html, r.notice: ""}
        return {r.decide.says: "", r.notice: html}

    def _message(self, view: View, words: Words) -> str:
        if view.understanding is None:
            return ""
        names = self._desk.product_names() if view.understanding.skus else {}
        return casecard.message(view, words, names)

    # --- lists ----------------------------------------------------------------------------

    def inbox(self, words: Words, needle: str | None, which: str | None) -> Update:
        """The drafts, and how many are open."""
        now = dt.datetime.now(dt.UTC)

        def rows() -> str:
            drafts = self._desk.inbox(needle or "", decided=which == "decided")
            return listing.inbox(drafts, words, now)

        return self._listed(self._w.inbox.rows, rows, words) | self.waiting(words)

    def proposals(self, words: Words) -> Update:
        def rows() -> str:
            return listing.proposals(self._copilot.proposals(), words)

        return self._listed(self._w.knowledge.proposals, rows, words)

    def gaps(self, words: Words) -> Update:
        now = dt.datetime.now(dt.UTC)

        def rows() -> str:
            from copilot.insights.render import fragment  # nobody else on the page needs it

            figures = fragment(self._copilot.office.insights(_INSIGHT_DAYS), words.language)
            return listing.gaps(self._copilot.gaps(), words, now) + inert(figures)

        return self._listed(self._w.gaps.rows, rows, words)

    @staticmethod
    def _listed(place: gr.HTML, rows: Callable[[], str], words: Words) -> Update:
        """The list, or in its place why there is none."""
        try:
            return {place: rows()}
        except Exception as error:  # nothing that fails may take the page along
            return {place: render.notice(notice_of(error), words)}

    def waiting(self, words: Words) -> Update:
        """The number of open drafts."""
        try:
            waiting = self._copilot.drafts("open", 1).total
        except CopilotError:  # what is asked for itself says so
            return unchanged(self._w.inbox.tab)
        label = words("tab_inbox") + (f" {waiting}" if waiting else "")
        return {self._w.inbox.tab: gr.update(label=label)}

    # --- words ----------------------------------------------------------------------------

    def worded(self, language: Language) -> Update:
        """Every label, and every list of choices, in a language."""
        words, w = Words(language), self._w
        channels = [(words(f"channel_{name}"), name) for name in CHANNELS]
        forms = [(words("form_auto"), ""), *((words(f"form_{name}"), name) for name in FORMS)]
        reasons = [("–", ""), *((words(f"reason_{name}"), name) for name in REASONS)]
        states = [(words(f"inbox_{name}"), name) for name in ("open", "decided")]
        kinds = [(words(f"kind_{name}"), name) for name in KINDS]
        choices: list[tuple[Any, Sequence[tuple[str, str]]]] = [
            *((case.channel, channels) for case in (w.reply.new.case, w.check.case)),
            *((case.form, forms) for case in (w.reply.new.case, w.check.case)),
            (w.reply.decide.reasons, reasons),
            (w.inbox.which, states),
            (w.knowledge.kinds, kinds),
        ]
        if w.reply.new.sample is not None:
            choices.append((w.reply.new.sample, sample_choices(self._copilot, words)))
        update = self._labels.updates(words)
        for widget, offered in choices:
            update[widget] = update[widget] | {"choices": list(offered)}
        return update | {w.help: render.keys_help(words)}


def unchanged(widget: Any) -> Update:
    """For a handler that has nothing to say: Gradio takes an empty update for a mistake."""
    return {widget: gr.skip()}


def merged(*updates: Update) -> Update:
    """One update of several; for a widget in more than one, each property's last value."""
    result: Update = {}
    for update in updates:
        for widget, change in update.items():
            result[widget] = _both(result[widget], change) if widget in result else change
    return result


def _both(first: Any, second: Any) -> Any:
    before = first if _is_update(first) else gr.update(value=first)
    after = second if _is_update(second) else gr.update(value=second)
    return before | after


def _is_update(change: Any) -> bool:
    return isinstance(change, dict) and change.get("__type__") == "update"


def save_button(view: View, words: Words, *, interactive: bool = True) -> Any:
    key = "draft_save" if view.is_edited else "draft_accept"
    return gr.update(value=words(key), interactive=interactive)


def sample_choices(copilot: Copilot, words: Words) -> list[tuple[str, str]]:
    """The demo's mails by title; empty for any other shop."""
    found: dict[str, tuple[str, Case]] = dict(sample_cases(copilot))
    choices = [(title, key) for key, (title, _case) in found.items()]
    return [(words("compose_sample_hint"), ""), *choices] if choices else []
