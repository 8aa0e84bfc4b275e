"""A person's right to know and to be forgotten, over the copilot's store and the knowledge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from copilot.errors import NotFoundError
from copilot.learn import document_id_of
from copilot.store.persons import PersonRows
from copilot.store.serial import to_json
from copilot.store.store import CopilotStore
from knowledge.base import KnowledgeBase


@dataclass(frozen=True, slots=True)
class PersonReport:
    """How many rows of each kind concern the person."""

    counts: Mapping[str, int]


class PersonalData:
    """`person` is an e-mail address or the helpdesk's customer id."""

    def __init__(self, store: CopilotStore, knowledge: KnowledgeBase) -> None:
        self._store = store
        self._knowledge = knowledge

    def export(self, person: str) -> dict[str, Any]:
        """All that is kept of the person, JSON-serialisable. Raises NotFoundError."""
        rows, orders = self._found(person)
        return {
            "person": person,
            "messages": self._store.persons.messages(rows.messages),
            "drafts": [to_json(self._store.drafts.get(draft)) for draft in rows.drafts],
            "proposals": [to_json(self._store.proposals.get(p)) for p in rows.proposals],
            "orders": [to_json(order) for order in orders],
        }

    def erase(self, person: str, *, by: str = "") -> PersonReport:
        """Removes it from tables and indexes. Raises NotFoundError.

        Orders that are ingested again from a file that still holds them come back: the file
        is the shop's own.
        """
        rows, orders = self._found(person)
        self._knowledge.remove([document_id_of(proposal) for proposal in rows.proposals])
        self._knowledge.store.remove_orders([order.order_number for order in orders])
        self._store.persons.erase(rows, person, by=by)
        return PersonReport(
            {
                "messages": len(rows.messages),
                "drafts": len(rows.drafts),
                "proposals": len(rows.proposals),
                "orders": len(orders),
            }
        )

    def _found(self, person: str) -> tuple[PersonRows, list[Any]]:
        rows = self._store.persons.find(person)
        orders = self._knowledge.store.orders_of(person) if "@" in person else []
        if not rows.messages and not orders:
            raise NotFoundError(
                f"Nothing is kept of `{person}`.",
                hint="Give the e-mail address or the helpdesk's customer id.",
            )
        return rows, orders
