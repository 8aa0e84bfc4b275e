"""What the drafts of a period tell, a row each, without their texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from rapidfuzz.distance import Levenshtein

from copilot.store import tables as t

_BATCH = 500


@dataclass(frozen=True, slots=True)
class DraftFact:
    """A draft in figures. `ticket` is the helpdesk's id, or the draft's where there is none.

    `distance`: of the decided reply to the draft, 0 (as drafted) to 1; None while undecided
    and for rejected ones. `seconds`: from draft to decision.
    """

    draft_id: str
    ticket: str
    created_at: dt.datetime
    state: str
    language: str
    intent: str
    complaint: bool
    skus: tuple[str, ...]
    drafter: str
    distance: float | None = None
    seconds: float | None = None
    asked: tuple[str, ...] = ()  # the questions, as understood


@dataclass(frozen=True, slots=True)
class FaultyDocument:
    """A document that checks found fault with, and in which drafts."""

    document_id: str
    source: str
    kind: str
    code: str
    draft_ids: tuple[str, ...]


class InsightTable:
    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def facts(
        self, since: dt.datetime | None = None, until: dt.datetime | None = None
    ) -> Iterator[DraftFact]:
        """Every draft's current version, the oldest first."""
        d, v, m, done = t.drafts.c, t.draft_versions.c, t.messages.c, t.decisions.c
        query = (
            sa.select(
                d.id, d.state, d.created_at, m.external_id, v.language, v.understanding, v.drafter,
                v.reply, done.reply.label("decided"), done.at, done.kind,
            )
            .select_from(t.drafts)
            .join(t.messages, m.id == d.message_id)
            .join(t.draft_versions, (v.draft_id == d.id) & (v.version == d.version))
            .outerjoin(t.decisions, done.draft_id == d.id)
            .order_by(d.created_at, d.id)
        )  # fmt: skip
        if since is not None:
            query = query.where(d.created_at >= since)
        if until is not None:
            query = query.where(d.created_at < until)
        with self._engine.connect() as connection:
            for row in connection.execution_options(yield_per=_BATCH).execute(query):
                yield _fact(row)

    def faulty(
        self, codes: tuple[str, ...], since: dt.datetime | None = None
    ) -> tuple[FaultyDocument, ...]:
        """The documents that findings of these codes point at, the most frequent first."""
        f, v = t.findings.c, t.draft_versions.c
        query = (
            sa.select(f.draft_id, f.code, f.finding, v.evidence)
            .join(t.draft_versions, (v.draft_id == f.draft_id) & (v.version == f.version))
            .where(f.code.in_(codes))
        )
        if since is not None:
            query = query.where(v.created_at >= since)
        found: dict[tuple[str, str, str, str], dict[str, None]] = {}
        with self._engine.connect() as connection:
            for row in connection.execution_options(yield_per=_BATCH).execute(query):
                known = {item["id"]: item for item in row.evidence}
                for id_ in row.finding.get("evidence") or ():
                    if id_ in known:
                        item = known[id_]
                        key = (item["document_id"], item["source"], item["kind"], row.code)
                        found.setdefault(key, {})[row.draft_id] = None
        faulty = (FaultyDocument(*key, tuple(drafts)) for key, drafts in found.items())
        return tuple(sorted(faulty, key=lambda one: (-len(one.draft_ids), one.source)))


def _fact(row: Any) -> DraftFact:
    told = row.understanding
    kept = row.kind in ("accepted", "edited")
    return DraftFact(
        draft_id=row.id,
        ticket=row.external_id or row.id,
        created_at=row.created_at,
        state=row.state,
        language=row.language,
        intent=str(told.get("intent") or "other"),
        complaint=bool(told.get("complaint")),
        skus=tuple(told.get("skus") or ()),
        drafter=row.drafter,
        distance=Levenshtein.normalized_distance(row.reply, row.decided) if kept else None,
        seconds=(row.at - row.created_at).total_seconds() if row.at else None,
        asked=tuple(question["text"] for question in told.get("questions") or ()),
    )
