"""An optional second opinion on the best passages: a cross-encoder that reads both texts.

It decides the order of the best candidates and nothing else: the fused scores, which say how
probable it is that the knowledge covers the question, are dealt out anew in that order. It
has a time limit; where that is over, the fused order stands, and the results say so.
"""

from __future__ import annotations

import logging
import math
import os
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from knowledge.documents import Passage, ScoredPassage
from knowledge.embed.folders import RERANKER, find_folder, refuse_code
from knowledge.errors import EmbeddingError

_log = logging.getLogger(__name__)
RERANKED = 20  # passages that are read at most
SECONDS = 1.5
_BATCH = 4  # read between two looks at the clock
_MOST_CHARACTERS = 2_000  # of each text; models of this kind read 512 tokens


class Reranker(Protocol):
    """Reads a question beside each text."""

    @property
    def name(self) -> str:
        """For people: which model this is."""

    def scores(self, query: str, texts: Sequence[str]) -> list[float] | None:
        """One number per text, higher is better; `None` where time ran out."""


def reranked(reranker: Reranker, query: str, found: Sequence[ScoredPassage]) -> list[ScoredPassage]:
    """`found` with its first ones in the reranker's order, as `rerank` in them tells."""
    head, tail = list(found[:RERANKED]), list(found[RERANKED:])
    said = reranker.scores(query, [_text(item.passage) for item in head]) if head else None
    if said is None or not all(map(math.isfinite, said)):
        return list(found)
    order = sorted(range(len(head)), key=lambda place: -said[place])
    return [
        replace(head[place], score=slot.score, rerank=said[place])
        for place, slot in zip(order, head, strict=True)
    ] + tail


def _text(passage: Passage) -> str:
    parts = (passage.title, passage.question, passage.text)
    return "\n".join(part for part in parts if part)[:_MOST_CHARACTERS]


def load_reranker(setting: str, *, allow_download: bool = False) -> Reranker | None:
    """The model that COPILOT_RERANKER names: a folder or `id[@revision]`; `None` for "".

    Raises EmbeddingError with the command that fixes it where the model is missing or
    refused, before anything heavy is loaded.
    """
    wanted = setting.strip()
    if not wanted:
        return None
    folder = find_folder(wanted, allow_download=allow_download, role=RERANKER)
    return CrossEncoderReranker(folder, name=wanted)


class CrossEncoderReranker:
    """A sentence-transformers cross-encoder from a folder on this machine."""

    def __init__(self, folder: Path, *, name: str, seconds: float = SECONDS) -> None:
        refuse_code(folder, RERANKER)
        self.name = name
        self._seconds = seconds
        self._lock = threading.Lock()  # a fast tokenizer must not serve two threads at once
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        # Imported here: it takes seconds and hundreds of megabytes, and is rarely wanted.
        from sentence_transformers import CrossEncoder

        try:
            self._model = CrossEncoder(
                str(folder),
                device="cpu",
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True},
            )
        except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
            raise EmbeddingError(
                f"The reranker {name!r} cannot be loaded: {error}",
                hint="Check that the folder holds a cross-encoder, or unset COPILOT_RERANKER.",
            ) from error
        if self._model.num_labels != 1:
            raise EmbeddingError(
                f"The reranker {name!r} gives {self._model.num_labels} numbers per text, not one.",
                hint="Name a cross-encoder for ranking, or unset COPILOT_RERANKER.",
            )

    def scores(self, query: str, texts: Sequence[str]) -> list[float] | None:
        end = time.monotonic() + self._seconds
        if not self._lock.acquire(timeout=self._seconds):
            self._tell_late()
            return None
        try:
            found: list[float] = []
            for start in range(0, len(texts), _BATCH):
                if time.monotonic() >= end:
                    self._tell_late()
                    return None
                pairs = [[query[:_MOST_CHARACTERS], t] for t in texts[start : start + _BATCH]]
                found += [float(score) for score in self._model.predict(pairs, _BATCH, False)]
            return found
        finally:
            self._lock.release()

    def _tell_late(self) -> None:
        _log.warning("%s took more than %s s; the fused order stands", self.name, self._seconds)
