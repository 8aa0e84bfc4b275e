"""Compares words and sentences: by their stems, and by vectors where an embedder is there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from copilot.draft.likeness import Vectors, content_words, stems_of

Floats = NDArray[np.float32]


class Reader:
    """Reads words and sentences with an embedder; without one, same stems alone count.

    `quick`: vectors of single words cost next to nothing.
    """

    def __init__(self, vectors: Vectors | None, *, quick: bool) -> None:
        self._vectors = vectors
        self._words = vectors if quick else None

    def met(self, asked: Sequence[str], texts: Sequence[str], language: str) -> Floats:
        """[asked words, texts]: the best likeness of each word in each text; 1 is the same."""
        said = [content_words(text, language) for text in texts]
        places = {word: at for at, word in enumerate(dict.fromkeys(w for ws in said for w in ws))}
        if not asked or not places:
            return np.zeros((len(asked), len(texts)), np.float32)
        alike = self._alike(asked, list(places), language)
        alike = alike[:, [places[word] for words in said for word in words]]
        starts = np.cumsum([0, *(len(words) for words in said)])
        found = np.zeros((len(asked), len(texts)), np.float32)
        for at, (first, last) in enumerate(pairwise(starts)):
            if last > first:
                found[:, at] = alike[:, first:last].max(axis=1)
        return found

    def _alike(self, asked: Sequence[str], said: Sequence[str], language: str) -> Floats:
        if self._words is None:
            alike = np.zeros((len(asked), len(said)), np.float32)
        else:
            alike = np.clip(self._words.of(asked) @ self._words.of(said).T, 0.0, 1.0)
        places: dict[str, list[int]] = {}
        for at, word in enumerate(said):
            for stem in stems_of(word, language):
                places.setdefault(stem, []).append(at)
        for row, word in enumerate(asked):
            for stem in stems_of(word, language):
                alike[row, places.get(stem, [])] = 1.0
        return alike

    def cosines(self, asked: Sequence[str], texts: Sequence[str]) -> Floats:
        """[asked texts, texts]."""
        if self._vectors is None:
            return np.zeros((len(asked), len(texts)), np.float32)
        found: Floats = self._vectors.of(asked) @ self._vectors.of(texts).T
        return found
