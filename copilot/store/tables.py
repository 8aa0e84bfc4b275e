"""The copilot's own tables. What the shop knows lives in `knowledge.store`'s.

A draft's head (`drafts`) carries what changes and what is searched for; each version of
its text, with what the checks said of it, is a row of `draft_versions` that is never
rewritten. `decisions` holds one row per decided draft, `audit` one per act of a person.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Json = sa.JSON().with_variant(JSONB(), "postgresql")


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A point in time, aware and in UTC on both sides of every database."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; give an aware datetime.")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Any) -> dt.datetime | None:
        if value is None:
            return None
        # SQLite keeps no zone; what was bound above was UTC.
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def _id() -> sa.Column[Any]:
    return sa.Column("id", sa.String(32), primary_key=True)


def _draft_id(*, primary_key: bool = False) -> sa.Column[Any]:
    return sa.Column(
        "draft_id",
        sa.String(32),
        sa.ForeignKey("drafts.id", ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=False,
    )


messages = sa.Table(
    "messages",
    metadata,
    _id(),
    sa.Column("external_id", sa.String(200)),  # the helpdesk's: drafts of one thread share it
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("message", Json, nullable=False),
    sa.Column("customer", Json, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Index("ix_messages_external_id", "external_id"),
)

drafts = sa.Table(
    "drafts",
    metadata,
    _id(),
    sa.Column(
        "message_id",
        sa.String(32),
        sa.ForeignKey("messages.id", ondelete="CASCADE"),
        nullable=False,
    ),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("request", Json, nullable=False),  # without message and customer
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False),
    sa.CheckConstraint(
        "state IN ('open', 'accepted', 'edited', 'rejected', 'stale')", name="state"
    ),
    sa.CheckConstraint("version >= 1", name="version"),
    sa.Index("ix_drafts_message_id", "message_id"),
    sa.Index("ix_drafts_created_at_id", "created_at", "id"),
    sa.Index("ix_drafts_state_created_at_id", "state", "created_at", "id"),
)

draft_versions = sa.Table(
    "draft_versions",
    metadata,
    _draft_id(primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("reply", sa.Text, nullable=False),
    sa.Column("verdict", sa.String(8), nullable=False),
    sa.Column("drafter", sa.String(200), nullable=False),
    sa.Column("understanding", Json, nullable=False),
    sa.Column("questions", Json, nullable=False),
    sa.Column("citations", Json, nullable=False),
    sa.Column("evidence", Json, nullable=False),
    sa.Column("timings_ms", Json, nullable=False),
    sa.Column("usage", Json, nullable=False, server_default=sa.text("'{}'")),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

findings = sa.Table(
    "findings",
    metadata,
    _draft_id(primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("code", sa.String(40), nullable=False),
    sa.Column("severity", sa.String(8), nullable=False),
    sa.Column("finding", Json, nullable=False),
    sa.Index("ix_findings_code", "code"),
)

decisions = sa.Table(
    "decisions",
    metadata,
    _draft_id(primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("agent", sa.String(200), nullable=False),
    sa.Column("reply", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("overruled", Json, nullable=False),  # blocking codes that the reason answers
    sa.Column("at", UtcDateTime, nullable=False),
    sa.CheckConstraint("kind IN ('accepted', 'edited', 'rejected')", name="kind"),
    sa.Index("ix_decisions_at", "at"),
)

gaps = sa.Table(
    "gaps",
    metadata,
    _id(),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("terms", Json, nullable=False),  # of the question that founded the group
    sa.Column("first_seen", UtcDateTime, nullable=False),
    sa.Column("last_seen", UtcDateTime, nullable=False),
    sa.Index("ix_gaps_language_last_seen", "language", "last_seen"),
)

gap_questions = sa.Table(
    "gap_questions",
    metadata,
    _draft_id(primary_key=True),
    sa.Column("question_id", sa.String(16), primary_key=True),
    sa.Column(
        "gap_id", sa.String(32), sa.ForeignKey("gaps.id", ondelete="CASCADE"), nullable=False
    ),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("terms", Json, nullable=False),
    sa.Column("seen_at", UtcDateTime, nullable=False),
    sa.Index("ix_gap_questions_gap_id", "gap_id"),
)

answer_proposals = sa.Table(
    "answer_proposals",
    metadata,
    _id(),
    _draft_id(),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("skus", Json, nullable=False),
    sa.Column("taken", Json, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("decided_at", UtcDateTime),
    sa.Column("decided_by", sa.String(200), nullable=False, server_default=""),
    sa.CheckConstraint("state IN ('open', 'confirmed', 'dismissed')", name="state"),
    sa.UniqueConstraint("draft_id"),
    sa.Index("ix_answer_proposals_state_created_at", "state", "created_at"),
)

edits = sa.Table(
    "edits",
    metadata,
    _draft_id(primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("document_id", sa.String(32), nullable=False),  # "" where nothing was cited
    sa.Column("drafter", sa.String(200), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Index("ix_edits_at", "at"),
)

document_uses = sa.Table(
    "document_uses",
    metadata,
    _draft_id(primary_key=True),
    sa.Column("document_id", sa.String(32), primary_key=True),
    sa.Column("revision", sa.String(32), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("corrected", sa.Boolean, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Index("ix_document_uses_document_id", "document_id"),
)

forgotten = sa.Table(
    "forgotten",  # who wants to be forgotten, as keyed hashes: see copilot.store.forgotten
    metadata,
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
)

api_keys = sa.Table(
    "api_keys",
    metadata,
    _id(),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("prefix", sa.String(16), nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("last_used_at", UtcDateTime),
    sa.Column("revoked_at", UtcDateTime),
    sa.CheckConstraint("role IN ('agent', 'editor', 'qa', 'admin', 'service')", name="role"),
    sa.UniqueConstraint("prefix"),
)

idempotency = sa.Table(
    "idempotency",
    metadata,
    sa.Column("caller", sa.String(32), primary_key=True),  # the key's id; "" on loopback
    sa.Column("key", sa.String(200), primary_key=True),
    sa.Column("body_sha256", sa.String(64), nullable=False),
    sa.Column("draft_id", sa.String(32)),  # empty while the first request still runs
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Index("ix_idempotency_created_at", "created_at"),
)

helpdesk_jobs = sa.Table(
    "helpdesk_jobs",
    metadata,
    _id(),
    sa.Column("helpdesk", sa.String(40), nullable=False),
    sa.Column("ticket", sa.String(100), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("outcome", sa.String(40), nullable=False),  # of a job that is over
    sa.Column("event", Json, nullable=False),  # emptied when the job is over
    sa.Column("draft_id", sa.String(32), nullable=False),  # reserved when the job is stored
    sa.Column("answers", sa.String(200), nullable=False),  # the customer's message, its id
    sa.Column("posting", sa.Boolean, nullable=False),  # a note may stand in the helpdesk
    sa.Column("note", sa.String(200), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("error", sa.Text, nullable=False),
    sa.Column("worker", sa.String(32), nullable=False),  # whose run it is, while it runs
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("due_at", UtcDateTime, nullable=False),
    sa.Column("finished_at", UtcDateTime),
    sa.CheckConstraint(
        "state IN ('queued', 'running', 'done', 'superseded', 'dead')", name="state"
    ),
    sa.Index("ix_helpdesk_jobs_helpdesk_state_due_at", "helpdesk", "state", "due_at"),
    sa.Index("ix_helpdesk_jobs_helpdesk_ticket", "helpdesk", "ticket"),
    sa.Index("ix_helpdesk_jobs_created_at", "created_at"),
)

helpdesk_deliveries = sa.Table(
    "helpdesk_deliveries",
    metadata,
    sa.Column("helpdesk", sa.String(40), primary_key=True),
    sa.Column("key", sa.String(200), primary_key=True),  # the helpdesk's id of the delivery
    sa.Column("answer", Json, nullable=False),  # what the first one was told
    sa.Column("received_at", UtcDateTime, nullable=False),
    sa.Index("ix_helpdesk_deliveries_received_at", "received_at"),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column(
        "id",
        sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("actor", sa.String(200), nullable=False),
    sa.Column("action", sa.String(40), nullable=False),
    sa.Column("subject", sa.String(64), nullable=False),
    sa.Column("details", Json, nullable=False),
    sa.Index("ix_audit_subject", "subject"),
)
