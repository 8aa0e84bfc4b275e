"""Lets the drafter ask the answer model: the seam between two steps that stay strangers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from copilot.check.answer.affinity import Floats
from copilot.check.answer.background import Background
from copilot.check.answer.features import Encoders, ReplyText, features
from copilot.check.answer.model import bundled_encoders, bundled_model
from knowledge.embed import Embedder, Vectors

_KEPT = 8_000  # vectors of texts: 8 MB


class AnswerJudge:
    """The answer model, asked about single sentences instead of whole replies.

    Its weights are read at the first question. Thread-safe: only caches change.
    """

    def answers(self, question: str, candidates: Sequence[str], language: str) -> list[float]:
        """How probable it is that each candidate, sent as the reply, answers the question."""
        if not candidates:
            return []
        encoders, model = _remembering(), bundled_model()
        # All at once: what the embedder does for each call costs more than the texts.
        encoders.embedder.encode_documents([question, *candidates])
        replies = [ReplyText([text], language, encoders) for text in candidates]
        return [model.probability(features(question, reply).vector()) for reply in replies]


@cache
def _remembering() -> Encoders:
    """The model's encoders; what candidates of one question share is worked out once."""
    plain = bundled_encoders()
    backgrounds = {language: _LastBest(found) for language, found in plain.backgrounds.items()}
    return Encoders(plain.affinity, backgrounds, _KnownVectors(plain.embedder))


class _LastBest(Background):
    """Keeps its answer to the last question: the same for all candidates."""

    def __init__(self, background: Background) -> None:
        super().__init__(background.words, background.index, background.starts)
        object.__setattr__(self, "_last", (b"", np.zeros(0, np.float32)))

    def best(self, question: Floats) -> Floats:
        key = question.tobytes()
        known: tuple[bytes, Floats] = object.__getattribute__(self, "_last")
        if known[0] != key:
            known = (key, super().best(question))
            object.__setattr__(self, "_last", known)
        return known[1]


class _KnownVectors:
    """An embedder that keeps the vectors of texts that it has seen."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}
        self.name, self.fingerprint = embedder.name, embedder.fingerprint
        self.dimension = embedder.dimension

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        # The bundled embedder makes no difference between what is asked and what answers.
        return self.encode_documents(texts)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        known = self._known  # another thread may start a new table meanwhile
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if len(known) + len(missing) > _KEPT:
            known = self._known = {}
            missing = list(dict.fromkeys(texts))
        if missing:
            made = self._embedder.encode_documents(missing)
            known.update(zip(missing, made, strict=True))
        return np.stack([known[text] for text in texts])
