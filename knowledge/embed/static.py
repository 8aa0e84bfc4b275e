"""Reads a static embedding (a table of token vectors) with numpy alone.

The folder has model2vec's layout, which sentence-transformers reads as well: `tokenizer.json`,
and `model.safetensors` with `embeddings` (tokens × dimension, int8 or float) and, where they are
int8, `weights` (tokens), the factor of each row. A text's vector is the mean of its tokens' rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from knowledge.embed.embedder import Vectors, normalised
from knowledge.errors import EmbeddingError

# Rows gathered at once: bounds the memory that a text of a million characters takes.
_BLOCK = 4096
_TEXTS = 256


class StaticEmbedder:
    """A bag-of-tokens model: no network, no torch, well under a millisecond a query."""

    def __init__(self, folder: Path, *, name: str) -> None:
        weights, vocabulary = folder / "model.safetensors", folder / "tokenizer.json"
        try:
            self._table = _table(weights)
            self._tokenizer = Tokenizer.from_file(str(vocabulary))
            self.fingerprint = f"static-{_digest(weights, vocabulary)}"
        except (OSError, KeyError, SafetensorError, ValueError) as error:
            raise EmbeddingError(
                f"The embedding model in {folder} cannot be read: {error}",
                hint="Install the package again; its model files are missing or damaged.",
            ) from error
        self.name = name
        self.dimension: int = self._table.shape[1]

    def reads(self, language: str) -> bool:
        return False  # a table of words: none changes another's meaning

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        sums = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), _TEXTS):
            batch = [_encodable(text) for text in texts[start : start + _TEXTS]]
            encodings = self._tokenizer.encode_batch_fast(batch, add_special_tokens=False)
            for offset, encoding in enumerate(encodings):
                sums[start + offset] = self._sum(encoding.ids)
        return normalised(sums)

    def _sum(self, ids: list[int]) -> Vectors:
        """The sum of the tokens' rows: the mean but for a length that is taken out later."""
        total = np.zeros(self.dimension, dtype=np.float32)
        for start in range(0, len(ids), _BLOCK):
            total += self._table[ids[start : start + _BLOCK]].sum(axis=0)
        return total


def _table(path: Path) -> Vectors:
    tensors = load_file(path)
    rows: Vectors = tensors["embeddings"].astype(np.float32)
    if "weights" in tensors:
        rows *= tensors["weights"].astype(np.float32)[:, None]
    return rows


def _digest(*paths: Path) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _encodable(text: str) -> str:
    """The text without lone surrogates, which no UTF-8 encoder takes."""
    return text.encode("utf-8", "replace").decode("utf-8")
