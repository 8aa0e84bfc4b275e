"""Which column of a table is what, in the words that shops use.

Names count whatever their case, spaces, hyphens and umlauts. The words below are those that
are understood besides our own names; of several that fit, the first listed is taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from knowledge.errors import SourceError

TableKind = Literal["past_answer", "macro", "products", "orders", "document"]

_COMMON = {
    "id": "id nr nummer key schluessel ticket_id ticket uid uuid",
    "language": "language lang sprache locale language_code",
    "sku": "sku skus artikelnummer artikelnr artikel_nr art_nr artnr article_number article_no "
    "product_sku item_number item_no produkt product",
    "valid_from": "valid_from gueltig_ab gueltig_von",
    "valid_until": "valid_until valid_to gueltig_bis expires",
    "internal": "internal intern",
}
_COLUMNS: Mapping[TableKind, Mapping[str, str]] = {
    "past_answer": _COMMON
    | {
        "question": "question frage kundenfrage anfrage customer_question customer_message message "
        "nachricht kundennachricht customer_mail query",
        "answer": "answer antwort reply response antworttext agent_reply agent_answer loesung "
        "solution",
        "date": "date datum created_at created erstellt erstellt_am answered_at beantwortet_am",
        "customer_name": "customer_name customer kunde kundin kundenname name requester",
        "order_number": "order_number order_no order_id order bestellnummer bestellnr bestell_nr "
        "auftragsnummer auftragsnr",
        "title": "title titel subject betreff thema topic",
    },
    "macro": _COMMON
    | {
        "title": "title titel name bezeichnung subject betreff",
        "content": "content inhalt text body textbaustein baustein vorlage template macro makro "
        "comment answer antwort",
    },
    "products": {
        "sku": "sku artikelnummer artikelnr artikel_nr art_nr artnr article_number article_no "
        "item_number item_no product_id produktnummer id",
        "name": "name product_name produktname title titel bezeichnung produkt product "
        "artikelbezeichnung",
        "aliases": "aliases alias synonyme synonyms andere_namen weitere_namen auch_genannt "
        "also_known_as",
        "category": "category kategorie warengruppe produktgruppe product_type",
        "price_eur": "price_eur preis_eur price preis vk vk_brutto preis_in_eur preis_euro",
    },
    "orders": {
        "order_number": "order_number order_no order_id order bestellnummer bestellnr bestell_nr "
        "auftragsnummer auftragsnr number nummer id",
        "customer_name": "customer_name customer kunde kundin kundenname name",
        "email": "email e_mail mail customer_email kunden_email mailadresse email_adresse",
        "date": "date datum order_date bestelldatum ordered_at bestellt_am created_at",
        "items": "items artikel positionen produkte products skus sku artikelnummern",
        "status": "status order_status bestellstatus state",
        "tracking_url": "tracking_url tracking trackinglink tracking_link sendungslink "
        "sendungsverfolgung",
        "eta": "eta liefertermin delivery_date lieferdatum voraussichtliche_lieferung "
        "estimated_delivery voraussichtlich voraussichtlich_am liefertag zustelltermin zustellung "
        "expected_delivery expected",
    },
    "document": _COMMON
    | {
        "title": "title titel name frage question subject ueberschrift heading",
        "text": "text content inhalt body answer antwort artikel article description beschreibung",
        "date": "date datum created_at updated_at",
    },
}
# Where a table has no better column, these stand in.
_FALLBACKS: Mapping[TableKind, Mapping[str, str]] = {
    "past_answer": {
        "question": "title titel subject betreff",
        "answer": "text content inhalt body",
    },
    "macro": {},
    "products": {},
    "orders": {},
    "document": {},
}
_REQUIRED: Mapping[TableKind, tuple[str, ...]] = {
    "past_answer": ("question", "answer"),
    "macro": ("title", "content"),
    "products": ("sku", "name"),
    "orders": ("order_number",),
    "document": ("text",),
}
_KNOWN = frozenset(
    name for table in _COLUMNS.values() for names in table.values() for name in names.split()
)
# How a table without a telling name shows what it is; the first that fits. Columns that
# any table may have tell nothing, but of articles.
_ANYWHERE = frozenset({"id", "nr", "nummer", "number", "key", "title", "titel"})
_GUESSES: tuple[tuple[TableKind, tuple[str, ...]], ...] = (
    ("past_answer", ("question", "answer")),
    ("orders", ("order_number", "status")),
    ("products", ("sku", "name")),
    ("document", ("text", "title")),
)


def fold_name(name: str) -> str:
    """ "Gültig ab" and "gueltig_ab" are the same name."""
    name = name.strip().casefold()
    for umlaut, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        name = name.replace(umlaut, plain)
    return re.sub(r"[^\w]+", "_", name).strip("_")


def known(cells: Sequence[str]) -> int:
    """How many of a row's cells are names of columns, of whatever table."""
    return sum(any(name in _KNOWN for name in _readings(cell)) for cell in cells if cell)


def _readings(column: str) -> tuple[str, ...]:
    """A column's name as written, then without "Unsere" and "(Support)" around it."""
    bare = re.sub(r"\((?![^)]*(?:netto|net\b|ek\b|alt\b|old\b))[^)]*\)", " ", column.casefold())
    bare = re.sub(r"^\s*(?:unsere?|ihre?|deine?|die|der|das|our|your|the)\s+", "", bare)
    return tuple(dict.fromkeys((fold_name(column), fold_name(bare))))


def assign(kind: TableKind, columns: Sequence[str], name: str) -> dict[str, str]:
    """Our name of each column that has one. Raises SourceError for a missing column."""
    found = _matched(kind, columns)
    missing = [ours for ours in _REQUIRED[kind] if ours not in found.values()]
    if missing:
        listed = ", ".join(f'"{column}"' for column in columns)
        wanted = " and ".join(f'"{ours}"' for ours in missing)
        plural = "s" if len(missing) > 1 else ""
        raise SourceError(
            f"{name}, row 1: column{plural} {wanted} expected, found {listed}.",
            hint=f"Rename the column{plural}; expected are: {', '.join(_COLUMNS[kind])}.",
        )
    return found


def _matched(
    kind: TableKind, columns: Sequence[str], ignored: frozenset[str] = frozenset()
) -> dict[str, str]:
    """What is required first, and the better name first: a "text" beside a "content" does
    not take its place."""
    required = [(ours, _COLUMNS[kind][ours]) for ours in _REQUIRED[kind]]
    known = [*required, *_FALLBACKS[kind].items(), *_COLUMNS[kind].items()]
    found: dict[str, str] = {}
    for ours, names in known:
        for name in names.split():
            fits = (c for c in columns if name in _readings(c) and c not in found)
            column = next(fits, None)
            if column is not None and name not in ignored and ours not in found.values():
                found[column] = ours
    return found


def guess_kind(columns: Sequence[str], name: str) -> TableKind:
    """What a table is whose file name does not tell. Raises SourceError if nothing fits."""
    for kind, telling in _GUESSES:
        ignored = frozenset() if kind == "document" else _ANYWHERE
        if set(telling) <= set(_matched(kind, columns, ignored).values()):
            return kind
    listed = ", ".join(f'"{column}"' for column in columns)
    raise SourceError(
        f"{name}, row 1: these columns make no table that is known: {listed}.",
        hint="Name the file past_answers, macros, products or orders, with columns such as "
        '"question" and "answer".',
    )
