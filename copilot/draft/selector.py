"""Scores the units of a message's evidence against one question with a small learned model.

The model is a logistic regression over `copilot.draft.features`; `benchmarks/selector.py`
makes its weights and says how well it does on a shop that it has not seen.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from copilot.draft.asked import units_in, units_wanted
from copilot.draft.features import NAMES, Asked, Candidate, features
from copilot.draft.likeness import Vectors, content_words, importance
from copilot.draft.products import ProductSense
from copilot.draft.reader import Floats, Reader
from copilot.draft.secondlook import SecondLook
from copilot.draft.sources import Unit
from copilot.messages import Question
from knowledge.embed import StaticEmbedder

if TYPE_CHECKING:
    from knowledge.embed import Embedder

_WARNING = re.compile(
    r"\b(?:nicht (?:mehr|weiter)|nie|niemals|sofort|umgehend|gefahr\w*|gefährlich\w*|giftig\w*|"
    r"stecker|ausschalten|ins freie|notruf|giftnotruf|arzt|ärztin|tierarzt|tierärztin|feuerwehr|"
    r"stop|never|no longer|do not|immediately|at once|danger\w*|hazard\w*|toxic|poison\w*|"
    r"unplug|switch off|outdoors|emergency|doctor|vet|fire brigade)\b",
    re.I,
)
_LIFT = 1.0  # in log-odds
_VAGUE = 1.2


@dataclass(frozen=True, slots=True)
class Scored:
    """`odds`: log-odds that the unit belongs into the answer."""

    unit: Unit
    odds: float

    @property
    def score(self) -> float:
        """The probability that the unit belongs into the answer."""
        return float(1 / (1 + np.exp(-self.odds)))


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature, for standardised values."""

    weights: Floats
    intercept: float

    def odds(self, matrix: Floats) -> Floats:
        found: Floats = matrix @ self.weights + self.intercept
        return found


class Scorer:
    """Scores candidates by words, concepts, meaning and kind of answer. Thread-safe."""

    def __init__(
        self,
        embedder: Embedder | None = None,
        model: Model | None = None,
        beside: Model | None = None,
        second: SecondLook | None = None,
    ) -> None:
        """`model` for questions, `beside` for what a message tells without asking; `second` reads
        the likeliest units for a question once more."""
        vectors = Vectors(embedder) if embedder is not None else None
        # A transformer would take its milliseconds for each single word.
        self._reader = Reader(vectors, quick=isinstance(embedder, StaticEmbedder))
        kind = "words" if embedder is None else "meaning"
        self._model = model or bundled_model(kind)
        self._second = second
        self._beside = beside or bundled_model(f"{kind}_beside")

    def score(
        self, asked: Asked, candidates: Sequence[Candidate], about: ProductSense
    ) -> list[Scored]:
        """All units, best first. Equal ones keep the order of the evidence."""
        if not candidates:
            return []
        model = self._model if asked.question.id else self._beside
        odds = model.odds(features(asked, candidates, about, self._reader))
        if self._second is not None and asked.question.id:
            odds = self._second.odds(asked, candidates, odds)
        scored = [Scored(c.unit, float(o)) for c, o in zip(candidates, odds, strict=True)]
        return sorted(scored, key=lambda item: -item.odds)


@cache
def bundled_model(kind: str) -> Model:
    """Weights that ship with the package: "meaning", or "words" where no embedder is, each also
    with "_beside"."""
    path = resources.files("copilot.draft") / "weights" / "selector.json"
    data: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
    return parse_model(data[kind])


def parse_model(data: Mapping[str, Any]) -> Model:
    """A feature that the weights do not know counts nothing."""
    weights = np.asarray([data["weights"].get(name, 0.0) for name in NAMES], np.float32)
    return Model(weights, float(data["intercept"]))


def warnings_first(scored: Sequence[Scored]) -> list[Scored]:
    """Where somebody may come to harm, what warns goes before what merely explains."""
    lifted = [
        replace(item, odds=item.odds + _LIFT) if _WARNING.search(item.unit.text) else item
        for item in scored
    ]
    return sorted(lifted, key=lambda item: -item.odds)


def is_vague(question: Question, language: str) -> bool:
    """Whether a question says little by itself: "Was kostet das?", "Was passiert dann?"."""
    return sum(map(importance, content_words(question.text, language))) < _VAGUE


def gives_wanted(question: Question, unit: Unit) -> bool:
    """Whether a unit holds the kind of figure that the question asks for."""
    return bool(units_wanted(question.text) & units_in(unit.text, unit.evidence.language))
