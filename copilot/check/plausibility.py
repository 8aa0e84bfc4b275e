"""Whether a figure that some source has is said of the same thing there.

A shop's documents hold many figures in the same unit, so that a wrong one is often found
somewhere. What tells it from a right one: how well its words meet those around it in the
source, beside those around the other figures that could stand in its place.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from copilot.check.answer.affinity import Floats, best, bundled_affinity
from copilot.check.claims import Claim
from copilot.check.facts import Fact, Weights, agree, is_own_word
from knowledge.quantities import Quantity

#: Fitted on figures of the labelled replies of tests/shops, true ones and ones that were
#: replaced by another figure of the shop (`benchmarks/figures_of_replies.py`).
WEIGHTS: Mapping[str, float] = {
    "near": -1.481,  # share of the words beside the figure that the source has beside it
    "near_lead": -1.083,  # and by how much that is more than beside any rival
    "asked_lead": -1.365,  # the same with all words of the sentence and of the questions
    "soft_asked_lead": -3.912,  # and by their vectors
    "told": -1.446,  # the message or the order has the figure
    "follows": -0.675,  # it follows from others
    "with": -0.99,  # the source has another figure of message or reply in the same sentence
    "beside": -1.083,  # share of the reply's other figures that the passage has, too
    "rivals": 0.345,  # how many figures could stand in its place, logarithm
    "past_only": 1.76,  # only past answers have it
}
_INTERCEPT = -0.522
LIMIT = 1.9  # log-odds from which a figure is doubted
_Measure = Callable[[Fact], float]


def doubt(
    claim: Claim,
    same: Sequence[Fact],
    rivals: Sequence[Fact],
    facts: Sequence[Fact],
    *,
    weigh: Weights,
    follows: bool,
) -> float:
    """Log-odds that a figure stands in the wrong place. `same`: facts with the figure,
    `rivals`: other figures that might stand there."""
    found = signs(claim, same, rivals, facts, weigh) | {"follows": float(follows)}
    return _INTERCEPT + sum(weight * found[name] for name, weight in WEIGHTS.items())


def signs(
    claim: Claim,
    same: Sequence[Fact],
    rivals: Sequence[Fact],
    facts: Sequence[Fact],
    weigh: Weights,
) -> dict[str, float]:
    """All that `WEIGHTS` names but whether the figure follows from others."""
    asked = claim.words | claim.asked
    soft = _encoded(asked)

    def lead(measure: _Measure) -> float:
        return _most(measure, same) - _most(measure, rivals)

    def near(fact: Fact) -> float:
        return weigh.share(claim.near, fact.near or fact.words)

    return {
        "near": _most(near, same),
        "near_lead": lead(near),
        "asked_lead": lead(lambda fact: weigh.share(asked, fact.words)),
        "soft_asked_lead": lead(lambda fact: _soft(soft, fact.words)),
        "told": float(any(f.evidence is None and not f.policy for f in same)),
        "with": _most(lambda fact: _with(claim, fact, facts), same),
        "beside": _most(lambda fact: _beside(claim, fact, facts), same),
        "rivals": math.log1p(len(rivals)),
        "past_only": float(bool(same) and not any(is_own_word(f) for f in same)),
    }


def _most(measure: _Measure, facts: Iterable[Fact]) -> float:
    return max((measure(fact) for fact in facts), default=0.0)


def _with(claim: Claim, fact: Fact, facts: Sequence[Fact]) -> float:
    """Whether the figure's sentence or row has another one of message or reply."""
    if fact.evidence is None:
        return 0.0
    told = [f.quantity for f in facts if f.evidence is None and not f.policy]
    mine = [q for q in (*told, *claim.beside) if q.unit and not _alike(q, claim.quantity)]
    place = fact.row or fact.said
    near = [
        f.quantity
        for f in facts
        if f.evidence is not None
        and f.evidence.text == fact.evidence.text
        and (f.row or f.said) == place
        and not agree(f.quantity, fact.quantity)
    ]
    return float(any(agree(q, other) for q in near for other in mine))


def _beside(claim: Claim, fact: Fact, facts: Sequence[Fact]) -> float:
    """The share of the reply's other figures that the fact's passage has."""
    others = [q for q in claim.beside if q.unit and q != claim.quantity]
    if not others or fact.evidence is None:
        return 0.0
    there = [
        f.quantity
        for f in facts
        if f.evidence is not None and f.evidence.text == fact.evidence.text
    ]
    return sum(any(agree(q, other) for other in there) for q in others) / len(others)


def _alike(one: Quantity, other: Quantity) -> bool:
    return agree(one, other) or agree(other, one)


@lru_cache(maxsize=16384)
def _encoded(words: frozenset[str]) -> tuple[Floats, Floats]:
    return bundled_affinity().encode(" ".join(sorted(words)))


def _soft(mine: tuple[Floats, Floats], theirs: frozenset[str]) -> float:
    vectors, weights = mine
    if not len(weights):
        return 0.0
    return float(best(vectors, _encoded(theirs)[0]) @ weights / weights.sum())
