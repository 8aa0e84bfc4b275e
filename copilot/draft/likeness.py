"""How much of a question a sentence covers, word by word.

Each word of the question counts as much as the most alike word of the sentence: 1 for the
same stem, the cosine for words that mean nearly the same ("umsonst" – "kostenlos").
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from copilot.draft.wordforms import rejoined, root
from knowledge.analyse import terms
from knowledge.tokens import encoding

if TYPE_CHECKING:
    from knowledge.embed import Embedder

_WORD = re.compile(r"[\w-]{3,}|\d+")
_FREQUENT = 1_000  # the rank up to which a word tells next to nothing
_LEAST = 0.15
_KEPT = 20_000  # vectors: 20 MB with the bundled embedding


class Vectors:
    """Document vectors of an embedder, kept by text. Thread-safe: a lost entry is made anew."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, NDArray[np.float32]] = {}

    def of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row for each text."""
        known = self._known  # another thread may start a new table meanwhile
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if len(known) + len(missing) > _KEPT:
            known = self._known = {}
            missing = list(dict.fromkeys(texts))
        if missing:
            made = self._embedder.encode_documents(missing)
            known.update(zip(missing, made, strict=True))
        return np.stack([known[text] for text in texts])


class WordLikeness:
    """Covers of word lists by word lists. Without vectors only same stems count."""

    def __init__(self, vectors: Vectors | None = None) -> None:
        self._vectors = vectors

    def cover(self, asked: Sequence[str], said: Sequence[str], language: str) -> list[float]:
        """For each asked word its best likeness (0..1) among the said ones."""
        if not asked or not said:
            return [0.0] * len(asked)
        said_stems = frozenset[str]().union(*(stems_of(word, language) for word in said))
        alike = self._cosines(asked, said)
        return [
            1.0 if stems_of(word, language) & said_stems else float(best)
            for word, best in zip(asked, alike, strict=True)
        ]

    def _cosines(self, asked: Sequence[str], said: Sequence[str]) -> Sequence[float]:
        if self._vectors is None:
            return [0.0] * len(asked)
        found = self._vectors.of(asked) @ self._vectors.of(said).T
        best: Sequence[float] = np.clip(found.max(axis=1), 0.0, 1.0).tolist()
        return best


@lru_cache(maxsize=8192)
def content_words(text: str, language: str) -> tuple[str, ...]:
    """The words that mean something, as written, each once; German verbs with their particle."""
    text = rejoined(text) if language == "de" else text
    return tuple(word for word in dict.fromkeys(_WORD.findall(text)) if stems_of(word, language))


@lru_cache(maxsize=32_768)
def importance(word: str) -> float:
    """How telling a word is, 0..1: rare words more than frequent ones.

    The rank of a token in our byte-pair encoding stands for its frequency: what was merged
    early is frequent. A word of several tokens is rare.
    """
    spellings = {f" {word}", f" {word.lower()}", f" {word.capitalize()}"}
    ranks = [tokens[0] for s in spellings if len(tokens := encoding().encode_ordinary(s)) == 1]
    if not ranks:
        return 1.0
    span = math.log(encoding().n_vocab / _FREQUENT)
    share = math.log(max(min(ranks), 1) / _FREQUENT) / span
    return _LEAST + (1 - _LEAST) * min(1.0, max(0.0, share))


@lru_cache(maxsize=32_768)
def stems_of(word: str, language: str) -> frozenset[str]:
    """What a word is recognised by; empty for one that means nothing by itself."""
    stems = frozenset(terms(word, language))
    return stems | {f"~{root(word)}"} if stems and language == "de" else stems
