"""A draft comes into being, or a new version of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import gradio as gr

from ui import render, state
from ui.forms import Case
from ui.handlers.room import Room
from ui.paint import Update, unchanged
from ui.samples import sample_cases
from ui.state import Notice, View
from ui.words import Language, Words

PAINT_EVERY_S = 0.08  # while text streams in


class DraftingHandlers:
    def __init__(self, room: Room) -> None:
        self._room = room

    def pick(self, key: str | None) -> list[str]:
        """A sample mail into the fields."""
        case = dict(sample_cases(self._room.copilot)).get(key or "", ("", Case()))[1]
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
        refused = self._room.gate.refusal(request, "draft")
        if refused or case.is_empty:
            yield self._room.say(view, refused or Notice("warn", "need_message"), words)
            return
        painted = 0.0
        for found in self._room.desk.draft(case.draft_request(agent or "", view.ticket)):
            now = time.monotonic()
            if found.step == "write" and found.text:
                if now - painted >= PAINT_EVERY_S:
                    painted = now
                    yield self._room.painter.piece(found)
                continue
            yield self._room.painter.reply(found, words, fresh=found.draft is not None)

    def stop(self, language: Language, view: View) -> Update:
        """At once, however long the model takes to notice; see `settle`."""
        return self._room.painter.reply(state.stopped(view), Words(language))

    def settle(self, language: Language, view: View) -> Update:
        """After the last piece: those that were on their way while somebody pressed stop have
        painted a draft that nobody is writing any more."""
        if view.is_busy:
            return self.stop(language, view)
        if view.draft is None and state.was_stopped(view):
            return self._room.painter.reply(view, Words(language))
        return unchanged(self._room.widgets.view)

    def redraft(
        self,
        language: Language,
        view: View,
        held: str | None,
        text: str | None,
        instruction: str | None,
        agent: str | None,
        request: gr.Request,
    ) -> Iterator[Update]:
        words, view = Words(language), self._room.desk.held(view, held or "")
        refused = self._room.gate.refusal(request, "draft")
        if refused or not view.is_open:
            yield self._room.say(view, refused or view.notice, words)
            return
        progress = render.progress(replace(view, step="write"), words)
        yield {self._room.widgets.reply.progress: progress}
        made = self._room.desk.redraft(view, text or "", instruction or "", agent or "")
        yield self._room.painter.reply(made, words, fresh=made.draft is not view.draft)
