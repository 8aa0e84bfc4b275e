"""Labelled examples as a classifier: the nearest ones vote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from copilot.errors import InputError
from evals.scorers import threshold_keeping
from evals.scorers.texts import plain
from evals.suite import Suite
from evals.target import LocalTarget, Target
from knowledge.embed import Embedder, Vectors

_NEIGHBOURS = 12
_SHARPNESS = 20.0  # of a vote, per unit of cosine
_PROBED = 1_500  # examples that are asked for their own threshold
_KEPT = 0.95
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Nearest:
    """The label that the neighbours agree on, and the likeness of the nearest."""

    label: str
    likeness: float
    agreement: float


class Examples:
    """Thread-safe."""

    def __init__(self, embedder: Embedder, texts: Sequence[str], labels: Sequence[str]) -> None:
        self._embedder = embedder
        self._labels = list(labels)
        self._vectors = np.vstack(
            [
                embedder.encode_queries(texts[start : start + _BATCH])
                for start in range(0, len(texts), _BATCH)
            ]
        )
        self.threshold = self._own_threshold()

    @classmethod
    def of_intents(cls, suite: Suite, target: Target) -> Self:
        rows = [row for row in apart(suite.rows("examples"), suite.cases) if row.intent]
        return cls(_embedder(suite, target), [r.text for r in rows], [r.intent for r in rows])

    @classmethod
    def of_scope(cls, suite: Suite, target: Target) -> Self:
        rows = [row for row in apart(suite.rows("examples"), suite.cases) if row.in_scope]
        return cls(_embedder(suite, target), [r.text for r in rows], ["in scope"] * len(rows))

    def nearest(self, text: str) -> Nearest:
        likeness = self._vectors @ self._embedder.encode_queries([text])[0]
        return self._vote(likeness)

    def _vote(self, likeness: Vectors) -> Nearest:
        count = min(_NEIGHBOURS, len(likeness))
        near = np.argpartition(-likeness, count - 1)[:count]
        votes: dict[str, float] = {}
        for index in near.tolist():
            weight = float(np.exp(_SHARPNESS * (likeness[index] - 1)))
            votes[self._labels[index]] = votes.get(self._labels[index], 0.0) + weight
        best = max(votes, key=lambda label: votes[label])
        return Nearest(best, float(likeness[near].max()), votes[best] / sum(votes.values()))

    def _own_threshold(self) -> float:
        """What 95 % of the examples reach among the others: no test case is looked at."""
        if len(self._vectors) < 2:
            return 0.0
        random = np.random.default_rng(7)
        probed = random.permutation(len(self._vectors))[:_PROBED]
        likeness = self._vectors[probed] @ self._vectors.T
        likeness[np.arange(len(probed)), probed] = -1.0
        return threshold_keeping(_KEPT, likeness.max(axis=1).tolist())


def apart(examples: Sequence[Any], cases: Sequence[Any]) -> list[Any]:
    """Examples without those whose very text is asked: public splits have some on both sides."""
    asked = {plain(case.text) for case in cases}
    return [row for row in examples if plain(row.text) not in asked]


def _embedder(suite: Suite, target: Target) -> Embedder:
    if not isinstance(target, LocalTarget) or target.embedder is None:
        raise InputError(
            f"{suite.name} compares with examples, which needs an embedding model here.",
            hint="Run it without --url and without keywords_only.",
        )
    return target.embedder
