"""How well any text would meet a question's words: what a reply has to beat.

Holds the words of some hundred ordinary texts per language as vectors. A question full of
words that occur everywhere meets every text; only what exceeds that says something.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load

from copilot.check.answer.affinity import Floats

FILE = "background.safetensors"
_KEPT = 20_000  # words: 16 MB


class Background:
    """`words` [n, dimension] unit vectors; text t holds the words
    `index[starts[t]:starts[t+1]]`. Thread-safe: only a cache changes."""

    def __init__(self, words: Floats, index: NDArray[np.int64], starts: NDArray[np.int64]) -> None:
        self.words, self.index, self.starts = words, index, starts
        self._known: dict[bytes, Floats] = {}  # by the word's vector: its best cosines

    def best(self, question: Floats) -> Floats:
        """[texts, question words]: the best cosine of each word in each text."""
        known, keys = self._known, [vector.tobytes() for vector in question]
        new = {key: vector for key, vector in zip(keys, question, strict=True) if key not in known}
        if len(known) + len(new) > _KEPT:
            known = self._known = {}
            new = dict(zip(keys, question, strict=True))
        if new:
            known.update(zip(new, self._best(np.stack(list(new.values()))), strict=True))
        if not keys:
            return np.zeros((len(self.starts), 0), np.float32)
        return np.stack([known[key] for key in keys], axis=1)

    def _best(self, question: Floats) -> Floats:
        """[question words, texts]"""
        sims = question @ self.words.T
        found: Floats = np.maximum.reduceat(sims[:, self.index], self.starts, axis=1)
        return found


@cache
def bundled_backgrounds() -> Mapping[str, Background]:
    """By language; the weights that ship with the package."""
    return _from_bytes((resources.files("copilot.check.answer") / "weights" / FILE).read_bytes())


def load_backgrounds(folder: Path) -> Mapping[str, Background]:
    """Reads the file of a weights folder."""
    return _from_bytes((folder / FILE).read_bytes())


def _from_bytes(data: bytes) -> Mapping[str, Background]:
    tensors = load(data)
    return {
        language: Background(
            tensors[f"{language}.words"].astype(np.float32) / np.float32(127),
            tensors[f"{language}.index"].astype(np.int64),
            tensors[f"{language}.starts"].astype(np.int64),
        )
        for language in ("de", "en")
    }
