"""A question by what it has beyond the message's other questions."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from copilot.check.answer.affinity import words_of
from copilot.messages import Question

_TOKEN = re.compile(r"[\w’'-]+")
_LEAST_OWN = 2  # words of its own that a question needs to be judged by them


def own_words(question: Question, questions: Sequence[Question]) -> str:
    """The question without the words that others of the message have too; empty where
    nothing is shared or too little would be left."""
    others = {w for q in questions if q.id != question.id for w in words_of(q.query or q.text)}
    said = _TOKEN.findall(question.query or question.text)
    kept = [token for token in said if not set(words_of(token)) <= others]
    return " ".join(kept) if _LEAST_OWN <= len(kept) < len(said) else ""


def less(score: float, alone: float) -> float:
    """The score of a question whose own words alone have the score `alone`: where that is
    lower, the geometric mean, because few words tell less than all."""
    return min(score, math.sqrt(score * alone))
