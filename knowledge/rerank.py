"""An optional second opinion on the best passages: a cross-encoder that reads both texts.

It decides the order of the best candidates and nothing else: the fused scores, which say how
probable it is that the knowledge covers the question, are dealt out anew in that order. It
has a time limit; where that is over, the fused order stands, and the results say so.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np

from knowledge.crossencoder import MOST_CHARACTERS
from knowledge.crossencoder.folder import CrossEncoderModel
from knowledge.documents import Passage, ScoredPassage
from knowledge.embed.folders import RERANKER, find_folder
from knowledge.errors import EmbeddingError

_log = logging.getLogger(__name__)
RERANKED = 20  # passages that are read at most
SECONDS = 1.5


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
    return "\n".join(part for part in parts if part)[:MOST_CHARACTERS]


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
        self.name = name
        self._seconds = seconds
        self._model = CrossEncoderModel(folder, name=name, role=RERANKER)
        if len(self._model.labels) != 1:
            raise EmbeddingError(
                f"The reranker {name!r} gives {len(self._model.labels)} numbers per text, not one.",
                hint="Name a cross-encoder for ranking, or unset COPILOT_RERANKER.",
            )

    def scores(self, query: str, texts: Sequence[str]) -> list[float] | None:
        said = self._model.read([(query, text) for text in texts], self._seconds)
        if said is None:
            _log.warning("%s took more than %s s; the fused order stands", self.name, self._seconds)
            return None
        found: list[float] = (1 / (1 + np.exp(-said[:, 0]))).tolist()
        return found
