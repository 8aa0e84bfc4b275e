"""What the sources say in numbers: every quantity with the sentence and product around it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from copilot.check.reading import Reading
from copilot.messages import Evidence
from knowledge.analyse import sentences, terms
from knowledge.quantities import Quantity, find_quantities, same_quantity
from knowledge.units import UNITS

_NUMBERISH = re.compile(r"\d")
_DIMENSION = {unit.name: unit.dimension for unit in UNITS}
_PERIODS = frozenset({"time", "months", "workdays"})
_MONEY = "money:"


@dataclass(frozen=True, slots=True)
class Fact:
    """A quantity in a source. `words` are the stems of its sentence and heading, without
    numbers; `evidence` is empty for the message, the order and the policies."""

    quantity: Quantity
    words: frozenset[str]
    source: str
    evidence: Evidence | None = None

    @property
    def skus(self) -> tuple[str, ...]:
        return self.evidence.skus if self.evidence else ()


def facts_of_evidence(evidence: Iterable[Evidence], reading: Reading) -> Iterator[Fact]:
    """All quantities of the passages, each with its own sentence."""
    seen: set[tuple[str, str]] = set()
    for item in evidence:
        if (item.document_id, item.text) in seen:  # one passage may serve several questions
            continue
        seen.add((item.document_id, item.text))
        language = item.language or reading.language
        heading = f"{item.title}\n{item.asked}"
        for quantity, words in passage_quantities(item.text, heading, language, reading.language):
            yield Fact(quantity, words, item.title or item.source, item)


def evidence_facts(reading: Reading) -> tuple[Fact, ...]:
    """The facts of the case's own evidence, internal passages included; read once."""
    return reading.once("facts", lambda: tuple(facts_of_evidence(reading.case.evidence, reading)))


def facts_of_text(text: str, source: str, language: str, reading: Reading) -> Iterator[Fact]:
    """Quantities of a text that is no evidence: message, order, policy, settings."""
    for quantity, words in quantities_in_context(text, language, reading.language):
        yield Fact(quantity, words, source)


@lru_cache(maxsize=8192)
def passage_quantities(
    text: str, heading: str, language: str, words_as: str
) -> tuple[tuple[Quantity, frozenset[str]], ...]:
    """A passage's quantities; remembered, because the same passages come up again."""
    found = quantities_in_context(text, language, words_as)
    titled = context(heading, words_as)
    return tuple((quantity, words | titled) for quantity, words in found)


def quantities_in_context(
    text: str, language: str, words_as: str
) -> list[tuple[Quantity, frozenset[str]]]:
    """Each quantity that has a unit, with the stems of the sentence that it stands in.

    `words_as` is the reply's language: words are compared as that language stems them.
    """
    found = [q for q in find_quantities(text, language) if q.unit]
    if not found:
        return []
    parts = sentences(text, language)
    around = [next((p.text for p in parts if p.start <= q.span[0] < p.end), text) for q in found]
    return [(q, context(a, words_as)) for q, a in zip(found, around, strict=True)]


@lru_cache(maxsize=16384)
def context(text: str, language: str) -> frozenset[str]:
    """The stems of a text that are not numbers."""
    return frozenset(t for t in terms(text, language) if not _NUMBERISH.search(t))


def dimension(quantity: Quantity) -> str:
    """What is measured; days, months and working days are all periods."""
    name = _DIMENSION.get(quantity.unit, quantity.unit)
    return "period" if name in _PERIODS else name


def agree(one: Quantity, other: Quantity) -> bool:
    """The same quantity, or one end of a range that the other names in full."""
    if same_quantity(one, other):
        return True
    if one.unit != other.unit:
        return False
    ends = {other.value, other.upper} if other.upper is not None else {other.value}
    return one.upper is None and one.value in ends


def follows(quantity: Quantity, known: Iterable[Quantity]) -> bool:
    """Whether an amount of money is a sum, difference or small multiple of known amounts."""
    if not dimension(quantity).startswith(_MONEY):
        return False
    given = list(known)
    amounts = {q.value for q in given if q.unit == quantity.unit}
    percents = {q.value for q in given if q.unit == "%"}
    target = quantity.value
    for amount in amounts:
        if target - amount in amounts or target + amount in amounts:
            return True
        if any(amount * n == target for n in range(2, 11)):
            return True
        cent = Decimal("0.011")
        shares = (amount * p / 100 for p in percents)
        if any(abs(s - target) < cent or abs(amount - s - target) < cent for s in shares):
            return True
    return False


def overlap(mine: frozenset[str], theirs: frozenset[str]) -> float:
    """The share of my words that the other has; 0 where I have none."""
    return len(mine & theirs) / len(mine) if mine else 0.0
