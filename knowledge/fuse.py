"""Vector and keyword results made one ranking, with scores that mean something.

Each side's numbers are first put on a scale of their own query: the cosine as distance from
what unrelated passages of the same language reach for this query, BM25 as share of the best
and of what a full match would score. Their weighted sum goes through a logistic function,
so that the score is comparable across queries: about the probability that the passage is
what was asked for. The weights were fitted on the dev parts of public data sets.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.documents import Passage, ScoredPassage


@dataclass(frozen=True, slots=True)
class Background:
    """Mean and standard deviation of a query's cosines to unrelated passages."""

    mean: float = 0.0
    deviation: float = 0.1


@dataclass(frozen=True, slots=True)
class Asked:
    """What the ranking has to know of the query.

    `best` and `ideal` are the keyword side's best score and that of a full match;
    `backgrounds` are by passage language, "" for all. `skus`: the products it is about.
    """

    language: str
    best: float = 0.0
    ideal: float = 0.0
    backgrounds: Mapping[str, Background] = field(default_factory=dict)
    skus: tuple[str, ...] = ()
    today: dt.date | None = None
    dense: bool = True  # whether the vector side took part
    trusted: bool = False  # whether a transformer that knows the language made the vectors


@dataclass(frozen=True, slots=True)
class Weights:
    """Of the logistic score. Chosen on dev data."""

    bias: float = -4.3
    scale: float = 2.2  # of what follows
    share: float = 1.0  # of the query's best BM25
    coverage: float = 0.8  # of a full keyword match
    dense: float = 0.15  # per standard deviation above the background
    foreign: float = 0.8  # what keywords count where passage and query differ in language
    foreign_dense: float = 0.25  # `dense` there
    keyword_only: float = 0.6  # what stands in for the dense part where that side is missing
    same_product: float = 1.0
    other_product: float = -2.0
    official: float = 0.25  # product documents and policies before past answers
    yearly: float = -0.15  # a past answer's age


DEFAULT = Weights()
#: Where a transformer reads: it knows a reworded question again that shares no word.
TRUSTED = Weights(bias=-5.8, scale=1.55, dense=0.5)
_MOST_COVERAGE = 3.0
_LEAST_DEVIATION = 0.02
_MOST_YEARS = 4.0
_ALIKE = 0.9
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with what either side says of it; `None`: that side did not see it."""

    passage: Passage
    cosine: float | None = None
    bm25: float | None = None


def fuse(
    asked: Asked,
    candidates: Sequence[Candidate],
    limit: int | None = None,
    weights: Weights | None = None,
) -> list[ScoredPassage]:
    """The `limit` best candidates by descending score; near-duplicates are left out."""
    weights = weights or (TRUSTED if asked.trusted else DEFAULT)
    weighed = [(-_logit(asked, c, weights), c.passage.id, c) for c in candidates]
    weighed.sort(key=lambda item: item[:2])
    return collapse((_scored(asked, c, -logit) for logit, _, c in weighed), limit)


def _logit(asked: Asked, candidate: Candidate, weights: Weights) -> float:
    return (
        weights.bias
        + weights.scale * _dense_part(asked, candidate, weights)
        + weights.scale * _keyword_part(asked, candidate, weights)
        + _product_part(asked, candidate.passage, weights)
        + _authority_part(asked, candidate.passage, weights)
    )


def _scored(asked: Asked, candidate: Candidate, logit: float) -> ScoredPassage:
    share = candidate.bm25 / asked.best if candidate.bm25 and asked.best else None
    return ScoredPassage(
        candidate.passage,
        score=1.0 / (1.0 + math.exp(-max(min(logit, 30.0), -30.0))),
        dense=candidate.cosine,
        keyword=min(share, 1.0) if share is not None else None,
    )


def _dense_part(asked: Asked, candidate: Candidate, weights: Weights) -> float:
    if not asked.dense:
        return weights.keyword_only
    if candidate.cosine is None:
        return 0.0
    background = asked.backgrounds.get(candidate.passage.language) or asked.backgrounds.get(
        "", Background()
    )
    above = (candidate.cosine - background.mean) / max(background.deviation, _LEAST_DEVIATION)
    foreign = differ(asked.language, candidate.passage.language)
    return above * (weights.foreign_dense if foreign else weights.dense)


def _keyword_part(asked: Asked, candidate: Candidate, weights: Weights) -> float:
    if not candidate.bm25 or not asked.best:
        return 0.0
    share = candidate.bm25 / asked.best
    coverage = min(candidate.bm25 / asked.ideal, _MOST_COVERAGE) if asked.ideal else 0.0
    part = weights.share * share + weights.coverage * coverage
    return part * weights.foreign if differ(asked.language, candidate.passage.language) else part


def differ(one: str, other: str) -> bool:
    """Whether two languages are known and not the same."""
    return one != other and "und" not in (one, other)


def _product_part(asked: Asked, passage: Passage, weights: Weights) -> float:
    if not asked.skus or not passage.skus:
        return 0.0
    shared = not set(asked.skus).isdisjoint(passage.skus)
    return weights.same_product if shared else weights.other_product


def _authority_part(asked: Asked, passage: Passage, weights: Weights) -> float:
    if passage.kind in ("product", "policy"):
        return weights.official
    if passage.kind != "past_answer" or passage.date is None or asked.today is None:
        return 0.0
    years = max((asked.today - passage.date).days, 0) / 365.25
    return weights.yearly * min(years, _MOST_YEARS)


# --- near-duplicates ----------------------------------------------------------------------


def collapse(ranked: Iterable[ScoredPassage], limit: int | None = None) -> list[ScoredPassage]:
    """The first `limit`, without those that say what a better one says already.

    Texts that differ in a number or are about other products are kept: they contradict or
    complement each other, and somebody has to see that.
    """
    kept: list[ScoredPassage] = []
    seen: dict[tuple[object, ...], list[frozenset[str]]] = {}
    for scored in ranked:
        if limit is not None and len(kept) >= limit:
            break
        key, words = _gist(scored.passage)
        alike = seen.setdefault(key, [])
        if not any(_overlap(words, other) >= _ALIKE for other in alike):
            alike.append(words)
            kept.append(scored)
    return kept


def _gist(passage: Passage) -> tuple[tuple[object, ...], frozenset[str]]:
    text = passage.text.lower()
    numbers = tuple(sorted(set(_NUMBER.findall(text))))
    return (
        (passage.language, passage.skus, passage.internal, numbers),
        frozenset(_WORD.findall(text)),
    )


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    union = len(one | other)
    return len(one & other) / union if union else 1.0
