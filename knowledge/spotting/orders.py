"""Order, tracking and other reference numbers.

Shops number their orders in every way one can think of. So a number is recognised by the
words before it ("Bestellnummer", "order no."), by shapes that are common across shops
("B-2024-0815", "#10023"), and by the shapes of the shop's own numbers where they are given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from knowledge.spotting.spot import Spot

_NUMBER = r"#?\s?(?=[A-Za-z0-9/_.\-]*\d)[A-Za-z0-9]+(?:[-_/.][A-Za-z0-9]+)*"
_NEXT = r"(?:\s*(?:,|und|and|sowie|&|\+)\s*#?(?=[\w/-]*\d\d)[A-Z0-9]+(?:[-_/][A-Z0-9]+)*)"
_JOINT = r"(?:\s|:|=|-|\(|\"|„|“|lautet|ist|war|is|was|mit\sder|with|von|of|der|the)*"
_STRONG = re.compile(
    r"(?i)\b(?:(?:bestell|auftrags?|best\.?|order)[\s.-]*(?:nummern?|nr\b\.?|no\b\.?|num\b\.?|"
    r"numbers?|id\b|ids\b|code|ref(?:erence)?\b\.?|#|№)|purchase order|"
    r"(?:bestellung|auftrag|order)(?:en|s)?\s*(?:nr\b\.?|nummern?|no\b\.?|numbers?|id\b|#|№))"
    rf"{_JOINT}(?P<number>(?-i:{_NUMBER}))(?P<more>(?-i:{_NEXT})*)"
)
_WEAK = re.compile(
    r"(?i)\b(?:bestellung(?:en)?|auftrag|aufträge|lieferung|orders?|purchase)\s*"
    r"(?::|\(|mit|with|ist|is)?\s*"
    rf"(?P<number>(?-i:{_NUMBER}))(?P<more>(?-i:{_NEXT})*)"
)
_SHAPES = re.compile(
    r"(?<![\w#/.-])(?:(?P<year>[A-Z]{1,5}[-/]?(?:19|20)\d\d[-/]\d{2,8})|(?P<a>\d{3}-\d{7}-\d{7})"
    r"|#(?P<hash>[A-Z]{0,5}-?\d{4,12}))(?![\w]|[-/]\d)"
)
_FIVE_DIGITS = r"\\d\{(?:[5-9]|\d\d)\}"
_MEASURED = re.compile(
    r"(?i)\s?(?:€|\$|£|%|eur\b|euro|kg\b|g\b|ml\b|l\b|cm\b|mm\b|stück|stk|tag|woche|monat|jahr|"
    r"days?\b|weeks?\b|uhr\b|pieces|units|bags|x\b|°|artikel|packungen|packs|beutel)"
)
_TRACKING = re.compile(
    r"(?<![\w-])(?:JJD\d{14,20}|JVGL\d{10,20}|1Z(?:\s?[0-9A-Z]){16}|TBA\d{12}|"
    r"00\s?34\s?0?(?:\s?\d){14,15}|[A-Z]{2}\s?\d{3}\s?\d{3}\s?\d{3}\s?[A-Z]{2}|H\d{19})(?![\w-])"
)
_TRACKING_LABEL = re.compile(
    r"(?i)\b(?:(?:sendungs|paket|tracking|trackings|sendungsverfolgungs|lieferungs|versand|parcel|"
    r"consignment|shipment|package|waybill)[\s-]*(?:nummer|nr\b\.?|id\b|code|number|no\b\.?|"
    r"referenz|reference|#)|tracking|sendungsverfolgung)"
    rf"{_JOINT}(?P<number>(?-i:[A-Z0-9](?:[ -]?[A-Z0-9])+))"
)
_REFERENCE = re.compile(
    r"(?i)\b(?:kunden|rechnungs|vorgangs|ticket|fall|vertrags|mitglieds|mandats|gutschrift|retouren|"
    r"customer|invoice|ticket|case|account|membership|rma|return|serien|serial)[\s-]*"
    r"(?:nummer|nr\b\.?|id\b|number|no\b\.?|#|code)"
    rf"{_JOINT}(?P<number>(?-i:{_NUMBER}))"
)

_REFERENCE_WEAK = re.compile(
    r"(?i)\b(?:rechnung|invoice|gutschrift|ticket|angebot|vorgang|case)\s+"
    r"(?P<number>(?-i:#?[A-Z]{1,5}[-/]?\d[A-Z0-9/-]*\d))(?![\w-])"
)


def orders(text: str, examples: Sequence[str] = ()) -> Iterator[Spot]:
    """Order numbers, upper case and without "#". `examples` are numbers of this shop."""
    for match in _STRONG.finditer(text):
        yield from _numbers(text, match, least_digits=2)
    own = own_shape(tuple(examples))
    if own:
        for match in own.finditer(text):
            yield _spot("order_number", match.group(), match.start())
    for match in _WEAK.finditer(text):
        if _is_weak_number(match["number"]):
            yield from _numbers(text, match, least_digits=3)
    for match in _SHAPES.finditer(text):
        if not _MEASURED.match(text, match.end()):
            yield _spot("order_number", match.group(), match.start())


def _numbers(text: str, match: re.Match[str], least_digits: int) -> Iterator[Spot]:
    """The number after the label and those listed behind it ("10023 und 10024")."""
    spans = [match.span("number")]
    spans += [
        (match.start("more") + found.start(), match.start("more") + found.end())
        for found in re.finditer(r"#?(?=[\w/-]*\d\d)[A-Z0-9]+(?:[-_/][A-Z0-9]+)*", match["more"])
    ]
    for start, end in spans:
        number = text[start:end].rstrip(".")
        digits = sum(char.isdigit() for char in number)
        if digits >= least_digits and not _is_date(number) and not _MEASURED.match(text, end):
            yield _spot("order_number", number, start)


def _is_weak_number(number: str) -> bool:
    """Whether a number after a mere "Bestellung" is one: "#77", "DE-10023", "100234"."""
    plain = number.lstrip("# ")
    if number.startswith("#"):
        return True
    if plain.isdigit():
        return len(plain) >= 4 and not re.fullmatch(r"(?:19|20)\d\d", plain)
    return sum(char.isdigit() for char in plain) >= 3 and not re.search(r"[a-z]", plain)


def _is_date(number: str) -> bool:
    return bool(re.fullmatch(r"\d{1,2}[./-]\d{1,2}(?:[./-](?:\d{2}|\d{4})?)?", number)) or bool(
        re.fullmatch(r"(?:19|20)\d\d-\d\d-\d\d", number)
    )


def _spot(kind: str, written: str, start: int) -> Spot:
    plain = written.lstrip("# ")
    start += len(written) - len(plain)
    return Spot(kind, re.sub(r"\s", "", plain).upper(), start, start + len(plain))


def tracking(text: str) -> Iterator[Spot]:
    """Parcel numbers by the shapes of the carriers, or after words like "Sendungsnummer"."""
    for match in _TRACKING.finditer(text):
        yield _spot("tracking_number", match.group(), match.start())
    for match in _TRACKING_LABEL.finditer(text):
        number = re.sub(r"(?:[ -][A-Z]{1,3})+$", "", match["number"])
        if sum(char.isdigit() for char in number) >= 8:
            yield _spot("tracking_number", number, match.start("number"))


def references(text: str) -> Iterator[Spot]:
    """Customer, invoice, ticket and serial numbers: personal, but no order number."""
    for pattern in (_REFERENCE, _REFERENCE_WEAK):
        for match in pattern.finditer(text):
            if sum(char.isdigit() for char in match["number"]) >= 3:
                yield _spot("reference", match["number"].rstrip("."), match.start("number"))


def representatives(numbers: Iterable[str]) -> tuple[str, ...]:
    """One number per shape: enough for `orders` to know the shop's own numbers."""
    return tuple({shape_of(number): number for number in numbers if number.strip()}.values())


def shape_of(number: str) -> tuple[str, ...]:
    """Letters stay, a run of digits becomes its length, what joins them becomes optional."""
    parts = re.findall(r"[^\W\d_]+|\d+", number)
    return tuple(f"\\d{{{len(p)}}}" if p.isdigit() else re.escape(p.upper()) for p in parts)


@lru_cache(maxsize=64)
def own_shape(examples: tuple[str, ...]) -> re.Pattern[str] | None:
    """A pattern of the shop's own numbers. Bare digits count from five on."""
    shapes = {shape_of(example) for example in examples}
    usable = sorted(s for s in shapes if len(s) > 1 or re.fullmatch(_FIVE_DIGITS, "".join(s)))
    if not usable:
        return None
    alternatives = "|".join(r"[-_/.\s]?".join(shape) for shape in usable)
    return re.compile(rf"(?i)(?<![\w-])#?(?:{alternatives})(?![\w]|[-/.,]\d)")
