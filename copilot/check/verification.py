"""Whether the sources bear a quantity of the reply out, and which one says otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from copilot.check.case import Fault
from copilot.check.claims import Claim
from copilot.check.facts import (
    Fact,
    Operand,
    Weights,
    agree,
    comparable,
    counts_things,
    dimension,
    follows,
    is_own_word,
    overlap,
)
from copilot.check.plausibility import LIMIT, doubt
from copilot.check.words import shorten
from copilot.messages import Severity
from knowledge.quantities import Quantity

_TOTAL = re.compile(
    r"\b(?:zusammen|insgesamt|gesamt\w*|summe|macht das|in total|total|together|altogether|sum)\b",
    re.IGNORECASE,
)
_RELATED = 0.4  # share of words that two sentences about the same thing have in common
_SWAPPED = 0.5  # lead of a figure of the same passage, by the words beside it
_DISCOUNT = 0.8  # what a share of telling words counts against one of all words
_OLD_ANSWER = 0.5  # nearness from which a document overrules a past answer
_LEAST_COMMON = 2  # words that a claim and a rival have in common
_LEAST_BESIDE = 3  # and those beside both, outside a table
_LEAST_TOLD = 10  # a smaller bare number of the message makes too many sums
_FEW = 2  # a number in words up to which it may be a manner of speaking


def judge(claim: Claim, facts: Sequence[Fact], weigh: Weights) -> Fault | None:
    """The fault of a claim, or None where it is supported. `weigh`: those of the facts.

    The shop's own documents outweigh past answers, whose rules may have changed since.
    """
    fitting = [f for f in facts if _fits(claim, f)]
    same = [f for f in fitting if agree(claim.quantity, f.quantity)]
    rivals = [f for f in fitting if _rivals(claim, f) and f not in same and not _allows(claim, f)]
    rival = max(rivals, key=lambda f: weigh.share(claim.words, f.words), default=None)
    against = _nearness(claim, rival, weigh) if rival else 0.0
    if any(_bears(claim, f) or _beside_rival(claim, f, rival) for f in same):
        swapped = _swapped(claim, same, rivals, weigh)
        if swapped is not None:
            return _contradicted(claim, swapped, "review")
        fault = _doubted(claim, same, rival, against) or _only_past(claim, same, rivals)
        return fault or _misplaced(claim, same, rivals, facts, weigh)
    if _follows(claim, facts):
        return None
    elsewhere = [f for f in facts if agree(claim.quantity, f.quantity)]
    if rival is not None and against >= _RELATED:
        return _contradicted(claim, rival)
    if elsewhere:
        known = any(_is_of_product(claim, r) for r in rivals)
        owned = all(f.skus for f in elsewhere)
        return _other_product(claim, elsewhere[0]) if owned and (claim.named or known) else None
    if counts_things(claim.quantity):
        return None  # things are counted in too many words for "not found" to mean something
    severity: Severity | None = "hint" if _casual(claim.quantity) else None
    return Fault("claim_missing", claim.span, None, (), severity, {"text": claim.quantity.text})


def _allows(claim: Claim, fact: Fact) -> bool:
    """Whether both are written alike, so that nobody could be told which is wrong, or the
    fact's range has the claim in it."""
    mine, theirs = claim.quantity, fact.quantity
    if mine.text.casefold() == theirs.text.casefold():
        return True
    if theirs.upper is None or mine.upper is not None or mine.unit != theirs.unit:
        return False
    return theirs.value <= mine.value <= theirs.upper


def _beside_rival(claim: Claim, fact: Fact, rival: Fact | None) -> bool:
    """Whether a period stands in the same document as its rival: nobody could be told which of
    the two is meant. Of prices a document has many."""
    together = rival is not None and _same_document(fact, rival)
    return together and dimension(claim.quantity) == "period"


def _follows(claim: Claim, facts: Sequence[Fact]) -> bool:
    """Whether the figure can be worked out from others."""
    operands = _operands(claim, facts)
    return follows(claim.quantity, operands, rough=claim.rough, total=_adds_up(claim))


def _only_past(claim: Claim, same: Sequence[Fact], rivals: Sequence[Fact]) -> Fault | None:
    """A figure that only an answer to somebody else has, where documents have others."""
    if not rivals or any(is_own_word(f) for f in same):
        return None
    item = same[0].evidence
    ids = (item.id,) if item else ()
    values = {"text": claim.quantity.text, "source": shorten(same[0].source, 60)}
    return Fault("claim_past", claim.span, item.question if item else None, ids, None, values)


def _misplaced(
    claim: Claim,
    same: Sequence[Fact],
    rivals: Sequence[Fact],
    facts: Sequence[Fact],
    weigh: Weights,
) -> Fault | None:
    """A figure that the shop's documents give for something else, by all signs together."""
    if not rivals or not claim.words or all(_is_foreign(claim, f) for f in same):
        return None
    worked_out = _follows(claim, facts)
    if doubt(claim, same, rivals, facts, weigh=weigh, follows=worked_out) < LIMIT:
        return None
    nearest = max(rivals, key=lambda f: weigh.share(claim.words | claim.asked, f.words))
    return _contradicted(claim, nearest, "hint")


