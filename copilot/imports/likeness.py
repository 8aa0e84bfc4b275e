"""Finding near-duplicates among very many texts, in memory that does not hold the texts.

MinHash over word triples, with locality-sensitive banding (Leskovec, Rajaraman, Ullman:
Mining of Massive Datasets, ch. 3): 8 bands of 4 rows bring two texts together that share
80 % of their triples with a probability of 98 %; the signatures then decide.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict

import numpy as np
import numpy.typing as npt

ALIKE = 0.8  # share of common word triples from which two texts say the same
_BANDS, _ROWS = 8, 4
_ROOM = 1_024  # signatures, to begin with
_MOST_IN_A_BAND = 200  # texts made of one block share a band without saying the same
_PRIME = (1 << 61) - 1
_WORD = re.compile(r"\w+")
_MARK = re.compile(r"⟦\w+⟧")
_random = np.random.default_rng(7)
_A = _random.integers(1, 1 << 31, _BANDS * _ROWS, dtype=np.uint64)
_B = _random.integers(0, 1 << 31, _BANDS * _ROWS, dtype=np.uint64)


Signature = npt.NDArray[np.uint32]


class Likeness:
    """Remembers texts by a key, as `signature`s; texts of another `group` are never alike."""

    def __init__(self, alike: float = ALIKE) -> None:
        self._alike = alike
        self._keys: list[str] = []
        self._signatures = np.zeros((_ROOM, _BANDS * _ROWS), dtype=np.uint32)
        self._bands: defaultdict[tuple[int, int, int], list[int]] = defaultdict(list)

    def find(self, mine: Signature, group: str = "") -> list[str]:
        """The keys of all earlier texts that say the same, the first one first.

        All, so that what is found does not depend on the order in which texts came: an
        import that goes on after a kill, or comes again, judges as the first one did.
        """
        near = {number for band in _banded(mine, group) for number in self._bands.get(band, ())}
        if not near:
            return []
        numbers = np.array(sorted(near))
        alike = np.mean(self._signatures[numbers] == mine, axis=1) >= self._alike
        return [self._keys[number] for number in numbers[alike]]

    def add(self, key: str, mine: Signature, group: str = "") -> None:
        """Remembers a text."""
        number = len(self._keys)
        if number == len(self._signatures):
            self._signatures = np.concatenate([self._signatures, np.zeros_like(self._signatures)])
        self._keys.append(key)
        self._signatures[number] = mine
        for band in _banded(mine, group):
            if len(self._bands[band]) < _MOST_IN_A_BAND:
                self._bands[band].append(number)


def signature(text: str) -> Signature:
    """The MinHash of a text's word triples; marks and case do not count."""
    words = _WORD.findall(_MARK.sub(" ", text).casefold())
    triples = {" ".join(words[i : i + 3]) for i in range(max(1, len(words) - 2))}
    hashes = np.array([zlib.crc32(t.encode()) for t in triples], dtype=np.uint64)
    mixed = (hashes[:, None] * _A + _B) % np.uint64(_PRIME)
    smallest: Signature = (mixed.min(axis=0) >> np.uint64(17)).astype(np.uint32)
    return smallest


def _banded(signature: Signature, group: str) -> list[tuple[int, int, int]]:
    salt = zlib.crc32(group.encode())
    return [
        (salt, band, zlib.crc32(signature[band * _ROWS : (band + 1) * _ROWS].tobytes()))
        for band in range(_BANDS)
    ]
