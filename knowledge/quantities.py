"""Numbers with a unit in a text, and whether two of them say the same.

Reads digits and number words, German and English: "14 Tage", "vierzehn Tagen", "14-tägig",
"2–3 Werktage", "zwischen 3 und 5 Tagen", "1.299,00 €", "EUR 1299", "-18 °C", "8 bis 17 Uhr".
Dates, order numbers, links and product codes are left alone.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import NamedTuple

from knowledge.spotting import contacts, dates, orders
from knowledge.spotting.numbers import (
    FRACTION,
    NUMBER_WORD,
    NUMERAL,
    alternation,
    numeral_value,
    word_value,
)
from knowledge.spotting.spot import Cover, Spot
from knowledge.units import UNITS, Unit

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value and its unit; `upper` is the end of a range, `unit` "" for a bare number.

    `unit` is the canonical name of the unit as it was written ("day", "EUR", "l", "°C",
    "workday"; "clock" for a time of day in hours); `same_quantity` converts.
    """

    value: Decimal
    unit: str
    text: str
    span: Span
    upper: Decimal | None = None

    @property
    def normalised(self) -> str:
        """For example `12.90 EUR`, `14 day`, `2..3 workday`."""
        numbers = [n for n in (self.value, self.upper) if n is not None]
        written = "..".join(f"{n:.2f}" if is_money(self) else f"{n.normalize():f}" for n in numbers)
        return f"{written} {self.unit}".strip()


_CLOCK = Unit("clock", "clock", Decimal(1), ())
_BY_NAME = {unit.name: unit for unit in (*UNITS, _CLOCK)}
_BY_WORD = {word: unit.name for unit in UNITS for word in unit.words}
_BY_SYMBOL = {symbol: unit.name for unit in UNITS for symbol in unit.symbols}
_ADJECTIVES = {
    "jährig": "year", "monatig": "month", "wöchig": "week", "tägig": "day",
    "stündig": "hour", "minütig": "minute", "sekündig": "second", "litrig": "l",
}  # fmt: skip
_CURRENCIES = {"€": "EUR", "$": "USD", "£": "GBP", "US$": "USD", "EURO": "EUR"}
_ARTICLE_DIMENSIONS = frozenset({"time", "months", "workdays", "mass", "volume", "money:EUR"})

_ADJECTIVE = alternation(_ADJECTIVES)
_ARTICLE = r"(?:eine[mnrs]?|ein|an?)"
_HALF = r"(?:(?:ein(?:e[mnrs]?)?\s)?halbe[mnrs]?|half\san?|half|halb(?=jähr|stünd))"
_NUMBER = re.compile(
    rf"(?<![\w#])(?<!\w[./,:])(?<![^\W\d_][-–])(?:(?P<digits>{FRACTION}|{NUMERAL})"
    rf"|(?i:(?P<half>{_HALF})|(?P<word>{NUMBER_WORD})|(?P<article>{_ARTICLE}))"
    rf"(?:(?!\w)|(?=(?i:{_ADJECTIVE}))))"
)
_BEFORE = re.compile(r"(?:(?<!\w)(?:EUR|USD|GBP|CHF|Euro)|US\$|[€$£])\s?$")
_QUALIFIER = (
    r"(?:(?:volle[nr]?|ganze[nr]?|weitere[nr]?|komplette[nr]?|aufeinanderfolgende[nr]?|full|whole|"
    r"more|additional|consecutive|further|extra)\s)?"
)
_UNIT = re.compile(
    rf"[\s\u202f-]?(?i:{_QUALIFIER})(?:(?P<word>(?i:{alternation(_BY_WORD)}))(?![\w²³])"
    rf"|(?P<symbol>{alternation(_BY_SYMBOL)})(?:(?<=[%€$£])|(?![\w²³/]))"
    rf"|(?P<adjective>(?i:{_ADJECTIVE}))\w{{0,2}}(?!\w))"
)
_TO = re.compile(
    r"(?:\s?(?P<dash>[-–—‐‑−])\s?|\s(?P<to>bis(?:\szu|\smaximal)?|to|oder|or)\s|\s(?P<and>und|and)\s)"
    r"(?:(?:EUR|USD|€|\$|£)\s?)?"
)
_BETWEEN = re.compile(r"(?i)\b(?:zwischen|between)\s(?:EUR\s|€\s?|\$|£)?$")
_MINUS = re.compile(r"(?:^|[\s(])[-−–]$")
_TIME = r"(?P<h{0}>[01]?\d|2[0-4])(?:[:.](?P<m{0}>[0-5]\d))?\s?(?P<half{0}>[ap]\.?m\b\.?)?"
_CLOCKS = re.compile(
    rf"(?i)(?<![\w.,:/-])(?:{_TIME.format(1)}\s?(?:uhr\s)?\s?(?:-|–|—|bis|to|und|and)\s?)?"
    rf"{_TIME.format(2)}\s?(?P<mark>uhr\b|o['’]clock)?(?![\w]|[.,:]\d)"
)


