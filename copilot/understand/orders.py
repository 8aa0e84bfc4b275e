"""Which order a message is about, and whether its writer may see it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from copilot.messages import Customer, Order, OrderItem
from knowledge.analyse import fold
from knowledge.catalogue import Catalogue
from knowledge.documents import ShopOrder
from knowledge.entities import find_entities

_READ = 20_000
_CODE = re.compile(r"(?<![\w-])(?:[A-Z]{1,6}-?)?\d{4,12}(?:-\d{1,8})?(?![\w-])")
_COUNT = re.compile(
    r"^\s*(\d{1,3})\s*[x×]\s+|\s+[x×]\s*(\d{1,3})\s*$|\s*\((\d{1,3})\s*(?:x|×|Stück|Stk\.?|"
    r"pcs)?\)\s*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class OrderFound:
    """`order`, or the number that the shop's table does not know (for this customer)."""

    order: Order | None = None
    unknown: str = ""


def order_of(
    texts: Iterable[str],
    customer: Customer,
    find: Callable[[str], ShopOrder | None],
    language: str,
    catalogue: Catalogue,
) -> OrderFound:
    """The first order named in `texts` (best source first) that the shop's table knows.

    An order that belongs to somebody else by mail address and name is not handed out: its
    number counts as unknown, or a mistyped digit would tell one customer another's data.
    """
    unknown = ""
    for text in texts:
        announced = _numbers(text, language)
        for number in dict.fromkeys((*announced, *_codes(text))):
            row = find(number)
            if row is not None and _may_see(customer, row):
                return OrderFound(order_from(row, catalogue))
            if number in announced:
                unknown = unknown or number
    return OrderFound(None, unknown)


def _codes(text: str) -> list[str]:
    """What may be an order number though no word announces it: "die Lampe MK-261046 flackert"."""
    return list(dict.fromkeys(_CODE.findall(text[:5_000])))[:8]


def _numbers(text: str, language: str) -> list[str]:
    found = [e.value for e in find_entities(text[:_READ], language) if e.kind == "order_number"]
    return list(dict.fromkeys(found))[:5]


def _may_see(customer: Customer, row: ShopOrder) -> bool:
    if customer.email and row.email and customer.email.casefold() == row.email.casefold():
        return True
    names = set(fold(f"{customer.first_name} {customer.last_name}").split())
    holder = set(fold(row.customer_name).split())
    strange_mail = bool(customer.email and row.email)
    strange_name = (
        bool(customer.last_name and holder)
        and fold(customer.last_name).split()[-1:] != fold(row.customer_name).split()[-1:]
    )
    if strange_mail:
        return bool(names & holder) and not strange_name
    return not strange_name


def order_from(row: ShopOrder, catalogue: Catalogue) -> Order:
    """A row of the shop's order table as the message's order."""
    items = tuple(_item(item, catalogue) for item in row.items)
    return Order(row.order_number, row.status, items, row.tracking_url, row.eta, row.date)


def with_skus(order: Order, catalogue: Catalogue) -> Order:
    """`order` with the products of those items that were given by name or with a count alone."""
    return replace(order, items=tuple(_completed(item, catalogue) for item in order.items))


def _completed(item: OrderItem, catalogue: Catalogue) -> OrderItem:
    found = _item(item.name, catalogue)
    if item.sku or not found.sku:
        return item
    return replace(found, quantity=max(item.quantity, found.quantity))


def _item(text: str, catalogue: Catalogue) -> OrderItem:
    match = _COUNT.search(text)
    quantity = int(next(g for g in match.groups() if g)) if match else 1
    name = _COUNT.sub("", text).strip() if match else text.strip()
    product = catalogue.by_sku.get(name)
    if product is None:
        mentions = catalogue.resolve(name)
        product = mentions[0].product if mentions else None
    if product is None:
        return OrderItem(name, "", quantity)
    return OrderItem(product.name if name == product.sku else name, product.sku, quantity)
