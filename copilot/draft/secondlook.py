"""A second look at the likeliest units: a cross-encoder reads question and unit at once.

The first look compares words, concepts and vectors; it is quick and looks at every unit. What
it puts first is read again, and both opinions are weighed (weights: `benchmarks/selector.py`).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from copilot.draft.features import Asked, Candidate
from copilot.draft.reader import Floats

if TYPE_CHECKING:
    from knowledge.crossencoder import CrossEncoder

_log = logging.getLogger(__name__)
MOST = 8  # units of a question that are read; twice as many put the right one first no more often
SECONDS = 0.5  # for those of one question


@dataclass(frozen=True, slots=True)
class Weights:
    """Of two log-odds: by the first look, and by the cross-encoder. `unread` stands for the
    latter where a unit was not read."""

    first: float
    read: float
    intercept: float
    unread: float

    @classmethod
    def parse(cls, data: Mapping[str, float]) -> Weights:
        return cls(*(float(data[name]) for name in cls.__slots__))


class SecondLook:
    """Thread-safe."""

    def __init__(self, model: CrossEncoder, weights: Weights, seconds: float = SECONDS) -> None:
        self._model, self._weights, self._seconds = model, weights, seconds

    def odds(self, asked: Asked, candidates: Sequence[Candidate], first: Floats) -> Floats:
        """Log-odds of each candidate with both opinions; `first` where there was no time."""
        places = np.argsort(-first, kind="stable")[:MOST]
        pairs = [pair_of(asked, candidates[place]) for place in places]
        said = self._model.read(pairs, self._seconds)
        if said is None:
            late = "%s took more than %s s; the first look stands"
            _log.warning(late, self._model.name, self._seconds)
            return first
        return weighed(first, places, said[:, 0], self._weights)


def weighed(
    first: Floats, places: NDArray[np.intp], said: NDArray[Any], weights: Weights
) -> Floats:
    """Both opinions added up. `said`: of the units at `places`, the others were not read."""
    read = np.full(len(first), weights.unread, np.float32)
    read[places] = said
    added: Floats = weights.first * first + weights.read * read
    return added + np.float32(weights.intercept)


def pair_of(asked: Asked, candidate: Candidate) -> tuple[str, str]:
    """The question with what stands before it, and the unit under its title: as in training."""
    title, heading = candidate.unit.evidence.title, candidate.unit.heading
    if heading and heading not in title:
        title = f"{title} › {heading}"
    return asked.near, f"{title}: {candidate.text}"


def second_look(model: CrossEncoder) -> SecondLook:
    """With the weights that ship."""
    path = resources.files("copilot.draft") / "weights" / "secondlook.json"
    return SecondLook(model, Weights.parse(json.loads(path.read_text("utf-8"))))
