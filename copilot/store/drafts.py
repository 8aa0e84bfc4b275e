"""Drafts, their versions, findings and decisions."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from copilot.errors import ConflictError, NotFoundError
from copilot.messages import (
    Citation,
    Customer,
    Decision,
    Draft,
    DraftRequest,
    DraftState,
    Evidence,
    Finding,
    Message,
    QuestionStatus,
    Understanding,
)
from copilot.store import tables as t
from copilot.store.audit import record
from copilot.store.serial import clean, from_json, to_json

_LOOKED_BACK = 200  # drafts: without an index on the person, this is a matter of a millisecond


def _is_same(stored: Any, customer: Customer) -> bool:
    if customer.id:
        return bool(stored.get("id") == customer.id)
    email = str(stored.get("email") or "").lower()
    return bool(email) and email == customer.email.lower()


def new_id() -> str:
    """An id that tells nothing and cannot be guessed."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class Page:
    """Some of many. `total` counts all that match."""

    items: tuple[Draft, ...]
    total: int


class DraftTable:
    """Reads and writes drafts. Every write is one short transaction."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, draft: Draft) -> tuple[str, ...]:
        """Stores a new draft; open drafts of the same message id become stale.

        Returns the ids of those.
        """
        message_key = new_id()
        with self._engine.begin() as connection:
            connection.execute(t.messages.insert().values(_message_row(draft, message_key)))
            stale = self._outdate(connection, draft)
            connection.execute(t.drafts.insert().values(_head_row(draft, message_key)))
            self._add_version(connection, draft)
        return stale

    def _outdate(self, connection: sa.Connection, draft: Draft) -> tuple[str, ...]:
        thread = draft.request.message.id
        if not thread:
            return ()
        same = sa.select(t.messages.c.id).where(t.messages.c.external_id == clean(thread))
        older = connection.execute(
            t.drafts.update()
            .where(t.drafts.c.message_id.in_(same), t.drafts.c.state == "open")
            .values(state="stale", updated_at=draft.created_at)
            .returning(t.drafts.c.id)
        )
        stale = tuple(older.scalars())
        for draft_id in stale:
            record(connection, "copilot", "draft.stale", draft_id, {"by": draft.id})
        return stale

    def _add_version(self, connection: sa.Connection, draft: Draft) -> None:
        connection.execute(t.draft_versions.insert().values(_version_row(draft)))
        rows = [_finding_row(draft, position) for position in range(len(draft.findings))]
        if rows:
            connection.execute(t.findings.insert(), rows)

    def add_version(self, draft: Draft) -> None:
        """Stores `draft` as the version after `draft.version - 1`, which must be open."""
        with self._engine.begin() as connection:
            won = connection.execute(
                t.drafts.update()
                .where(*_still_open(draft.id, draft.version - 1))
                .values(
                    version=draft.version,
                    request=_request_json(draft.request),
                    updated_at=sa.bindparam("now", dt.datetime.now(dt.UTC), t.UtcDateTime),
                )
            )
            if won.rowcount != 1:
                raise self._conflict(connection, draft.id, draft.version - 1)
            self._add_version(connection, draft)

    def decide(
        self, draft_id: str, version: int, decision: Decision, *, overruled: Sequence[str] = ()
    ) -> None:
        """Closes an open draft: exactly one caller wins, the others get a ConflictError."""
        at = decision.at or dt.datetime.now(dt.UTC)
        with self._engine.begin() as connection:
            won = connection.execute(
                t.drafts.update()
                .where(*_still_open(draft_id, version))
                .values(state=decision.kind, updated_at=at)
            )
            if won.rowcount != 1:
                raise self._conflict(connection, draft_id, version)
            row = {"draft_id": draft_id, "version": version, "at": at}
            row |= {"kind": decision.kind, "overruled": list(overruled)}
            row |= {name: clean(getattr(decision, name)) for name in ("agent", "reply", "reason")}
            connection.execute(t.decisions.insert().values(row))
            details = {"version": version, "overruled": list(overruled)}
            record(connection, decision.agent, f"draft.{decision.kind}", draft_id, details, at)

    def _conflict(
        self, connection: sa.Connection, draft_id: str, version: int
    ) -> ConflictError | NotFoundError:
        head = connection.execute(
            sa.select(t.drafts.c.version, t.drafts.c.state).where(t.drafts.c.id == draft_id)
        ).one_or_none()
        if head is None:
            return no_draft(draft_id)
        decided = connection.execute(
            sa.select(t.decisions.c.agent).where(t.decisions.c.draft_id == draft_id)
        ).scalar()
        return conflict_of(head.state, head.version, version, decided)

    def get(self, draft_id: str) -> Draft:
        """Raises NotFoundError."""
        with self._engine.connect() as connection:
            found = self._load(connection, [draft_id])
        if not found:
            raise no_draft(draft_id)
        return found[0]

    def of_message(self, message_id: str) -> Draft | None:
        """The draft to work on for a helpdesk's message or ticket: an open one before a
        decided one before a stale one, of these the newest."""
        rank = sa.case((t.drafts.c.state == "open", 0), (t.drafts.c.state == "stale", 2), else_=1)
        query = (
            sa.select(t.drafts.c.id)
            .join(t.messages)
            .where(t.messages.c.external_id == clean(message_id))
            .order_by(rank, t.drafts.c.created_at.desc(), t.drafts.c.id)
            .limit(1)
        )
        with self._engine.connect() as connection:
            found = self._load(connection, list(connection.execute(query).scalars()))
        return found[0] if found else None

    def newest_of(self, customer: Customer, besides: str | None = None) -> Draft | None:
        """The newest draft for a message of that person (by id, else by e-mail address) with
        another id than `besides`, if it is among the last ones of all."""
        external = t.messages.c.external_id
        others = [external.is_distinct_from(clean(besides))] if besides else []
        query = (
            sa.select(t.drafts.c.id, t.messages.c.customer)
            .join(t.messages)
            .where(*others)
            .order_by(t.drafts.c.created_at.desc(), t.drafts.c.id)
            .limit(_LOOKED_BACK)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query)
            same = next((key for key, who in rows if _is_same(who, customer)), None)
            found = self._load(connection, [same]) if same else []
        return found[0] if found else None

    def newest(
        self,
        state: DraftState | None = None,
        limit: int = 50,
        offset: int = 0,
        *,
        ticket: str | None = None,
    ) -> Page:
        """The newest drafts first, of one message id where `ticket` is given."""
        where = [t.drafts.c.state == state] if state else []
        if ticket is not None:
            same = sa.select(t.messages.c.id).where(t.messages.c.external_id == clean(ticket))
            where.append(t.drafts.c.message_id.in_(same))
        ids = (
            sa.select(t.drafts.c.id)
            .where(*where)
            .order_by(t.drafts.c.created_at.desc(), t.drafts.c.id)
            .limit(limit)
            .offset(offset)
        )
        count = sa.select(sa.func.count()).select_from(t.drafts).where(*where)
        with self._engine.connect() as connection:
            total = connection.execute(count).scalar_one()
            chosen = list(connection.execute(ids).scalars())
            return Page(tuple(self._load(connection, chosen)), total)

    def _load(self, connection: sa.Connection, ids: Sequence[str]) -> Sequence[Draft]:
        join = t.drafts.join(t.messages).join(
            t.draft_versions,
            sa.and_(
                t.draft_versions.c.draft_id == t.drafts.c.id,
                t.draft_versions.c.version == t.drafts.c.version,
            ),
        )
        columns = [
            *t.drafts.c,
            t.messages.c.message,
            t.messages.c.customer,
            *(column for column in t.draft_versions.c if column.name in _VERSION_COLUMNS),
        ]
        rows = connection.execute(
            sa.select(*columns).select_from(join).where(t.drafts.c.id.in_(ids))
        ).mappings()
        heads = {row["id"]: row for row in rows}
        found = self._findings(connection, heads)
        decided = self._decisions(connection, heads)
        return [
            _draft(heads[draft_id], found[draft_id], decided.get(draft_id))
            for draft_id in ids
            if draft_id in heads
        ]

    def _findings(self, connection: sa.Connection, ids: Iterable[str]) -> dict[str, list[Finding]]:
        rows = connection.execute(
            sa.select(t.findings.c.draft_id, t.findings.c.finding)
            .join(
                t.drafts,
                sa.and_(
                    t.drafts.c.id == t.findings.c.draft_id,
                    t.drafts.c.version == t.findings.c.version,
                ),
            )
            .where(t.findings.c.draft_id.in_(list(ids)))
            .order_by(t.findings.c.position)
        )
        found: dict[str, list[Finding]] = defaultdict(list)
        for row in rows:
            found[row.draft_id].append(from_json(Finding, row.finding))
        return found

    def _decisions(self, connection: sa.Connection, ids: Iterable[str]) -> dict[str, Decision]:
        rows = connection.execute(
            sa.select(t.decisions).where(t.decisions.c.draft_id.in_(list(ids)))
        )
        return {
            row.draft_id: Decision(row.kind, row.agent, row.reply, row.reason, row.at)
            for row in rows
        }


_VERSION_COLUMNS = frozenset(
    {
        "language",
        "reply",
        "verdict",
        "drafter",
        "understanding",
        "questions",
        "citations",
        "evidence",
        "timings_ms",
        "usage",
    }
)


def no_draft(draft_id: str) -> NotFoundError:
    """What to raise where no draft has that id."""
    return NotFoundError(f"There is no draft `{draft_id}`.", details={"id": draft_id})


def conflict_of(state: str, current: int, asked: int, decided_by: str | None) -> ConflictError:
    """What to tell somebody who acts on version `asked` of a draft that went on."""
    if state == "open":
        sentence = f"Version {asked} of the draft is not the current one ({current})."
    else:
        sentence = f"The draft is already {state}" + (f" by {decided_by}." if decided_by else ".")
    details = {"state": state, "version": current, "decided_by": decided_by}
    return ConflictError(sentence, hint="Load the draft again.", details=details)


def _still_open(draft_id: str, version: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        t.drafts.c.id == draft_id,
        t.drafts.c.version == version,
        t.drafts.c.state == "open",
    )


def _message_row(draft: Draft, key: str) -> dict[str, Any]:
    message = draft.request.message
    return {
        "id": key,
        "external_id": clean(message.id) if message.id else None,
        "language": draft.language,
        "message": to_json(message),
        "customer": to_json(draft.request.customer),
        "created_at": draft.created_at,
    }


def _head_row(draft: Draft, message_key: str) -> dict[str, Any]:
    return {
        "id": draft.id,
        "message_id": message_key,
        "version": draft.version,
        "state": draft.state,
        "request": _request_json(draft.request),
        "created_at": draft.created_at,
        "updated_at": draft.created_at,
    }


def _request_json(request: DraftRequest) -> Any:
    """The request without what `messages` holds, so that a person's text stands once."""
    written = to_json(request)
    return {key: written[key] for key in written if key not in {"message", "customer"}}