def _adds_up(claim: Claim) -> bool:
    return _TOTAL.search(claim.sentence.text) is not None


def _is_of_product(claim: Claim, rival: Fact) -> bool:
    """Whether the right product's own document has another figure on the subject."""
    mine = bool(rival.skus) and rival.quantity.unit == claim.quantity.unit
    return mine and bool(claim.words & rival.words)


def _nearness(claim: Claim, rival: Fact, weigh: Weights) -> float:
    """How sure it is that both speak of the same thing; one word in common says nothing."""
    if len(claim.words & rival.words) < min(_LEAST_COMMON, len(claim.words)):
        return 0.0
    return max(overlap(claim.words, rival.words), _DISCOUNT * weigh.share(claim.words, rival.words))


def _bears(claim: Claim, fact: Fact) -> bool:
    """Whether a source with the number has a word of the claim, or is in another language."""
    if not claim.words or _is_foreign(claim, fact) or (fact.evidence is None and not fact.policy):
        return True
    if claim.named and set(fact.skus) & claim.skus:
        return True
    return bool((claim.words | claim.asked) & fact.words)


def _is_foreign(claim: Claim, fact: Fact) -> bool:
    item = fact.evidence
    if item is None or item.internal:
        return False
    return bool(item.language) and item.language != claim.language


def _doubted(
    claim: Claim, same: Sequence[Fact], rival: Fact | None, against: float
) -> Fault | None:
    """Only a past answer has the number, and a document says something else about the very
    same thing: rules change."""
    if rival is None or against < _RELATED:
        return None
    if any(is_own_word(f) for f in same):
        return None
    return _contradicted(claim, rival) if against >= _OLD_ANSWER else None


def _swapped(
    claim: Claim, same: Sequence[Fact], rivals: Sequence[Fact], weigh: Weights
) -> Fact | None:
    """The figure of the same passage that stands beside the claim's words, where the claim's
    own stands beside others: two columns of a table, two parts of a sentence."""
    if any(not f.near or not f.evidence for f in same):
        return None
    mine = {f.evidence.text for f in same if f.evidence}
    beside = [r for r in rivals if r.evidence and r.evidence.text in mine and r.near]
    support = max(weigh.share(claim.near, f.near) for f in same)
    rows = {f.row for f in same}
    found = max(
        beside, key=lambda r: (weigh.share(claim.near, r.near), r.row in rows), default=None
    )
    if found is None or found.quantity.unit != claim.quantity.unit or found.row not in rows:
        return None
    if not found.row and len(found.near & claim.near) < _LEAST_BESIDE:
        return None
    return found if weigh.share(claim.near, found.near) - support > _SWAPPED else None


def _rivals(claim: Claim, fact: Fact) -> bool:
    return (
        is_own_word(fact)
        and (fact.evidence is not None or fact.policy)
        and comparable(fact.quantity, claim.quantity)
    )


def _same_document(one: Fact, other: Fact) -> bool:
    return (
        one.evidence is not None
        and other.evidence is not None
        and one.evidence.document_id == other.evidence.document_id
    )


def _casual(quantity: Quantity) -> bool:
    """ "ein, zwei Stunden", "a five-minute job": a small number in words is often no fact but a
    manner of speaking."""
    spelt = not any(c.isdigit() for c in quantity.text)
    return spelt and (quantity.value <= _FEW or "-" in quantity.text)


def _operands(claim: Claim, facts: Sequence[Fact]) -> list[Operand]:
    """What a sum may be made of: amounts of the case, and those of sources on the subject.

    With any two amounts of the shop nearly every false price is somebody's sum.
    """
    near = [
        f
        for f in facts
        if (f.evidence is None and not f.policy)
        or (f.evidence is not None and overlap(claim.words, f.words) > 0)
    ]
    beside = [q for q in claim.beside if q != claim.quantity]
    return [
        *(Operand(f.quantity, f.evidence is None) for f in near),
        *(Operand(q, own=True) for q in beside),
        *(
            Operand(replace(claim.quantity, value=number, upper=None), own=True)
            for number in claim.told
            if number >= _LEAST_TOLD
        ),
    ]


def _fits(claim: Claim, fact: Fact) -> bool:
    return not fact.skus or not claim.skus or bool(claim.skus & set(fact.skus))


def _contradicted(claim: Claim, fact: Fact, severity: Severity = "block") -> Fault:
    values = {
        "text": claim.quantity.text,
        "source": shorten(fact.source, 60),
        "found": fact.quantity.text,
    }
    ids = (fact.evidence.id,) if fact.evidence else ()
    question = fact.evidence.question if fact.evidence else None
    return Fault("claim_contradicted", claim.span, question, ids, severity, values)


def _other_product(claim: Claim, fact: Fact) -> Fault:
    values = {"text": claim.quantity.text, "source": shorten(fact.source, 60)}
    ids = (fact.evidence.id,) if fact.evidence else ()
    return Fault("claim_product", claim.span, None, ids, values=values)
