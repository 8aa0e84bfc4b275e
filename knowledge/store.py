"""The tables of documents, passages, products, orders and the outbox of index work.

The database is the truth; the vector and the keyword index are derived from it. Whatever
changes passages writes, in the same transaction, a job for the indexes into the outbox:
a process that dies between the two leaves the job behind, and the next start does it.

The engine is handed in: who owns it sets SQLite's WAL mode and PostgreSQL's pool. Nothing
here is particular to either.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from knowledge.documents import Document, Kind, Passage, Product, ShopOrder
from knowledge.rows import (
    PASSAGE_QUERY,
    clean,
    document_row,
    order_key,
    order_row,
    outdated_name,
    outdated_value,
    passage_row,
    product_row,
    read_document,
    read_order,
    read_passage,
    read_product,
)
from knowledge.tables import (
    documents,
    index_outbox,
    knowledge_meta,
    metadata,
    passages,
    products,
    shop_orders,
    source_files,
)

__all__ = [
    "Counts",
    "FileState",
    "IndexJob",
    "KnowledgeStore",
    "StoredItem",
    "metadata",
    "order_key",
]

_IN_BATCH = 500  # values in one IN list: far below what any database allows
_T = TypeVar("_T")
# What became of a file's rows when it was read again.
Change = Literal["added", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class IndexJob:
    """Work that the indexes owe the database: hold of this document what it holds now,
    which may be nothing. Jobs are done in order of `id`."""

    id: int
    document_id: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows that are stored; `pending` is the number of index jobs that nobody did yet."""

    documents: int
    passages: int
    products: int
    orders: int
    pending: int


@dataclass(frozen=True, slots=True)
class StoredItem:
    """What an ingest must know of a stored document to leave it, replace it or drop it."""

    id: str
    revision: str
    path: str
    key: str


@dataclass(frozen=True, slots=True)
class FileState:
    """What a file was when it was dealt with; `reason` says why it was set aside."""

    fingerprint: str
    reason: str = ""
    hint: str = ""


