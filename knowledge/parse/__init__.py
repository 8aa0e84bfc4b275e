"""Files in, documents, products and orders out: one outcome per item, read lazily.

Markdown is what every format of running text becomes: headings, lists and tables survive.
A file or row that cannot be read is an outcome of its own and never stops the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from knowledge.documents import Product
from knowledge.errors import SourceError
from knowledge.parse.columns import guess_kind
from knowledge.parse.folder import SUFFIXES, SourceFile, find_files, source_file
from knowledge.parse.items import Failure, Item, Orders, PastAnswer, Products, Remark
from knowledge.parse.limits import QuarantinedError, read_bytes
from knowledge.parse.prose import Place, read_prose
from knowledge.parse.records import read_table
from knowledge.parse.skus import ProductNames
from knowledge.parse.tables import Table, read_csv, read_jsonl, read_xlsx

__all__ = [
    "PARSER_VERSION",
    "SUFFIXES",
    "Failure",
    "Item",
    "Orders",
    "PastAnswer",
    "ProductNames",
    "Products",
    "Remark",
    "SourceFile",
    "find_files",
    "parse_bytes",
    "parse_file",
    "parse_folder",
    "source_file",
]

# Raise it when the same file gives other documents than before: all are then read again.
PARSER_VERSION = "3"
_TABLES = {
    ".csv": read_csv,
    ".tsv": read_csv,
    ".xlsx": read_xlsx,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".json": read_jsonl,
}


def parse_folder(root: Path) -> Iterator[Item]:
    """Everything in a knowledge folder. Raises SourceError for an unusable folder."""
    files, failures = find_files(root, str(root))
    yield from failures
    products: list[Product] = []
    for file in files:
        for item in parse_file(file, ProductNames(products)):
            if isinstance(item, Products):
                products += item.products
            yield item


def parse_file(file: SourceFile, products: ProductNames | Iterable[Product] = ()) -> Iterator[Item]:
    """What one file holds; a file that cannot be read is one Failure."""
    try:
        data = read_bytes(file.location, file.path)
    except SourceError as error:
        yield _failure(file, error)
        return
    yield from parse_bytes(data, file, products)


def parse_bytes(
    data: bytes, file: SourceFile, products: ProductNames | Iterable[Product] = ()
) -> Iterator[Item]:
    """The same for content that was read already."""
    names = products if isinstance(products, ProductNames) else ProductNames(products)
    try:
        if file.table is None:
            place = Place(file.origin, file.path, file.kind, file.stem, file.language)
            document, remark = read_prose(data, file.suffix, place, names)
            yield document
            if remark is not None:
                yield remark
        else:
            table: Table = _TABLES[file.suffix](data, file.path)
            kind = file.table or guess_kind(table.columns, file.path)
            yield from read_table(
                table, kind, origin=file.origin, path=file.path, language=file.language
            )
    except SourceError as error:
        yield _failure(file, error)


def _failure(file: SourceFile, error: SourceError) -> Failure:
    quarantined = isinstance(error, QuarantinedError)
    return Failure(file.path, error.message, error.hint, quarantined=quarantined)
