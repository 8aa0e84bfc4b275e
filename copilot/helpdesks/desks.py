"""The connected helpdesks: takes their webhooks, works them off, tells how it goes."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from copilot.config import HelpdeskSettings
from copilot.errors import ConflictError, NotFoundError
from copilot.helpdesks.filing import Filed, name_of
from copilot.helpdesks.handle import Drafting, Handler, note_with
from copilot.helpdesks.note import link_to, marker_of, worker_id, write_note
from copilot.helpdesks.opening import open_helpdesk
from copilot.helpdesks.values import Event, Helpdesk, Ignored, Incoming
from copilot.helpdesks.worker import Worker
from copilot.messages import Draft
from copilot.store import new_id
from copilot.store.jobs import Job, JobTable
from copilot.store.serial import to_json

STOP_WAIT_S = 10.0
_LONGEST_NAME = 200
_SETTLE = dt.timedelta(seconds=2)  # until a note that was on its way can be seen


@dataclass(frozen=True, slots=True)
class DeskStatus:
    """One helpdesk, and its jobs per state."""

    name: str
    type: str
    url: str
    jobs: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Desk:
    settings: HelpdeskSettings
    helpdesk: Helpdesk
    worker: Worker
    filing: threading.Lock = field(default_factory=threading.Lock)  # looking and leaving is one

    @property
    def takes_notes(self) -> bool:
        return self.settings.type != "generic" or bool(self.settings.note_path)


class Desks:
    """All helpdesks of a service. `start` before the first webhook, `stop` at the end."""

    def __init__(
        self,
        helpdesks: Sequence[HelpdeskSettings],
        jobs: JobTable,
        copilot: Drafting,
        *,
        language: str = "de",
        drafted: Callable[[Draft], None] = lambda _draft: None,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        """Raises ConfigError naming what a helpdesk lacks."""
        self._jobs = jobs
        self._language = language
        self._now = now
        self._worker_id = worker_id()
        self._desks: dict[str, _Desk] = {}
        with ExitStack() as stack:
            for settings in helpdesks:
                helpdesk = open_helpdesk(settings)
                stack.callback(helpdesk.close)
                handler = Handler(
                    settings, helpdesk, jobs, copilot, language=language, drafted=drafted
                )
                worker = Worker(settings, handler, jobs, self._worker_id)
                self._desks[settings.name] = _Desk(settings, helpdesk, worker)
            self._closing = stack.pop_all()

    def start(self) -> None:
        """Goes on with what an earlier run left, then waits for more."""
        if not self._desks:
            return
        self._jobs.release_others(self._worker_id, self._now() + _SETTLE)
        for desk in self._desks.values():
            desk.worker.start()

    def stop(self, wait_s: float = STOP_WAIT_S) -> None:
        """Lets jobs under way end; what does not end in time is run again at the next start."""
        end = time.monotonic() + wait_s
        for desk in self._desks.values():
            desk.worker.stop()
        for desk in self._desks.values():
            desk.worker.join(end)
        self._closing.close()

    def receive(self, name: str, incoming: Incoming) -> Mapping[str, Any]:
        """Takes a webhook; what to answer. Once this returns, the work is safe.

        Raises NotFoundError, AuthError (forged, replayed; nothing is stored), InputError.
        """
        desk = self._desk(name)
        desk.helpdesk.verify(incoming, self._now())
        event = desk.helpdesk.read(incoming)
        if isinstance(event, Ignored):
            return MappingProxyType({"status": "ignored", "reason": event.reason})
        told = self._jobs.told_before(name, event.delivery) if event.delivery else None
        if told is not None:
            return told
        answer = self._jobs.add(self._job(name, event), event.delivery)
        desk.worker.wake()
        return answer

    def _job(self, name: str, event: Event) -> Job:
        now = self._now()
        return Job(
            id=new_id(),
            helpdesk=name,
            ticket=event.ticket,
            state="queued",
            event=to_json(event),
            draft_id=new_id(),
            created_at=now,
            due_at=now,
        )

    def wake(self, name: str) -> None:
        """A job of that helpdesk was queued again."""
        if name in self._desks:
            self._desks[name].worker.wake()

    def status(self) -> tuple[DeskStatus, ...]:
        return tuple(
            DeskStatus(name, desk.settings.type, desk.settings.url, self._jobs.counts(name))
            for name, desk in self._desks.items()
        )

    def takes_note(self, message_id: str | None) -> bool:
        """Whether that is a ticket ("zendesk:5158") in which a note can be left."""
        name, _, ticket = (message_id or "").partition(":")
        return bool(ticket) and name in self._desks and self._desks[name].takes_notes

    def file(self, draft: Draft, *, by: str = "") -> Filed:
        """Leaves a draft's reply as a private note in its ticket, unless it lies there.

        Raises ConflictError (no ticket of a helpdesk that takes notes), HelpdeskError.
        """
        message_id = draft.request.message.id or ""
        if not self.takes_note(message_id):
            known = ", ".join(f"`{name}`" for name in self._desks) or "none"
            raise ConflictError(
                f"`{message_id[:60]}` names no ticket of a helpdesk that takes notes.",
                hint=f"The message's id must be NAME:TICKET; copilot.toml names {known}.",
            )
        name, _, ticket = message_id.partition(":")
        desk, marker = self._desks[name], marker_of(name_of(draft))
        link = link_to(desk.settings.panel_url, message_id)
        note = write_note(
            draft, marker=marker, link=link, language=self._language, by=by[:_LONGEST_NAME]
        )
        with desk.filing:
            thread = desk.helpdesk.thread(Event(ticket))
            found = note_with(marker, thread)
            return Filed(message_id, found or desk.helpdesk.post(thread, note), bool(found))

    def _desk(self, name: str) -> _Desk:
        if name not in self._desks:
            known = ", ".join(self._desks) or "none"
            raise NotFoundError(
                f"There is no helpdesk `{name[:60]}`.", hint=f"copilot.toml names: {known}."
            )
        return self._desks[name]
