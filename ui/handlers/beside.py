"""What stands beside the decision: a note in the helpdesk, a translation to read, other replies."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import gradio as gr

from ui import alternatives, render
from ui.alternatives import Offered
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

    def alternatives(
        self,
        language: Language,
        view: View,
        held: str | None,
        shown: str | None,
        request: gr.Request,
    ) -> Iterator[Update]:
        """Other replies on cards; those that are shown go away again."""
        words, room, d = Words(language), self._room, self._room.widgets.reply.draft
        view = room.desk.held(view, held or "")
        if alternatives.is_shown(shown, view.key):
            yield {d.offers: ""}
            return
        refused = room.gate.refusal(request, "draft")
        if refused or view.draft is None or not view.is_open:
            yield room.say(view, refused or view.notice, words)
            return
        yield {d.offers: alternatives.drafting(view.key, words)}
        found = room.desk.others(view)
        if isinstance(found, Notice):
            yield {d.offers: "", **room.say(view, found, words)}
            return
        yield {
            d.offers: alternatives.cards(view.key, found, words),
            room.widgets.offered: alternatives.offered(view.key, found),
        }

    def use(
        self,
        language: Language,
        view: View,
        offered: Offered | None,
        event: gr.EventData,
        request: gr.Request,
    ) -> Update:
        """One of them in place of the text, or a passage into it, to be checked as any edit."""
        words, room, place = Words(language), self._room, int(event.id)
        refused = room.gate.refusal(request, "draft")
        if not refused and (offered is None or offered.key != view.key or not view.is_open):
            refused = Notice("warn", "notice_alternative_gone")
        if refused or offered is None or not 0 <= place < len(offered.texts):
            return room.say(view, refused, words)
        whole = place < offered.replies
        text = render.inserted(offered.texts[place], uuid.uuid4().hex, whole=whole)
        return {room.widgets.insertion: text}
