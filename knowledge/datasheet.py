"""A row of the catalogue as a document: what the product costs, and what its columns say.

A price or a measure that stands in the catalogue alone can so be found, quoted and cited
like any other text. There is one sheet for each language that the shop writes in. Columns
that are the shop's own business (purchase prices, margins, suppliers, notes) and those that
mean nothing to a reader (pictures, slugs) are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import NamedTuple

from knowledge.documents import Document, Product
from knowledge.errors import SourceError
from knowledge.parse.columns import fold_name
from knowledge.parse.markup import read_html
from knowledge.units import UNITS

LANGUAGES = ("de", "en")
_RARE = 0.03  # of the shop's documents: a language below this is not one that it writes in
_LINE = 90  # characters; a longer value is a text with a heading of its own
_INTERNAL = re.compile(
    r"(?:^|_)(?:ek|einkauf\w*|purchas\w*|wholesale|cogs|marge\w*|margin\w*|deckungsbeitrag|"
    r"rohertrag|rohgewinn|profit|supplier\w*|lieferant\w*|vendor\w*|intern\w*|notiz\w*|notes?|"
    r"bemerkung\w*|kommentar\w*|comments?|kulanz\w*|goodwill)(?:_|$)"
    r"|^(?:unit_|item_|landed_)?costs?(?:_(?:price|per_item|eur|net))?$"
)
_TECHNICAL = re.compile(
    r"(?:^|_)(?:images?|img|pictures?|photos?|bild\w*|foto\w*|thumbnail\w*|slug|handle|seo|meta|"
    r"template|uuid|guid|hash|created|updated|modified|published|erstellt|geaendert|"
    r"sort\w*|position|sichtbar|visible)(?:_|$)|^(?:id|status|tags?)$"
)
_MARKED = re.compile(r"(?i)^(?P<name>.+?)[\s_.-]+[\[(]?(?P<language>de|en)[\])]?$")
_UNIT_MARK = re.compile(
    r"^(?P<name>.+?)(?:\s*[\[(](?P<in>[^\])]+)[\])]|[\s_]+(?:in[\s_]+)?(?P<u>\S+))$"
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
# How a column's name may end, and how the unit is written behind the number.
_SYMBOLS = {
    spelt.casefold(): "€" if unit.name == "EUR" else unit.name
    for unit in UNITS
    if unit.dimension not in ("time", "months") and len(unit.name) <= 4
    for spelt in (*unit.symbols, *unit.words, unit.name)
    if unit.name not in ("cent", "inch", "foot")
}
_YES_NO = {
    "de": {"true": "ja", "yes": "ja", "false": "nein", "no": "nein"},
    "en": {"true": "yes", "ja": "yes", "false": "no", "nein": "no"},
}


class _Words(NamedTuple):
    """What a sheet says around the catalogue's own words."""

    title: str
    price: str
    unread_price: str
    number: str


_WORDS: Mapping[str, _Words] = {
    "de": _Words(
        "{name} – Preis und Daten",
        "Der Artikel {name} kostet {price}.",
        "Preis: {price}",
        "Artikelnummer: {sku}",
    ),
    "en": _Words(
        "{name} – price and details",
        "The price of the {name} is {price}.",
        "Price: {price}",
        "Item number: {sku}",
    ),
}


def sheet_languages(documents: Mapping[str, int]) -> tuple[str, ...]:
    """The languages that the shop writes in, by its number of documents in each; both where
    that tells nothing."""
    known = {language: documents.get(language, 0) for language in LANGUAGES}
    enough = _RARE * sum(known.values())
    return tuple(language for language, count in known.items() if count > enough) or LANGUAGES


def data_sheets(
    products: Iterable[Product], languages: Iterable[str], *, origin: str, path: str
) -> Iterator[Document]:
    """A document for each product and language. `path` is the catalogue's own; a product of
    which nothing but its name is known has no sheet."""
    languages = tuple(languages)
    for product in products:
        for language in languages:
            if (sheet := _sheet(product, language, origin, path)) is not None:
                yield sheet


