"""German compounds taken apart: "Wasserfilterwechsel" is found by "Filter wechseln".

The words that a compound may consist of come from a frequency list, `compounds.txt.gz`
beside this module (one `word count` per line). Without that file nothing is split.
"""

from __future__ import annotations

import gzip
import hashlib
import math
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

from knowledge.analyse.stopwords import GERMAN

_LEXICON = "compounds.txt.gz"
_SHORTEST_PART = 4
_SHORTEST_COMPOUND = 8
_LEAD = 1.1  # what the parts' mean log frequency has to have over the word's own
_LINKS = ("s", "n", "en", "es", "er", "e")  # Fugenelemente: Lieferung-s-adresse


@lru_cache(maxsize=1)
def lexicon() -> Mapping[str, float]:
    """Log frequency of each word, lower case, umlauts as written, ß as ss; empty without
    the file."""
    file = resources.files("knowledge.analyse").joinpath(_LEXICON)
    if not file.is_file():
        return {}
    lines = gzip.decompress(file.read_bytes()).decode("utf-8").splitlines()
    pairs = (line.split() for line in lines if not line.startswith("#"))
    counts = {pair[0].replace("ß", "ss"): int(pair[1]) for pair in pairs if len(pair) == 2}
    return {word: math.log(count + 1.0) for word, count in counts.items()}


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Of the word list; "none" without one."""
    file = resources.files("knowledge.analyse").joinpath(_LEXICON)
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16] if file.is_file() else "none"


@lru_cache(maxsize=100_000)
def parts(word: str) -> tuple[str, ...]:
    """`split` by the shipped word list."""
    return split(word, lexicon())


def split(word: str, words: Mapping[str, float]) -> tuple[str, ...]:
    """The parts of a lower-case word, or nothing where it is no compound.

    `words` are log frequencies. The split whose parts are the most frequent on average
    wins, and only if it lies above the word's own frequency: "kundendienst" is split,
    "kunden" is not. Prefixes that are function words ("über") make no compound.
    """
    if len(word) < _SHORTEST_COMPOUND or not word.isalpha():
        return ()
    score, found = _best(word, words)
    return found if len(found) > 1 and score > words.get(word, 0.0) * _LEAD else ()


def _best(word: str, words: Mapping[str, float]) -> tuple[float, tuple[str, ...]]:
    """Best mean log frequency of a segmentation into known words, with that segmentation."""
    own = words.get(word, 0.0)
    best: tuple[float, tuple[str, ...]] = (own, (word,)) if own else (0.0, ())
    for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        head, head_score = _known(word[:cut], words)
        if not head_score:
            continue
        tail_score, tail = _best(word[cut:], words)
        if not tail:
            continue
        mean = (head_score + tail_score * len(tail)) / (1 + len(tail))
        if mean > best[0] and (len(best[1]) != 1 or mean > own):
            best = (mean, (head, *tail))
    return best


def _known(part: str, words: Mapping[str, float]) -> tuple[str, float]:
    """The part as a word of the list, with or without its linking letters."""
    if part in GERMAN:
        return part, 0.0
    found = part, words.get(part, 0.0)
    for link in _LINKS:
        bare = part.removesuffix(link)
        if bare != part and len(bare) >= _SHORTEST_PART - 1:
            score = words.get(bare, 0.0)
            if score > found[1]:
                found = bare, score
    return found
