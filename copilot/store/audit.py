"""Who did what. A row is written in the transaction of the act that it tells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from copilot.store import tables as t
from copilot.store.serial import clean, to_json

_LOOKED = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """`subject` is the id of what was acted on; `details` hold no customer's text."""

    at: dt.datetime
    actor: str
    action: str
    subject: str
    details: Mapping[str, Any]


def record(
    connection: sa.Connection,
    actor: str,
    action: str,
    subject: str,
    details: Mapping[str, Any] | None = None,
    at: dt.datetime | None = None,
) -> None:
    """Adds a row; it stands or falls with the caller's transaction."""
    connection.execute(
        t.audit.insert().values(
            at=at or dt.datetime.now(dt.UTC),
            actor=clean(actor)[:200],
            action=action,
            subject=subject,
            details=to_json(dict(details or {})),
        )
    )


class AuditTable:
    """Reads the audit log, and takes in acts on what other tables than ours hold."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(
        self, actor: str, action: str, subject: str, details: Mapping[str, Any] | None = None
    ) -> None:
        """Adds a row in a transaction of its own."""
        with self._engine.begin() as connection:
            record(connection, actor, action, subject, details)

    def saw(self, actor: str, draft_id: str) -> None:
        """Notes that a draft was shown to somebody; of an hour's looks the first."""
        since = dt.datetime.now(dt.UTC) - _LOOKED
        c, who = t.audit.c, clean(actor)[:200]
        looked = (c.subject == draft_id, c.actor == who, c.action == "draft.seen", c.at >= since)
        with self._engine.begin() as connection:
            if connection.execute(sa.select(c.id).where(*looked).limit(1)).first() is None:
                record(connection, who, "draft.seen", draft_id)

    def has(self, action: str, subject: str) -> bool:
        """Whether that was done to it."""
        columns = t.audit.c
        query = sa.select(columns.id).where(columns.subject == subject, columns.action == action)
        with self._engine.connect() as connection:
            return connection.execute(query.limit(1)).first() is not None

    def entries(
        self, subject: str | None = None, limit: int = 100, offset: int = 0
    ) -> tuple[AuditEntry, ...]:
        """The newest first."""
        query = sa.select(t.audit).order_by(t.audit.c.id.desc()).limit(limit).offset(offset)
        if subject is not None:
            query = query.where(t.audit.c.subject == clean(subject))
        with self._engine.connect() as connection:
            rows = connection.execute(query)
            return tuple(
                AuditEntry(row.at, row.actor, row.action, row.subject, row.details) for row in rows
            )
