"""What the sources say in numbers: every quantity with the sentence and product around it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from copilot.check.reading import Reading
from copilot.messages import Evidence
from knowledge.analyse import sentences, terms
from knowledge.quantities import Quantity, find_quantities, same_quantity
from knowledge.units import UNITS

_NUMBERISH = re.compile(r"\d")
_UNIT = {unit.name: unit for unit in UNITS}
_DIMENSION = {unit.name: unit.dimension for unit in UNITS}
_PERIODS = frozenset({"time", "months", "workdays"})
_MONEY = "money:"
_THING = "n:"
PART_NUMBER = re.compile(r"(?<![\w/.-])(?=[A-Z0-9-]*\d)[A-Z]{2,6}(?:-[A-Z0-9]{1,6}){2,4}(?![\w-])")
_CROSS = ("×", "x", "*")
_TIMES = re.compile(r"\s?[x×*]\s?")
_NOUN_DE = re.compile(r"\s(?:[a-zäöüß]{3,}\s){0,2}(?P<noun>[A-ZÄÖÜ][\wäöüß-]{2,})")
_NOUN_EN = re.compile(
    r"\s(?:[a-z]{3,}(?:ed|ing|al|ic|ful|ous|ive|y)\s)?"
    r"(?P<noun>(?!and\b|or\b|to\b|of\b|is\b|are\b|from\b|for\b|the\b)[a-z-]{3,})"
)
CLAUSE_CUT = re.compile(r"[,;:(]\s*(?!\d)|\)\s|\s[–—-]\s|\s(?:und|aber|and|but)\s")
_SHORT = frozenset({"second", "minute", "hour"})
_LONGER = 15  # times: seconds are no rivals of ten minutes
_FAR = 50  # times: prices of things that differ so much are no rivals
_NUMBER_WORDS = (
    "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf vierzehn zwanzig dreißig two three"
    " four five six seven eight nine ten eleven twelve fourteen twenty thirty"
)
_NOT_SUMMED = frozenset({"", "code", "clock", "temperature"})
_MULTIPLIED = frozenset({"mass", "volume", "length"})
_HALF = Decimal("0.5")
_EXACT = Decimal("0.005")
_ROUNDED = Decimal("0.2")


@dataclass(frozen=True, slots=True)
class Fact:
    """A quantity in a source. `words` are the stems of its sentence and heading, without
    numbers; `evidence` is empty for the message, the order and the policies."""

    quantity: Quantity
    words: frozenset[str]
    source: str
    evidence: Evidence | None = None
    policy: bool = False
    near: frozenset[str] = frozenset()  # the stems of its clause, or of its row and column
    row: str = ""  # the line of the table that it stands in
    said: frozenset[str] = frozenset()  # the stems of its sentence alone
    named: frozenset[str] = frozenset()  # products that its sentence or row names itself

    @property
    def skus(self) -> tuple[str, ...]:
        """The products that it is about; empty where it is about none."""
        return (*self.evidence.skus, *self.named) if self.evidence else ()


def facts_of_evidence(evidence: Iterable[Evidence], reading: Reading) -> Iterator[Fact]:
    """All quantities of the passages, each with its own sentence."""
    seen: set[tuple[str, str]] = set()
    for item in evidence:
        if (item.document_id, item.text) in seen:  # one passage may serve several questions
            continue
        seen.add((item.document_id, item.text))
        language = item.language or reading.language
        heading = f"{item.title}\n{item.asked}"
        for found in passage_quantities(item.text, heading, language, reading.language):
            yield Fact(
                found.quantity,
                found.words,
                item.title or item.source,
                item,
                near=found.near,
                row=found.row,
                said=found.said,
                named=_named(found, item, reading) if item.skus else frozenset(),
            )


def _named(found: Placed, item: Evidence, reading: Reading) -> frozenset[str]:
    """Products named beside the figure; a row that names none is about all of its table's."""
    named = reading.products_in(found.text)
    return reading.products_in(item.text) if found.row and not named else named


def evidence_facts(reading: Reading) -> tuple[Fact, ...]:
    """The facts of the case's own evidence, internal passages included; read once."""
    return reading.once("facts", lambda: tuple(facts_of_evidence(reading.case.evidence, reading)))


def facts_of_text(text: str, source: str, language: str, reading: Reading) -> Iterator[Fact]:
    """Quantities of a text that is no evidence: message, order, policy, settings."""
    for found in quantities_in_context(text, language, reading.language):
        yield Fact(found.quantity, found.words, source)


@dataclass(frozen=True, slots=True)
class Placed:
    """A quantity of a text with the words around it."""

    quantity: Quantity
    words: frozenset[str]
    near: frozenset[str]
    row: str
    said: frozenset[str]
    text: str  # the row or sentence