class _Number(NamedTuple):
    value: Decimal
    start: int
    end: int
    written: str  # "digits", "word", "half" or "article"


def is_money(quantity: Quantity) -> bool:
    """Whether the quantity is an amount of money."""
    unit = _BY_NAME.get(quantity.unit)
    return unit is not None and unit.dimension.startswith("money:")


def dimension(quantity: Quantity) -> str:
    """What is measured: "time", "months", "workdays", "money:EUR", …; "" for bare numbers."""
    return _BY_NAME[quantity.unit].dimension if quantity.unit else ""


def same_quantity(a: Quantity, b: Quantity) -> bool:
    """Whether both say the same, in whatever units: 30 Tage = 30 days, 1,5 l = 1500 ml.

    Ranges must agree at both ends. A bare number equals only a bare number.
    """
    return dimension(a) == dimension(b) and all(
        _close(x, y) for x, y in zip_longest(_in_base(a), _in_base(b))
    )


def within(inner: Quantity, outer: Quantity) -> bool:
    """Whether every value of `inner` lies in the range `outer` (ends included)."""
    if dimension(inner) != dimension(outer):
        return False
    low, high = _in_base(outer)[0], _in_base(outer)[-1]
    return all(low <= value <= high for value in _in_base(inner))


def _in_base(quantity: Quantity) -> list[Decimal]:
    values = [n for n in (quantity.value, quantity.upper) if n is not None]
    if not quantity.unit:
        return values
    unit = _BY_NAME[quantity.unit]
    return [value * unit.factor + unit.offset for value in values]


def _close(a: Decimal | None, b: Decimal | None) -> bool:
    """Equal but for what rounding to a written figure takes away (200 °F = 93.3 °C)."""
    if a is None or b is None:
        return a is b
    return abs(a - b) <= max(abs(a), abs(b)) * Decimal("0.0005")


def find_quantities(text: str, language: str) -> list[Quantity]:
    """All quantities in reading order, without overlaps; bare numbers included."""
    return quantities_outside(text, language, _no_quantities(text, language))


def quantities_outside(text: str, language: str, spots: Iterable[Spot]) -> list[Quantity]:
    """The same, where it is known already what in the text is something else."""
    masked = Cover((spot.start, spot.end) for spot in spots)
    clocks = [clock for clock in _clocks(text) if not masked.touches(*clock.span)]
    for clock in clocks:
        masked.add(*clock.span)
    numbers = [n for n in _numbers(text, language) if not masked.touches(n.start, n.end)]
    found = [*clocks, *_measured(text, numbers)]
    return sorted(found, key=lambda quantity: quantity.span)


def _no_quantities(text: str, language: str) -> list[Spot]:
    """Where figures are no quantities."""
    if not any(char.isdigit() for char in text):
        return []
    return [
        *contacts.emails(text),
        *contacts.urls(text),
        *contacts.ibans(text),
        *orders.tracking(text),
        *orders.orders(text),
        *orders.references(text),
        *dates.absolute_dates(text, dt.date(2024, 1, 1)),
        *contacts.phones(text, language),
    ]


def _clocks(text: str) -> Iterator[Quantity]:
    for match in _CLOCKS.finditer(text):
        if not (match["mark"] or match["half2"] or (match["m2"] and ":" in match.group())):
            continue
        upper = _hours(match, "2")
        lower = _hours(match, "1") if match["h1"] else upper
        yield Quantity(lower, "clock", match.group(), match.span(), upper if match["h1"] else None)


def _hours(match: re.Match[str], which: str) -> Decimal:
    hours = Decimal(match[f"h{which}"]) + Decimal(match[f"m{which}"] or 0) / 60
    half = (match[f"half{which}"] or "").lower()
    if half.startswith("p") and hours < 12:
        return hours + 12
    return hours - 12 if half.startswith("a") and hours >= 12 else hours


