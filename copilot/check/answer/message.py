"""The message model: does the reply answer the whole message, or nothing of it?

Two heads over the features of `copilot.check.answer.whole`: `answers` (all that was asked) and
`canned` (nothing of it). Each is the mean of boosted trees and a linear model; no sign of
agreement between message and reply can lower `answers` or raise `canned`. A small regression
then places each question within its message. The weights are plain JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from copilot.check.answer.affinity import Floats
from copilot.check.answer.decision import Decision, parse_decision
from copilot.check.answer.model import BOUND, Forest, Tree, sigmoid
from copilot.check.answer.whole import NAMES

FILE = "message.json"


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """Turns features, in the order of `whole.NAMES`, into log-odds."""

    mean: Floats
    scale: Floats
    coefficients: Floats
    intercept: float
    baseline: float
    trees: Forest
    calibration: tuple[float, float]  # slope and intercept

    def logit(self, vector: Floats) -> float:
        """Calibrated log-odds."""
        unit = np.clip((vector - self.mean) / self.scale, -BOUND, BOUND)
        linear = float(unit @ self.coefficients) + self.intercept
        slope, intercept = self.calibration
        return slope * (linear + self.baseline + self.trees.score(vector)) / 2 + intercept


SPEAKS_AGAINST = -2.9  # log-odds of the best answered question below which each step counts in full


@dataclass(frozen=True, slots=True)
class Weights:
    """Of log-odds that are added up. `read`: of what the cross-encoder says."""

    own: tuple[float, ...]
    intercept: float
    read: float = 0.0

    def odds(self, values: Sequence[float], read: float | None) -> float:
        added = sum(weight * value for weight, value in zip(self.own, values, strict=True))
        return added + self.intercept + self.read * (read or 0.0)


@dataclass(frozen=True, slots=True)
class Short:
    """How a message of a few words is judged: there is no story whose words a reply could take
    up, so that its questions by themselves, and what the knowledge says of them, count too.

    Wholly so up to `words[0]` words, not at all from `words[1]`. `answers` and `canned` weigh
    that head's log-odds and the least (most) answered question's; `limit` takes the place of the
    head's own limit for a mismatch. `known` and `known_limit` do so where there is knowledge to
    look the reply up in: a reply that stands in it word for word is more likely a canned one; it
    weighs the cover as well. `apart` and `apart_limit`: of one that no passage holds, whether it
    is about something else. `question` weighs a question's own log-odds, beside the
    cross-encoder's. Below `left_out` of the answers a question counts as left out.
    """

    words: tuple[float, float]
    answers: Weights
    canned: Weights
    limit: float
    known: Weights
    known_limit: float
    apart: Weights
    apart_limit: float
    question: Weights
    left_out: float

    def share(self, words: int) -> float:
        """How far a message of so many words is a short one, 0 to 1."""
        first, last = self.words
        return min(1.0, max(0.0, (last - words) / (last - first)))

    def answers_odds(
        self, odds: float, least: float, share: float, read: float | None = None
    ) -> float:
        """`read`: what the cross-encoder says of the least answered question."""
        told = self.answers.odds((odds, least), read)
        return (1 - share) * odds + share * told

    def canned_odds(
        self,
        odds: float,
        most: float,
        share: float,
        cover: float | None,
        read: float | None = None,
    ) -> float:
        """`cover`: how far one passage holds the reply; None without knowledge. `read`: what
        the cross-encoder says of the most answered question."""
        if cover is None:
            told = self.canned.odds((odds, most), read)
        else:
            told = self.known.odds((odds, most, cover), read) + max(0.0, SPEAKS_AGAINST - most)
        return (1 - share) * odds + share * told

    def is_apart(
        self, odds: float, most: float, cover: float | None, read: float | None = None
    ) -> bool:
        """Whether a reply that the knowledge does not hold answers another matter."""
        if cover is None or cover > 0:
            return False
        return self.apart.odds((odds, most), read) > self.apart_limit

    def canned_limit(self, limit: float, share: float, cover: float | None) -> float:
        """`limit`: that of the head for long messages."""
        return (1 - share) * limit + share * (self.limit if cover is None else self.known_limit)


@dataclass(frozen=True, slots=True)
class MessageModel:
    """`limits`: `canned` is the least log-odds of that head at which a reply is called a
    mismatch; below `left_out` of the other a question counts as left out; a question at
    `answered` or more is answered, whatever else is missing."""

    answers: Head
    canned: Head
    placed: Mapping[str, float]  # coefficients of a question within its message; "": intercept
    knowledge: float  # how much of what the knowledge adds to the questions counts for the message
    limits: Mapping[str, float]
    short: Short
    read: Short  # the same where the cross-encoder has read question and reply
    decisions: Mapping[str, Decision]  # of several questions: "read" and "plain", likewise

    def decision(self, *, read: bool) -> Decision:
        """Which of several questions are left open, with or without the cross-encoder."""
        return self.decisions["read" if read else "plain"]

    def question(self, values: Mapping[str, float]) -> float:
        """The probability that a question is answered, from `placed`'s values."""
        found = sum(weight * values[name] for name, weight in self.placed.items() if name)
        return sigmoid(found + self.placed[""])


def parse_message_model(data: Mapping[str, Any]) -> MessageModel:
    """Reads the weights; raises ValueError where they belong to other features."""
    if tuple(data["features"]) != NAMES:
        raise ValueError(
            "The message model's weights were made for other features: train it again."
        )
    return MessageModel(
        parse_head(data["answers"]),
        parse_head(data["canned"]),
        data["placed"],
        data["knowledge"],
        data["limits"],
        _short(data["short"]),
        _short(data["read"]),
        {name: parse_decision(part) for name, part in data["decisions"].items()},
    )


def _short(data: Mapping[str, Any]) -> Short:
    first, last = data["words"]
    return Short(
        words=(first, last),
        answers=_weights(data["answers"]),
        canned=_weights(data["canned"]),
        limit=data["limit"],
        known=_weights(data["known"]),
        known_limit=data["known_limit"],
        apart=_weights(data["apart"]),
        apart_limit=data["apart_limit"],
        question=_weights(data["question"]),
        left_out=data["left_out"],
    )


def _weights(data: Mapping[str, Any]) -> Weights:
    return Weights(tuple(data["own"]), data["intercept"], data.get("read", 0.0))


def parse_head(data: Mapping[str, Any]) -> Head:
    """One head of the weights file."""
    names = ("feature", "threshold", "left", "right", "value")
    return Head(
        mean=np.asarray(data["mean"], np.float32),
        scale=np.asarray(data["scale"], np.float32),
        coefficients=np.asarray(data["coefficients"], np.float32),
        intercept=data["intercept"],
        baseline=data["baseline"],
        trees=Forest.of([Tree(*(tuple(t[name]) for name in names)) for t in data["trees"]]),
        calibration=(data["calibration"][0], data["calibration"][1]),
    )


@cache
def bundled_message_model() -> MessageModel:
    """The weights that ship with the package."""
    text = (resources.files("copilot.check.answer") / "weights" / FILE).read_text("utf-8")
    return parse_message_model(json.loads(text))
