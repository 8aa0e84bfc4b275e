"""Whether two sentences tell different things of one and the same matter."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from copilot.letters import codes_in, spoken_of
from knowledge.quantities import Quantity, dimension, find_quantities, same_quantity

_ALIKE = 0.5  # share of the shorter sentence's words from which two speak of the same
_LEAST_WORDS = 2
_NEGATED = re.compile(
    r"\b(?:nicht|kein\w*|nie|weder|not|no|never|cannot)\b|n['’]t\b", re.IGNORECASE
)
_HEDGED = re.compile(r"\b(?:wenn|falls|sofern|sonst|if|unless|otherwise|only|nur)\b", re.IGNORECASE)


def differs(mine: str, theirs: str, language: str) -> Literal["number", "negation"] | None:
    """None where two sentences agree or speak of something else."""
    words, others = spoken_of(mine, language), spoken_of(theirs, language)
    common = words & others
    if not _same_matter(common, words, others) or _other_items(mine, theirs):
        return None
    if _numbers_differ(mine, theirs, language):
        return "number"
    hedged = _HEDGED.search(mine) or _HEDGED.search(theirs)
    close = len(common) >= 0.7 * max(len(words), len(others))
    opposed = bool(_NEGATED.search(mine)) != bool(_NEGATED.search(theirs))
    return "negation" if close and opposed and not hedged else None


def _same_matter(common: frozenset[str], words: frozenset[str], others: frozenset[str]) -> bool:
    """Half of the shorter sentence, and more than a product's name: where only two words are
    common, half of the longer one too."""
    if len(common) < _LEAST_WORDS or len(common) < _ALIKE * min(len(words), len(others)):
        return False
    return len(common) > _LEAST_WORDS or len(common) >= _ALIKE * max(len(words), len(others))


def _other_items(mine: str, theirs: str) -> bool:
    """One names part numbers or codes that the other does not: a spare part's price is not
    that of the machine."""
    left, right = codes_in(mine), codes_in(theirs)
    return bool(left or right) and left.isdisjoint(right)


def _numbers_differ(mine: str, theirs: str, language: str) -> bool:
    """Both measure the same kind of thing, and no value of it is in both."""
    ours, others = _measured(mine, language), _measured(theirs, language)
    for kind in {dimension(q) for q in ours if q.unit}:
        left = [q for q in ours if dimension(q) == kind]
        right = [q for q in others if dimension(q) == kind]
        if right and not any(same_quantity(a, b) for a in left for b in right):
            return True
    return False


@lru_cache(maxsize=4_096)
def _measured(text: str, language: str) -> tuple[Quantity, ...]:
    return tuple(find_quantities(text, language))
