"""How useful a pair is as a past answer: a score in 0..1 and the reasons in words.

The score is a sum of points, so that everybody can follow it; what a pair must reach to be
taken is the operator's choice (`--min-quality`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from copilot.imports import words
from copilot.imports.turns import Pair
from knowledge.analyse import terms

USUAL = 0.5  # a pair must reach it where the operator names nothing else
_START = 0.55
_MARK = re.compile(r"⟦\w+⟧")
_SHORTEST, _LONG = 60, 2_500  # characters
_MOST_MARKS = 0.12  # of an answer's words


@dataclass(frozen=True, slots=True)
class Quality:
    """`reasons` say what raised (+) and what lowered (-) the score."""

    score: float
    reasons: tuple[str, ...]


def quality(pair: Pair, question: str, answer: str) -> Quality:
    """Judges the pair by its scrubbed texts and by how the ticket went on."""
    points: list[tuple[float, str]] = []

    def add(value: float, reason: str, when: bool) -> None:
        if when:
            points.append((value, reason))

    asked = set(terms(_MARK.sub(" ", question), pair.language))
    told = set(terms(_MARK.sub(" ", answer), pair.language))
    add(0.15, "the customer said thanks", pair.thanked)
    add(0.15, "rated well", (pair.rating or 0) > 0)
    add(-0.35, "rated badly", (pair.rating or 0) < 0)
    add(0.05, "solved what an earlier reply had not", pair.reopened and pair.thanked)
    add(0.10, "asks something", "?" in question)
    add(-0.20, "hardly a question", len(asked) < 4)
    add(-0.10, "very long question", len(question) > _LONG)
    add(0.10, "speaks of what was asked", len(asked & told) >= 2)
    add(-0.20, "shares no word with the question", not asked & told)
    add(0.05, "explains", len(told) >= 15)
    add(-0.30, "very short reply", len(answer) < _SHORTEST)
    add(-0.10, "very long reply", len(answer) > _LONG)
    add(-0.20, "only promises to look into it", bool(words.HOLDING.search(answer)))
    add(-0.30, "refers to a telephone call", bool(words.BY_PHONE.search(answer)))
    add(-0.15, "tells what was done in one case", bool(words.ONE_CASE.search(answer)))
    add(-0.20, "mostly personal data", _marks(answer) > _MOST_MARKS)
    score = _START + sum(value for value, _ in points)
    reasons = tuple(f"{'+' if value > 0 else '-'} {reason}" for value, reason in points)
    return Quality(round(min(1.0, max(0.0, score)), 2), reasons)


def _marks(text: str) -> float:
    return len(_MARK.findall(text)) / max(1, len(text.split()))
