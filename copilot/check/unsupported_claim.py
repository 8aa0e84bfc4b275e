"""Numbers with a unit, and yes or no, against the sources.

A number is supported where a source has the same quantity (compared as quantities, not as
text) for the right product. It is contradicted where a source speaks of the same thing with
another number. What follows from two sources (a sum of two prices) is supported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from copilot.check.case import Fault
from copilot.check.facts import (
    Fact,
    agree,
    context,
    dimension,
    evidence_facts,
    facts_of_evidence,
    facts_of_text,
    follows,
    overlap,
)
from copilot.check.reading import Reading, ReplySentence
from copilot.check.words import shorten
from copilot.messages import Evidence, FindingCode, Severity, Span
from knowledge.analyse import sentences
from knowledge.quantities import Quantity

_NEGATION = re.compile(
    r"\b(?:nicht|kein(?:e[rmns]?)?|nie|niemals|ohne|weder|not|no|never|cannot|without|neither)\b|n[’']t\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:eine[mnrs]?|ein|an?)\b", re.IGNORECASE)
_LONG = frozenset({"week", "month", "year", "EUR", "%"})
_NOT_A_FACT = ("deferral", "counter")  # what we will do, what we ask for
_RELATED = 0.4  # share of words that two sentences about the same thing have in common
_LEAST_WORDS = 3  # of a statement that is compared
_NEAR = 0.75  # and two wordings of the same statement


@dataclass(frozen=True, slots=True)
class Claim:
    """A quantity of the reply with its words and the products that it is about."""

    quantity: Quantity
    span: Span
    words: frozenset[str]
    skus: frozenset[str]
    sentence: ReplySentence


class Sources:
    """All facts that a reply may rest on; what costs a search is looked up last."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        case, language = self.reading.case, self.reading.language
        found = list(evidence_facts(self.reading))
        found += facts_of_text(self.reading.message, "", language, self.reading)
        for policy in case.policies:
            found += facts_of_text(policy.text, policy.title, policy.language, self.reading)
        order = self.reading.order
        if order is not None:
            text = f"{order.status}. {order.eta}. {'. '.join(i.name for i in order.items)}"
            found += facts_of_text(text, "", language, self.reading)
        return (*found, *self._prices())

    def _prices(self) -> Iterator[Fact]:
        """Catalogue prices of the products in question."""
        case = self.reading.case
        if case.catalogue is None or case.given_sources:
            return
        for mention in case.catalogue.resolve(self.reading.reply):
            product = mention.product
            text = f"{product.name}: {product.price_eur} EUR"
            yield from facts_of_text(text, product.name, "en", self.reading)

    def looked_up(self, sentence: str) -> tuple[Fact, ...]:
        lookup = self.reading.case.lookup
        if lookup is None or self.reading.case.given_sources:
            return ()
        find = lookup
        return self.reading.once(  # several claims may stand in one sentence
            f"looked up {sentence}", lambda: tuple(facts_of_evidence(find(sentence), self.reading))
        )


class UnsupportedClaim:
    """Quantities and negations of the reply that the sources do not bear out."""

    code: FindingCode = "unsupported_claim"
    severity: Severity = "review"

    def faults(self, reading: Reading) -> Iterator[Fault]:
        sources = Sources(reading)
        for claim in claims(reading):
            fault = judge(claim, sources.facts)
            if fault is not None:
                more = sources.looked_up(claim.sentence.text)
                fault = judge(claim, (*sources.facts, *more)) if more else fault
            if fault is not None:
                yield fault
        yield from negations(reading)


def claims(reading: Reading) -> tuple[Claim, ...]:
    """The reply's quantities that state a fact: with a unit, outside contacts and formulas."""
    return reading.once("claims", lambda: tuple(_claims(reading)))


def _claims(reading: Reading) -> Iterator[Claim]:
    taken = [
        e.span for e in reading.entities if e.kind not in ("amount", "quantity", "name", "product")
    ]
    content = {s.start: i for i, s in enumerate(reading.content)}
    for quantity in reading.quantities:
        sentence = reading.sentence_at(quantity.span[0])
        if not quantity.unit or sentence is None or sentence.start not in content:
            continue
        if sentence.role in _NOT_A_FACT or _inside(quantity.span, taken) or _idle(quantity):
            continue
        yield Claim(
            quantity,
            quantity.span,
            _claim_words(reading, content[sentence.start]),
            _products(reading, sentence),
            sentence,
        )


def _idle(quantity: Quantity) -> bool:
    """ "ein Paket", "einen Moment": the article is no number; opening hours are no claim."""
    if quantity.unit == "clock" or (quantity.unit == "%" and quantity.value == 100):
        return True
    return _ARTICLE.match(quantity.text) is not None and quantity.unit not in _LONG


def _claim_words(reading: Reading, index: int) -> frozenset[str]:
    """The sentence's words; a very short one borrows those of the sentence before."""
    words = context(reading.content[index].text, reading.language)
    if len(words) < 3 and index > 0:
        words |= context(reading.content[index - 1].text, reading.language)
    return words


