"""What helpdesks handed in, and how far the work on it is.

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(JSONB(), "postgresql")
    op.create_table(
        "helpdesk_jobs",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("helpdesk", sa.String(length=40), nullable=False),
        sa.Column("ticket", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("event", json, nullable=False),
        sa.Column("draft_id", sa.String(length=32), nullable=False),
        sa.Column("answers", sa.String(length=200), nullable=False),
        sa.Column("posting", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("worker", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'superseded', 'dead')",
            name=op.f("ck_helpdesk_jobs_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helpdesk_jobs")),
    )
    op.create_index(
        "ix_helpdesk_jobs_helpdesk_state_due_at",
        "helpdesk_jobs",
        ["helpdesk", "state", "due_at"],
        unique=False,
    )
    op.create_index(
        "ix_helpdesk_jobs_helpdesk_ticket", "helpdesk_jobs", ["helpdesk", "ticket"], unique=False
    )
    op.create_index("ix_helpdesk_jobs_created_at", "helpdesk_jobs", ["created_at"], unique=False)
    op.create_table(
        "helpdesk_deliveries",
        sa.Column("helpdesk", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("answer", json, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("helpdesk", "key", name=op.f("pk_helpdesk_deliveries")),
    )
    op.create_index(
        "ix_helpdesk_deliveries_received_at", "helpdesk_deliveries", ["received_at"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_helpdesk_deliveries_received_at", table_name="helpdesk_deliveries")
    op.drop_table("helpdesk_deliveries")
    op.drop_index("ix_helpdesk_jobs_created_at", table_name="helpdesk_jobs")
    op.drop_index("ix_helpdesk_jobs_helpdesk_ticket", table_name="helpdesk_jobs")
    op.drop_index("ix_helpdesk_jobs_helpdesk_state_due_at", table_name="helpdesk_jobs")
    op.drop_table("helpdesk_jobs")
