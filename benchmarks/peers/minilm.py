"""The one MiniLM that all systems share, and the adapters by which they take it.

Every text is embedded once per process, whoever asks: quality is compared here, not speed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from knowledge.embed import Embedder, load_embedder

Vectors = npt.NDArray[np.float32]
_known: dict[str, Vectors] = {}


@cache
def model() -> Embedder:
    """The packaged all-MiniLM-L6-v2, by onnxruntime where `onnx` is installed."""
    return load_embedder("minilm")


def vectors(texts: Sequence[str]) -> Vectors:
    """Unit vectors, one row per text."""
    missing = [text for text in dict.fromkeys(texts) if text not in _known]
    if missing:
        _known.update(zip(missing, model().encode_documents(missing), strict=True))
    if not texts:
        return np.zeros((0, model().dimension), dtype=np.float32)
    return np.stack([_known[text] for text in texts])


def lists(texts: Sequence[str]) -> list[list[float]]:
    """The same as plain lists, which most libraries want."""
    found: list[list[float]] = vectors(texts).tolist()
    return found
