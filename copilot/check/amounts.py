"""Amounts of money that belong to this request: prices of the order, amounts of the message."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import combinations

from copilot.check.reading import Reading
from knowledge.documents import Product
from knowledge.quantities import find_quantities

_MOST_ITEMS = 8  # of an order whose every choice of items is summed up
_TRUSTED = ("policy", "document", "product")  # kinds of sources that are the shop's own word


def own_amounts(reading: Reading) -> frozenset[Decimal]:
    """Prices of the order's items with their sums, amounts that the customer names."""
    return reading.once("own amounts", lambda: frozenset(_own_amounts(reading)))


def _own_amounts(reading: Reading) -> Iterator[Decimal]:
    prices = list(_prices(reading))[:_MOST_ITEMS]
    yield from (
        sum(some, Decimal(0)) for n in range(1, len(prices) + 1) for some in combinations(prices, n)
    )
    yield from _euros(reading.message, reading.language)


def _prices(reading: Reading) -> Iterator[Decimal]:
    for product, count in ordered(reading):
        price = decimal(product.price_eur)
        if price is not None:
            yield price * count
            if count > 1:
                yield price


def ordered(reading: Reading) -> Iterator[tuple[Product, int]]:
    """The products of the order, and those of the message where there is no order."""
    catalogue, order = reading.case.catalogue, reading.order
    if catalogue is None:
        return
    for item in order.items if order is not None else ():
        product = catalogue.by_sku.get(item.sku)
        found = [product] if product else [m.product for m in catalogue.resolve(item.name)][:1]
        yield from ((one, item.quantity) for one in found)
    for sku in reading.case.understanding.skus:
        if sku in catalogue.by_sku:
            yield catalogue.by_sku[sku], 1


def published_amounts(reading: Reading) -> frozenset[Decimal]:
    """Amounts that the shop's own documents name: shipping, fees, prices of parts."""
    texts = (e.text for e in reading.public_evidence if e.kind in _TRUSTED)
    return reading.once(
        "published amounts",
        lambda: frozenset(value for text in texts for value in _published(text, reading.language)),
    )


def _euros(text: str, language: str) -> Iterator[Decimal]:
    return (q.value for q in find_quantities(text, language) if q.unit == "EUR")


@lru_cache(maxsize=8192)
def _published(text: str, language: str) -> frozenset[Decimal]:
    """The same passages come again with every reply."""
    return frozenset(_euros(text, language))


def decimal(text: str) -> Decimal | None:
    """A catalogue's price; None where it is none."""
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
