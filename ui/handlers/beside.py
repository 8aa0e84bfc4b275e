"""What stands beside the decision: a note in the helpdesk, and a translation to read."""

from __future__ import annotations

from collections.abc import Iterator

import gradio as gr

from ui import render
from ui.handlers.room import Room
from ui.paint import Update
from ui.state import Notice, View
from ui.words import Language, Words


class BesideHandlers:
    def __init__(self, room: Room) -> None:
        self._room = room

    def file(
        self,
        language: Language,
        view: View,
        held: str | None,
        text: str | None,
        agent: str | None,
        request: gr.Request,
    ) -> Update:
        """The text as it stands in the editor into the ticket, as an internal note."""
        words, room = Words(language), self._room
        view = room.desk.held(view, held or "")
        refused = room.gate.refusal(request, "decide")
        if refused or view.draft is None:
            return room.say(view, refused or view.notice, words)
        who = room.gate.name(request, agent, words)
        return room.say(view, room.desk.file(view, text or "", who), words)

    def translate(
        self,
        language: Language,
        view: View,
        held: str | None,
        text: str | None,
        message_shown: str | None,
        reply_shown: str | None,
        request: gr.Request,
    ) -> Iterator[Update]:
        """Message and text in the page's language; what is shown goes away again."""
        words, room, r = Words(language), self._room, self._room.widgets.reply
        if message_shown or reply_shown:
            yield {r.translation: "", r.draft.translation: ""}
            return
        view = room.desk.held(view, held or "")
        refused = room.gate.refusal(request, "read")
        if refused or view.draft is None:
            yield room.say(view, refused or view.notice, words)
            return
        yield room.say(view, Notice("info", "translating"), words)
        texts = (view.draft.understanding.body, text or "")
        found = room.desk.translated(view, texts, words.language)
        if isinstance(found, Notice):
            yield room.say(view, found, words)
            return
        notice = None if any(found) else Notice("info", "notice_same_language")
        yield {
            **room.say(view, notice, words),
            r.translation: render.translation("translation_message", found[0], words),
            r.draft.translation: render.translation("translation_reply", found[1], words),
        }
