"""Takes out of a text everybody whom a draft's conversation names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from copilot.messages import Draft
from knowledge.scrub import Scrubbed, scrub

Own = Callable[[str], bool]  # whether an e-mail address or telephone number is the shop's

_CONTACT = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\+?\d[\d /()-]{5,}\d")


def nobodys(_contact: str) -> bool:
    """No contact is known as the shop's."""
    return False


def scrub_for(draft: Draft, text: str, own: Own = nobodys) -> Scrubbed:
    """`text` without the names, order numbers and addresses of the draft's customer.

    What anybody would recognise as personal (an IBAN, a telephone number) goes as well, unless
    it is the shop's `own`.
    """
    keep = [contact for contact in _CONTACT.findall(text) if own(contact)]
    names, orders = _names(draft), _orders(draft)
    return scrub(text, draft.language, names=names, order_numbers=orders, keep=keep)


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
