"""Misspells text as people do when they type in a hurry."""

from __future__ import annotations

import random
import re

_WORD = re.compile(r"[^\W\d_]{4,}")


def misspelt(text: str, rng: random.Random, *, share: float = 0.25) -> str:
    """The text with about `share` of its longer words mistyped."""
    return _WORD.sub(
        lambda found: _mistype(found[0], rng) if rng.random() < share else found[0], text
    )


def _mistype(word: str, rng: random.Random) -> str:
    """One slip: letters swapped, left out or doubled, or an umlaut without its dots."""
    at = rng.randrange(1, len(word) - 1)
    slip = rng.randrange(4)
    if slip == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if slip == 1:
        return word[:at] + word[at + 1 :]
    if slip == 2:
        return word[:at] + word[at] + word[at:]
    return word.translate(str.maketrans("äöüÄÖÜ", "aouAOU"))
