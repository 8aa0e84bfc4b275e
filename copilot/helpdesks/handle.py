"""One job: read the ticket, draft, leave a note. May be run again at any point.

A draft's id is reserved by the job, so that a second run finds the first one's draft. A
note carries the job's marker; where one may have been posted before, the ticket is
searched for it first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Protocol

from copilot.config import HelpdeskSettings
from copilot.errors import NotFoundError
from copilot.helpdesks.note import link_to, marker_of, write_note
from copilot.helpdesks.values import Event, Helpdesk, Said, Thread
from copilot.messages import Draft, DraftRequest, Message
from copilot.store.jobs import Job, JobTable
from copilot.store.serial import from_json
from copilot.understand.history import part_history
from copilot.understand.markup import readable


class Drafting(Protocol):
    """The part of `Copilot` that is needed here."""

    def draft(self, request: DraftRequest, *, draft_id: str = "") -> Draft: ...
    def draft_by_id(self, draft_id: str) -> Draft: ...


class Handler:
    """Works off the jobs of one helpdesk. Thread-safe."""

    def __init__(
        self,
        settings: HelpdeskSettings,
        helpdesk: Helpdesk,
        jobs: JobTable,
        copilot: Drafting,
        *,
        language: str,
        drafted: Callable[[Draft], None] = lambda _draft: None,
    ) -> None:
        self._settings = settings
        self._helpdesk = helpdesk
        self._jobs = jobs
        self._copilot = copilot
        self._language = language
        self._drafted = drafted

    def handle(self, job: Job) -> None:
        """Finishes the job, or raises what kept it from that."""
        if self._jobs.is_outdated(job):
            self._finish(job, "newer_message")
            return
        event = from_json(Event, job.event)
        thread = self._helpdesk.thread(event)
        marker = marker_of(job.id)
        if job.posting and (found := note_with(marker, thread)):
            self._finish(job, "note", found)
            return
        asked = unanswered(thread)
        if not asked:
            self._finish(job, "nothing_to_answer")
        elif self._jobs.is_answered(job, asked[-1].id):
            self._finish(job, "answered_before")
        else:
            self._answer(job, thread, asked, marker)

    def _answer(self, job: Job, thread: Thread, asked: tuple[Said, ...], marker: str) -> None:
        draft = self._draft_of(job, thread, asked)
        if self._jobs.is_outdated(job):
            self._finish(job, "newer_message")
            return
        note = write_note(
            draft,
            marker=marker,
            link=link_to(self._settings.panel_url, job.thread),
            language=self._language,
            replaces=self._replaced(job),
        )
        self._jobs.posting(job, asked[-1].id)
        self._finish(job, "note", self._helpdesk.post(thread, note))

    def _draft_of(self, job: Job, thread: Thread, asked: tuple[Said, ...]) -> Draft:
        try:
            return self._copilot.draft_by_id(job.draft_id)
        except NotFoundError:
            made = self._copilot.draft(request_of(job, thread, asked), draft_id=job.draft_id)
            self._drafted(made)
            return made

    def _replaced(self, job: Job) -> str | None:
        """The reply of the ticket's last note, if there is one."""
        before = self._jobs.newest_note(job)
        if before is None:
            return None
        try:
            return self._copilot.draft_by_id(before.draft_id).reply
        except NotFoundError:  # erased meanwhile
            return ""

    def _finish(self, job: Job, outcome: str, note: str = "") -> None:
        self._jobs.finish(job, outcome, dt.datetime.now(dt.UTC), note)


def unanswered(thread: Thread) -> tuple[Said, ...]:
    """What the customer wrote since the last agent's public reply."""
    found: list[Said] = []
    for said in thread.messages:
        if said.private:
            continue
        if said.author == "staff":
            found.clear()
        elif readable(said.text).strip():  # an attachment alone asks nothing
            found.append(said)
    return tuple(found)


def request_of(job: Job, thread: Thread, asked: tuple[Said, ...]) -> DraftRequest:
    """The draft's request. Several messages become one text, each without what it quotes."""
    text = asked[-1].text
    if len(asked) > 1:
        text = "\n\n".join(part_history(readable(said.text)).new for said in asked)
    message = Message(
        text=text,
        subject=thread.subject,
        channel=thread.channel,
        id=job.thread,
        received_at=asked[-1].at,
    )
    return DraftRequest(message=message, customer=thread.customer)


def note_with(marker: str, thread: Thread) -> str:
    """The id of the note that carries the marker; empty where none does."""
    return next((said.id for said in reversed(thread.messages) if marker in said.text), "")
