"""Which tables the migration history covers: the knowledge's and the copilot's."""

from __future__ import annotations

import sqlalchemy as sa

from copilot.store.tables import metadata
from knowledge.store import metadata as knowledge_metadata


def target_metadata() -> list[sa.MetaData]:
    """All metadata that the newest migration must equal."""
    return [knowledge_metadata, metadata]
