"""Everything that the store keeps of one person, to hand out or to erase."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from copilot.store import tables as t
from copilot.store.audit import record

_BATCH = 500
_LEAST_DIGITS = 4  # of a number that means one order
_OF_DRAFTS = (
    t.gap_questions, t.answer_proposals, t.decisions, t.findings, t.edits, t.document_uses,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PersonRows:
    """Ids of what concerns a person: messages, their drafts, proposals made from them, and
    what helpdesks handed in of them."""

    messages: tuple[str, ...]
    drafts: tuple[str, ...]
    proposals: tuple[str, ...]
    jobs: tuple[str, ...] = ()

    def union(self, *others: PersonRows) -> PersonRows:
        """All of them, each once."""
        every = (self, *others)

        def joined(name: str) -> tuple[str, ...]:
            return tuple(dict.fromkeys(id_ for rows in every for id_ in getattr(rows, name)))

        return PersonRows(joined("messages"), joined("drafts"), joined("proposals"), joined("jobs"))


class PersonTable:
    """Finds a person by e-mail address or by the helpdesk's customer id."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def find(self, person: str) -> PersonRows:
        with self._engine.connect() as connection:
            messages = tuple(self._messages(connection, person.strip().casefold()))
            drafts = _ids(connection, t.drafts.c.id, t.drafts.c.message_id, messages)
            proposals = _ids(
                connection, t.answer_proposals.c.id, t.answer_proposals.c.draft_id, drafts
            )
            jobs = tuple(self._jobs(connection, person.strip().casefold(), messages))
        return PersonRows(messages, drafts, proposals, jobs)

    def _jobs(
        self, connection: sa.Connection, person: str, messages: tuple[str, ...]
    ) -> Iterator[str]:
        """Jobs of the person's tickets, and those whose event still tells of the person."""
        threads = set(_ids(connection, t.messages.c.external_id, t.messages.c.id, messages))
        jobs = t.helpdesk_jobs
        query = sa.select(jobs.c.id, jobs.c.helpdesk, jobs.c.ticket, jobs.c.event)
        for row in connection.execution_options(yield_per=_BATCH).execute(query):
            event = dict(row.event)
            told = bool(event) and _is_about(person, event, event.get("customer") or {})
            if told or f"{row.helpdesk}:{row.ticket}" in threads:
                yield row.id

    def jobs(self, ids: tuple[str, ...]) -> list[dict[str, Any]]:
        """What a helpdesk handed in and is still kept."""
        query = sa.select(t.helpdesk_jobs)
        with self._engine.connect() as connection:
            return [
                {"id": row.id, "ticket": f"{row.helpdesk}:{row.ticket}", "event": row.event}
                for part in _parts(ids)
                for row in connection.execute(query.where(t.helpdesk_jobs.c.id.in_(part)))
            ]

    def messages(self, ids: tuple[str, ...]) -> list[dict[str, Any]]:
        """Message and customer as they were stored."""
        query = sa.select(t.messages)
        with self._engine.connect() as connection:
            return [
                {"id": row.id, "message": row.message, "customer": row.customer}
                for part in _parts(ids)
                for row in connection.execute(query.where(t.messages.c.id.in_(part)))
            ]

    def note(self, person: str, action: str, *, by: str = "") -> None:
        """Writes an act into the audit log, without the person's name."""
        with self._engine.begin() as connection:
            record(connection, by, action, _subject(person))

    def erase(
        self, rows: PersonRows, person: str, values: Sequence[str] = (), *, by: str = ""
    ) -> None:
        """Removes the rows and what helpdesks told of the person; `values` are what they are
        known by. The audit log keeps the act without the person's name."""
        with self._engine.begin() as connection:
            self._forget_jobs(connection, rows, values)
            _delete(connection, rows)
            counts = {"messages": len(rows.messages), "drafts": len(rows.drafts)}
            now = dt.datetime.now(dt.UTC)
            record(connection, by, "person.erased", _subject(person), counts, now)

    def forget_before(self, moment: dt.datetime | None) -> int:
        """Deletes drafts of before, with messages that have no younger one; how many."""
        if moment is None:
            return 0
        with self._engine.connect() as connection:
            young = sa.select(t.drafts.c.message_id).where(t.drafts.c.updated_at >= moment)
            old = t.messages.c.id.not_in(young) & (t.messages.c.created_at < moment)
            messages = tuple(connection.execute(sa.select(t.messages.c.id).where(old)).scalars())
            drafts = _ids(connection, t.drafts.c.id, t.drafts.c.message_id, messages)
        if messages:
            self._drop(PersonRows(messages, drafts, ()))
        return len(drafts)

    def forget_audit_before(self, moment: dt.datetime | None) -> int:
        if moment is None:
            return 0
        with self._engine.begin() as connection:
            return connection.execute(t.audit.delete().where(t.audit.c.at < moment)).rowcount

    def _drop(self, rows: PersonRows) -> None:
        with self._engine.begin() as connection:
            _delete(connection, rows)

    def _forget_jobs(
        self, connection: sa.Connection, rows: PersonRows, values: Sequence[str]
    ) -> None:
        """Events of helpdesks: those of the person's drafts, and those that name them."""
        for part in _parts(rows.jobs):
            connection.execute(t.helpdesk_jobs.delete().where(t.helpdesk_jobs.c.id.in_(part)))
        for part in _parts(rows.drafts):
            connection.execute(t.helpdesk_jobs.delete().where(t.helpdesk_jobs.c.draft_id.in_(part)))
        for table, column in ((t.helpdesk_jobs, "event"), (t.helpdesk_deliveries, "answer")):
            text = sa.func.lower(sa.cast(table.c[column], sa.Text))
            for value in values:
                told = json.dumps(value.lower(), ensure_ascii=True)[1:-1]
                either = text.contains(value.lower(), autoescape=True) | text.contains(
                    told, autoescape=True
                )
                connection.execute(table.delete().where(either))

    def _messages(self, connection: sa.Connection, person: str) -> Iterator[str]:
        query = sa.select(t.messages.c.id, t.messages.c.message, t.messages.c.customer)
        rows = connection.execution_options(yield_per=_BATCH).execute(query)
        for row in rows:
            if _is_about(person, row.message, row.customer):
                yield row.id


