"""A person's right to know and to be forgotten, over the copilot's store and the knowledge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from copilot.errors import NotFoundError
from copilot.learn import document_id_of
from copilot.store.persons import PersonRows
from copilot.store.serial import to_json
from copilot.store.store import CopilotStore
from knowledge.base import KnowledgeBase
from knowledge.documents import Document, ShopOrder

_PAGE = 500


@dataclass(frozen=True, slots=True)
class PersonReport:
    """How many rows of each kind concern the person."""

    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Found:
    """All that is kept of a person, and by which values they are known."""

    rows: PersonRows
    orders: tuple[ShopOrder, ...]
    documents: tuple[Document, ...]
    values: tuple[str, ...]  # addresses, order numbers, full names


class PersonalData:
    """`person` is an e-mail address, an order number or the helpdesk's customer id."""

    def __init__(self, store: CopilotStore, knowledge: KnowledgeBase) -> None:
        self._store = store
        self._knowledge = knowledge

    def export(self, person: str, *, by: str = "") -> dict[str, Any]:
        """All that is kept of the person, JSON-serialisable. Raises NotFoundError."""
        found = self._found(person)
        rows = found.rows
        self._store.persons.note(person, "person.exported", by=by)
        return {
            "person": person,
            "messages": self._store.persons.messages(rows.messages),
            "drafts": [to_json(self._store.drafts.get(draft)) for draft in rows.drafts],
            "proposals": [to_json(self._store.proposals.get(p)) for p in rows.proposals],
            "orders": [to_json(order) for order in found.orders],
            "documents": [to_json(document) for document in found.documents],
            "helpdesk_jobs": self._store.persons.jobs(rows.jobs),
        }

    def erase(self, person: str, *, by: str = "") -> PersonReport:
        """Removes it from tables and indexes, so that not a byte is left in the data folder,
        and leaves tombstones: an ingest or import that meets the person again skips them.
        Raises NotFoundError."""
        found = self._found(person)
        rows = found.rows
        # First the tombstones: an ingest that runs meanwhile brings nothing back.
        self._store.forgotten.add(found.values)
        self._knowledge.remove([document.id for document in found.documents])
        self._knowledge.store.remove_orders([order.order_number for order in found.orders])
        self._store.persons.erase(rows, person, found.values, by=by)
        if found.documents:
            self._knowledge.rebuild()  # an index marks what is deleted, and keeps its bytes
        self._store.forgotten.shred()
        return PersonReport(
            {
                "messages": len(rows.messages),
                "drafts": len(rows.drafts),
                "proposals": len(rows.proposals),
                "orders": len(found.orders),
                "documents": len(found.documents),
            }
        )

    def _found(self, person: str) -> _Found:
        rows = self._store.persons.find(person)
        orders = self._orders(person)
        values = self._values(person, rows, orders)
        more = [number for number in values if number not in (person,) and _is_number(number)]
        rows = rows.union(*(self._store.persons.find(number) for number in more))
        proposed = {document_id_of(proposal) for proposal in rows.proposals}
        documents = tuple(self._documents(values, proposed))
        if not (rows.messages or rows.jobs or orders or documents):
            raise NotFoundError(
                f"Nothing is kept of `{person}`.",
                hint="Give the e-mail address, an order number or the helpdesk's customer id.",
            )
        return _Found(rows, tuple(orders), documents, values)

    def _orders(self, person: str) -> list[ShopOrder]:
        if "@" in person:
            return self._knowledge.store.orders_of(person)
        order = self._knowledge.store.order(person) if _is_number(person) else None
        return [order] if order else []

    def _values(
        self, person: str, rows: PersonRows, orders: Iterable[ShopOrder]
    ) -> tuple[str, ...]:
        found = [person] if "@" in person or _is_number(person) else []
        for order in orders:
            found += [order.email, order.order_number, order.customer_name]
        for draft_id in rows.drafts:
            draft = self._store.drafts.get(draft_id)
            for customer in (draft.request.customer, draft.understanding.customer):
                found.append(customer.email)
                if customer.first_name and customer.last_name:
                    found.append(f"{customer.first_name} {customer.last_name}")
            known = (draft.request.order, draft.understanding.order)
            found += [order.number for order in known if order]
            found.append(draft.understanding.unknown_order)
        return tuple(dict.fromkeys(value.strip() for value in found if len(value.strip()) >= 4))

    def _documents(self, values: tuple[str, ...], ids: set[str]) -> Iterable[Document]:
        """Past answers that were made of the person's mails, or that still name them."""
        wanted = [value.casefold() for value in values]
        offset = 0
        while page := self._knowledge.store.documents(("past_answer",), _PAGE, offset):
            offset += len(page)
            for document in page:
                text = "\n".join(
                    (document.title, document.question, document.text, *document.metadata.values())
                ).casefold()
                if document.id in ids or any(value in text for value in wanted):
                    yield document


def _is_number(text: str) -> bool:
    return "@" not in text and sum(c.isdigit() for c in text) >= 4
