"""The answer model: a quadratic logistic regression and boosted trees, averaged, calibrated.

What the knowledge says (`copilot.check.answer.evidence`) is added by a second, small
logistic regression, one for each combination of what is known.

The weights are plain JSON written by `copilot.check.training`; nothing here can run code.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copilot.check.answer.affinity import Floats, bundled_affinity
from copilot.check.answer.background import bundled_backgrounds
from copilot.check.answer.features import NAMES, Encoders

FILE = "answer.json"
BOUND = 4.0  # standard deviations: what lies further out counts as no more than that
_NOTHING: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Tree:
    """A binary tree in arrays; a leaf has feature -1."""

    feature: tuple[int, ...]
    threshold: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    value: tuple[float, ...]

    def score(self, values: Sequence[float]) -> float:
        node = 0
        while self.feature[node] >= 0:
            goes_left = values[self.feature[node]] <= self.threshold[node]
            node = self.left[node] if goes_left else self.right[node]
        return self.value[node]


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Trees side by side in arrays [nodes], scored together: a draft asks hundreds of times."""

    roots: NDArray[np.intp]  # [trees]
    feature: NDArray[np.intp]
    threshold: NDArray[np.float64]
    left: NDArray[np.intp]
    right: NDArray[np.intp]  # a leaf's children are itself
    value: NDArray[np.float64]
    depth: int

    @classmethod
    def of(cls, trees: Sequence[Tree]) -> Forest:
        starts = np.cumsum([0, *(len(tree.feature) for tree in trees)])
        nodes = [
            (max(feature, 0), threshold, start + left, start + right, value)
            if feature >= 0
            else (0, threshold, start + node, start + node, value)
            for tree, start in zip(trees, starts, strict=False)
            for node, (feature, threshold, left, right, value) in enumerate(
                zip(tree.feature, tree.threshold, tree.left, tree.right, tree.value, strict=True)
            )
        ]
        feature, threshold, left, right, value = zip(*nodes, strict=True) if nodes else [()] * 5
        return cls(
            roots=np.asarray(starts[: len(trees)], np.intp),
            feature=np.asarray(feature, np.intp),
            threshold=np.asarray(threshold, np.float64),
            left=np.asarray(left, np.intp),
            right=np.asarray(right, np.intp),
            value=np.asarray(value, np.float64),
            depth=max((len(tree.feature) // 2 for tree in trees), default=0),
        )

    def score(self, vector: Floats) -> float:
        """The sum of all trees' leaves."""
        values = vector.astype(np.float64)
        node = self.roots
        for _ in range(self.depth):
            goes_left = values[self.feature[node]] <= self.threshold[node]
            below = np.where(goes_left, self.left[node], self.right[node])
            if np.array_equal(below, node):
                break
            node = below
        return float(self.value[node].sum())


@dataclass(frozen=True, slots=True)
class AnswerModel:
    """Turns features into the probability that the reply answers the question.

    `answered` and `partly` are the thresholds of the statuses, chosen on dev data.
    """

    mean: Floats
    scale: Floats
    coefficients: Floats  # of each feature, then of each product of two
    intercept: float
    baseline: float
    trees: Forest
    calibration: tuple[float, float]  # slope and intercept on the averaged logit
    answered: float
    partly: float
    embedder: str  # fingerprint of the embedder that it was fitted with
    knowledge: Mapping[str, Mapping[str, float]]  # coefficients by feature; "" is the intercept

    def logit(self, vector: Floats) -> float:
        """The uncalibrated log-odds."""
        linear = float(quadratic(vector, self.mean, self.scale) @ self.coefficients)
        boosted = self.baseline + self.trees.score(vector)
        return (linear + self.intercept + boosted) / 2

    def probability(self, vector: Floats, known: Mapping[str, float] = _NOTHING) -> float:
        """In 0..1. `known` is what the knowledge (`evidence`) and the question's form
        (`expected`) add; empty: nothing."""
        slope, intercept = self.calibration
        logit = slope * self.logit(vector) + intercept
        weights = self.knowledge.get(knowledge_case(known))
        if weights is None:
            return sigmoid(logit)
        added = sum(weights[name] * value for name, value in known.items() if name in weights)
        return sigmoid(weights["logit"] * logit + added + weights[""])


def quadratic(vector: Floats, mean: Floats, scale: Floats) -> Floats:
    """Standardised features, bounded, followed by the products of each two."""
    unit = np.clip((vector - mean) / scale, -BOUND, BOUND)
    first, second = _pairs(len(unit))
    return np.concatenate([unit, unit[first] * unit[second]])


@cache
def _pairs(size: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    first, second = np.triu_indices(size, 1)
    return first, second


def knowledge_case(known: Mapping[str, float]) -> str:
    """Which regression takes what is known: by passages found for question, reply, both."""
    question, reply = known.get("found", 0.0) > 0, known.get("resembled", 0.0) > 0
    return {(True, True): "both", (True, False): "question", (False, True): "reply"}.get(
        (question, reply), "none"
    )


def sigmoid(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def parse_model(data: Mapping[str, Any]) -> AnswerModel:
    """Reads the weights; raises ValueError where they belong to other features."""
    if tuple(data["features"]) != NAMES:
        raise ValueError("The answer model's weights were made for other features: train it again.")
    return AnswerModel(
        mean=np.asarray(data["mean"], np.float32),
        scale=np.asarray(data["scale"], np.float32),
        coefficients=np.asarray(data["coefficients"], np.float32),
        intercept=data["intercept"],
        baseline=data["baseline"],
        trees=Forest.of(
            [
                Tree(*(tuple(t[k]) for k in ("feature", "threshold", "left", "right", "value")))
                for t in data["trees"]
            ]
        ),
        calibration=(data["calibration"][0], data["calibration"][1]),
        answered=data["thresholds"]["answered"],
        partly=data["thresholds"]["partly"],
        embedder=data["embedder"],
        knowledge=data["knowledge"],
    )


@cache
def bundled_model() -> AnswerModel:
    """The weights that ship with the package."""
    text = (resources.files("copilot.check.answer") / "weights" / FILE).read_text("utf-8")
    return parse_model(json.loads(text))


@cache
def bundled_encoders() -> Encoders:
    """The encoders that the bundled model was fitted with, whatever the knowledge uses."""
    # Imported here: a checker without questions needs no embedding.
    from knowledge.embed import load_embedder

    return Encoders(bundled_affinity(), bundled_backgrounds(), load_embedder("bundled"))