def _version_row(draft: Draft) -> dict[str, Any]:
    row = {name: to_json(getattr(draft, name)) for name in _VERSION_COLUMNS}
    return row | {
        "draft_id": draft.id,
        "version": draft.version,
        "created_at": dt.datetime.now(dt.UTC),
    }


def _finding_row(draft: Draft, position: int) -> dict[str, Any]:
    finding = draft.findings[position]
    return {
        "draft_id": draft.id,
        "version": draft.version,
        "position": position,
        "code": finding.code,
        "severity": finding.severity,
        "finding": to_json(finding),
    }


def _draft(row: Any, findings: Sequence[Finding], decision: Decision | None) -> Draft:
    request = from_json(DraftRequest, row["request"] | {"message": row["message"]})
    request = replace(
        request,
        message=from_json(Message, row["message"]),
        customer=from_json(Customer, row["customer"]),
    )
    return Draft(
        id=row["id"],
        version=row["version"],
        state=row["state"],
        language=row["language"],
        understanding=from_json(Understanding, row["understanding"]),
        questions=from_json(tuple[QuestionStatus, ...], row["questions"]),
        reply=row["reply"],
        citations=from_json(tuple[Citation, ...], row["citations"]),
        evidence=from_json(tuple[Evidence, ...], row["evidence"]),
        findings=tuple(findings),
        verdict=row["verdict"],
        drafter=row["drafter"],
        timings_ms=MappingProxyType(dict(row["timings_ms"])),
        usage=MappingProxyType(dict(row["usage"])),
        request=request,
        created_at=row["created_at"],
        decision=decision,
    )
