"""Inbox, knowledge, proposals and gaps; and checking one's own text."""

from __future__ import annotations

from dataclasses import replace

import gradio as gr

from knowledge.documents import KINDS, SearchFilter
from ui import listing, render, state
from ui.desk import notice_of
from ui.forms import Case
from ui.handlers.room import Room
from ui.paint import Update, unchanged
from ui.state import Notice
from ui.words import Language, Words

HITS = 8


class ListHandlers:
    def __init__(self, room: Room) -> None:
        self._room = room

    def inbox(
        self, language: Language, needle: str | None, which: str | None, request: gr.Request
    ) -> Update:
        words = Words(language)
        refused = self._room.gate.refusal(request, "read")
        if refused:
            return {self._room.widgets.inbox.rows: render.notice(refused, words)}
        return self._room.painter.inbox(words, needle, which)

    def proposals(self, language: Language, request: gr.Request) -> Update:
        words = Words(language)
        refused = self._room.gate.refusal(request, "read")
        if refused:
            return {self._room.widgets.knowledge.proposals: render.notice(refused, words)}
        return self._room.painter.proposals(words)

    def gaps(self, language: Language, request: gr.Request) -> Update:
        words = Words(language)
        refused = self._room.gate.refusal(request, "read")
        if refused:
            return {self._room.widgets.gaps.rows: render.notice(refused, words)}
        return self._room.painter.gaps(words)

    def count(self, language: Language, request: gr.Request) -> Update:
        """How many drafts are open; the lists are made when their tab is opened."""
        if self._room.gate.refusal(request, "read"):
            return unchanged(self._room.widgets.inbox.tab)
        return self._room.painter.waiting(Words(language))

    def search(
        self, language: Language, query: str | None, kinds: list[str] | None, request: gr.Request
    ) -> Update:
        words, k = Words(language), self._room.widgets.knowledge
        notice = self._room.gate.refusal(request, "read")
        if not notice and not (query or "").strip():
            notice = Notice("info", "need_query")
        if notice:
            return {k.hits: "", k.notice: render.notice(notice, words)}
        try:
            who = self._room.gate.name(request, None, words)
            return {k.hits: self._hits(words, query or "", kinds or [], by=who), k.notice: ""}
        except Exception as error:  # nothing that fails may take the page along
            return {k.hits: "", k.notice: render.notice(notice_of(error), words)}

    def _hits(self, words: Words, query: str, kinds: list[str], *, by: str | None = None) -> str:
        chosen = tuple(kind for kind in KINDS if kind in kinds)
        copilot = self._room.copilot
        found = copilot.search(query, HITS, SearchFilter(kinds=chosen, internal=True), by=by)
        ids = [hit.passage.document_id for hit in found]
        return listing.passages(found, words, copilot.knowledge.store.marked_outdated(ids))

    def mark(
        self,
        language: Language,
        agent: str | None,
        query: str | None,
        kinds: list[str] | None,
        event: gr.EventData,
        request: gr.Request,
    ) -> Update:
        """Calls a document outdated, or takes that back."""
        words, k, copilot = Words(language), self._room.widgets.knowledge, self._room.copilot
        notice = self._room.gate.refusal(request, "edit")
        if notice:
            return {k.notice: render.notice(notice, words)}
        who = self._room.gate.name(request, agent, words)
        outdated = event.act == "outdated"
        change = copilot.mark_outdated if outdated else copilot.unmark_outdated
        try:
            change(str(event.id), by=who)
            shown = self._hits(words, query or "", kinds or [])
        except Exception as error:  # nothing that fails may take the page along
            return {k.notice: render.notice(notice_of(error), words)}
        done = Notice("good", "notice_marked" if outdated else "notice_unmarked")
        return {k.notice: render.notice(done, words), k.hits: shown}

    def propose(
        self, language: Language, agent: str | None, event: gr.EventData, request: gr.Request
    ) -> Update:
        """Confirms or merges a proposal, with the text as it stands in its box, or dismisses it."""
        words, k = Words(language), self._room.widgets.knowledge
        notice = self._room.gate.refusal(request, "edit")
        if notice:
            return {k.notice: render.notice(notice, words)}
        try:
            self._settle(event, self._room.gate.name(request, agent, words))
            done = "notice_dismissed" if event.act == "dismiss" else "notice_confirmed"
            shown = listing.proposals(self._room.copilot.proposals(), words)
        except Exception as error:  # nothing that fails may take the page along
            return {k.notice: render.notice(notice_of(error), words)}
        return {k.notice: render.notice(Notice("good", done), words), k.proposals: shown}

    def _settle(self, event: gr.EventData, who: str) -> None:
        copilot, (proposal, _, into) = self._room.copilot, str(event.id).partition(":")
        if event.act == "merge":  # both texts stood beside each other
            copilot.merge(proposal, into, str(event.text), by=who, despite_conflicts=True)
        elif event.act in ("confirm", "confirm_anyway"):
            anyway = event.act == "confirm_anyway"
            copilot.confirm(proposal, str(event.text), by=who, despite_conflicts=anyway)
        else:
            copilot.dismiss(proposal, by=who)

    def check(
        self, language: Language, request: gr.Request, reply: str | None, *fields: str | None
    ) -> Update:
        """One's own text against a message."""
        words, c, reply = Words(language), self._room.widgets.check, reply or ""
        case = Case.typed(*fields)
        notice = self._room.gate.refusal(request, "draft")
        if not notice and case.is_empty:
            notice = Notice("warn", "need_message")
        if not notice and not reply.strip():
            notice = Notice("warn", "need_reply")
        found = notice or self._room.desk.check(case.check_request(reply))
        if isinstance(found, Notice):
            return {c.notice: render.notice(found, words), c.result: "", c.overlay: ""}
        found = replace(found, findings=state.in_order(found.findings))
        return {
            c.notice: "",
            c.result: render.check_result(found, words),
            c.overlay: render.overlay(reply, found.findings, (), words),
        }