class KnowledgeStore:
    """Reads and writes the tables. Every method is one short transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.products_changes = 0  # of this store's own making

    def create_tables(self) -> None:
        """Make what is missing; for tests and tools. The product migrates by Alembic."""
        metadata.create_all(self._engine)

    # --- documents and passages ---------------------------------------------------------

    def put(self, batch: Sequence[tuple[Document, Sequence[Passage]]]) -> None:
        """Store documents with their passages, replacing earlier revisions, and note the
        index work, all or nothing."""
        latest = {document.id: (document, pieces) for document, pieces in batch}
        if not latest:
            return
        now = dt.datetime.now(dt.UTC)
        with self._engine.begin() as connection:
            _drop_documents(connection, list(latest))
            connection.execute(
                documents.insert(),
                [document_row(document, now) for document, _ in latest.values()],
            )
            rows = [passage_row(p) for _, pieces in latest.values() for p in pieces]
            if rows:
                connection.execute(passages.insert(), rows)
            _note(connection, list(latest))

    def remove(self, ids: Sequence[str]) -> None:
        """Delete documents with their passages and note the index work."""
        with self._engine.begin() as connection:
            _drop_documents(connection, ids)
            _note(connection, ids)

    def mark_outdated(self, document_id: str, last_day: dt.date | None) -> bool:
        """Says that a document held until `last_day` and no longer, or (`None`) takes that
        back; notes the index work. False where there is no such document.

        The mark survives an ingest of the unchanged file and ends with its revision.
        """
        name = outdated_name(document_id)
        query = sa.select(documents.c.revision).where(documents.c.id == document_id)
        with self._engine.begin() as connection:
            revision = connection.execute(query).scalar()
            if revision is None:
                return False
            connection.execute(knowledge_meta.delete().where(knowledge_meta.c.name == name))
            if last_day is not None:
                _set_meta(connection, name, outdated_value(revision, last_day))
            _note(connection, [document_id])
        return True

    def marked_outdated(self, document_ids: Sequence[str]) -> set[str]:
        """Those of the documents that carry a mark, also one of an earlier revision."""
        names = {outdated_name(id_): id_ for id_ in document_ids}
        found: set[str] = set()
        with self._engine.connect() as connection:
            for part in _parts(names, _IN_BATCH):
                query = sa.select(knowledge_meta.c.name).where(knowledge_meta.c.name.in_(part))
                found |= {names[row[0]] for row in connection.execute(query)}
        return found

    def revisions(self, origin: str) -> dict[str, str]:
        """Revision by document id, for all documents of that origin."""
        return {item.id: item.revision for item in self.items(origin)}

    def revision(self, document_id: str) -> str:
        """A document's revision; "" where there is no such one."""
        query = sa.select(documents.c.revision).where(documents.c.id == document_id)
        with self._engine.connect() as connection:
            return cast("str | None", connection.execute(query).scalar()) or ""

    def items(self, origin: str) -> list[StoredItem]:
        """All documents of that origin, without their texts."""
        columns = (documents.c.id, documents.c.revision, documents.c.path, documents.c.key)
        query = sa.select(*columns).where(documents.c.origin == origin)
        with self._engine.connect() as connection:
            return [StoredItem(*row) for row in connection.execute(query)]

    def origins(self) -> list[str]:
        """Everything that was ever ingested and still has something stored."""
        tables = (documents, products, shop_orders)
        query = sa.union(*(sa.select(table.c.origin) for table in tables))
        with self._engine.connect() as connection:
            return sorted(row[0] for row in connection.execute(query) if row[0])

    def document(self, document_id: str) -> Document | None:
        """One document, or `None`."""
        query = sa.select(documents).where(documents.c.id == document_id)
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return read_document(row) if row else None

    def documents(
        self, kinds: Sequence[Kind] = (), limit: int = 100, offset: int = 0
    ) -> list[Document]:
        """A page of documents, by path and key; of these kinds, or of all."""
        query = sa.select(documents).order_by(documents.c.path, documents.c.key, documents.c.id)
        if kinds:
            query = query.where(documents.c.kind.in_(kinds))
        with self._engine.connect() as connection:
            rows = connection.execute(query.limit(limit).offset(offset)).mappings()
            return [read_document(row) for row in rows]

    def internal_policies(self) -> list[Document]:
        """Every internal document: goodwill limits, tone and the like."""
        query = sa.select(documents).where(documents.c.internal).order_by(documents.c.path)
        with self._engine.connect() as connection:
            return [read_document(row) for row in connection.execute(query).mappings()]

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """The passages in the order of `ids`; those that are gone are left out."""
        found: dict[str, Passage] = {}
        with self._engine.connect() as connection:
            for part in _parts(ids, _IN_BATCH):
                query = PASSAGE_QUERY.where(passages.c.id.in_(part))
                for row in connection.execute(query).mappings():
                    found[row["id"]] = read_passage(row)
        return [found[id_] for id_ in ids if id_ in found]

    def passages_of(self, document_ids: Sequence[str]) -> list[Passage]:
        """All passages of these documents, in reading order within each."""
        found: list[Passage] = []
        with self._engine.connect() as connection:
            for part in _parts(document_ids, _IN_BATCH):
                query = PASSAGE_QUERY.where(passages.c.document_id.in_(part))
                query = query.order_by(passages.c.document_id, passages.c.position)
                found += [read_passage(row) for row in connection.execute(query).mappings()]
        return found

    def iter_passages(self, batch: int = 500) -> Iterator[list[Passage]]:
        """All passages in batches, by id; what is added meanwhile may or may not come."""
        last = ""
        while True:
            query = PASSAGE_QUERY.where(passages.c.id > last).order_by(passages.c.id).limit(batch)
            with self._engine.connect() as connection:
                found = [read_passage(row) for row in connection.execute(query).mappings()]
            if not found:
                return
            yield found
            last = found[-1].id

    def counts(self) -> Counts:
        """How much is stored."""
        tables = (documents, passages, products, shop_orders, index_outbox)
        with self._engine.connect() as connection:
            return Counts(*(_count(connection, table) for table in tables))

    def kinds(self) -> dict[str, int]:
        """Number of documents by kind."""
        query = sa.select(documents.c.kind, sa.func.count()).group_by(documents.c.kind)
        with self._engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def languages(self) -> dict[str, int]:
        """Number of documents by language, less those that are made of catalogue rows."""
        prose = (documents.c.kind != "product") | (documents.c.key == "")
        query = sa.select(documents.c.language, sa.func.count()).where(prose)
        with self._engine.connect() as connection:
            rows = connection.execute(query.group_by(documents.c.language))
            return {row[0]: row[1] for row in rows}

    # --- products -------------------------------------------------------------------------

    def put_products(
        self, catalogue: Sequence[Product], *, origin: str = "", path: str = ""
    ) -> Change:
        """Replace what this file said about products. A SKU listed twice: the last stands."""
        rows = [product_row(p, n, origin, path) for n, p in enumerate(catalogue)]
        with self._engine.begin() as connection:
            change = _replace_rows(connection, products.c.sku, rows, origin, path)
            if change != "unchanged":
                _set_meta(connection, "products_changed", dt.datetime.now(dt.UTC).isoformat())
        if change != "unchanged":
            self.products_changes += 1
        return change

    def products(self) -> list[Product]:
        """The whole catalogue in the order of its file."""
        query = sa.select(products).order_by(products.c.path, products.c.position, products.c.sku)
        with self._engine.connect() as connection:
            return [read_product(row) for row in connection.execute(query).mappings()]

    def products_by_path(self, origin: str) -> dict[str, list[Product]]:
        """The products of that origin's files, each file's in its order."""
        query = sa.select(products).where(products.c.origin == origin)
        found: dict[str, list[Product]] = {}
        with self._engine.connect() as connection:
            for row in connection.execute(query.order_by(products.c.position)).mappings():
                found.setdefault(row["path"], []).append(read_product(row))
        return found

    def products_revision(self) -> str:
        """Changes whenever products were written: a catalogue built before is then stale."""
        return self.get_meta("products_changed") or ""

    # --- orders ---------------------------------------------------------------------------

    def put_orders(
        self, orders: Sequence[ShopOrder], *, origin: str = "", path: str = ""
    ) -> Change:
        """Replace what this file said about orders. A number listed twice: the last stands."""
        rows = [order_row(order, origin, path) for order in orders]
        with self._engine.begin() as connection:
            return _replace_rows(connection, shop_orders.c.number_key, rows, origin, path)

    def order(self, number: str) -> ShopOrder | None:
        """The order of that number, however the customer wrote it ("#kb 10023")."""
        query = sa.select(shop_orders).where(shop_orders.c.number_key == order_key(number))
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return read_order(row) if row else None

    def orders_of(self, email: str) -> list[ShopOrder]:
        """The orders placed with that address, the latest first."""
        key = email.strip().casefold()
        if not key:
            return []
        query = sa.select(shop_orders).where(shop_orders.c.email_key == key)
        with self._engine.connect() as connection:
            found = [read_order(row) for row in connection.execute(query).mappings()]
        return sorted(found, key=lambda o: (o.date or dt.date.min, o.order_number), reverse=True)

    def orders_before(self, day: dt.date) -> list[str]:
        """The numbers of orders that are older."""
        query = sa.select(shop_orders.c.order_number).where(shop_orders.c.date < day)
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def order_customers(self) -> dict[str, str]:
        """Every order's number as written, and its customer's name."""
        columns = shop_orders.c
        query = sa.select(columns.order_number, columns.customer_name)
        with self._engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query.order_by(columns[0]))}

    def remove_orders(self, numbers: Sequence[str]) -> None:
        """Forget orders, as when a person wants to be forgotten."""
        keys = [order_key(number) for number in numbers]
        with self._engine.begin() as connection:
            for part in _parts(keys, _IN_BATCH):
                connection.execute(shop_orders.delete().where(shop_orders.c.number_key.in_(part)))

    def table_paths(self, origin: str) -> set[str]:
        """The paths of that origin's files that hold products or orders."""
        selects = [sa.select(t.c.path).where(t.c.origin == origin) for t in (products, shop_orders)]
        with self._engine.connect() as connection:
            return {row[0] for row in connection.execute(sa.union(*selects))}

    # --- outbox ---------------------------------------------------------------------------

    def pending(self, limit: int = 500) -> list[IndexJob]:
        """The oldest index jobs that nobody reported done."""
        query = sa.select(index_outbox).order_by(index_outbox.c.id).limit(limit)
        with self._engine.connect() as connection:
            return [IndexJob(*row) for row in connection.execute(query)]

    def done(self, ids: Sequence[int]) -> None:
        """Strike jobs off: both indexes have them safely on disk."""
        with self._engine.begin() as connection:
            for part in _parts(ids, _IN_BATCH):
                connection.execute(index_outbox.delete().where(index_outbox.c.id.in_(part)))

    # --- files and meta -------------------------------------------------------------------

    def files(self, origin: str) -> dict[str, FileState]:
        """The files by path that were taken in completely, or set aside for good."""
        columns = source_files.c
        query = sa.select(columns.path, columns.fingerprint, columns.reason, columns.hint)
        with self._engine.connect() as connection:
            rows = connection.execute(query.where(columns.origin == origin))
            return {row.path: FileState(*row[1:]) for row in rows}

    def set_files(self, origin: str, states: Mapping[str, FileState | None]) -> None:
        """Note by path that files are dealt with, or (`None`) forget them."""
        columns = source_files.c
        rows = [
            {
                "origin": origin,
                "path": path,
                "fingerprint": state.fingerprint,
                "reason": clean(state.reason),
                "hint": clean(state.hint),
            }
            for path, state in states.items()
            if state is not None
        ]
        with self._engine.begin() as connection:
            for part in _parts(states, _IN_BATCH):
                mine = (columns.origin == origin) & columns.path.in_(part)
                connection.execute(source_files.delete().where(mine))
            if rows:
                connection.execute(source_files.insert(), rows)

    def get_meta(self, name: str) -> str | None:
        """A named value, such as an index's fingerprint."""
        query = sa.select(knowledge_meta.c.value).where(knowledge_meta.c.name == name)
        with self._engine.connect() as connection:
            return cast("str | None", connection.execute(query).scalar())

    def set_meta(self, name: str, value: str) -> None:
        """Store a named value, replacing the one before."""
        with self._engine.begin() as connection:
            _set_meta(connection, name, value)


