"""Late interaction over word vectors: how well the words of a reply meet a question's.

A word's vector is the sum of the vectors of its character n-grams (so that inflection,
compounds and typos meet), normalised; its weight says how much it matters. The score of a
question against a text is the weighted mean, over the question's words, of the best cosine
to any word of the text. Trained by `copilot.check.training.affinity`; read with numpy only.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load

Floats = NDArray[np.float32]
BUCKETS = 1 << 17
WEIGHT_BUCKETS = 1 << 16
SIZES = (3, 4, 5)
LONGEST = 40  # letters of a word that are looked at
FILE = "affinity.safetensors"
_WORD = re.compile(r"[^\W_]+(?:[’'][a-z]{1,2}\b)?")


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, marks removed, function words included."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(c for c in folded if not unicodedata.combining(c)))


@lru_cache(maxsize=100_000)
def pieces(word: str) -> tuple[int, ...]:
    """Buckets of the word itself and its n-grams, boundaries marked."""
    marked = f"<{word[:LONGEST]}>"
    grams = {marked[i : i + n] for n in SIZES for i in range(len(marked) - n + 1)}
    return tuple(sorted({_bucket(g, BUCKETS) for g in (*grams, f"={marked}")}))


def weight_bucket(word: str) -> int:
    """Where the word's weight is kept."""
    return _bucket(word[:LONGEST], WEIGHT_BUCKETS)


def _bucket(text: str, buckets: int) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass")) % buckets


class Affinity:
    """Word vectors and weights. Thread-safe: only caches change."""

    def __init__(self, vectors: NDArray[np.int8], scales: Floats, weights: Floats) -> None:
        """`vectors` [buckets, dimension] times `scales` [buckets]; `weights` are logarithms."""
        self._vectors, self._scales, self._weights = vectors, scales, weights
        self.word = lru_cache(maxsize=50_000)(self._word)
        self.encode = lru_cache(maxsize=256)(self._encode)  # every question asks for the same

    def _word(self, word: str) -> tuple[Floats, float]:
        """A word's unit vector and its weight."""
        rows = np.asarray(pieces(word))
        total = (self._vectors[rows].astype(np.float32) * self._scales[rows, None]).sum(axis=0)
        unit: Floats = total / max(float(np.linalg.norm(total)), 1e-6)
        return unit, float(np.exp(self._weights[weight_bucket(word)]))

    def _encode(self, text: str) -> tuple[Floats, Floats]:
        """Unit vectors [n, dimension] and weights [n] of the words of a text."""
        found = [self.word(word) for word in words_of(text)]
        if not found:
            return np.zeros((0, self._vectors.shape[1]), np.float32), np.zeros(0, np.float32)
        return np.stack([v for v, _ in found]), np.asarray([w for _, w in found], np.float32)


def best(question: Floats, text: Floats) -> Floats:
    """For each word of the question its best cosine in the text; zeros for an empty one."""
    if not len(question) or not len(text):
        return np.zeros(len(question), np.float32)
    result: Floats = (question @ text.T).max(axis=1)
    return result


def load_affinity(path: Path) -> Affinity:
    """Reads a weights file."""
    return _from_bytes(path.read_bytes())


@cache
def bundled_affinity() -> Affinity:
    """The weights that ship with the package."""
    folder = resources.files("copilot.check.answer") / "weights"
    return _from_bytes((folder / FILE).read_bytes())


def _from_bytes(data: bytes) -> Affinity:
    tensors = load(data)
    return Affinity(
        tensors["vectors"],
        tensors["scales"].astype(np.float32),
        tensors["weights"].astype(np.float32),
    )
