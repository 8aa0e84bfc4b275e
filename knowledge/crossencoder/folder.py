"""A cross-encoder of sentence-transformers from a folder that the operator names."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.crossencoder.model import MOST_CHARACTERS
from knowledge.embed.folders import Role, refuse_code
from knowledge.errors import EmbeddingError

_BATCH = 4  # read between two looks at the clock


class CrossEncoderModel:
    """Thread-safe. `labels`: what its numbers stand for, in lower case.

    Raises EmbeddingError where the folder holds no such model, or what could run code.
    """

    def __init__(self, folder: Path, *, name: str, role: Role) -> None:
        refuse_code(folder, role)
        self.name = name
        self._lock = threading.Lock()  # a fast tokenizer must not serve two threads at once
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        # Imported here: it takes seconds and hundreds of megabytes, and is rarely wanted.
        from sentence_transformers import CrossEncoder
        from torch.nn import Identity

        try:
            self._model = CrossEncoder(
                str(folder),
                device="cpu",
                local_files_only=True,
                trust_remote_code=False,
                activation_fn=Identity(),
                model_kwargs={"use_safetensors": True},
            )
        except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
            raise EmbeddingError(
                f"The {role.name} {name!r} cannot be loaded: {error}",
                hint=f"Check that the folder holds a cross-encoder, or {role.without}.",
            ) from error
        named = self._model.model.config.id2label or {}
        self.labels = tuple(
            str(named.get(place, place)).lower() for place in range(self._model.num_labels)
        )

    def read(self, pairs: Sequence[tuple[str, str]], seconds: float) -> NDArray[np.float64] | None:
        """[pairs, labels] logits; `None` where the time ran out or a number is not finite."""
        end = time.monotonic() + seconds
        if not self._lock.acquire(timeout=max(seconds, 0)):
            return None
        try:
            found = np.zeros((len(pairs), len(self.labels)))
            for start in range(0, len(pairs), _BATCH):
                if time.monotonic() >= end:
                    return None
                part = [[a[:MOST_CHARACTERS], b[:MOST_CHARACTERS]]
                        for a, b in pairs[start : start + _BATCH]]  # fmt: skip
                said = np.asarray(self._model.predict(part, _BATCH, False), dtype=np.float64)
                found[start : start + len(part)] = said.reshape(len(part), -1)
            return found if np.isfinite(found).all() else None
        finally:
            self._lock.release()
