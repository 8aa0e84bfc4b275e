"""Any sentence-transformers model, from a folder that is already on this machine."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge.embed.embedder import Vectors, normalised
from knowledge.embed.folders import fingerprint, refuse_code
from knowledge.errors import EmbeddingError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH = 32
# Models of the E5 family were trained with these, but do not carry them in their settings.
_E5_PROMPTS = {"query": "query: ", "document": "passage: "}


class TransformerEmbedder:
    """Loads the model when constructed; the folder must have been checked or is checked here.

    `languages`: those that it knows; none given, all.
    """

    def __init__(self, folder: Path, *, name: str, languages: Sequence[str] = ()) -> None:
        refuse_code(folder)
        self.name, self._languages = name, languages
        self.fingerprint = f"transformer-{fingerprint(folder)}"
        # The network stays out even where a model's settings name other repositories.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        # Imported here: it takes seconds and hundreds of megabytes, the bundled model needs none.
        from sentence_transformers import SentenceTransformer

        try:
            self._model = SentenceTransformer(
                str(folder),
                device="cpu",
                local_files_only=True,
                trust_remote_code=False,
                prompts=_prompts(folder, name),
                model_kwargs=_safe_arguments(folder),
            )
        except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
            raise EmbeddingError(
                f"The embedding model {name!r} cannot be loaded: {error}",
                hint="Check that the folder holds a sentence-transformers model.",
            ) from error
        self.dimension = int(self._model.get_embedding_dimension() or self._probe())
        self._lock = threading.Lock()  # a fast tokenizer must not be set up by two threads at once

    def reads(self, language: str) -> bool:
        return not self._languages or language in (*self._languages, "und")

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, query=True)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, query=False)

    def _encode(self, texts: Sequence[str], *, query: bool) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        encode = self._model.encode_query if query else self._model.encode_document
        with self._lock:
            found = encode(list(texts), batch_size=_BATCH, show_progress_bar=False)
        vectors = normalised(np.asarray(found, dtype=np.float32))
        vectors[[not text.strip() for text in texts]] = 0.0
        return vectors

    @property
    def model(self) -> SentenceTransformer:
        """What sentence-transformers loaded, for an export of it."""
        return self._model

    def _probe(self) -> int:
        return int(np.asarray(self._model.encode(["x"], show_progress_bar=False)).shape[1])


def _safe_arguments(folder: Path) -> dict[str, bool]:
    """A static model takes no such argument, and reads safetensors anyway."""
    return {"use_safetensors": True} if (folder / "config.json").exists() else {}


def _prompts(folder: Path, name: str) -> dict[str, str] | None:
    """E5's prompts for a model of that family which brings none of its own."""
    settings = folder / "config_sentence_transformers.json"
    own = json.loads(settings.read_text("utf-8")).get("prompts") if settings.exists() else None
    family = "e5-" in f"{name}-{folder.name}-".lower()
    return dict(_E5_PROMPTS) if family and not any((own or {}).values()) else None
