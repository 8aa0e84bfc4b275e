"""Between frozen values and rows of the tables."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from knowledge.documents import Document, Passage, Product, ShopOrder
from knowledge.tables import documents, knowledge_meta, passages

_OUTDATED = "outdated:"
# What a passage shares with its document is stored once, with the document.
_SHARED = ("kind", "language", "question", "internal", "date", "valid_from", "valid_until")


def order_key(number: str) -> str:
    """What makes two spellings the same order: letters and digits, upper case."""
    return re.sub(r"[\W_]", "", number).upper() or number.strip()


def clean(text: str) -> str:
    """Without what PostgreSQL refuses in a text: NUL and lone surrogates."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _frozen(extra: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType(dict(extra))


def _extra(values: Mapping[str, str]) -> dict[str, str]:
    return {clean(name): clean(value) for name, value in values.items()}


def document_row(document: Document, now: dt.datetime) -> dict[str, Any]:
    return {
        "id": document.id,
        "revision": document.revision,
        "origin": clean(document.origin),
        "path": clean(document.path),
        "key": clean(document.key),
        "kind": document.kind,
        "title": clean(document.title),
        "text": clean(document.text),
        "language": document.language,
        "question": clean(document.question),
        "skus": list(document.skus),
        "internal": document.internal,
        "date": document.date,
        "valid_from": document.valid_from,
        "valid_until": document.valid_until,
        "extra": _extra(document.metadata),
        "stored_at": now,
    }


def read_document(row: RowMapping) -> Document:
    values = {name: row[name] for name in ("origin", "path", "key", "title", "text", *_SHARED)}
    return Document(**values, skus=tuple(row["skus"]), metadata=_frozen(row["extra"]))


def outdated_name(document_id: str) -> str:
    """Under this name `knowledge_meta` says that somebody marked a document as outdated."""
    return f"{_OUTDATED}{document_id}"


def outdated_value(revision: str, last_day: dt.date) -> str:
    """The mark holds for that revision alone: a changed document speaks for itself."""
    return f"{revision} {last_day.isoformat()}"


def _marked(value: str | None, revision: str) -> dt.date | None:
    """The last day of validity by a mark, where there is one for that revision."""
    of, _, day = (value or "").partition(" ")
    return dt.date.fromisoformat(day) if day and of == revision else None


def passage_row(passage: Passage) -> dict[str, Any]:
    return {
        "id": passage.id,
        "document_id": passage.document_id,
        "position": passage.position,
        "title": clean(passage.title),
        "text": clean(passage.text),
    }


PASSAGE_QUERY = (
    sa.select(
        passages,
        *(documents.c[name] for name in ("path", "key", "skus", "revision", *_SHARED)),
        knowledge_meta.c.value.label("marked"),
    )
    .join(documents, documents.c.id == passages.c.document_id)
    .outerjoin(knowledge_meta, knowledge_meta.c.name == sa.literal(_OUTDATED) + documents.c.id)
)


def read_passage(row: RowMapping) -> Passage:
    own = ("id", "document_id", "position", "title", "text")
    values = {name: row[name] for name in (*own, *_SHARED)}
    marked = _marked(row["marked"], row["revision"])
    if marked and (values["valid_until"] is None or marked < values["valid_until"]):
        values["valid_until"] = marked
    return Passage(**values, source=row["key"] or row["path"], skus=tuple(row["skus"]))


def product_row(product: Product, position: int, origin: str, path: str) -> dict[str, Any]:
    return {
        "sku": clean(product.sku),
        "position": position,
        "name": clean(product.name),
        "aliases": [clean(alias) for alias in product.aliases],
        "category": clean(product.category),
        "price_eur": clean(product.price_eur),
        "extra": _extra(product.metadata),
        "origin": origin,
        "path": path,
    }


def read_product(row: RowMapping) -> Product:
    return Product(
        row["sku"],
        row["name"],
        tuple(row["aliases"]),
        row["category"],
        row["price_eur"],
        _frozen(row["extra"]),
    )


def order_row(order: ShopOrder, origin: str, path: str) -> dict[str, Any]:
    return {
        "number_key": order_key(clean(order.order_number)),
        "order_number": clean(order.order_number),
        "customer_name": clean(order.customer_name),
        "email": clean(order.email),
        "email_key": clean(order.email).strip().casefold(),
        "date": order.date,
        "items": [clean(item) for item in order.items],
        "status": clean(order.status),
        "tracking_url": clean(order.tracking_url),
        "eta": clean(order.eta),
        "extra": _extra(order.metadata),
        "origin": origin,
        "path": path,
    }


def read_order(row: RowMapping) -> ShopOrder:
    names = ["order_number", "customer_name", "email", "date", "status", "tracking_url", "eta"]
    values = {name: row[name] for name in names}
    return ShopOrder(**values, items=tuple(row["items"]), metadata=_frozen(row["extra"]))
