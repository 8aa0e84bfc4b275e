"""The store's face: one table group per attribute, all on one engine."""

from __future__ import annotations

import sqlalchemy as sa

from copilot.store.audit import AuditTable
from copilot.store.drafts import DraftTable
from copilot.store.edits import EditTable
from copilot.store.forgotten import ForgottenTable
from copilot.store.gaps import GapTable
from copilot.store.idempotency import IdempotencyTable
from copilot.store.insights import InsightTable
from copilot.store.jobs import JobTable
from copilot.store.keys import KeyTable
from copilot.store.persons import PersonTable
from copilot.store.proposals import ProposalTable


class CopilotStore:
    """Thread-safe. The engine's database must have been upgraded (`copilot.store.upgrade`)."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self.drafts = DraftTable(engine)
        self.gaps = GapTable(engine)
        self.edits = EditTable(engine)
        self.insights = InsightTable(engine)
        self.proposals = ProposalTable(engine)
        self.keys = KeyTable(engine)
        self.persons = PersonTable(engine)
        self.audit = AuditTable(engine)
        self.forgotten = ForgottenTable(engine)
        self.idempotency = IdempotencyTable(engine)
        self.jobs = JobTable(engine)

    def ping(self) -> None:
        """Raises BusyError or StorageError where the database does not answer."""
        with self._engine.connect() as connection:
            connection.execute(sa.select(1))
