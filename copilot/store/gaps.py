"""Questions without an answer, in groups."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from copilot.store import tables as t
from copilot.store.serial import clean


@dataclass(frozen=True, slots=True)
class GapGroup:
    """A group by the terms of the question that founded it."""

    id: str
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class GapQuestion:
    """One unanswered question. `id` is its `Question.id` within the draft."""

    draft_id: str
    id: str
    text: str
    terms: frozenset[str]
    seen_at: dt.datetime


@dataclass(frozen=True, slots=True)
class GapRow:
    """A group with its size and its newest questions, at most `GapTable.SAMPLE`."""

    id: str
    language: str
    count: int
    last_seen: dt.datetime
    sample: tuple[GapQuestion, ...]


class GapTable:
    """Groups of alike questions; a draft's questions go with `forget`, a group with `close`."""

    SAMPLE = 50

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def groups(self, language: str, limit: int = 2_000) -> tuple[GapGroup, ...]:
        """Groups of one language, the lately seen first."""
        query = (
            sa.select(t.gaps.c.id, t.gaps.c.terms)
            .where(t.gaps.c.language == language)
            .order_by(t.gaps.c.last_seen.desc())
            .limit(limit)
        )
        with self._engine.connect() as connection:
            return tuple(
                GapGroup(row.id, frozenset(row.terms)) for row in connection.execute(query)
            )

    def forget(self, draft_id: str) -> None:
        """Takes a draft's questions out; groups left without any go."""
        with self._engine.begin() as connection:
            connection.execute(
                t.gap_questions.delete().where(t.gap_questions.c.draft_id == draft_id)
            )
            used = sa.select(t.gap_questions.c.gap_id)
            connection.execute(t.gaps.delete().where(t.gaps.c.id.not_in(used)))

    def close(self, draft_id: str) -> None:
        """Takes out the groups that hold a question of the draft, with all their questions."""
        c = t.gap_questions.c
        with self._engine.begin() as connection:
            mine = sa.select(c.gap_id).where(c.draft_id == draft_id).distinct()
            closed = list(connection.execute(mine).scalars())
            connection.execute(t.gap_questions.delete().where(c.gap_id.in_(closed)))
            connection.execute(t.gaps.delete().where(t.gaps.c.id.in_(closed)))

    def put(self, gap_id: str, language: str, question: GapQuestion) -> None:
        """Adds a question to a group, which is founded by it where it is new."""
        with self._engine.begin() as connection:
            seen = {"last_seen": question.seen_at}
            known = connection.execute(
                t.gaps.update().where(t.gaps.c.id == gap_id).values(seen)
            ).rowcount
            if not known:
                row = {"id": gap_id, "language": language, "first_seen": question.seen_at}
                connection.execute(
                    t.gaps.insert().values(row | seen | {"terms": sorted(question.terms)})
                )
            connection.execute(t.gap_questions.insert().values(_row(gap_id, question)))

    def largest(self, limit: int = 50, offset: int = 0) -> tuple[GapRow, ...]:
        """The largest groups first."""
        size = sa.func.count(t.gap_questions.c.question_id).label("size")
        query = (
            sa.select(t.gaps.c.id, t.gaps.c.language, t.gaps.c.last_seen, size)
            .join(t.gap_questions)
            .group_by(t.gaps.c.id, t.gaps.c.language, t.gaps.c.last_seen)
            .order_by(size.desc(), t.gaps.c.last_seen.desc(), t.gaps.c.id)
            .limit(limit)
            .offset(offset)
        )
        with self._engine.connect() as connection:
            rows = list(connection.execute(query))
            return tuple(
                GapRow(
                    row.id, row.language, row.size, row.last_seen, self._sample(connection, row.id)
                )
                for row in rows
            )

    def _sample(self, connection: sa.Connection, gap_id: str) -> tuple[GapQuestion, ...]:
        rows = connection.execute(
            sa.select(t.gap_questions)
            .where(t.gap_questions.c.gap_id == gap_id)
            .order_by(t.gap_questions.c.seen_at.desc(), t.gap_questions.c.draft_id)
            .limit(self.SAMPLE)
        )
        return tuple(
            GapQuestion(row.draft_id, row.question_id, row.text, frozenset(row.terms), row.seen_at)
            for row in rows
        )


def _row(gap_id: str, question: GapQuestion) -> dict[str, Any]:
    terms: Sequence[str] = sorted(question.terms)
    return {
        "draft_id": question.draft_id,
        "question_id": question.id,
        "gap_id": gap_id,
        "text": clean(question.text),
        "terms": terms,
        "seen_at": question.seen_at,
    }
