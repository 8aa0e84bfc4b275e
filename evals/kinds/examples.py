"""Labelled examples as a classifier: near one of a label's examples, and near its middle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Self

import numpy as np

from copilot.errors import InputError
from evals.scorers import threshold_keeping
from evals.scorers.texts import plain
from evals.suite import Suite
from evals.target import LocalTarget, Target
from knowledge.embed import Embedder, Vectors

_MIDDLE = 0.5  # weight of a label's middle beside its nearest example (dev of the intent sets)
_PROBED = 1_500  # examples that are asked for their own threshold
_KEPT = 0.95
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Nearest:
    """The most likely label and how like it the text is."""

    label: str
    likeness: float


class Examples:
    """Thread-safe."""

    def __init__(self, embedder: Embedder, texts: Sequence[str], labels: Sequence[str]) -> None:
        self._embedder = embedder
        self._names = sorted(set(labels))
        index = {name: at for at, name in enumerate(self._names)}
        self._labels = np.array([index[label] for label in labels])
        self._vectors = np.vstack(
            [
                embedder.encode_queries(texts[start : start + _BATCH])
                for start in range(0, len(texts), _BATCH)
            ]
        )
        # By label, so that the best example of each is one `reduceat` away.
        order = np.argsort(self._labels, kind="stable")
        self._labels, self._vectors = self._labels[order], self._vectors[order]
        self._starts = np.searchsorted(self._labels, np.arange(len(self._names)))
        self._sums = np.add.reduceat(self._vectors, self._starts, axis=0)
        self._middles = _unit(self._sums)
        self.threshold = self._own_threshold()

    @classmethod
    def of_intents(cls, suite: Suite, target: Target) -> Self:
        rows = [row for row in apart(suite.rows("examples"), suite.cases) if row.intent]
        if suite.file.shots:
            rows = few(rows, suite.file.shots)
        return cls(_embedder(suite, target), [r.text for r in rows], [r.intent for r in rows])

    @classmethod
    def of_scope(cls, suite: Suite, target: Target) -> Self:
        """What is in scope has no middle: every example stands for itself."""
        rows = [row for row in apart(suite.rows("examples"), suite.cases) if row.in_scope]
        labels = [str(number) for number in range(len(rows))]
        return cls(_embedder(suite, target), [r.text for r in rows], labels)

    def nearest(self, text: str) -> Nearest:
        query = self._embedder.encode_queries([text])[0]
        likeness = self._likeness(self._vectors @ query, self._middles @ query)
        best = int(likeness.argmax())
        return Nearest(self._names[best], float(likeness[best]))

    def _likeness(self, examples: Vectors, middles: Vectors) -> Vectors:
        best = np.maximum.reduceat(examples, self._starts)
        return np.asarray((1 - _MIDDLE) * best + _MIDDLE * middles)

    def _own_threshold(self) -> float:
        """What 95 % of the examples reach among the others: no test case is looked at."""
        if len(self._vectors) < 2:
            return 0.0
        probed = np.random.default_rng(7).permutation(len(self._vectors))[:_PROBED]
        return threshold_keeping(_KEPT, [self._among_others(at) for at in probed.tolist()])

    def _among_others(self, at: int) -> float:
        """The likeness of an example to the label that is nearest without it."""
        own, label = self._vectors[at], self._labels[at]
        examples = self._vectors @ own
        examples[at] = -1.0
        middles = self._middles @ own
        middles[label] = _unit((self._sums[label] - own)[None])[0] @ own
        return float(self._likeness(examples, middles).max())


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9))


def few(rows: Sequence[Any], shots: int) -> list[Any]:
    """At most so many rows of each intent, always the same ones."""
    by_intent: defaultdict[str, list[Any]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: sha256(row.text.encode()).digest()):
        by_intent[row.intent].append(row)
    return [row for found in by_intent.values() for row in found[:shots]]


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