@lru_cache(maxsize=8192)
def passage_quantities(text: str, heading: str, language: str, words_as: str) -> tuple[Placed, ...]:
    """A passage's quantities; remembered, because the same passages come up again."""
    found = quantities_in_context(text, language, words_as)
    titled = context(heading, words_as)
    return tuple(replace(one, words=one.words | titled) for one in found)


def quantities_in_context(text: str, language: str, words_as: str) -> list[Placed]:
    """Each quantity that has a unit, with the stems of the sentence that it stands in.

    `words_as` is the reply's language: words are compared as that language stems them.
    """
    found = [q for q in measured(text, find_quantities(text, language), language) if q.unit]
    if not found:
        return []
    parts = sentences(text, language)
    placed = []
    for one in found:
        around = next((p for p in parts if p.start <= one.span[0] < p.end), None)
        sentence = around.text if around else text
        at = one.span[0] - (around.start if around else 0)
        row, header = _cell(text, one.span[0])
        near = f"{row.split('|')[1]} {header}" if row else clause_at(sentence, at)
        said = context(sentence, words_as)
        placed.append(Placed(one, said, context(near, words_as), row, said, row or sentence))
    return placed


def clause_at(sentence: str, at: int) -> str:
    """The part of the sentence around a place, between commas and the like."""
    cuts = [m.end() for m in CLAUSE_CUT.finditer(sentence)]
    begin = max((c for c in cuts if c <= at), default=0)
    return sentence[begin : min((c for c in cuts if c > at), default=None)]


def _cell(text: str, at: int) -> tuple[str, str]:
    """The row of a Markdown table at a place and the header of its column; "" outside one."""
    begin = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    row = text[begin : end if end >= 0 else len(text)].strip()
    if not (row.startswith("|") and row.count("|") > 2):
        return "", ""
    head = text[:begin].split("\n\n")[-1].strip().splitlines()
    if not head or not head[0].strip().startswith("|"):
        return row, ""
    column = text[begin:at].count("|") - 1
    headers = head[0].strip().strip("|").split("|")
    return row, headers[column] if 0 <= column < len(headers) else ""


@lru_cache(maxsize=16384)
def context(text: str, language: str) -> frozenset[str]:
    """The stems of a text that are neither numbers nor units."""
    common = _measure_words(language)
    return frozenset(
        t for t in terms(text, language) if t not in common and not _NUMBERISH.search(t)
    )


@lru_cache(maxsize=8)
def _measure_words(language: str) -> frozenset[str]:
    """Units and number words: they stand beside every figure and tell nothing of its subject."""
    spelt = [word for unit in UNITS for word in unit.words]
    spelt += _NUMBER_WORDS.split()
    return frozenset(t for word in spelt for t in terms(word, language) if len(t) > 1)


def comparable(one: Quantity, other: Quantity) -> bool:
    """Whether one could stand for the other: no minutes against months, no cents against
    thousands."""
    if dimension(one) != dimension(other):
        return False
    if dimension(one) == "period":
        if one.unit in _SHORT and other.unit in _SHORT:
            short, long = sorted(in_base(q)[1] for q in (one, other))
            return long <= _LONGER * short
        return (one.unit in _SHORT) == (other.unit in _SHORT)
    values = sorted(abs(in_base(q)[1]) for q in (one, other))
    return not dimension(one).startswith(_MONEY) or values[1] <= _FAR * values[0]


def dimension(quantity: Quantity) -> str:
    """What is measured; days, months and working days are all periods."""
    name = _DIMENSION.get(quantity.unit, quantity.unit)
    return "period" if name in _PERIODS else name


def is_money(quantity: Quantity) -> bool:
    return dimension(quantity).startswith(_MONEY)


def agree(one: Quantity, other: Quantity) -> bool:
    """The same quantity, or one end of a range that the other names in full."""
    comparable = all(q.unit in _UNIT or q.unit in ("", "clock") for q in (one, other))
    if comparable and same_quantity(one, other):
        return True
    if one.unit != other.unit:
        return False
    ends = {other.value, other.upper} if other.upper is not None else {other.value}
    return one.upper is None and one.value in ends


@dataclass(frozen=True, slots=True)
class Operand:
    """What a figure may be worked out from. `own`: of the message, the order or the reply."""

    quantity: Quantity
    own: bool


