"""How far two raters agree beyond chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

_RESAMPLES = 2_000
_SEED = 7


def kappa(one: Sequence[str], other: Sequence[str]) -> float:
    """Cohen's kappa (1960); 1.0 where both give one and the same answer throughout."""
    if len(one) != len(other) or not one:
        raise ValueError("kappa needs two ratings of each case")
    n = len(one)
    observed = sum(a == b for a, b in zip(one, other, strict=True)) / n
    first, second = Counter(one), Counter(other)
    chance = sum(first[label] * second[label] for label in first) / (n * n)
    return 1.0 if chance == 1 else (observed - chance) / (1 - chance)


def kappa_interval(one: Sequence[str], other: Sequence[str]) -> tuple[float, float]:
    """95 % bootstrap interval over the cases."""
    random = np.random.default_rng(_SEED)
    first, second = np.asarray(one), np.asarray(other)
    drawn = []
    for _ in range(_RESAMPLES):
        picked = random.integers(0, len(first), len(first))
        drawn.append(kappa(first[picked].tolist(), second[picked].tolist()))
    low, high = np.percentile(drawn, [2.5, 97.5])
    return (float(low), float(high))
