"""Faults of the sources behind the reply: out of date, or at odds with each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from copilot.check.case import Fault
from copilot.check.claims import Claim, claims
from copilot.check.facts import Fact, agree, evidence_facts, is_own_word, overlap
from copilot.check.reading import Reading
from copilot.check.words import shorten
from copilot.messages import FindingCode, Severity

_LEAST_COMMON = 2  # words: "Preis: 5 €" stands in many a table
_SAME_THING = 0.6  # share of words that two statements about one thing have in common


class OutdatedSource:
    """A number of the reply rests only on sources whose validity has ended."""

    code: FindingCode = "outdated_source"
    severity: Severity = "review"

    def faults(self, reading: Reading) -> Iterator[Fault]:
        today = reading.case.today or dt.datetime.now(tz=dt.UTC).date()
        facts = _public(reading)
        for claim in claims(reading):
            bearing = _bearing(claim, facts)
            if bearing and all(_ended(f, today) for f in bearing):
                item = bearing[0].evidence
                if item is not None and item.valid_until is not None:
                    values = {"source": item.title, "date": item.valid_until.isoformat()}
                    yield Fault("outdated", claim.span, item.question, (item.id,), values=values)


class ContradictingSources:
    """A number of the reply is borne out by one source and denied by another. A past answer says
    nothing against a document: rules change."""

    code: FindingCode = "contradicting_sources"
    severity: Severity = "review"

    def faults(self, reading: Reading) -> Iterator[Fault]:
        facts = [f for f in _public(reading) if f.evidence and f.evidence.valid_until is None]
        for claim in claims(reading):
            for fact in _bearing(claim, facts):
                rivals = [f for f in facts if is_own_word(f)] if is_own_word(fact) else facts
                other = _rival(fact, rivals)
                if other is not None:
                    yield _contradiction(claim, fact, other)
                    break


def _public(reading: Reading) -> list[Fact]:
    return [f for f in evidence_facts(reading) if f.evidence and not f.evidence.internal]


def _bearing(claim: Claim, facts: Sequence[Fact]) -> list[Fact]:
    """Facts with the claim's number that speak of the same thing."""
    return [
        f for f in facts if agree(claim.quantity, f.quantity) and overlap(claim.words, f.words) > 0
    ]


def _ended(fact: Fact, today: dt.date) -> bool:
    item = fact.evidence
    return item is not None and item.valid_until is not None and item.valid_until < today


def _rival(fact: Fact, facts: Sequence[Fact]) -> Fact | None:
    """Another document's statement about the same thing with another number."""
    for other in facts:
        if fact.evidence is None or other.evidence is None:
            continue
        if other.evidence.document_id == fact.evidence.document_id:
            continue
        same_product = set(other.skus) == set(fact.skus)
        differs = other.quantity.unit == fact.quantity.unit and not (
            agree(fact.quantity, other.quantity) or agree(other.quantity, fact.quantity)
        )
        if same_product and differs and _alike(fact, other) and not _both(fact, other, facts):
            return other
    return None


def _alike(one: Fact, other: Fact) -> bool:
    """Whether two sentences speak of one thing. Their headings are left out: two that are named
    alike, or not, say nothing of what stands below them."""
    share = min(overlap(one.said, other.said), overlap(other.said, one.said))
    return share >= _SAME_THING and len(one.said & other.said) >= _LEAST_COMMON


def _both(fact: Fact, other: Fact, facts: Sequence[Fact]) -> bool:
    """Whether one of the two documents has both numbers: then they are two things."""
    return _has(other, fact, facts) or _has(fact, other, facts)


def _has(where: Fact, what: Fact, facts: Sequence[Fact]) -> bool:
    return any(
        f.evidence is not None
        and where.evidence is not None
        and f.evidence.document_id == where.evidence.document_id
        and agree(f.quantity, what.quantity)
        for f in facts
    )


def _contradiction(claim: Claim, fact: Fact, other: Fact) -> Fault:
    ids = tuple(f.evidence.id for f in (fact, other) if f.evidence is not None)
    values = {
        "source": shorten(fact.source, 50),
        "one": fact.quantity.text,
        "other": shorten(other.source, 50),
        "two": other.quantity.text,
    }
    question = fact.evidence.question if fact.evidence else None
    return Fault("contradicting", claim.span, question, ids, values=values)
