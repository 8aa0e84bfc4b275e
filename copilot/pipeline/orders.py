"""The order that a message is about: what the caller knows, completed by the shop's table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from copilot.messages import Customer, Order, OrderItem, Understanding
from knowledge.documents import Product, ShopOrder


class OrderBook:
    """Looks orders up. An order that belongs to somebody else is never handed out."""

    def __init__(
        self,
        by_number: Callable[[str], ShopOrder | None],
        by_email: Callable[[str], Sequence[ShopOrder]],
        product: Callable[[str], Product | None] = lambda _sku: None,
    ) -> None:
        self._by_number = by_number
        self._by_email = by_email
        self._product = product

    def given(self, order: Order | None, customer: Customer) -> Order | None:
        """The caller's order; what it leaves empty comes from the table."""
        if order is None:
            return None
        row = self.find(order.number, customer)
        return completed(order, self._order(row)) if row else order

    def find(self, number: str, customer: Customer) -> ShopOrder | None:
        """The table's order of that number, unless it is another person's."""
        row = self._by_number(number)
        return row if row and not is_foreign(row, customer) else None

    def settled(self, understanding: Understanding, customer: Customer) -> Understanding:
        """Drops a stranger's order; takes a customer's only one where none is named."""
        order = understanding.order
        if order is not None:
            row = self._by_number(order.number)
            if row and is_foreign(row, customer):
                return replace(understanding, order=None, unknown_order=order.number)
            return understanding
        if understanding.unknown_order or not customer.email:
            return understanding
        rows = self._by_email(customer.email)
        if len(rows) != 1:  # with several, only the customer knows which
            return understanding
        return replace(understanding, order=self._order(rows[0]))

    def _order(self, row: ShopOrder) -> Order:
        return Order(
            number=row.order_number,
            status=row.status,
            items=tuple(self._item(item) for item in row.items),
            tracking_url=row.tracking_url,
            eta=row.eta,
            date=row.date,
        )

    def _item(self, written: str) -> OrderItem:
        product = self._product(written)
        return OrderItem(product.name, product.sku) if product else OrderItem(written)


def completed(order: Order, known: Order) -> Order:
    """`order` with the empty fields taken from `known`."""
    return Order(
        number=order.number,
        status=order.status or known.status,
        items=order.items or known.items,
        tracking_url=order.tracking_url or known.tracking_url,
        eta=order.eta or known.eta,
        date=order.date or known.date,
    )


def is_foreign(row: ShopOrder, customer: Customer) -> bool:
    """Whether the row names another person, by address and by name.

    People write from a second address: with the same first and last name it is theirs. A
    partner's or a child's order, of the same last name alone, is another person's.
    """
    if not customer.email or not row.email:
        return False
    if customer.email.strip().casefold() == row.email.strip().casefold():
        return False
    names = f"{customer.first_name} {customer.last_name}".casefold().split()
    known = row.customer_name.casefold().split()
    both = bool(customer.first_name.strip() and customer.last_name.strip())
    return not (both and all(name in known for name in names))
