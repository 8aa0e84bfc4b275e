"""Everything that the store keeps of one person, to hand out or to erase."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from copilot.store import tables as t
from copilot.store.audit import record

_BATCH = 500


@dataclass(frozen=True, slots=True)
class PersonRows:
    """Ids of what concerns a person: messages, their drafts, proposals made from them."""

    messages: tuple[str, ...]
    drafts: tuple[str, ...]
    proposals: tuple[str, ...]


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
        return PersonRows(messages, drafts, proposals)

    def messages(self, ids: tuple[str, ...]) -> list[dict[str, Any]]:
        """Message and customer as they were stored."""
        query = sa.select(t.messages)
        with self._engine.connect() as connection:
            return [
                {"id": row.id, "message": row.message, "customer": row.customer}
                for part in _parts(ids)
                for row in connection.execute(query.where(t.messages.c.id.in_(part)))
            ]

    def erase(self, rows: PersonRows, person: str, *, by: str = "") -> None:
        """Removes the rows, keeps a tombstone without the person's name in the audit log."""
        with self._engine.begin() as connection:
            for part in _parts(rows.drafts):
                connection.execute(t.idempotency.delete().where(t.idempotency.c.draft_id.in_(part)))
                # Spelled out: SQLite cascades only where foreign keys are switched on.
                for table in (t.gap_questions, t.answer_proposals, t.decisions, t.findings):
                    connection.execute(table.delete().where(table.c.draft_id.in_(part)))
                connection.execute(
                    t.draft_versions.delete().where(t.draft_versions.c.draft_id.in_(part))
                )
                connection.execute(t.drafts.delete().where(t.drafts.c.id.in_(part)))
            for part in _parts(rows.messages):
                connection.execute(t.messages.delete().where(t.messages.c.id.in_(part)))
            connection.execute(
                t.gaps.delete().where(t.gaps.c.id.not_in(sa.select(t.gap_questions.c.gap_id)))
            )
            subject = hashlib.sha256(person.strip().casefold().encode()).hexdigest()[:32]
            counts = {"messages": len(rows.messages), "drafts": len(rows.drafts)}
            record(connection, by, "person.erased", subject, counts, dt.datetime.now(dt.UTC))

    def _messages(self, connection: sa.Connection, person: str) -> Iterator[str]:
        query = sa.select(t.messages.c.id, t.messages.c.message, t.messages.c.customer)
        rows = connection.execution_options(yield_per=_BATCH).execute(query)
        for row in rows:
            if _is_about(person, row.message, row.customer):
                yield row.id


def _is_about(person: str, message: Any, customer: Any) -> bool:
    known = {str(customer.get(key) or "").casefold() for key in ("email", "id")}
    return person in known or ("@" in person and person in str(message["text"]).casefold())


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