def _set_meta(connection: Connection, name: str, value: str) -> None:
    connection.execute(knowledge_meta.delete().where(knowledge_meta.c.name == name))
    connection.execute(knowledge_meta.insert(), {"name": name, "value": value})


def _drop_documents(connection: Connection, ids: Sequence[str]) -> None:
    for part in _parts(ids, _IN_BATCH):
        connection.execute(passages.delete().where(passages.c.document_id.in_(part)))
        connection.execute(documents.delete().where(documents.c.id.in_(part)))


def _replace_rows(
    connection: Connection,
    key: sa.Column[str],
    given: Sequence[dict[str, Any]],
    origin: str,
    path: str,
) -> Change:
    """Puts a file's rows in the place of those that it had, if they differ."""
    table, rows = key.table, {row[key.name]: row for row in given}
    mine = (table.c.origin == origin) & (table.c.path == path)
    stored = connection.execute(sa.select(table).where(mine)).mappings()
    before = {row[key.name]: dict(row) for row in stored}
    if before == rows:
        return "unchanged"
    connection.execute(sa.delete(table).where(mine))
    for part in _parts(list(rows), _IN_BATCH):
        connection.execute(sa.delete(table).where(key.in_(part)))
    if rows:
        connection.execute(sa.insert(table), list(rows.values()))
    return "updated" if before else "added"


def _note(connection: Connection, document_ids: Sequence[str]) -> None:
    if document_ids:
        rows = [{"document_id": id_} for id_ in document_ids]
        connection.execute(index_outbox.insert(), rows)


def _count(connection: Connection, table: sa.Table) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def _parts(values: Iterable[_T], size: int) -> Iterator[list[_T]]:
    rest = iter(values)
    while part := list(islice(rest, size)):
        yield part
