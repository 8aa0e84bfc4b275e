"""Counter-questions, and whether the answer to one already stands in the message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from knowledge.entities import EntityKind
from knowledge.quantities import find_quantities

if TYPE_CHECKING:
    from copilot.check.reading import Reading

_I = re.IGNORECASE
_ASKED_FOR: Mapping[EntityKind, re.Pattern[str]] = {
    "order_number": re.compile(
        r"\b(?:bestell|auftrags|order)[ -]?(?:nummer|nr|number|no|id)\b", _I
    ),
    "email": re.compile(r"\be-?mail[ -]?(?:adresse|address)\b", _I),
    "phone": re.compile(r"\b(?:telefon|handy|phone)[ -]?(?:nummer|number)\b", _I),
    "iban": re.compile(r"\b(?:iban|bankverbindung|bank details|kontonummer)\b", _I),
    "tracking_number": re.compile(r"\b(?:sendungs|tracking|paket)[ -]?(?:nummer|number)\b", _I),
    "address": re.compile(
        r"\b(?:anschrift|(?:liefer|post)adresse|(?:delivery|postal|shipping) address)\b", _I
    ),
}
#: What is asked for in a unit: by the dimension that the message would have to name.
_MEASURED: Mapping[re.Pattern[str], frozenset[str]] = {
    re.compile(r"\bwie schwer\b|\bgewicht\b|\bwie viel wieg|\bhow heavy\b|\bweigh", _I): frozenset(
        {"kg", "g", "lb"}
    ),
    re.compile(r"\bkilometerstand\b|\bmileage\b|\bwie viele (?:km|kilometer)\b", _I): frozenset(
        {"km"}
    ),
    re.compile(r"\bwie groß bist\b|\bkörpergröße\b|\bhow tall are\b", _I): frozenset({"cm", "m"}),
}
_SINCE = re.compile(
    r"\b(?:seit wann|wie lange (?:haben|hast|ist|besitz)|wann (?:haben|hast|war|kam|ist|wurde)"
    r"|how long (?:have|has|did)|since when|when did)\b",
    _I,
)
_PERIODS = frozenset({"day", "week", "month", "year"})
_PRODUCT = re.compile(
    r"\b(?:welche[ns]?|um welche[ns]?|which) (?P<noun>[\w-]+)|\bum was für ein\w* (?P<kind>[\w-]+)",
    _I,
)
_PRODUCT_NOUNS = re.compile(
    r"(?:produkt|modell|artikel|gerät|ausführung|variante|product|model|item|article|device"
    r"|version)\w*",
    _I,
)
_CODE = re.compile(r"\b(?:fehler(?:code|meldung|nummer)|im display|error (?:code|message))\b", _I)
_CODE_SHOWN = re.compile(r"\b[A-Z]{1,3}[ -]?\d{1,4}\b")
_ASKS = re.compile(
    r"\?|\b(?:bitte|benötig\w*|brauch\w*|teil\w*|nenn\w*|send\w*|schick\w*|gib|geben|mitteil\w*"
    r"|sag|please|need|provide|tell|share|could you|can you|let us know|confirm)\b",
    _I,
)


def asks_again(sentence: str, reading: Reading) -> str | None:
    """What the sentence asks for although the message gives it; None where it does not."""
    if not _ASKS.search(sentence):
        return None
    return next(_given(sentence, reading), None)


def _given(sentence: str, reading: Reading) -> Iterator[str]:
    there = {e.kind: e.text for e in reading.message_entities}
    for kind, pattern in _ASKED_FOR.items():
        match = pattern.search(sentence)
        if match and kind in there:
            yield f"{match.group()} {there[kind]}"
    yield from _measured(sentence, reading)
    yield from _named(sentence, reading)


def _measured(sentence: str, reading: Reading) -> Iterator[str]:
    """Weights, distances, how long ago."""
    asked = [units for pattern, units in _MEASURED.items() if pattern.search(sentence)]
    since = _SINCE.search(sentence) is not None
    if not (asked or since):
        return
    told = find_quantities(reading.message, reading.language)
    yield from (q.text for units in asked for q in told if q.unit in units)
    if since:
        yield from (e.text for e in reading.message_entities if e.kind == "date")
        yield from (q.text for q in told if q.unit in _PERIODS)


def _named(sentence: str, reading: Reading) -> Iterator[str]:
    """The product that the message names, the code that it quotes."""
    code = _CODE_SHOWN.search(reading.message)
    if code and _CODE.search(sentence):
        yield code.group()
    catalogue = reading.case.catalogue
    match = _PRODUCT.search(sentence)
    if match is None or catalogue is None:
        return
    noun = match["noun"] or match["kind"]
    named = catalogue.resolve(reading.message)
    for mention in named:
        words = f"{mention.product.name} {mention.product.category}"
        if _PRODUCT_NOUNS.fullmatch(noun) or reading.terms_of(noun) & reading.terms_of(words):
            yield mention.product.name
