"""A further voice in the checks, where the operator configures one: a model that reads.

It may say how surely a reply answers a question, or whether a passage contradicts a statement.
It counts where the bundled model is unsure and never against what that is sure of, and a
result names the voices that spoke.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from copilot.check.case import Fault
from copilot.check.words import shorten
from copilot.messages import Evidence, FindingCode, Severity

if TYPE_CHECKING:
    from copilot.check.reading import Reading, ReplySentence
    from knowledge.crossencoder import CrossEncoder

_log = logging.getLogger(__name__)
SECONDS = 1.5  # for all that is read of one reply
SURE = 3.0  # log-odds (95 %) from which the bundled model needs no second opinion
MOST = 4.0  # log-odds that one voice may say at most
_CONTRADICTED, _BORNE_OUT = 0.9, 0.5  # probabilities
_PASSAGES = 4  # that a statement is read beside
_STATEMENTS = 15
_LEAST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Stance:
    """How surely a passage bears a statement out, and how surely it contradicts it; 0 to 1."""

    borne_out: float
    contradicted: float


class Voice(Protocol):
    """What it has no opinion of, or no time for, is None."""

    @property
    def name(self) -> str:
        """As the operator set it."""

    def answers(self, message: str, questions: Sequence[str], reply: str) -> list[float] | None:
        """For each question the log-odds that the reply answers it."""

    def stances(self, pairs: Sequence[tuple[str, str]]) -> list[Stance] | None:
        """For each pair of a passage and a statement."""


class AnswerVoice:
    """A cross-encoder of one number: does this text answer this question? QNLI models do."""

    def __init__(self, model: CrossEncoder, seconds: float = SECONDS) -> None:
        self.name, self._model, self._seconds = model.name, model, seconds

    def answers(self, message: str, questions: Sequence[str], reply: str) -> list[float] | None:
        said = self._model.read([(question, reply) for question in questions], self._seconds)
        if said is None:
            _late(self.name, self._seconds)
            return None
        found: list[float] = np.clip(said[:, 0], -MOST, MOST).tolist()
        return found

    def stances(self, pairs: Sequence[tuple[str, str]]) -> list[Stance] | None:
        return None


class TruthVoice:
    """A cross-encoder for natural language inference: does the passage contradict this?"""

    def __init__(self, model: CrossEncoder, seconds: float = SECONDS) -> None:
        self.name, self._model, self._seconds = model.name, model, seconds
        self._for = model.labels.index("entailment")
        self._against = model.labels.index("contradiction")

    def answers(self, message: str, questions: Sequence[str], reply: str) -> list[float] | None:
        return None

    def stances(self, pairs: Sequence[tuple[str, str]]) -> list[Stance] | None:
        said = self._model.read(pairs, self._seconds)
        if said is None:
            _late(self.name, self._seconds)
            return None
        likely = np.exp(said - said.max(axis=1, keepdims=True))
        likely /= likely.sum(axis=1, keepdims=True)
        return [Stance(float(row[self._for]), float(row[self._against])) for row in likely]


def _late(name: str, seconds: float) -> None:
    _log.warning("%s took more than %s s; the checks go on without it", name, seconds)


def load_voice(setting: str, *, allow_download: bool = False) -> Voice | None:
    """The model that COPILOT_CHECK_MODEL names: a folder or `id[@revision]`; `None` for "".

    Raises EmbeddingError with the command that fixes it where the model is missing, refused,
    or of neither kind.
    """
    wanted = setting.strip()
    if not wanted:
        return None
    from knowledge.embed.folders import CHECK_MODEL, find_folder

    folder = find_folder(wanted, allow_download=allow_download, role=CHECK_MODEL)
    # Imported here: torch takes seconds, and few have such a model.
    from knowledge.crossencoder.folder import CrossEncoderModel
    from knowledge.errors import EmbeddingError

    model = CrossEncoderModel(folder, name=wanted, role=CHECK_MODEL)
    if len(model.labels) == 1:
        return AnswerVoice(model)
    if {"entailment", "contradiction"} <= set(model.labels):
        return TruthVoice(model)
    raise EmbeddingError(
        f"The check model {wanted!r} gives {', '.join(model.labels)}.",
        hint="Name a cross-encoder of one number, or one whose labels are entailment,"
        " contradiction and neutral, or leave COPILOT_CHECK_MODEL empty.",
    )


def joined(own: float, heard: float) -> float:
    """Log-odds of the bundled model and of a voice: the mean, where the former is unsure."""
    return own if abs(own) >= SURE else (own + heard) / 2


class Contradicted:
    """A statement that a voice reads as the contrary of what a passage says, and that no other
    passage bears out."""

    code: FindingCode = "unsupported_claim"
    severity: Severity = "review"

    def faults(self, reading: Reading) -> Iterator[Fault]:
        statements = [s for s in reading.content if _may_be_false(s)][:_STATEMENTS]
        read = [(s, e) for s in statements for e in _passages(s, reading)]
        stances = reading.heard_stances([(e.text, s.text) for s, e in read]) if read else None
        told: dict[ReplySentence, list[tuple[Stance, Evidence]]] = {}
        for (sentence, passage), stance in zip(read, stances or (), strict=False):
            told.setdefault(sentence, []).append((stance, passage))
        for sentence, found in told.items():
            worst, passage = max(found, key=lambda item: item[0].contradicted)
            if worst.contradicted < _CONTRADICTED:
                continue
            if all(stance.borne_out < _BORNE_OUT for stance, _ in found):
                values = {"text": shorten(sentence.text), "source": passage.title or passage.source}
                span = (sentence.start, sentence.end)
                yield Fault("read_otherwise", span, evidence=(passage.id,), values=values)


def _may_be_false(sentence: ReplySentence) -> bool:
    return sentence.role == "content" and len(sentence.text.split()) >= _LEAST_WORDS


def _passages(sentence: ReplySentence, reading: Reading) -> list[Evidence]:
    """Those that share most of the sentence's words."""
    words = reading.terms_of(sentence.text)
    shared = [(len(words & reading.terms_of(e.text)), e) for e in reading.public_evidence]
    near = sorted((pair for pair in shared if pair[0]), key=lambda pair: -pair[0])
    return [passage for _, passage in near[:_PASSAGES]]