def _sheet(product: Product, language: str, origin: str, path: str) -> Document | None:
    words = _WORDS[language]
    columns = dict(_columns(product.metadata, language))
    name = columns.pop("name", product.name)
    lines = [_price(product.price_eur, name, language)] if product.price_eur else []
    lines += [f"{column}: {value}" for column, value in columns.items() if len(value) <= _LINE]
    if not lines and not columns:
        return None
    lines.append(words.number.format(sku=product.sku))
    texts = [f"## {column}\n\n{value}" for column, value in columns.items() if len(value) > _LINE]
    return Document(
        origin=origin,
        path=f"{path}/{language}",  # the same row in another language is another document
        kind="product",
        title=words.title.format(name=_named(name, product.category)),
        text="\n\n".join(["\n".join(lines), *texts]),
        language=language,
        key=product.sku,
        skus=(product.sku,),
        metadata=MappingProxyType({"catalogue": path}),
    )


def _named(name: str, category: str) -> str:
    """The name with what kind of thing it is, unless it says so itself."""
    if not category or category.casefold() in name.casefold():
        return name
    return f"{name} ({category})"


# --- prices --------------------------------------------------------------------------------


def _price(price: str, name: str, language: str) -> str:
    words = _WORDS[language]
    try:
        told = format_price(Decimal(price), language)
    except InvalidOperation:
        return words.unread_price.format(price=price)
    return words.price.format(name=name, price=told)


def format_price(euros: Decimal, language: str) -> str:
    """An amount as that language writes it: "1.299,00 €", "€1,299.00"."""
    text = f"{euros:,.2f}"
    if language == "de":
        return text.translate(str.maketrans(",.", ".,")) + " €"
    return f"€{text}"


# --- other columns ---------------------------------------------------------------------------


def _columns(metadata: Mapping[str, str], language: str) -> Iterator[tuple[str, str]]:
    """Names and values to be read by customers, those marked for this language last: they
    stand for the unmarked ones of the same name."""
    plain: list[tuple[str, str]] = []
    marked: list[tuple[str, str]] = []
    for column, value in metadata.items():
        folded = fold_name(column)
        if not value.strip() or _INTERNAL.search(folded) or _TECHNICAL.search(folded):
            continue
        mark = _MARKED.match(column)
        if mark is None:
            plain.append(_told(column, value, language))
        elif mark["language"].lower() == language:
            marked.append(_told(mark["name"], value, language))
    yield from plain
    yield from marked


def _told(column: str, value: str, language: str) -> tuple[str, str]:
    """("gewicht_kg", "3.1") is told as ("Gewicht", "3,1 kg")."""
    if fold_name(column) in ("name", "title", "titel", "bezeichnung"):
        return "name", value
    name, unit = _unit_of(column)
    text = _YES_NO[language].get(value.strip().casefold(), _plain(value))
    if unit and _NUMBER.fullmatch(text):
        text = f"{_decimals(text, language)} {unit}"
    else:
        name = column
    name = " ".join(name.replace("_", " ").split())
    return name[:1].upper() + name[1:], text


def _unit_of(column: str) -> tuple[str, str]:
    mark = _UNIT_MARK.match(column.strip())
    unit = _SYMBOLS.get((mark["in"] or mark["u"]).strip().casefold(), "") if mark else ""
    return (mark["name"], unit) if mark and unit else (column, "")


def _decimals(number: str, language: str) -> str:
    """With that language's mark; three places behind it may be thousands and are left."""
    whole, mark, places = number.replace(",", ".").partition(".")
    if not mark or len(places) == 3:
        return number
    return f"{whole}{',' if language == 'de' else '.'}{places}"


def _plain(value: str) -> str:
    if not _TAG.search(value):
        return value.strip()
    try:
        return read_html(value).text
    except SourceError:
        return _TAG.sub(" ", value).strip()