def _delete(connection: sa.Connection, rows: PersonRows) -> None:
    """Messages, drafts, and all that hangs on them."""
    for part in _parts(rows.drafts):
        connection.execute(t.idempotency.delete().where(t.idempotency.c.draft_id.in_(part)))
        # What was decided stays on record, what was said about it does not.
        mine = t.audit.c.subject.in_(part)
        connection.execute(t.audit.update().where(mine).values(details={}))
        # Spelled out: SQLite cascades only where foreign keys are switched on.
        for table in _OF_DRAFTS:
            connection.execute(table.delete().where(table.c.draft_id.in_(part)))
        connection.execute(t.draft_versions.delete().where(t.draft_versions.c.draft_id.in_(part)))
        connection.execute(t.drafts.delete().where(t.drafts.c.id.in_(part)))
    for part in _parts(rows.messages):
        connection.execute(t.messages.delete().where(t.messages.c.id.in_(part)))
    connection.execute(
        t.gaps.delete().where(t.gaps.c.id.not_in(sa.select(t.gap_questions.c.gap_id)))
    )


def _subject(person: str) -> str:
    return hashlib.sha256(person.strip().casefold().encode()).hexdigest()[:32]


def _is_about(person: str, message: Any, customer: Any) -> bool:
    known = {str(customer.get(key) or "").casefold() for key in ("email", "id")}
    telling = "@" in person or sum(c.isdigit() for c in person) >= _LEAST_DIGITS
    said = f"{message.get('subject', '')}\n{message.get('text', '')}".casefold()
    return person in known or (telling and person in said)


def _ids(
    connection: sa.Connection,
    wanted: sa.Column[Any],
    column: sa.Column[Any],
    values: tuple[str, ...],
) -> tuple[str, ...]:
    found: list[str] = []
    for part in _parts(values):
        found += connection.execute(sa.select(wanted).where(column.in_(part))).scalars()
    return tuple(found)


def _parts(values: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(values), _BATCH):
        yield values[start : start + _BATCH]
