"""What the rest of the product sees of an embedding model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into vectors whose dot product is their likeness.

    Both methods return one row per text, float32, of length 1; a text in which the model knows
    nothing (an empty one, emoji only) gets a row of zeros, which is like nothing at all.
    Several threads may call them at once.
    """

    @property
    def name(self) -> str:
        """For people: which model this is."""

    @property
    def fingerprint(self) -> str:
        """For machines: changes whenever the same text would get another vector."""

    @property
    def dimension(self) -> int:
        """Numbers per vector."""

    def reads(self, language: str) -> bool:
        """Whether it reads words in their context in this language, as transformers do: then
        its word counts for more beside that of the keywords."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of what somebody asks."""

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        """Vectors of what may answer."""


def normalised(vectors: Vectors) -> Vectors:
    """Rows of length 1; rows of zeros, and rows that are no numbers, become zeros."""
    finite = np.nan_to_num(vectors.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    lengths = np.linalg.norm(finite, axis=1, keepdims=True)
    rows: Vectors = np.divide(finite, lengths, out=np.zeros_like(finite), where=lengths > 1e-12)
    return rows
