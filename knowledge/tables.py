"""The knowledge's tables. `knowledge.store` alone reads and writes them.

Nothing here is particular to SQLite or PostgreSQL. What every passage shares with its
document stands with the document alone.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

documents = sa.Table(
    "documents",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("revision", sa.String(32), nullable=False),
    sa.Column("origin", sa.Text, nullable=False, index=True),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False, default=""),
    sa.Column("kind", sa.String(20), nullable=False, index=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("question", sa.Text, nullable=False, default=""),
    sa.Column("skus", sa.JSON, nullable=False),
    sa.Column("internal", sa.Boolean(name="internal"), nullable=False, default=False, index=True),
    sa.Column("date", sa.Date),
    sa.Column("valid_from", sa.Date),
    sa.Column("valid_until", sa.Date),
    sa.Column("extra", sa.JSON, nullable=False),
    sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
)
passages = sa.Table(
    "passages",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column(
        "document_id",
        sa.String(32),
        sa.ForeignKey("documents.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)
products = sa.Table(
    "products",
    metadata,
    sa.Column("sku", sa.String(200), primary_key=True),
    sa.Column("position", sa.Integer, nullable=False, default=0),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("aliases", sa.JSON, nullable=False),
    sa.Column("category", sa.Text, nullable=False, default=""),
    sa.Column("price_eur", sa.String(40), nullable=False, default=""),
    sa.Column("extra", sa.JSON, nullable=False),
    sa.Column("origin", sa.Text, nullable=False, default="", index=True),
    sa.Column("path", sa.Text, nullable=False, default=""),
)
shop_orders = sa.Table(
    "shop_orders",
    metadata,
    sa.Column("number_key", sa.String(200), primary_key=True),
    sa.Column("order_number", sa.Text, nullable=False),
    sa.Column("customer_name", sa.Text, nullable=False, default=""),
    sa.Column("email", sa.Text, nullable=False, default=""),
    sa.Column("email_key", sa.String(320), nullable=False, default="", index=True),
    sa.Column("date", sa.Date),
    sa.Column("items", sa.JSON, nullable=False),
    sa.Column("status", sa.Text, nullable=False, default=""),
    sa.Column("tracking_url", sa.Text, nullable=False, default=""),
    sa.Column("eta", sa.Text, nullable=False, default=""),
    sa.Column("extra", sa.JSON, nullable=False),
    sa.Column("origin", sa.Text, nullable=False, default="", index=True),
    sa.Column("path", sa.Text, nullable=False, default=""),
)
index_outbox = sa.Table(
    "index_outbox",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("document_id", sa.String(32), nullable=False),
    # A drained outbox must not give an old number to a new job.
    sqlite_autoincrement=True,
)
source_files = sa.Table(
    "source_files",
    metadata,
    sa.Column("origin", sa.String(1000), primary_key=True),
    sa.Column("path", sa.String(1000), primary_key=True),
    sa.Column("fingerprint", sa.String(32), nullable=False),
    sa.Column("reason", sa.Text, nullable=False, default=""),  # why it is in quarantine
    sa.Column("hint", sa.Text, nullable=False, default=""),
)
knowledge_meta = sa.Table(
    "knowledge_meta",
    metadata,
    sa.Column("name", sa.String(100), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
