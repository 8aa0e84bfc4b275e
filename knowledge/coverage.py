"""Does the knowledge cover a question at all? A probability, from what a search found.

Two things tell: how well the best passage matches, and how many of the question's words stand
in the best passages. The weights of this logistic model were fitted on the knowledge-seeking
turns of dstc11-track5's detection part.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from knowledge.analyse import detect_language, terms
from knowledge.documents import Passage, ScoredPassage
from knowledge.fuse import differ

_BIAS = -1.12
_MATCH = 0.434  # per unit of the best score's logit
_WORDS = 0.892  # where the best passages hold all of the question's words
_USUAL = 0.43  # share of words that stands in where passages are in another language
_BEST = 3
_LEAST = 1e-6


def coverage(query: str, found: Sequence[ScoredPassage]) -> float:
    """0..1; `found` is what a search for the query gave, best first. Nothing found: 0."""
    if not found:
        return 0.0
    # By the fused scores: a reranker deals them out anew, but leaves the highest one first.
    best = min(max(found[0].score, _LEAST), 1.0 - _LEAST)
    logit = _BIAS + _MATCH * math.log(best / (1.0 - best)) + _WORDS * _share(query, found)
    return 1.0 / (1.0 + math.exp(-logit))


def _share(query: str, found: Sequence[ScoredPassage]) -> float:
    """The largest share of the query's terms in one of the best passages."""
    language = detect_language(query)
    asked = set(terms(query, language))
    passages = [item.passage for item in found[:_BEST]]
    readable = [p for p in passages if not differ(language, p.language)]
    if not asked or not readable:
        return _USUAL
    return max(len(asked & _held(passage)) for passage in readable) / len(asked)


def _held(passage: Passage) -> set[str]:
    text = "\n".join((passage.title, passage.question, passage.text))
    return set(terms(text, passage.language))
