"""The outbox of helpdesk work: what was handed in, who works on it, how it ended.

A job is stored in the same transaction as the delivery that brought it, before anybody is
told that it was taken. It runs at least once; its effects are idempotent, because the id
of its draft is reserved here and a note that may already stand in the helpdesk is marked
by `posting`. Jobs of one ticket never run at the same time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, get_args

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from copilot.errors import ConflictError, NotFoundError
from copilot.store import tables as t
from copilot.store.audit import record
from copilot.store.serial import clean, to_json

JobState = Literal["queued", "running", "done", "superseded", "dead"]
JOB_STATES: tuple[JobState, ...] = get_args(JobState)
DELIVERIES_KEPT = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Job:
    """One customer's message that waits for a draft and a note.

    `outcome` says how a finished job ended, `answers` which message of the customer its
    draft answers, `posting` that a note may stand in the helpdesk, `note` the note's id.
    """

    id: str
    helpdesk: str
    ticket: str
    state: JobState
    event: Mapping[str, Any]
    draft_id: str
    created_at: dt.datetime
    due_at: dt.datetime
    attempts: int = 0
    outcome: str = ""
    answers: str = ""
    posting: bool = False
    note: str = ""
    error: str = ""
    finished_at: dt.datetime | None = None

    @property
    def thread(self) -> str:
        """What drafts of this ticket carry as `message.id`."""
        return f"{self.helpdesk}:{self.ticket}"


@dataclass(frozen=True, slots=True)
class JobPage:
    items: tuple[Job, ...]
    total: int


class JobTable:
    """Every call is one short transaction. Thread-safe."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    # --- handing in -----------------------------------------------------------------------

    def told_before(self, helpdesk: str, delivery: str) -> Mapping[str, Any] | None:
        """What an earlier delivery of that id was answered."""
        query = sa.select(t.helpdesk_deliveries.c.answer).where(*_delivery(helpdesk, delivery))
        with self._engine.connect() as connection:
            found = connection.execute(query).scalar()
        return None if found is None else MappingProxyType(dict(found))

    def add(self, job: Job, delivery: str = "") -> Mapping[str, Any]:
        """Stores the job and what the caller is told; both for good once this returns.

        A known delivery is told what the first one was. Older jobs of the ticket that wait
        are superseded, and older open drafts become stale: the customer went on writing.
        """
        answer = {"status": "queued", "job": job.id, "ticket": job.thread}
        try:
            with self._engine.begin() as connection:
                self._note_delivery(connection, job, delivery, answer)
                self._supersede(connection, job)
                _outdate(connection, job)
                connection.execute(t.helpdesk_jobs.insert().values(_row(job)))
        except IntegrityError:
            told = self.told_before(job.helpdesk, delivery) if delivery else None
            if told is None:
                raise
            return told
        return MappingProxyType(answer)

    def _note_delivery(
        self, connection: sa.Connection, job: Job, delivery: str, answer: dict[str, Any]
    ) -> None:
        if not delivery:
            return
        kept = t.helpdesk_deliveries.c.received_at >= job.created_at - DELIVERIES_KEPT
        connection.execute(t.helpdesk_deliveries.delete().where(sa.not_(kept)))
        connection.execute(
            t.helpdesk_deliveries.insert().values(
                helpdesk=job.helpdesk,
                key=clean(delivery)[:200],
                answer=answer,
                received_at=job.created_at,
            )
        )

    def _supersede(self, connection: sa.Connection, job: Job) -> None:
        connection.execute(
            t.helpdesk_jobs.update()
            .where(*_of_ticket(job), t.helpdesk_jobs.c.state == "queued")
            .values(_over("superseded", "newer_message", job.created_at))
        )

    # --- working --------------------------------------------------------------------------

    def claim(self, helpdesk: str, worker: str, now: dt.datetime) -> Job | None:
        """The next due job of a ticket on which nobody works, now running; or None."""
        jobs = t.helpdesk_jobs
        busy = sa.select(jobs.c.ticket).where(
            jobs.c.helpdesk == helpdesk, jobs.c.state == "running"
        )
        query = (
            sa.select(jobs)
            .where(
                jobs.c.helpdesk == helpdesk,
                jobs.c.state == "queued",
                jobs.c.due_at <= now,
                jobs.c.ticket.not_in(busy),
            )
            .order_by(jobs.c.due_at, jobs.c.id)
            .limit(1)
        )
        # First without a lock: an idle worker must not hold up a decision.
        with self._engine.connect() as connection:
            if connection.execute(query).first() is None:
                return None
        with self._engine.begin() as connection:
            if connection.dialect.name != "sqlite":  # whose writes take turns anyway
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_CLAIMING)))
            return self._take(connection, query, worker)

    def _take(self, connection: sa.Connection, query: Any, worker: str) -> Job | None:
        jobs = t.helpdesk_jobs
        chosen = query.with_only_columns(jobs.c.id).scalar_subquery()
        row = connection.execute(
            jobs.update()
            .where(jobs.c.id == chosen, jobs.c.state == "queued")
            .values(state="running", worker=worker, attempts=jobs.c.attempts + 1)
            .returning(*jobs.c)
        ).one_or_none()
        return _job(row) if row is not None else None

    def release_others(self, worker: str, due_at: dt.datetime) -> int:
        """Queues again what runs for a worker that is no more; how many that were.

        A job that was about to post waits until `due_at`, so that a note on its way arrives
        before anybody looks whether it stands there.
        """
        jobs = t.helpdesk_jobs
        stalled = (jobs.c.state == "running", jobs.c.worker != worker)
        with self._engine.begin() as connection:
            waiting = connection.execute(
                jobs.update()
                .where(*stalled, jobs.c.posting.is_(True))
                .values(state="queued", worker="", due_at=due_at)
            )
            others = connection.execute(
                jobs.update().where(*stalled).values(state="queued", worker="")
            )
        return waiting.rowcount + others.rowcount

    def is_outdated(self, job: Job) -> bool:
        """Whether a newer job of the same ticket was handed in."""
        jobs = t.helpdesk_jobs
        newer = sa.or_(
            jobs.c.created_at > job.created_at,
            sa.and_(jobs.c.created_at == job.created_at, jobs.c.id > job.id),
        )
        query = sa.select(jobs.c.id).where(*_of_ticket(job), jobs.c.id != job.id, newer).limit(1)
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None

    def is_answered(self, job: Job, message: str) -> bool:
        """Whether another job's note already answers that message of the customer."""
        jobs = t.helpdesk_jobs
        query = sa.select(jobs.c.id).where(
            *_of_ticket(job),
            jobs.c.id != job.id,
            jobs.c.state == "done",
            jobs.c.note != "",
            jobs.c.answers == clean(message)[:200],
        )
        with self._engine.connect() as connection:
            return connection.execute(query.limit(1)).first() is not None

    def newest_note(self, job: Job) -> Job | None:
        """The newest finished job of the ticket that left a note."""
        jobs = t.helpdesk_jobs
        query = (
            sa.select(jobs)
            .where(*_of_ticket(job), jobs.c.id != job.id, jobs.c.note != "")
            .order_by(jobs.c.finished_at.desc())
            .limit(1)
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        return _job(row) if row is not None else None

    def posting(self, job: Job, message: str) -> None:
        """To be called before a note is posted: from now on one may stand there."""
        self._set(job.id, posting=True, answers=clean(message)[:200])

    def finish(self, job: Job, outcome: str, now: dt.datetime, note: str = "") -> None:
        """The job is over; what the customer wrote is no longer kept here."""
        state: JobState = "superseded" if outcome in SUPERSEDED else "done"
        self._set(job.id, note=clean(note)[:200], **_over(state, outcome, now))

    def again(self, job: Job, error: str, due_at: dt.datetime, *, counted: bool = True) -> None:
        """The job failed and is tried again at `due_at`; not `counted`: as if never tried."""
        values = {"state": "queued", "worker": "", "error": clean(error)[:2000], "due_at": due_at}
        self._set(job.id, attempts=job.attempts - (not counted), **values)

    def bury(self, job: Job, error: str, now: dt.datetime) -> None:
        """The job failed for good: an operator sees it and can retry it."""
        values = {"state": "dead", "worker": "", "error": clean(error)[:2000], "finished_at": now}
        self._set(job.id, **values)

    def _set(self, job_id: str, **values: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(
                t.helpdesk_jobs.update().where(t.helpdesk_jobs.c.id == job_id).values(values)
            )

    # --- looking --------------------------------------------------------------------------

    def get(self, job_id: str) -> Job:
        """Raises NotFoundError."""
        query = sa.select(t.helpdesk_jobs).where(t.helpdesk_jobs.c.id == job_id)
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError(f"There is no helpdesk job `{job_id}`.")
        return _job(row)

    def newest(
        self,
        helpdesk: str | None = None,
        states: Sequence[JobState] = (),
        limit: int = 50,
        offset: int = 0,
    ) -> JobPage:
        """The newest first."""
        jobs = t.helpdesk_jobs
        where = [jobs.c.helpdesk == helpdesk] if helpdesk else []
        where += [jobs.c.state.in_(states)] if states else []
        query = sa.select(jobs).where(*where).order_by(jobs.c.created_at.desc(), jobs.c.id)
        count = sa.select(sa.func.count()).select_from(jobs).where(*where)
        with self._engine.connect() as connection:
            rows = connection.execute(query.limit(limit).offset(offset))
            items = tuple(_job(row) for row in rows)
            return JobPage(items, connection.execute(count).scalar_one())

    def counts(self, helpdesk: str | None = None) -> Mapping[str, int]:
        """Jobs per state; states without any are 0."""
        jobs = t.helpdesk_jobs
        query = sa.select(jobs.c.state, sa.func.count()).group_by(jobs.c.state)
        if helpdesk:
            query = query.where(jobs.c.helpdesk == helpdesk)
        found = dict.fromkeys(JOB_STATES, 0)
        with self._engine.connect() as connection:
            for state, number in connection.execute(query):
                found[state] = number
        return MappingProxyType({str(state): number for state, number in found.items()})

    def retry(self, job_id: str, now: dt.datetime, *, by: str = "") -> Job:
        """Queues a dead job anew. Raises NotFoundError, ConflictError (it is not dead)."""
        mine = t.helpdesk_jobs.c.id == job_id
        with self._engine.begin() as connection:
            won = connection.execute(
                t.helpdesk_jobs.update()
                .where(mine, t.helpdesk_jobs.c.state == "dead")
                .values(state="queued", attempts=0, due_at=now, finished_at=None)
            )
            if won.rowcount:
                record(connection, by, "job.retried", job_id)
        job = self.get(job_id)
        if not won.rowcount:
            raise ConflictError(
                f"The job is {job.state}, not dead.",
                hint="Only dead jobs can be retried.",
                details={"state": job.state},
            )
        return job

    def retry_dead(self, now: dt.datetime, helpdesk: str | None = None, *, by: str = "") -> int:
        """Queues all dead jobs anew (of one helpdesk); how many that were."""
        dead = [t.helpdesk_jobs.c.state == "dead"]
        dead += [t.helpdesk_jobs.c.helpdesk == helpdesk] if helpdesk else []
        with self._engine.begin() as connection:
            ids = list(connection.execute(sa.select(t.helpdesk_jobs.c.id).where(*dead)).scalars())
            connection.execute(
                t.helpdesk_jobs.update()
                .where(*dead)
                .values(state="queued", attempts=0, due_at=now, finished_at=None)
            )
            for job_id in ids:
                record(connection, by, "job.retried", job_id)
        return len(ids)


SUPERSEDED = frozenset({"newer_message"})
_CLAIMING = 0x52_43_4A_42  # any constant that nobody else takes in this database


def _delivery(helpdesk: str, key: str) -> tuple[sa.ColumnElement[bool], ...]:
    deliveries = t.helpdesk_deliveries
    return (deliveries.c.helpdesk == helpdesk, deliveries.c.key == clean(key)[:200])


def _of_ticket(job: Job) -> tuple[sa.ColumnElement[bool], ...]:
    jobs = t.helpdesk_jobs
    return (jobs.c.helpdesk == job.helpdesk, jobs.c.ticket == job.ticket)


def _over(state: JobState, outcome: str, now: dt.datetime) -> dict[str, Any]:
    values: dict[str, Any] = {"state": state, "outcome": outcome, "finished_at": now}
    return values | {"event": {}, "worker": "", "posting": False, "error": ""}


def _outdate(connection: sa.Connection, job: Job) -> None:
    same = sa.select(t.messages.c.id).where(t.messages.c.external_id == job.thread)
    older = connection.execute(
        t.drafts.update()
        .where(t.drafts.c.message_id.in_(same), t.drafts.c.state == "open")
        .values(state="stale", updated_at=job.created_at)
        .returning(t.drafts.c.id)
    )
    for draft_id in tuple(older.scalars()):
        record(connection, "copilot", "draft.stale", draft_id, {"by": job.id})


def _row(job: Job) -> dict[str, Any]:
    names = ("id", "helpdesk", "ticket", "state", "draft_id", "created_at", "due_at", "attempts")
    row = {name: getattr(job, name) for name in names}
    return row | {
        "event": to_json(dict(job.event)),
        "outcome": "",
        "answers": "",
        "posting": False,
        "note": "",
        "error": "",
        "worker": "",
    }


def _job(row: Any) -> Job:
    return Job(
        id=row.id,
        helpdesk=row.helpdesk,
        ticket=row.ticket,
        state=row.state,
        event=MappingProxyType(dict(row.event)),
        draft_id=row.draft_id,
        created_at=row.created_at,
        due_at=row.due_at,
        attempts=row.attempts,
        outcome=row.outcome,
        answers=row.answers,
        posting=row.posting,
        note=row.note,
        error=row.error,
        finished_at=row.finished_at,
    )
