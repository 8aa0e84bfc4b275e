"""What the teacher, packaged MiniLM, says about English texts; it knows no German.

German texts learn from the vectors of their English translations.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.embed import Embedder, Vectors
from knowledge.training.data import Corpus

# Beyond this the teacher takes long and adds little; counted in characters.
_SHORTEST, _LONGEST = 10, 420


@dataclass(frozen=True)
class Lessons:
    """Vectors of length 1 for some texts, in the dimension of the pupil."""

    rows: dict[str, int]
    vectors: Vectors

    def row(self, text: str) -> int:
        """The text's row, or -1 where the teacher has not read it."""
        return self.rows.get(text, -1)


def english_texts(corpus: Corpus, limit: int, seed: int = 0) -> list[str]:
    """English texts worth teaching, at most `limit`: translated segments first, then passages."""
    ranked: list[str] = []
    for kinds in (("customer",), ("parallel", "sentences"), ("section",)):
        found = sorted(
            {
                text[:_LONGEST]
                for pair in corpus.of(*kinds)
                for text, language in zip((pair.left, pair.right), pair.languages, strict=True)
                if language == "en" and len(text) >= _SHORTEST
            }
        )
        random.Random(seed).shuffle(found)  # noqa: S311 - sampling, not secrecy
        ranked += found
    return ranked[:limit]


def teach(texts: Sequence[str], teacher: Embedder, dimension: int) -> Lessons:
    """The teacher's vectors of the texts, turned and cut to `dimension` by their main axes."""
    vectors = teacher.encode_documents(texts)
    return Lessons({text: row for row, text in enumerate(texts)}, project(vectors, dimension))


def project(vectors: Vectors, dimension: int) -> Vectors:
    """The vectors along their main axes (uncentred, so that cosines stay), of length 1."""
    if dimension < vectors.shape[1]:
        _, axes = np.linalg.eigh(vectors.T @ vectors)
        vectors = vectors @ axes[:, ::-1][:, :dimension]
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)
