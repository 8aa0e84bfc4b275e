"""Rows of a table to past answers, macros, products, orders or documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple, TypedDict

from knowledge.analyse import detect_language
from knowledge.documents import Document, Kind, Product, ShopOrder, digest
from knowledge.parse.columns import TableKind, assign
from knowledge.parse.items import (
    Failure,
    Item,
    Orders,
    PastAnswer,
    Products,
    read_date,
    read_flag,
    read_language,
    read_list,
    read_price,
)
from knowledge.parse.tables import Row, Table

_LONGEST_TITLE = 90
_LONGEST_ID = 200


class _Record(NamedTuple):
    """A row under our names. `extra` is what the table has beyond them."""

    number: int
    cells: Mapping[str, str]
    extra: Mapping[str, str]

    def get(self, name: str) -> str:
        return self.cells.get(name, "")


class _Place(NamedTuple):
    """Where the rows come from, and the language that the file's name claims."""

    origin: str
    path: str
    language: str


def read_table(
    table: Table, kind: TableKind, *, origin: str, path: str, language: str = ""
) -> Iterator[Item]:
    """What the rows say; a row that cannot be used is a Failure and the rest goes on.

    Raises SourceError where a column is missing.
    """
    names = assign(kind, table.columns, path)
    place = _Place(origin, path, language)
    if kind in ("products", "orders"):
        yield from _collected(table, kind, names, path)
        return
    seen: dict[str, int] = {}
    for row in table.rows:
        item = _guarded(row, names, path, lambda record: _ROWS[kind](record, place))
        if not isinstance(item, Failure):
            key = _key_of(item)
            if key in seen:
                reason = f'row {row.number}: the id "{key}" stands in row {seen[key]} already'
                item = Failure(
                    path, f"{path}, {reason}.", "Give each row an id of its own.", row.number
                )
            else:
                seen[key] = row.number
        yield item


def _key_of(item: Item) -> str:
    document = item.document if isinstance(item, PastAnswer) else item
    return document.key if isinstance(document, Document) else ""


def _guarded(
    row: Row, names: Mapping[str, str], path: str, make: Callable[[_Record], Item]
) -> Item:
    record = _record(row, names)
    if row.fault:
        return _failure(path, record, row.fault)
    try:
        return make(record)
    except ValueError as error:
        return _failure(path, record, str(error))


def _failure(path: str, record: _Record, reason: str) -> Failure:
    return Failure(
        path,
        f"{path}, row {record.number}: {reason}.",
        "Mend the row and ingest again; the other rows are in.",
        record.number,
        record.get("id"),
    )


def _record(row: Row, names: Mapping[str, str]) -> _Record:
    # JSONL rows may each have columns of their own, so names are looked up by row.
    cells = {names[column]: value for column, value in row.cells.items() if column in names}
    extra = {c: v for c, v in row.cells.items() if c not in names and v}
    return _Record(row.number, cells, extra)


def _need(record: _Record, *names: str) -> None:
    missing = [name for name in names if not record.get(name).strip()]
    if missing:
        raise ValueError(" and ".join(f'"{name}"' for name in missing) + " is empty")


def _date(record: _Record, name: str) -> dt.date | None:
    try:
        return read_date(record.get(name))
    except ValueError as error:
        raise ValueError(f'column "{name}": {error}') from error


def _key(record: _Record, *parts: str) -> str:
    """The row's own id, else one made of its words: a row moved is still the same row."""
    return record.get("id")[:_LONGEST_ID] or f"row-{digest(*parts)[:12]}"


def _language(record: _Record, place: _Place, text: str) -> str:
    return read_language(record.get("language")) or place.language or detect_language(text)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_TITLE else line[:_LONGEST_TITLE].rsplit(" ", 1)[0] + " …"


class _Dates(TypedDict):
    date: dt.date | None
    valid_from: dt.date | None
    valid_until: dt.date | None


def _dates(record: _Record) -> _Dates:
    return {
        "date": _date(record, "date"),
        "valid_from": _date(record, "valid_from"),
        "valid_until": _date(record, "valid_until"),
    }


def _past_answer(record: _Record, place: _Place) -> Item:
    _need(record, "question", "answer")
    question, answer = record.get("question"), record.get("answer")
    document = Document(
        origin=place.origin,
        path=place.path,
        kind="past_answer",
        title=record.get("title") or _short(question),
        text=answer,
        language=_language(record, place, f"{question}\n{answer}"),
        key=_key(record, question),
        question=question,
        skus=read_list(record.get("sku")),
        internal=read_flag(record.get("internal")),
        metadata=record.extra,
        **_dates(record),
    )
    return PastAnswer(document, record.get("customer_name"), record.get("order_number"))


def _macro(record: _Record, place: _Place) -> Item:
    _need(record, "title", "content")
    return _document(record, place, "macro", record.get("title"), record.get("content"))


def _article(record: _Record, place: _Place) -> Item:
    _need(record, "text")
    title = record.get("title") or _short(record.get("text"))
    return _document(record, place, "document", title, record.get("text"))


def _document(record: _Record, place: _Place, kind: Kind, title: str, text: str) -> Document:
    return Document(
        origin=place.origin,
        path=place.path,
        kind=kind,
        title=title,
        text=text,
        language=_language(record, place, f"{title}\n{text}"),
        key=_key(record, title),
        skus=read_list(record.get("sku")),
        internal=read_flag(record.get("internal")),
        metadata=record.extra,
        **_dates(record),
    )


_ROWS: Mapping[str, Callable[[_Record, _Place], Item]] = {
    "past_answer": _past_answer,
    "macro": _macro,
    "document": _article,
}


def _collected(
    table: Table, kind: TableKind, names: Mapping[str, str], path: str
) -> Iterator[Item]:
    """Failures of single rows first, then all products or orders as one item."""
    products: dict[str, Product] = {}
    orders: dict[str, ShopOrder] = {}
    for row in table.rows:
        record = _record(row, names)
        if row.fault:
            yield _failure(path, record, row.fault)
            continue
        try:
            if kind == "products":
                _add_product(products, _product(record))
            else:
                _add_order(orders, _order(record))
        except ValueError as error:
            yield _failure(path, record, str(error))
    if kind == "products":
        yield Products(path, tuple(products.values()))
    else:
        yield Orders(path, tuple(orders.values()))


def _add_product(products: dict[str, Product], product: Product) -> None:
    first = products.setdefault(product.sku, product)
    if first.name != product.name:
        raise ValueError(f'the SKU "{product.sku}" is that of "{first.name}" already')


def _add_order(orders: dict[str, ShopOrder], order: ShopOrder) -> None:
    """Many shops export an order with a row for each of its items."""
    before = orders.get(order.order_number)
    if before is not None:
        items = dict.fromkeys((*before.items, *order.items))
        order = replace(before, items=tuple(items))
    orders[order.order_number] = order


def _product(record: _Record) -> Product:
    _need(record, "sku", "name")
    return Product(
        sku=record.get("sku"),
        name=record.get("name"),
        aliases=read_list(record.get("aliases")),
        category=record.get("category"),
        price_eur=read_price(record.get("price_eur")),
        metadata=record.extra,
    )


def _order(record: _Record) -> ShopOrder:
    _need(record, "order_number")
    return ShopOrder(
        order_number=record.get("order_number"),
        customer_name=record.get("customer_name"),
        email=record.get("email"),
        date=_date(record, "date"),
        items=read_list(record.get("items")),
        status=record.get("status"),
        tracking_url=record.get("tracking_url"),
        eta=record.get("eta"),
        metadata=record.extra,
    )