def _products(reading: Reading, sentence: ReplySentence) -> frozenset[str]:
    """Products named in the sentence, and those that the customer asks about."""
    catalogue = reading.case.catalogue
    named = catalogue.resolve(sentence.text) if catalogue is not None else ()
    skus = frozenset(m.product.sku for m in named)
    return skus | frozenset(reading.case.understanding.skus)


def _inside(span: Span, taken: Sequence[Span]) -> bool:
    return any(a < span[1] and span[0] < b for a, b in taken)


def judge(claim: Claim, facts: Sequence[Fact]) -> Fault | None:
    """The fault of a claim, or None where it is supported."""
    same = [f for f in facts if agree(claim.quantity, f.quantity)]
    measured = dimension(claim.quantity)
    rivals = [
        f for f in facts if dimension(f.quantity) == measured and f not in same and _fits(claim, f)
    ]
    rival = max(rivals, key=lambda f: overlap(claim.words, f.words), default=None)
    against = overlap(claim.words, rival.words) if rival else 0.0
    fitting = [f for f in same if _fits(claim, f)]
    if fitting:
        support = max(overlap(claim.words, f.words) for f in fitting)
        if support > 0 or against < _RELATED:
            return None
        return _contradicted(claim, rival) if rival else None
    if same:
        return _other_product(claim, same[0])
    if follows(claim.quantity, _operands(claim, facts)):
        return None
    if rival is not None and against >= _RELATED:
        return _contradicted(claim, rival)
    return Fault("claim_missing", claim.span, values={"text": claim.quantity.text})


def _operands(claim: Claim, facts: Sequence[Fact]) -> list[Quantity]:
    """What a sum may be made of: amounts of the case, and those of sources on the subject.

    With any two amounts of the shop nearly every false price is somebody's sum.
    """
    near = (f for f in facts if f.evidence is None or overlap(claim.words, f.words) > 0)
    return [f.quantity for f in near]


def _fits(claim: Claim, fact: Fact) -> bool:
    return not fact.skus or not claim.skus or bool(claim.skus & set(fact.skus))


def _contradicted(claim: Claim, fact: Fact) -> Fault:
    values = {
        "text": claim.quantity.text,
        "source": shorten(fact.source, 60),
        "found": fact.quantity.text,
    }
    ids = (fact.evidence.id,) if fact.evidence else ()
    question = fact.evidence.question if fact.evidence else None
    return Fault("claim_contradicted", claim.span, question, ids, "block", values)


def _other_product(claim: Claim, fact: Fact) -> Fault:
    values = {"text": claim.quantity.text, "source": shorten(fact.source, 60)}
    ids = (fact.evidence.id,) if fact.evidence else ()
    return Fault("claim_product", claim.span, None, ids, values=values)


def negations(reading: Reading) -> Iterator[Fault]:
    """Statements whose near-identical wording in a source has the opposite polarity."""
    stated = list(_statements(reading.public_evidence, reading))
    for sentence in reading.content:
        words = _subject(sentence.text, reading.language)
        if sentence.role != "content" or len(words) < _LEAST_WORDS:
            continue
        near = [s for s in stated if _close(words, s.words)]
        denies = _negated(sentence.text)
        if near and all(s.negated != denies for s in near):
            best = max(near, key=lambda s: overlap(words, s.words))
            values = {
                "source": shorten(best.evidence.title or best.evidence.source, 60),
                "found": shorten(best.text, 90),
            }
            span = (sentence.start, sentence.end)
            yield Fault(
                "claim_negated", span, best.evidence.question, (best.evidence.id,), values=values
            )


@dataclass(frozen=True, slots=True)
class _Statement:
    text: str
    words: frozenset[str]
    negated: bool
    evidence: Evidence


def _statements(evidence: Iterable[Evidence], reading: Reading) -> Iterator[_Statement]:
    for item in evidence:
        language = item.language or reading.language
        for text, words, negated in _stated(item.text, language, reading.language):
            yield _Statement(text, words, negated, item)


@lru_cache(maxsize=8192)
def _stated(
    text: str, language: str, words_as: str
) -> tuple[tuple[str, frozenset[str], bool], ...]:
    """The statements of a passage; remembered, because the same passages come up again."""
    parts = [p.text for p in sentences(text, language) if not p.text.rstrip().endswith("?")]
    found = ((part, _subject(part, words_as), _negated(part)) for part in parts)
    return tuple(item for item in found if len(item[1]) >= _LEAST_WORDS)


def _subject(text: str, language: str) -> frozenset[str]:
    """What a sentence speaks of, whether it affirms or denies it."""
    return context(_NEGATION.sub(" ", text), language)


def _close(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _NEAR * max(len(one), len(other))


def _negated(text: str) -> bool:
    """Whether the negations of the text leave it negated (two cancel out)."""
    return len(_NEGATION.findall(text)) % 2 == 1
