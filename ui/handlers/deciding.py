"""Work on a draft: check it again, insert something, decide, go on to the next."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from copilot.messages import CheckResult
from ui import render, state
from ui.handlers.room import Room
from ui.paint import Update, save_button, unchanged
from ui.state import Notice, View
from ui.words import Language, Words


@dataclass(frozen=True, slots=True)
class Recheck:
    """What the last check of an edited text said, kept apart from the view: a check that
    ends late must not undo a decision."""

    draft: str
    text: str
    result: CheckResult | None


class DecidingHandlers:
    def __init__(self, room: Room) -> None:
        self._room = room

    def recheck(
        self,
        language: Language,
        view: View,
        held: str | None,
        text: str | None,
        request: gr.Request,
    ) -> Update:
        """What is wrong with the text as it stands in the editor."""
        refused = self._room.gate.refusal(request, "draft")
        if not refused and not held:  # the text is still being written, or not any more
            return unchanged(self._room.widgets.recheck)
        words, view = Words(language), self._room.desk.held(view, held or "")
        if refused or view.draft is None or not view.is_open:
            return self._room.say(view, refused or view.notice, words)
        checked, w = self._room.desk.recheck(view, text or ""), self._room.widgets
        return {
            w.recheck: Recheck(view.draft.id, checked.text, checked.result),
            w.reply.decide.save: save_button(checked, words),
            **self._room.say(checked, checked.notice, words),
            **self._room.painter.check(checked, words),
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
        held: str | None,
        recheck: Recheck | None,
        text: str | None,
        agent: str | None,
        chosen: str | None,
        free: str | None,
    ) -> Update:
        words, text, room = Words(language), text or "", self._room
        view = room.desk.held(view, held or "")
        refused = room.gate.refusal(request, "decide")
        if refused:
            return room.say(view, refused, words)
        if view.draft is not None and not view.is_open:  # decided on by now, as seen on the way
            return room.painter.reply(replace(view, text=text), words)
        if view.draft and recheck and (recheck.draft, recheck.text) == (view.draft.id, text):
            view = replace(view, result=recheck.result)
        label = words(f"reason_{chosen}") if chosen else ""
        reason = ": ".join(part for part in (label, (free or "").strip()) if part)
        who = room.gate.name(request, agent, words)
        decided = room.desk.decide(view, text, reject=reject, reason=reason, agent=who)
        return room.painter.reply(decided, words)

    def next(self, language: Language, view: View, held: str | None, request: gr.Request) -> Update:
        words, view = Words(language), self._room.desk.held(view, held or "")
        refused = self._room.gate.refusal(request, "read")
        if refused:
            return self._room.say(view, refused, words)
        following = self._room.desk.next(view, by=self._room.gate.viewer(request))
        return self._room.painter.reply(following, words, fresh=following.draft is not view.draft)

    def open(
        self, language: Language, view: View, event: gr.EventData, request: gr.Request
    ) -> Update:
        """A draft out of the inbox."""
        words, room = Words(language), self._room
        refused = room.gate.refusal(request, "read")
        if refused:
            return room.say(view, refused, words)
        opened = room.desk.open(str(event.id), view, by=room.gate.viewer(request))
        update = room.painter.reply(opened, words, fresh=opened.draft is not view.draft)
        return update | {room.widgets.strip: gr.update(selected="reply")}

    def choose(
        self, language: Language, view: View, text: str | None, event: gr.EventData
    ) -> Update:
        """Another's version in place of the own, or a text that stood here before."""
        if event.act == "take":
            return self._room.painter.reply(state.taken(view), Words(language), fresh=True)
        back = state.chosen(replace(view, text=text or ""), int(event.id))
        checked = self._room.desk.recheck(back, back.text)
        return self._room.painter.reply(checked, Words(language))

    def insert(
        self,
        language: Language,
        view: View,
        recheck: Recheck | None,
        event: gr.EventData,
        request: gr.Request,
    ) -> Update:
        """A past answer or macro into the text, filled and in the right form of address."""
        room, words = self._room, Words(language)
        refused = room.gate.refusal(request, "draft")
        if refused or not view.is_open or view.draft is None:
            return room.say(view, refused or view.notice, words)
        if recheck and recheck.draft == view.draft.id:
            view = replace(view, result=recheck.result)
        text = room.desk.fitted(view, str(event.id))
        if isinstance(text, Notice):
            return room.say(view, text, words)
        return {room.widgets.insertion: render.inserted(text, uuid.uuid4().hex)}
