"""What a message is about, from an extensible list of examples (`intents.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

from knowledge.analyse import terms

if TYPE_CHECKING:
    from knowledge.embed import Embedder

OTHER = "other"
_WORDS = 0.30  # for the first matching expression, less for each further one
_MEANING = 1.0
_OVERLAP = 0.45
_LEAST = 0.26  # below: "other"
_READ = 1_500


@dataclass(frozen=True, slots=True)
class Intent:
    """One intent: its name, the expressions that speak for it, its examples."""

    name: str
    words: tuple[re.Pattern[str], ...]
    examples: tuple[str, ...]
    search: Mapping[str, str] = field(default_factory=dict)  # by language


@cache
def bundled_intents() -> tuple[Intent, ...]:
    """The intents of `intents.yaml`, in its order."""
    raw = resources.files(__package__).joinpath("intents.yaml").read_text(encoding="utf-8")
    return read_intents(yaml.safe_load(raw))


def read_intents(raw: Mapping[str, Mapping[str, Any]]) -> tuple[Intent, ...]:
    """Intents of a mapping like `intents.yaml`."""
    return tuple(
        Intent(
            name,
            tuple(re.compile(rf"(?<!\w){word}", re.IGNORECASE) for word in block.get("words", ())),
            (*block.get("de", ()), *block.get("en", ())),
            dict(block.get("search", {})),
        )
        for name, block in raw.items()
    )


class IntentFinder:
    """Finds the intent of a text by expressions and by its nearest examples.

    Without an embedder, likeness to the examples is counted in shared search terms.
    """

    def __init__(self, intents: Sequence[Intent] = (), embedder: Embedder | None = None) -> None:
        self._intents = tuple(intents) or bundled_intents()
        self._embedder = embedder
        # A question is scored for its own topic and for the message's intent.
        self._scores = lru_cache(maxsize=128)(self._scored)

    def intent(self, texts: Sequence[str], language: str) -> str:
        """The intent of the questions `texts`, the first counting most; `OTHER` if unclear."""
        said = [text[:_READ] for text in texts if text.strip()][:4]
        if not said:
            return OTHER
        scores = np.zeros(len(self._intents), dtype=np.float64)
        for rank, text in enumerate(said):
            scores = np.maximum(scores, self._scores(text, language) / (1 + 0.15 * rank))
        best = int(scores.argmax())
        return self._intents[best].name if scores[best] >= _LEAST else OTHER

    def topic(self, text: str, language: str) -> str:
        """Search words of the shop's side for a question, "" where the intent is unclear."""
        name = self.intent([text], language)
        found = next((intent for intent in self._intents if intent.name == name), None)
        return found.search.get(language, "") if found else ""

    def _scored(self, text: str, language: str) -> np.ndarray:
        words = np.array([self._by_words(intent, text) for intent in self._intents])
        likeness = self._by_overlap(text, language)
        if self._embedder is not None:
            cosines = self._vectors @ self._embedder.encode_queries([text])[0]
            nearest = np.full(len(self._intents), -1.0)
            np.maximum.at(nearest, self._owners, cosines)
            likeness = likeness + _MEANING * np.clip(nearest - 0.3, 0.0, None)
        return np.asarray(words + likeness)

    def _by_words(self, intent: Intent, text: str) -> float:
        hits = sum(bool(word.search(text)) for word in intent.words)
        return _WORDS * (1 - 0.5**hits) * 2 if hits else 0.0

    def _by_overlap(self, text: str, language: str) -> np.ndarray:
        said = set(terms(text, language))
        best = np.zeros(len(self._intents))
        for owner, example in zip(self._owners, self._example_terms, strict=True):
            if said and example:
                shared = len(said & example) / len(said | example)
                best[owner] = max(best[owner], _OVERLAP * shared)
        return best

    @cached_property
    def _owners(self) -> np.ndarray:
        return np.array([i for i, intent in enumerate(self._intents) for _ in intent.examples])

    @cached_property
    def _example_terms(self) -> list[set[str]]:
        # The block's language is not kept: German analysis of an English example does no harm.
        return [
            set(terms(example, language))
            for intent in self._intents
            for example, language in (
                (e, "de" if _GERMAN.search(e) else "en") for e in intent.examples
            )
        ]

    @cached_property
    def _vectors(self) -> np.ndarray:
        if self._embedder is None:
            return np.zeros((0, 0), dtype=np.float32)
        return self._embedder.encode_queries([e for i in self._intents for e in i.examples])


_GERMAN = re.compile(
    r"[äöüß]|\b(?:ich|die|der|das|mein\w*|wie|wo|wann|ist|nicht|bitte|und)\b", re.IGNORECASE
)
