"""What each event of the page does: ask who it is, let the desk work, paint.

Every handler gets the page's language first and answers with updates of widgets; a refusal
or a failure is a sentence on the page.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from copilot.api.guard import Right
from copilot.errors import CopilotError
from copilot.messages import CheckResult
from copilot.pipeline import Copilot
from knowledge.documents import KINDS, SearchFilter
from ui import listing, render, state
from ui.access import Doorkeeper
from ui.desk import Desk, notice_of
from ui.forms import Case
from ui.paint import Painter, Update, Widgets, merged, save_button
from ui.samples import sample_cases
from ui.state import Notice, View
from ui.words import Language, Words, known_language, language_of

PAINT_EVERY_S = 0.08  # while text streams in
HITS = 8
Stored = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Recheck:
    """What the last check of an edited text said, kept apart from the view: a check that
    ends late must not undo a decision."""

    draft: str
    text: str
    result: CheckResult | None


class Gate:
    """The guard's answer as a sentence for the page."""

    def __init__(self, door: Doorkeeper) -> None:
        self._door = door

    def refusal(self, request: gr.Request, right: Right) -> Notice | None:
        try:
            self._door.check(request.request, right)
        except CopilotError as error:
            return notice_of(error)
        return None

    def name(self, request: gr.Request, typed: str | None, words: Words) -> str:
        """Who decides: the key's name; on loopback without one, what was typed."""
        key = self._door.check(request.request, "read").name
        return key or (typed or "").strip() or words("agent_default")


class PageHandlers:
    def __init__(self, widgets: Widgets, painter: Painter, desk: Desk, gate: Gate) -> None:
        self._w = widgets
        self._painter = painter
        self._desk = desk
        self._gate = gate

    def load(self, stored: Stored | None, request: gr.Request) -> Update:
        """A page was opened: its language, its lists, the draft that its address names."""
        kept = dict(stored or {})
        locale = str(request.headers.get("accept-language", ""))
        language = known_language(kept.get("language", "")) or language_of(locale)
        words, w = Words(language), self._w
        update = self._painter.worded(language)
        update[w.language] = update[w.language] | {"value": language}
        update[w.agent] = update[w.agent] | {"value": kept.get("agent", "")}
        refused = self._gate.refusal(request, "read")
        if refused:
            return update | {w.reply.notice: render.notice(refused, words)}
        wanted = str(request.query_params.get("draft", ""))[:64]
        if wanted:
            view = self._desk.open(wanted, View())
            painted = self._painter.reply(view, words, fresh=view.draft is not None)
            update = merged(update, painted)
        return merged(update, self._painter.listed(words, "", "open"))

    def switch(
        self, language: Language, stored: Stored | None, view: View, needle: str, which: str
    ) -> Update:
        """Another language; what was typed stays."""
        words = Words(language)
        painted = self._painter.reply(view, words)
        painted.pop(self._w.reply.text)
        return merged(
            self._painter.worded(language),
            self._painter.listed(words, needle, which),
            painted,
            {self._w.stored: {**(stored or {}), "language": language}},
        )

    def named(self, agent: str | None, stored: Stored | None) -> Stored:
        return {**(stored or {}), "agent": (agent or "").strip()[:100]}


