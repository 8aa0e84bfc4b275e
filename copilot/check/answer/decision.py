"""Which questions does the reply leave open? Decided over all of them at once.

A reply answers its questions one beside the other, often in few words: whether "24,00 € das
Stück" answers the first of two questions depends on what answers the second. So the numbers of a
question tell of its rivals, too, and of how much the reply says at all. One model with the
cross-encoder's reading of each question beside each sentence, one without. The weights are in
`message.json`, fitted by `python -m benchmarks.decisions`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from copilot.check.answer.affinity import Floats
from copilot.check.answer.expected import sole_kind
from copilot.check.answer.features import Features
from copilot.check.answer.model import BOUND, sigmoid
from copilot.check.answer.whole import logit

if TYPE_CHECKING:
    from copilot.check.answer.crossread import Said
    from copilot.check.reading import ReplySentence
    from copilot.messages import Question

# Of the texts and the knowledge.
PLAIN: tuple[str, ...] = (
    "alone",  # log-odds of the question by itself
    "known",  # and with the knowledge, up to a limit: a canned reply stands in it, too
    "z",
    "beside",
    "cosine",
    "stems",
    "kind_reply",
    "kind_missing",
    "kind_sole",  # it alone asks for a time or a price, and the reply tells one
    "polarity_met",
    "polarity_clash",
    "found",
    "borne_sentence",  # by the passages found for the question
    "borne_first",
    "resembled",
    "resembled_first",
    "cover",  # how far one passage holds the reply
    "recall_root",  # of the whole message against the whole reply
    "reverse",
    "spread",
    "questions",
    "message_words",
    "question_words",
    "place",  # of the question among the others, 0 to 1
    "asks",  # whether a question mark or a word such as "when" stands in it
    "words",  # of the reply
    "sentences",
    "clauses_left",  # beyond one for each question
    "content",  # share of sentences that say something
    "waits",  # whether the reply defers this question or asks for what it needs
    "only_waits",  # and does little else
)
# Of what the cross-encoder says of each question beside each sentence.
READ: tuple[str, ...] = (
    "read",  # of the best part of the reply
    "read_sentence",  # of its best sentence
    "read_least",  # of the message's worst answered question
    "read_most",
    "read_own",  # when every question takes a sentence of its own
    "read_own_mean",
    "read_before",  # how far some sentence rather answers this question than any other one
    "read_rival",  # what another question says to this one's best sentence
)
KNOWN = ("found", "borne_sentence", "borne_first", "resembled", "resembled_first")
RISES = frozenset(  # signs of an answer: more of them never speaks against one
    {
        "alone", "known", "z", "beside", "cosine", "stems", "kind_reply", "kind_sole",
        "polarity_met", "borne_sentence", "borne_first", "resembled_first", "recall_root",
        "reverse", "spread", "waits", "read", "read_sentence", "read_least", "read_most",
        "read_own", "read_own_mean", "read_before",
    }
)  # fmt: skip
SINKS = frozenset({"kind_missing", "polarity_clash", "read_rival"})
_CLAUSE = re.compile(r"[,;:–—]| - |\b(?:und|aber|oder|wenn|weil|and|but|or|if|because|so)\b")
_ASKS = re.compile(
    r"\?|\b(?:wann|wie|wo|wohin|woher|wer|wem|wen|was|warum|wieso|weshalb|welche[nmrs]?|ob"
    r"|when|how|where|who|what|why|which|whether)\b",
    re.IGNORECASE,
)
_MOST_KNOWN = 3.0  # log-odds that the knowledge adds
NO_COVER = 0.45  # where no passage resembles the reply
_BOUND = 6.0
_ALONE = -3.0  # what an absent rival says


@dataclass(frozen=True, slots=True)
class Asked:
    """A question against the reply: by the texts alone, and with what the knowledge adds.
    `waits`: the reply promises to look after it, or asks for what it needs."""

    question: Question
    found: Features
    about: Mapping[str, float]
    alone: float
    known: float
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of message and reply as a whole. `places`: of each question, as
    `whole.placed` says; `values`: `whole.whole`'s; `words`: of the message."""

    values: Mapping[str, float]
    places: Sequence[Mapping[str, float]]
    words: int
    content: Sequence[ReplySentence]
    said: Said | None


def values_of(asked: Sequence[Asked], told: Told) -> list[dict[str, float]]:
    """The numbers of each question; those of `READ` only where the cross-encoder has read."""
    shared = _shared(asked, told)
    found = [
        shared
        | _own(item, place, at / max(1, len(asked) - 1))
        | {"kind_sole": _sole_kind(at, asked, told)}
        for at, (item, place) in enumerate(zip(asked, told.places, strict=True))
    ]
    if told.said is None:
        return found
    return [a | b for a, b in zip(found, _read(told.said, told.content), strict=True)]


