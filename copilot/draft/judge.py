"""A second opinion on the best sentences: does this one answer the question?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from copilot.draft.select import Scored
from copilot.messages import Question

MOST = 6  # sentences that the judge is asked about; the rest stays behind them
_WEIGHT = 0.25
_EVEN = 0.15  # the opinion that changes nothing


class Judge(Protocol):
    """Tells answers from sentences that merely share a question's words."""

    def answers(self, question: str, candidates: Sequence[str], language: str) -> Sequence[float]:
        """For each candidate the probability (0..1) that it answers the question."""
        ...


def judged(
    judge: Judge, question: Question, scored: Sequence[Scored], language: str
) -> list[Scored]:
    """The units again in their order, with the judge's opinion of the first ones.

    It moves how well they fit, not their rank: which of two sentences fits better the words
    tell as well, whether the better one is an answer at all they don't.
    """
    first, rest = scored[:MOST], scored[MOST:]
    texts = [f"{item.unit.lead} {item.unit.text}".strip() for item in first]
    found = judge.answers(question.text, texts, language)
    said = [_with(item, opinion) for item, opinion in zip(first, found, strict=True)]
    return [*said, *(_with(item, 0.0) for item in rest)]


def _with(item: Scored, opinion: float) -> Scored:
    return replace(item, fit=item.fit + _WEIGHT * (opinion - _EVEN), judged=opinion)