class ReplyHandlers:
    def __init__(
        self, copilot: Copilot, widgets: Widgets, painter: Painter, desk: Desk, gate: Gate
    ) -> None:
        self._copilot = copilot
        self._w = widgets
        self._painter = painter
        self._desk = desk
        self._gate = gate

    def pick(self, key: str | None) -> list[str]:
        """A sample mail into the fields."""
        case = dict(sample_cases(self._copilot)).get(key or "", ("", Case()))[1]
        return [case.text, case.subject, case.channel, case.customer, case.order, case.form]

    def draft(
        self,
        language: Language,
        agent: str | None,
        view: View,
        text: str | None,
        subject: str | None,
        channel: str | None,
        customer: str | None,
        order: str | None,
        form: str | None,
        request: gr.Request,
    ) -> Iterator[Update]:
        words = Words(language)
        case = Case.typed(text, subject, channel, customer, order, form)
        refused = self._gate.refusal(request, "draft")
        if refused or case.is_empty:
            yield self._say(view, refused or Notice("warn", "need_message"), words)
            return
        painted = 0.0
        for found in self._desk.draft(case.draft_request(agent or "")):
            now = time.monotonic()
            if found.step == "write" and found.text and now - painted < PAINT_EVERY_S:
                continue
            painted = now
            yield self._painter.reply(found, words, fresh=found.draft is not None)

    def stop(self, language: Language, view: View) -> Update:
        return self._painter.reply(state.stopped(view), Words(language))

    def recheck(
        self, language: Language, view: View, text: str | None, request: gr.Request
    ) -> Update:
        """What is wrong with the text as it stands in the editor."""
        words = Words(language)
        refused = self._gate.refusal(request, "draft")
        if refused or view.draft is None or not view.is_open:
            return self._say(view, refused or view.notice, words)
        checked = self._desk.recheck(view, text or "")
        return {
            self._w.recheck: Recheck(view.draft.id, checked.text, checked.result),
            self._w.reply.save: save_button(checked, words),
            **self._painter.notice(checked, checked.notice, words),
            **self._painter.check(checked, words),
        }

    def save(self, language: Language, request: gr.Request, *fields: Any) -> Update:
        return self._decide(language, request, False, *fields)

    def reject(self, language: Language, request: gr.Request, *fields: Any) -> Update:
        return self._decide(language, request, True, *fields)

    def _decide(
        self,
        language: Language,
        request: gr.Request,
        reject: bool,
        view: View,
        recheck: Recheck | None,
        text: str | None,
        agent: str | None,
        chosen: str | None,
        free: str | None,
    ) -> Update:
        words, text = Words(language), text or ""
        refused = self._gate.refusal(request, "decide")
        if refused:
            return self._say(view, refused, words)
        if view.draft and recheck and (recheck.draft, recheck.text) == (view.draft.id, text):
            view = replace(view, result=recheck.result)
        label = words(f"reason_{chosen}") if chosen else ""
        reason = ": ".join(part for part in (label, (free or "").strip()) if part)
        who = self._gate.name(request, agent, words)
        decided = self._desk.decide(view, text, reject=reject, reason=reason, agent=who)
        return self._painter.reply(decided, words)

    def redraft(
        self,
        language: Language,
        view: View,
        text: str | None,
        instruction: str | None,
        agent: str | None,
        request: gr.Request,
    ) -> Iterator[Update]:
        words = Words(language)
        refused = self._gate.refusal(request, "draft")
        if refused or not view.is_open:
            yield self._say(view, refused or view.notice, words)
            return
        yield {self._w.reply.progress: render.progress(replace(view, step="write"), words)}
        made = self._desk.redraft(view, text or "", instruction or "", agent or "")
        yield self._painter.reply(made, words, fresh=made.draft is not view.draft)

    def next(self, language: Language, view: View, request: gr.Request) -> Update:
        words = Words(language)
        refused = self._gate.refusal(request, "read")
        if refused:
            return self._say(view, refused, words)
        following = self._desk.next(view)
        return self._painter.reply(following, words, fresh=following.draft is not view.draft)

    def open(
        self, language: Language, view: View, event: gr.EventData, request: gr.Request
    ) -> Update:
        """A draft out of the inbox."""
        words = Words(language)
        refused = self._gate.refusal(request, "read")
        if refused:
            return self._say(view, refused, words)
        opened = self._desk.open(str(event.id), view)
        update = self._painter.reply(opened, words, fresh=opened.draft is not view.draft)
        return update | {self._w.strip: gr.update(selected="reply")}

    def choose(self, language: Language, view: View, event: gr.EventData) -> Update:
        """Another's version in place of the own, or the text from before a new draft."""
        if event.act == "take":
            return self._painter.reply(state.taken(view), Words(language), fresh=True)
        back = state.undone(view)
        return self._painter.reply(self._desk.recheck(back, back.text), Words(language))

    def _say(self, view: View, notice: Notice | None, words: Words) -> Update:
        return self._painter.notice(view, notice, words)


class ListHandlers:
    def __init__(
        self, copilot: Copilot, widgets: Widgets, painter: Painter, desk: Desk, gate: Gate
    ) -> None:
        self._copilot = copilot
        self._w = widgets
        self._painter = painter
        self._desk = desk
        self._gate = gate

    def relist(
        self, language: Language, needle: str | None, which: str | None, request: gr.Request
    ) -> Update:
        words = Words(language)
        refused = self._gate.refusal(request, "read")
        if refused:
            return {self._w.inbox.rows: render.notice(refused, words)}
        return self._painter.listed(words, needle, which)

    def search(
        self, language: Language, query: str | None, kinds: list[str] | None, request: gr.Request
    ) -> Update:
        words, k, hits = Words(language), self._w.knowledge, ""
        notice = self._gate.refusal(request, "read")
        if not notice and not (query or "").strip():
            notice = Notice("info", "need_query")
        if not notice:
            chosen = tuple(kind for kind in KINDS if kind in (kinds or ()))
            try:
                where = SearchFilter(kinds=chosen, internal=True)
                hits = listing.passages(self._copilot.search(query or "", HITS, where), words)
            except Exception as error:  # nothing that fails may take the page along
                notice = notice_of(error)
        return {k.hits: hits, k.notice: render.notice(notice, words)}

    def propose(
        self, language: Language, agent: str | None, event: gr.EventData, request: gr.Request
    ) -> Update:
        """Confirms a proposal, with the text as it stands in its box, or dismisses it."""
        words, k = Words(language), self._w.knowledge
        notice = self._gate.refusal(request, "edit")
        if notice:
            return {k.notice: render.notice(notice, words)}
        try:
            self._settle(event, self._gate.name(request, agent, words))
            done = "notice_confirmed" if event.act == "confirm" else "notice_dismissed"
            notice = Notice("good", done)
            shown = listing.proposals(self._copilot.proposals(), words)
        except Exception as error:  # nothing that fails may take the page along
            return {k.notice: render.notice(notice_of(error), words)}
        return {k.notice: render.notice(notice, words), k.proposals: shown}

    def _settle(self, event: gr.EventData, who: str) -> None:
        if event.act == "confirm":
            self._copilot.confirm(str(event.id), str(event.text), by=who)
        else:
            self._copilot.dismiss(str(event.id), by=who)

    def check(
        self, language: Language, request: gr.Request, reply: str | None, *fields: str | None
    ) -> Update:
        """One's own text against a message."""
        words, c, reply = Words(language), self._w.check, reply or ""
        case = Case.typed(*fields)
        notice = self._gate.refusal(request, "draft")
        if not notice and case.is_empty:
            notice = Notice("warn", "need_message")
        if not notice and not reply.strip():
            notice = Notice("warn", "need_reply")
        found = notice or self._desk.check(case.check_request(reply))
        if isinstance(found, Notice):
            return {c.notice: render.notice(found, words), c.result: "", c.overlay: ""}
        found = replace(found, findings=state.in_order(found.findings))
        return {
            c.notice: "",
            c.result: render.check_result(found, words),
            c.overlay: render.overlay(reply, found.findings, (), words),
        }
