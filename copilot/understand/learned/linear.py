"""A logistic regression over dense and hashed features, read from a small file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp, sqrt

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load

from copilot.understand.learned.signs import Floats
from knowledge.embed import bundled

WORDS = 3.0  # together the hashed words of a text weigh as one feature of this size
_MEANING = 2.5


@dataclass(frozen=True, slots=True)
class Linear:
    """`dense` [features], `words` [HASHES]."""

    dense: Floats
    words: Floats
    intercept: float

    def logit(self, dense: Floats, places: NDArray[np.int64]) -> float:
        said = float(self.words[places].sum()) * WORDS / sqrt(len(places)) if len(places) else 0.0
        return self.intercept + float(self.dense @ dense) + said

    def probability(self, dense: Floats, places: NDArray[np.int64]) -> float:
        return 1 / (1 + exp(-max(-30.0, min(30.0, self.logit(dense, places)))))


def meaning(texts: list[str]) -> Floats:
    """[texts, dimension]: the bundled embedding at the scale of the other features."""
    return bundled().encode_queries(texts) * np.float32(_MEANING)


@cache
def bundled_weights(name: str) -> Linear:
    """The weights that ship with the package."""
    data = (resources.files(__package__) / "weights" / f"{name}.safetensors").read_bytes()
    return linear_of(load(data))


def linear_of(tensors: Mapping[str, NDArray[np.float32]]) -> Linear:
    dense, words = (tensors[key].astype(np.float32) for key in ("dense", "words"))
    return Linear(dense, words, float(tensors["intercept"][0]))