def _shared(asked: Sequence[Asked], told: Told) -> dict[str, float]:
    said = [s for s in told.content if s.role != "apology"] or list(told.content)
    clauses = sum(1 + len(_CLAUSE.findall(s.text)) for s in said)
    content = sum(s.role == "content" for s in told.content)
    waiting = any(s.role in ("deferral", "counter") for s in said)
    return {name: told.values[name] for name in ("recall_root", "reverse", "spread")} | {
        "questions": math.log(len(asked)),
        "message_words": math.log1p(told.words),
        "words": math.log1p(sum(len(s.text.split()) for s in told.content)),
        "sentences": math.log1p(len(said)),
        "clauses_left": min(clauses - len(asked), 2 * _BOUND),
        "content": content / len(told.content),
        "only_waits": float(waiting and content <= 1),
    }


def _own(item: Asked, place: Mapping[str, float], at: float) -> dict[str, float]:
    text, about = item.question.text, item.about
    forms = ("kind_missing", "polarity_met", "polarity_clash")
    alone = logit(item.alone)
    return {
        **{name: about.get(name, 0.0) for name in (*KNOWN, *forms)},
        **{name: place[name] for name in ("z", "beside", "cosine", "stems")},
        "alone": alone,
        "known": min(logit(item.known), alone + _MOST_KNOWN),
        "cover": about.get("resembled_cover", NO_COVER),
        "kind_reply": item.found.values["kind_reply"],
        "question_words": math.log1p(len(text.split())),
        "place": at,
        "asks": float(_ASKS.search(text) is not None),
        "waits": float(item.waits),
    }


def _sole_kind(at: int, asked: Sequence[Asked], told: Told) -> float:
    texts = [item.question.text for item in asked]
    return sole_kind(texts[at], texts[:at] + texts[at + 1 :], [s.text for s in told.content])


def _read(said: Said, content: Sequence[ReplySentence]) -> list[dict[str, float]]:
    parts = np.clip(said.parts, -_BOUND, _BOUND).max(axis=1)
    chosen = [at for at, s in enumerate(content) if s.role != "apology"]
    kept = [at for at in chosen if at < said.sentences.shape[1]]
    table = np.clip(said.sentences[:, kept] if kept else said.sentences, -_BOUND, _BOUND)
    own, found = _own_sentences(table), []
    for at, row in enumerate(table):
        others = np.delete(table, at, axis=0)
        rival = others.max(axis=0) if len(others) else np.full(len(row), _ALONE)
        found.append(
            {
                "read": float(parts[at]),
                "read_sentence": float(row.max()),
                "read_least": float(parts.min()),
                "read_most": float(parts.max()),
                "read_own": float(own[at]),
                "read_own_mean": float(own.mean()),
                "read_before": float((row - rival).max()),
                "read_rival": float(rival[int(row.argmax())]),
            }
        )
    return found


def _own_sentences(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """What each question's sentence says to it when none serves two: the surest goes first."""
    left, found = table.copy(), np.full(len(table), -_BOUND, table.dtype)
    for _ in range(min(table.shape)):
        row, column = np.unravel_index(int(left.argmax()), left.shape)
        found[row] = left[row, column]
        left[row, :] = left[:, column] = -np.inf
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """Turns a question's numbers into log-odds. Below `open` a question counts as left open;
    where all of them are below `canned`, the reply is about something else."""

    names: tuple[str, ...]
    mean: Floats
    scale: Floats
    coefficients: Floats
    intercept: float
    open: float
    canned: float

    def odds(self, values: Mapping[str, float]) -> float:
        vector = np.asarray([values[name] for name in self.names], np.float32)
        unit = np.clip((vector - self.mean) / self.scale, -BOUND, BOUND)
        return float(unit @ self.coefficients) + self.intercept

    def chance(self, odds: float, least: float) -> float:
        """The odds as a score that is `least` at the limit below which a question is open."""
        return sigmoid(odds - self.open + logit(least))


def parse_decision(data: Mapping[str, Any]) -> Decision:
    """Reads the weights; raises ValueError where they belong to other numbers."""
    names = tuple(data["names"])
    if names not in (PLAIN, PLAIN + READ):
        raise ValueError("The decision's weights were made for other numbers: fit it again.")
    mean, scale, found = (
        np.asarray(data[name], np.float32) for name in ("mean", "scale", "coefficients")
    )
    return Decision(names, mean, scale, found, data["intercept"], data["open"], data["canned"])
