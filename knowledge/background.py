"""What cosine unrelated passages reach for a query: the zero of the dense scale.

An embedder's cosines have no zero of their own: it lies elsewhere for every model, every
query and every language. A sample of the indexed vectors tells it in microseconds.
"""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from knowledge.errors import IndexDamagedError
from knowledge.fuse import Background
from knowledge.mirror import Vectors

if TYPE_CHECKING:
    from knowledge.vectors import VectorIndex

_log = logging.getLogger(__name__)
_SAMPLE = 400
_STALE_AFTER = 0.25  # share of the index that may change before a new sample is taken
_FEWEST = 24  # of a language; fewer are judged by all
_PRIOR = Background(mean=0.08, deviation=0.10)
_PRIOR_WEIGHT = 20.0  # how many passages the prior counts for


class Backgrounds:
    """Backgrounds per query, from a sample that is renewed as the index changes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._groups: dict[str, Vectors] | None = None
        self._size = 0
        self._changes = 0

    def changed(self, passages: int) -> None:
        """So many passages were written."""
        with self._lock:
            self._changes += passages
            if self._changes > _STALE_AFTER * max(self._size, 1):
                self._groups = None

    def of(self, vector: Vectors | None, index: VectorIndex | None) -> Mapping[str, Background]:
        """By passage language; "" for all together. `index`: always the same one."""
        if vector is None or index is None:
            return {}
        groups = self._sampled(index)
        return {language: _background(rows @ vector) for language, rows in groups.items()}

    def _sampled(self, index: VectorIndex) -> dict[str, Vectors]:
        with self._lock:
            if self._groups is None:
                self._groups = self._sample(index)
                self._changes = 0
            return self._groups

    def _sample(self, vectors: VectorIndex) -> dict[str, Vectors]:
        try:
            rows, languages = vectors.sample(_SAMPLE)
            self._size = len(vectors)
        except IndexDamagedError as error:
            _log.error("no background sample: %s", error.message)
            return {}
        spoken = np.array(languages)
        groups = {"": rows}
        for language in sorted(set(languages)):
            chosen = rows[spoken == language]
            if len(chosen) >= _FEWEST:
                groups[language] = chosen
        return groups


def _background(cosines: Vectors) -> Background:
    """Mean and deviation, drawn towards the prior where there are few passages.

    The upper tenth is left out: it may be what the query is about.
    """
    most = max(1, int(len(cosines) * 0.9))
    kept = np.partition(cosines, most - 1)[:most] if len(cosines) else cosines
    n = float(len(kept))
    mean = float(kept.sum()) / n if n else 0.0
    deviation = math.sqrt(max(float(kept @ kept) / n - mean * mean, 0.0)) if n else 0.0
    share = n / (n + _PRIOR_WEIGHT)
    return Background(
        mean=share * mean + (1 - share) * _PRIOR.mean,
        deviation=share * deviation + (1 - share) * _PRIOR.deviation,
    )
