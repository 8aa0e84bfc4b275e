"""MiniLM-class models on onnxruntime: a third of the time of torch, and no torch to load."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from knowledge.embed.embedder import Vectors, normalised
from knowledge.embed.folders import fingerprint
from knowledge.errors import EmbeddingError

_BATCH = 32


@dataclass(frozen=True, slots=True)
class Reading:
    """How texts become vectors, beside the weights."""

    length: int  # tokens; longer texts are cut
    pooling: str  # "mean" or "cls"
    query_prompt: str
    document_prompt: str


class OnnxEmbedder:
    """An exported model. `weights` and `reading` come from `knowledge.embed.export`;
    `languages` are those that it knows; none given, all."""

    def __init__(
        self,
        folder: Path,
        weights: Path,
        reading: Reading,
        *,
        name: str,
        languages: Sequence[str] = (),
    ) -> None:
        # Imported here: the bundled model does not need it.
        import onnxruntime  # type: ignore[import-untyped]

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = int(os.environ.get("OMP_NUM_THREADS", "0") or 0)
        options.log_severity_level = 3
        try:
            self._session: Any = onnxruntime.InferenceSession(
                str(weights), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # onnxruntime's and tokenizers' errors have no common base
            raise EmbeddingError(
                f"The embedding model {name!r} cannot be loaded: {error}",
                hint=f"Delete {weights}; it is made anew at the next start.",
            ) from error
        self._tokenizer.enable_truncation(reading.length)
        self._tokenizer.enable_padding(pad_id=_pad_id(folder))
        self._inputs = {item.name for item in self._session.get_inputs()}
        self._reading = reading
        self.name, self._languages = name, languages
        self.fingerprint = f"transformer-{fingerprint(folder)}"
        self.dimension = int(self._session.get_outputs()[0].shape[2])

    def reads(self, language: str) -> bool:
        return not self._languages or language in (*self._languages, "und")

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self._reading.query_prompt)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self._reading.document_prompt)

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        # Texts of like length together: a batch is as long as its longest text.
        told = [row for row, text in enumerate(texts) if text.strip()]
        told.sort(key=lambda row: len(texts[row]))
        for start in range(0, len(told), _BATCH):
            batch = told[start : start + _BATCH]
            rows[batch] = self._pooled([prompt + _encodable(texts[row]) for row in batch])
        return normalised(rows)

    def _pooled(self, texts: list[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch(texts)
        ids = np.array([encoding.ids for encoding in encodings], dtype=np.int64)
        mask = np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        feed = {name: array for name, array in given.items() if name in self._inputs}
        hidden: Vectors = self._session.run(None, feed)[0]
        if self._reading.pooling == "cls":
            return hidden[:, 0]
        weights = mask[:, :, None].astype(np.float32)
        mean: Vectors = (hidden * weights).sum(axis=1) / weights.sum(axis=1)
        return mean


def _pad_id(folder: Path) -> int:
    config = json.loads((folder / "config.json").read_text("utf-8"))
    return int(config.get("pad_token_id") or 0)


def _encodable(text: str) -> str:
    """The text without lone surrogates, which no UTF-8 encoder takes."""
    return text.encode("utf-8", "replace").decode("utf-8")
