"""Takes out of a text everybody whom a draft's conversation names."""

from __future__ import annotations

from collections.abc import Iterable

from copilot.messages import Draft
from knowledge.scrub import Scrubbed, scrub


def scrub_for(draft: Draft, text: str) -> Scrubbed:
    """`text` without the names, order numbers and addresses of the draft's customer.

    What anybody would recognise as personal (an IBAN, a telephone number) goes as well.
    """
    return scrub(text, draft.language, names=_names(draft), order_numbers=_orders(draft))


def _names(draft: Draft) -> list[str]:
    """The customer as known and as signed, and the agent."""
    found: list[str] = []
    for customer in (draft.request.customer, draft.understanding.customer):
        found += [customer.first_name, customer.last_name]
    found += [draft.understanding.signature_name, draft.request.agent]
    found += [entity.value for entity in draft.understanding.entities if entity.kind == "name"]
    if draft.decision is not None:
        found.append(draft.decision.agent)
    return _present(found)


def _orders(draft: Draft) -> list[str]:
    understanding = draft.understanding
    orders = [order.number for order in (draft.request.order, understanding.order) if order]
    orders.append(understanding.unknown_order)
    orders += [item.text for item in understanding.entities if item.kind == "order_number"]
    return _present(orders)


def _present(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value.strip()))
