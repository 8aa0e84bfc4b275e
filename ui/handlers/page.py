"""The page as a whole: opening, language, who is here, which ticket the helpdesk shows."""

from __future__ import annotations

from collections.abc import Mapping

import gradio as gr

from ui import render
from ui.handlers.room import Room
from ui.paint import Update, merged, unchanged
from ui.state import View
from ui.words import Language, Words, known_language, language_of

LONGEST_NAME = 200
Stored = Mapping[str, str]


class PageHandlers:
    def __init__(self, room: Room) -> None:
        self._room = room

    def load(self, stored: Stored | None, request: gr.Request) -> Update:
        """A page was opened: its language, its lists, the draft that its address names."""
        kept = dict(stored or {})
        locale = str(request.headers.get("accept-language", ""))
        language = known_language(kept.get("language", "")) or language_of(locale)
        words, w = Words(language), self._room.widgets
        update = self._room.painter.worded(language)
        update[w.language] = update[w.language] | {"value": language}
        refused = self._room.gate.refusal(request, "read")
        if refused:
            return update | {w.reply.notice: render.notice(refused, words)}
        update[w.agent] = update[w.agent] | self._agent(kept, request)
        view = self._asked_for(request)
        if view is not None:
            fresh = view.draft is not None
            update = merged(update, self._room.painter.reply(view, words, fresh=fresh))
        return merged(update, self._room.painter.waiting(words))

    def _agent(self, kept: Mapping[str, str], request: gr.Request) -> dict[str, object]:
        """A key's or token's name cannot be changed here."""
        known = self._room.gate.known_name(request)
        return {"value": known or kept.get("agent", ""), "interactive": not known}

    def _asked_for(self, request: gr.Request) -> View | None:
        """`?draft=ID`, `?ticket=zendesk:5158`, or the ticket that a token was made for."""
        asked = {
            name: str(request.query_params.get(name, ""))[:LONGEST_NAME]
            for name in ("draft", "ticket")
        }
        ticket = self._room.gate.ticket(request, asked["ticket"])
        if asked["draft"] and not ticket:
            who = self._room.gate.viewer(request)
            return self._room.desk.open(asked["draft"], View(), by=who)
        return self._room.desk.ticket(ticket, View()) if ticket else None

    def switch(
        self, language: Language, stored: Stored | None, view: View, needle: str, which: str
    ) -> Update:
        """Another language; what was typed stays."""
        words, w, painter = Words(language), self._room.widgets, self._room.painter
        painted = painter.reply(view, words)
        painted.pop(w.reply.draft.text)
        return merged(
            painter.worded(language),
            painter.inbox(words, needle, which),
            painter.proposals(words),
            painter.gaps(words),
            painted,
            {w.reply.draft.offers: ""},  # in the language before
            {w.stored: {**(stored or {}), "language": language}},
        )

    def named(self, agent: str | None, stored: Stored | None) -> Stored:
        return {**(stored or {}), "agent": (agent or "").strip()[:100]}

    def signalled(
        self,
        language: Language,
        view: View,
        held: str | None,
        agent: str | None,
        event: gr.EventData,
        request: gr.Request,
    ) -> Update:
        """The script speaks: another ticket is shown, or it is time to look around."""
        words = Words(language)
        if self._room.gate.refusal(request, "read"):
            return unchanged(self._room.widgets.view)
        if event.act == "ticket":
            return self._ticket(str(event.ticket)[:LONGEST_NAME], view, words)
        if getattr(event, "busy", False) and not view.is_busy:  # a late piece painted it so
            return self._room.painter.reply(view, words)
        return self._watch(self._room.desk.held(view, held or ""), agent, words, request)

    def _ticket(self, ticket: str, view: View, words: Words) -> Update:
        if view.draft is not None and view.draft.request.message.id == ticket:
            return unchanged(self._room.widgets.view)
        found = self._room.desk.ticket(ticket, View())
        return self._room.painter.reply(found, words, fresh=True)

    def _watch(self, view: View, agent: str | None, words: Words, request: gr.Request) -> Update:
        """Who else is here, and what became of the draft meanwhile. The text stays."""
        w, painter = self._room.widgets, self._room.painter
        name = self._room.gate.known_name(request) or (agent or "").strip()
        draft = view.draft.id if view.draft and view.is_open else ""
        others = self._room.presence.seen(str(request.session_hash), draft, name)
        update: Update = {
            w.reply.draft.others: render.others(others, words),
            **painter.waiting(words),
        }
        seen = self._room.desk.watched(view)
        if seen is view:
            return update
        painted = painter.reply(seen, words)
        painted[w.reply.draft.text] = gr.update(interactive=seen.is_open)
        return update | painted