def follows(
    quantity: Quantity, known: Iterable[Operand], *, rough: bool = False, total: bool = False
) -> bool:
    """Whether a figure is a sum, difference, small multiple or share of known ones.

    One operand must be the case's own: of any two figures of a shop something is the sum.
    `rough`: the text says "about"; `total`: it says that it adds up.
    """
    given = list(known)
    scale, target = in_base(quantity)
    alike = [(in_base(o.quantity)[1], o.own) for o in given if in_base(o.quantity)[0] == scale]
    slack = abs(target) * (_ROUNDED if rough else _EXACT)
    free = scale.startswith(_MONEY)
    values = sorted({v for v, _ in alike})
    own = sorted({v for v, mine in alike if mine})
    if scale in _NOT_SUMMED:
        return False

    def near(value: Decimal) -> bool:
        return value > 0 and abs(value - target) <= slack

    counts = {o.quantity.value for o in given if o.own and _is_count(o.quantity)}
    counted = scale in _MULTIPLIED or free
    if counted and any(near(v * n) or near(v / n) for v in values for n in counts):
        return True
    if free and any(near(v + w) for v in values for w in (values if total else own)):
        return True
    if any(near(abs(v - w)) for v in values for w in own):
        return True
    if any(near(v - w - x) for v in values for w in own for x in own if w < x):
        return True
    percents = {o.quantity.value for o in given if o.quantity.unit == "%"} if free else set()
    shares = [v * p / 100 for v in values for p in percents]
    return any(near(s) or near(v - s) for s in shares for v in values)


def _is_count(quantity: Quantity) -> bool:
    """ "3 Stück", "half a litre": what a figure per piece or per litre is multiplied with."""
    bare = not quantity.unit or counts_things(quantity)
    return quantity.value not in (0, 1) and (bare or quantity.value == _HALF)


def in_base(quantity: Quantity) -> tuple[str, Decimal]:
    """Dimension and value in its base unit: 1,5 l and 1500 ml are the same."""
    unit = _UNIT.get(quantity.unit)
    if unit is None:
        return quantity.unit, quantity.value
    return unit.dimension, quantity.value * unit.factor + unit.offset


def measured(text: str, quantities: Sequence[Quantity], language: str) -> list[Quantity]:
    """The quantities with what bare numbers count: "24 × 30 × 36 cm", "200 Bezüge"."""
    found: list[Quantity] = []
    unit = ""
    for quantity, following in zip(
        reversed(quantities), [None, *reversed(quantities)], strict=False
    ):
        if quantity.unit and not (quantity.text.endswith(_CROSS) and following):
            unit = quantity.unit
            found.append(quantity)
            continue
        between = text[quantity.span[1] : following.span[0]] if following else ""
        crossed = quantity.text.endswith(_CROSS) and len(between) < 2
        if following is not None and unit and (crossed or _TIMES.fullmatch(between)):
            found.append(replace(quantity, unit=unit))
            continue
        unit = ""
        if quantity.unit:  # "3 x": so many times
            found.append(quantity)
            continue
        thing = _thing(text, quantity, language)
        found.append(replace(quantity, unit=f"{_THING}{thing}") if thing else quantity)
    return [*found[::-1], *_part_numbers(text)]


def _part_numbers(text: str) -> Iterator[Quantity]:
    """ "MHL-58-E3": a part number is right or wrong like a figure; its letters are its value."""
    for match in PART_NUMBER.finditer(text):
        value = Decimal(int.from_bytes(match.group().encode(), "big"))
        yield Quantity(value, "code", match.group(), match.span())


def _thing(text: str, quantity: Quantity, language: str) -> str:
    """The stem of the noun after the number; "" where none is near."""
    match = (_NOUN_DE if language == "de" else _NOUN_EN).match(text, quantity.span[1])
    if match is None or quantity.value < 2:
        return ""
    stems = [t for t in terms(match["noun"], language) if not _NUMBERISH.search(t)]
    return stems[0] if stems else ""


def counts_things(quantity: Quantity) -> bool:
    """Whether the unit is a noun of the text, not a unit of measure."""
    return quantity.unit.startswith(_THING)


def is_own_word(fact: Fact) -> bool:
    """Whether the shop itself says so: no past answer, no source whose time is over."""
    item = fact.evidence
    return item is None or (item.kind != "past_answer" and item.valid_until is None)


class Weights:
    """How telling words are among facts: what stands beside every figure tells little."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._count = Counter(word for fact in facts for word in fact.words)
        self._all = len(facts) + 1

    def share(self, mine: frozenset[str], theirs: frozenset[str]) -> float:
        """The weight of my words that the other has, of those that any fact has."""
        total = sum(self._of(word) for word in mine)
        return sum(self._of(word) for word in mine & theirs) / total if total else 0.0

    def _of(self, word: str) -> float:
        count = self._count.get(word, 0)
        return math.log(1 + self._all / count) if count else 0.0


def overlap(mine: frozenset[str], theirs: frozenset[str]) -> float:
    """The share of my words that the other has; 0 where I have none."""
    return len(mine & theirs) / len(mine) if mine else 0.0
