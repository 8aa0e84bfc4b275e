"""What agents changed in drafts, and how the documents fared that the drafts rest on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from copilot.store import tables as t

_MOST_DRAFTS = 20


@dataclass(frozen=True, slots=True)
class EditRow:
    """One difference; `document_id` is what the changed words were cited from, or ""."""

    draft_id: str
    kind: str
    document_id: str
    drafter: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Use:
    """A decided draft that cited a document, and whether the cited words were corrected."""

    draft_id: str
    document_id: str
    revision: str
    kind: str
    at: dt.datetime
    corrected: bool


@dataclass(frozen=True, slots=True)
class Repair:
    """How often a revision of a document was used and corrected, and in which drafts."""

    document_id: str
    revision: str
    kind: str
    uses: int
    corrected: int
    draft_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EditCount:
    """How often a kind of difference came up. `document_id`: as in `EditRow`."""

    kind: str
    document_id: str
    drafter: str
    count: int


class EditTable:
    """Differences of decided drafts, and how the documents fared that they cite."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def put(self, draft_id: str, edits: Sequence[EditRow], uses: Sequence[Use]) -> None:
        """Replaces what is known of a draft's decision."""
        with self._engine.begin() as connection:
            for table in (t.edits, t.document_uses):
                connection.execute(table.delete().where(table.c.draft_id == draft_id))
            if edits:
                rows = [{**asdict(edit), "position": n} for n, edit in enumerate(edits)]
                connection.execute(t.edits.insert(), rows)
            if uses:
                connection.execute(t.document_uses.insert(), [asdict(use) for use in uses])

    def counts(self, since: dt.datetime | None = None) -> tuple[EditCount, ...]:
        """Differences by kind, document and drafter, the most frequent first."""
        columns = (t.edits.c.kind, t.edits.c.document_id, t.edits.c.drafter)
        count = sa.func.count().label("count")
        query = sa.select(*columns, count).group_by(*columns).order_by(count.desc(), *columns)
        if since is not None:
            query = query.where(t.edits.c.at >= since)
        with self._engine.connect() as connection:
            return tuple(EditCount(*row) for row in connection.execute(query))

    def repairs(self, least_uses: int) -> list[Repair]:
        """All revisions of documents with a correction and that many uses."""
        u = t.document_uses.c
        corrected = sa.func.sum(sa.case((u.corrected, 1), else_=0)).label("corrected")
        query = (
            sa.select(u.document_id, u.revision, u.kind, sa.func.count().label("uses"), corrected)
            .group_by(u.document_id, u.revision, u.kind)
            .having(sa.func.count() >= least_uses, corrected > 0)
            .order_by(u.document_id)
        )
        with self._engine.connect() as connection:
            return [self._repair(connection, row) for row in connection.execute(query).all()]

    def _repair(self, connection: sa.Connection, row: Any) -> Repair:
        u = t.document_uses.c
        mine = (u.document_id == row.document_id) & (u.revision == row.revision) & u.corrected
        query = sa.select(u.draft_id).where(mine).order_by(u.at.desc()).limit(_MOST_DRAFTS)
        drafts = tuple(connection.execute(query).scalars())
        return Repair(row.document_id, row.revision, row.kind, row.uses, int(row.corrected), drafts)
