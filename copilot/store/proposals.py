"""Replies that may become past answers once a person says so."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import sqlalchemy as sa

from copilot.errors import ConflictError, NotFoundError
from copilot.messages import AnswerProposal
from copilot.store import tables as t
from copilot.store.audit import record
from copilot.store.serial import clean

ProposalState = Literal["open", "confirmed", "dismissed"]


class ProposalTable:
    """At most one proposal a draft; each is closed once."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, proposal: AnswerProposal) -> bool:
        """False where the draft has one already (a repeated call changes nothing)."""
        mine = t.answer_proposals.c.draft_id == proposal.draft_id
        with self._engine.begin() as connection:
            known = connection.execute(sa.select(t.answer_proposals.c.id).where(mine)).first()
            if known is None:
                connection.execute(t.answer_proposals.insert().values(_row(proposal)))
            return known is None

    def get(self, proposal_id: str) -> AnswerProposal:
        """Raises NotFoundError."""
        query = sa.select(t.answer_proposals).where(t.answer_proposals.c.id == proposal_id)
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError(f"There is no proposal `{proposal_id}`.")
        return _proposal(row)

    def newest(
        self, state: ProposalState | None = "open", limit: int = 50, offset: int = 0
    ) -> tuple[AnswerProposal, ...]:
        """The newest first; `state` None lists all."""
        query = (
            sa.select(t.answer_proposals)
            .order_by(t.answer_proposals.c.created_at.desc(), t.answer_proposals.c.id)
            .limit(limit)
            .offset(offset)
        )
        if state is not None:
            query = query.where(t.answer_proposals.c.state == state)
        with self._engine.connect() as connection:
            return tuple(_proposal(row) for row in connection.execute(query))

    def close(
        self,
        proposal_id: str,
        state: Literal["confirmed", "dismissed"],
        *,
        by: str = "",
        answer: str | None = None,
    ) -> None:
        """Exactly one caller closes a proposal; the others get a ConflictError."""
        values: dict[str, Any] = {"state": state, "decided_at": dt.datetime.now(dt.UTC)}
        values["decided_by"] = clean(by)[:200]
        if answer is not None:
            values["answer"] = clean(answer)
        mine = t.answer_proposals.c.id == proposal_id
        with self._engine.begin() as connection:
            won = connection.execute(
                t.answer_proposals.update()
                .where(mine, t.answer_proposals.c.state == "open")
                .values(values)
            )
            if won.rowcount != 1:
                now = connection.execute(sa.select(t.answer_proposals.c.state).where(mine))
                raise _lost(proposal_id, now.scalar())
            record(connection, by, f"proposal.{state}", proposal_id)


def _lost(proposal_id: str, state: str | None) -> ConflictError | NotFoundError:
    if state is None:
        return NotFoundError(f"There is no proposal `{proposal_id}`.")
    return ConflictError(
        f"The proposal is already {state}.", hint="Load it again.", details={"state": state}
    )


def _row(proposal: AnswerProposal) -> dict[str, Any]:
    return {
        "id": proposal.id,
        "draft_id": proposal.draft_id,
        "question": clean(proposal.question),
        "answer": clean(proposal.answer),
        "language": proposal.language,
        "skus": list(proposal.skus),
        "taken": list(proposal.taken),
        "state": proposal.state,
        "created_at": proposal.created_at or dt.datetime.now(dt.UTC),
    }


def _proposal(row: Any) -> AnswerProposal:
    return AnswerProposal(
        id=row.id,
        draft_id=row.draft_id,
        question=row.question,
        answer=row.answer,
        language=row.language,
        skus=tuple(row.skus),
        taken=tuple(row.taken),
        state=row.state,
        created_at=row.created_at,
    )
