"""Things named in a text that belong to one customer or one order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from knowledge.quantities import is_money, quantities_outside
from knowledge.spotting import contacts, dates, orders, people, places
from knowledge.spotting.spot import Spot, has_digit, without_overlaps

EntityKind = Literal[
    "name",
    "order_number",
    "tracking_number",
    "email",
    "phone",
    "iban",
    "url",
    "address",
    "date",
    "amount",
    "quantity",
    "sku",
    "product",
    "reference",  # customer, invoice, ticket and serial numbers
]


@dataclass(frozen=True, slots=True)
class Entity:
    """Something named in a text.

    `value` is normalised (a date as ISO 8601, an amount as "12.90 EUR", a product as its
    SKU), `text` as written, `span` half-open in code points.
    """

    kind: EntityKind
    value: str
    text: str
    span: tuple[int, int]


def find_entities(
    text: str,
    language: str = "de",
    *,
    today: dt.date | None = None,
    order_numbers: Sequence[str] = (),
) -> list[Entity]:
    """All entities but SKUs and products, in reading order, without overlaps.

    `today` is what "gestern" is counted from. `order_numbers` are examples of the shop's
    own numbers: others of their shape are then found without a word that announces them.
    """
    today = today or dt.datetime.now().astimezone().date()
    spots = without_overlaps(_spots(text, language, today, order_numbers))
    return [_entity(spot, text) for spot in spots]


def find_personal(text: str, language: str, *, order_numbers: Sequence[str] = ()) -> list[Entity]:
    """The entities that tell who somebody is or what they ordered: no dates, no amounts.

    Dates and amounts are looked for all the same, lest "12.03.2024" pass for a number.
    """
    spots = without_overlaps(_personal(text, language, _SOME_DAY, order_numbers))
    return [_entity(spot, text) for spot in spots if spot.kind != "date"]


_SOME_DAY = dt.date(2024, 1, 1)


def _entity(spot: Spot, text: str) -> Entity:
    span = (spot.start, spot.end)
    return Entity(cast("EntityKind", spot.kind), spot.value, text[spot.start : spot.end], span)


def _spots(
    text: str, language: str, today: dt.date, order_numbers: Sequence[str]
) -> Iterator[Spot]:
    personal = list(_personal(text, language, today, order_numbers))
    yield from personal
    yield from dates.relative_dates(text, today)
    for quantity in quantities_outside(text, language, personal):
        if quantity.unit:
            kind = "amount" if is_money(quantity) else "quantity"
            yield Spot(kind, quantity.normalised, *quantity.span)


def _personal(
    text: str, language: str, today: dt.date, order_numbers: Sequence[str]
) -> Iterator[Spot]:
    """What outranks what: an earlier kind keeps the span that a later one also wants."""
    yield from contacts.hidden_emails(text)  # whose second half looks like a link
    yield from contacts.urls(text)  # before the addresses that some links carry
    yield from contacts.emails(text)
    if has_digit(text):
        yield from contacts.ibans(text)
        yield from orders.tracking(text)
        yield from orders.references(text)
        yield from orders.orders(text, order_numbers)
        yield from dates.absolute_dates(text, today)
        yield from places.addresses(text)
        yield from contacts.phones(text, language)
    yield from people.names(text)