def _numbers(text: str, language: str) -> Iterator[_Number]:
    for match in _NUMBER.finditer(text):
        written = match.lastgroup or "digits"
        value: Decimal | None
        if match["digits"]:
            money = _is_money_at(text, match.start(), match.end())
            value, written = numeral_value(match["digits"], language, money=money), "digits"
        elif match["half"]:
            value, written = Decimal("0.5"), "half"
        elif match["word"] and match["word"].casefold() not in ("ein", "one"):
            value, written = word_value(match["word"]), "word"
        else:
            value, written = Decimal(1), "article"
        if value is not None:
            yield _Number(value, *match.span(), written)


def _is_money_at(text: str, start: int, end: int) -> bool:
    unit = _UNIT.match(text, end)
    name = _unit_name(unit) if unit else ""
    money = bool(name) and _BY_NAME[name].dimension.startswith("money:")
    return money or bool(_BEFORE.search(text[max(0, start - 6) : start]))


def _unit_name(match: re.Match[str]) -> str:
    if match["word"]:
        return _BY_WORD[match["word"].casefold()]
    if match["symbol"]:
        return _BY_SYMBOL[match["symbol"]]
    return _ADJECTIVES[match["adjective"].casefold()]


def _measured(text: str, numbers: Sequence[_Number]) -> Iterator[Quantity]:
    skip = False
    for number, following in zip_longest(numbers, numbers[1:]):
        if skip:
            skip = False
            continue
        ranged = _range(text, number, following) if following else None
        single = ranged or _single(text, number)
        skip = ranged is not None
        if single is not None:
            yield single


def _range(text: str, low: _Number, high: _Number) -> Quantity | None:
    """`low` to `high` with the unit of the second, or with the same unit at both."""
    low_unit = _UNIT.match(text, low.end)
    joint = _TO.match(text, low_unit.end() if low_unit else low.end)
    if joint is None or joint.end() != high.start or high.value <= low.value:
        return None
    if joint["and"] and not _BETWEEN.search(text[max(0, low.start - 14) : low.start]):
        return None
    whole = _single(text, high)
    start, currency = _before(text, low.start)
    if currency and (whole is None or not whole.unit):
        return _quantity(text, low.value, currency, start, high.end, high.value)
    if whole is None or (not whole.unit and joint["dash"] in ("-", "‐", "‑")):
        return None
    if low_unit and _unit_name(low_unit) != whole.unit:
        return None
    return _quantity(text, low.value, whole.unit, start, whole.span[1], high.value)


def _single(text: str, number: _Number) -> Quantity | None:
    unit = _UNIT.match(text, number.end)
    start, currency = _before(text, number.start)
    if currency and number.written == "digits":
        end = number.end
        if unit and _unit_name(unit) == currency:
            end = unit.end()
        return _quantity(text, number.value, currency, start, end)
    if unit is None:
        return _bare(text, number)
    name = _unit_name(unit)
    if number.written == "article" and not _takes_article(unit, name):
        return None
    value, start = number.value, number.start
    if _BY_NAME[name].dimension == "temperature" and _MINUS.search(text[max(0, start - 2) : start]):
        value, start = -value, start - 1
    return _quantity(text, value, name, start, unit.end())


def _before(text: str, start: int) -> tuple[int, str]:
    match = _BEFORE.search(text[max(0, start - 6) : start])
    if match is None:
        return start, ""
    written = match.group().strip().upper()
    return start - len(match.group()), _CURRENCIES.get(written, written)


def _takes_article(unit: re.Match[str], name: str) -> bool:
    """ "eine Woche" is a period; "an item" counts nothing."""
    spelt = unit["adjective"] or (unit["word"] or "")
    return len(spelt) > 2 and _BY_NAME[name].dimension in _ARTICLE_DIMENSIONS


def _bare(text: str, number: _Number) -> Quantity | None:
    if number.written in ("half", "article") or (number.written == "word" and number.value < 2):
        return None
    before = text[max(0, number.start - 2) : number.start]
    after = text[number.end : number.end + 3]
    if re.match(r"\w|[-–/.:]\w|\.\s?(?=\d)", after) or re.fullmatch(r"\w[-–]", before):
        return None  # part of something that counts nothing
    return _quantity(text, number.value, "", number.start, number.end)


def _quantity(
    text: str, value: Decimal, unit: str, start: int, end: int, upper: Decimal | None = None
) -> Quantity:
    return Quantity(value, unit, text[start:end], (start, end), upper)
