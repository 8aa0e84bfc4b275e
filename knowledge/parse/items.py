"""What parsing yields, and the values that rows and front matter are made of."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

from knowledge.documents import Document, Product, ShopOrder


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """A past answer as the file has it: with other people's data, not yet scrubbed."""

    document: Document
    customer_name: str = ""
    order_number: str = ""


@dataclass(frozen=True, slots=True)
class Products:
    """All products of one file."""

    path: str
    products: tuple[Product, ...]


@dataclass(frozen=True, slots=True)
class Orders:
    """All orders of one file."""

    path: str
    orders: tuple[ShopOrder, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A file or row that could not be read. `row` is 0 for a whole file, `key` the row's id
    where it is known. Quarantined files are not tried again until they change; skipped ones
    are of a type that nobody reads."""

    path: str
    reason: str
    hint: str = ""
    row: int = 0
    key: str = ""
    quarantined: bool = False
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody should know of a file that was read all the same, but not all of it."""

    path: str
    reason: str
    hint: str = ""


Item = Document | PastAnswer | Products | Orders | Failure | Remark


def read_date(text: str) -> dt.date | None:
    """A day as ISO, German or slashed (day first); `None` for "". Raises ValueError."""
    text = text.strip()
    if not text:
        return None
    iso = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$", text)
    if iso:
        return dt.date(int(iso[1]), int(iso[2]), int(iso[3]))
    written = re.match(r"(\d{1,2})[./](\d{1,2})[./](\d{4}|\d{2})(?:[ ,].*)?$", text)
    if not written:
        raise ValueError(f'"{text}" is no date such as 2024-05-31 or 31.05.2024')
    day, month, year = (int(part) for part in written.groups())
    if month > 12 >= day:
        day, month = month, day
    return dt.date(year + 2000 if year < 100 else year, month, day)


def read_price(text: str) -> str:
    """An amount of euros as "1299.00", however it is written: "1.299,00 €", "1,299.00",
    "EUR 1299", "1299,-". What is no single amount ("ab 20 €") is left as it stands."""
    number = re.sub(r"(?i)€|\beuros?\b|\beur\b|\s", "", text.replace("\u202f", ""))
    number = re.sub(r"[.,](?:-+|–|—)$", "", number)
    if re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d{1,2})?|\d+,\d+", number) and not re.fullmatch(
        r"[1-9]\d{0,2}(?:,\d{3})+", number
    ):
        number = number.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"[1-9]\d{0,2}(?:[,'’]\d{3})+(?:\.\d{1,2})?", number):
        number = re.sub(r"[,'’]", "", number)
    if not re.fullmatch(r"\d{1,12}(?:\.\d+)?", number):
        return text.strip()
    return f"{Decimal(number):.2f}"


def read_flag(text: str) -> bool:
    """ "true", "ja", "1", "x" and the like."""
    return text.strip().casefold() in {"true", "yes", "ja", "1", "x", "y", "wahr", "on", "intern"}


def read_list(text: str) -> tuple[str, ...]:
    """Parts between ";" or, where there is none, line ends, "|" or ","."""
    for separator in (";", "\n", "|", ","):
        if separator in text:
            return tuple(part.strip() for part in text.split(separator) if part.strip())
    return (text.strip(),) if text.strip() else ()


def read_language(text: str) -> str:
    """ISO 639-1 of "DE", "de-AT", "Deutsch", "english"; "" where it says nothing."""
    text = text.strip().casefold()
    named = {"deutsch": "de", "german": "de", "ger": "de", "deu": "de"}
    named |= {"englisch": "en", "english": "en", "eng": "en"}
    if text in named:
        return named[text]
    match = re.match(r"([a-z]{2})(?:[-_][a-z]{2,4})?$", text)
    return match[1] if match else ""
