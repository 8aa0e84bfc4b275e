"""Change or chance? Paired tests over the cases that two runs share.

Each test is over the same cases before and after, so that hard and easy cases cancel out.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

import numpy as np

from evals.intervals import resampled_means

RESAMPLES = 10_000


def mcnemar(worse: int, better: int) -> float:
    """Exact two-sided p of McNemar's test: is the split of the changed cases a fair coin's?

    `worse`, `better`: cases that passed only before, only after.
    """
    n = worse + better
    if n == 0:
        return 1.0
    tail = sum(comb(n, k) for k in range(min(worse, better) + 1))
    return float(min(1.0, 2 * tail / 2**n))


def paired_bootstrap(differences: Sequence[float]) -> tuple[float, float, float]:
    """95 % interval of the mean difference, and the two-sided p of its being zero.

    p is twice the share of resampled means on the far side of zero (with the add-one
    correction of Davison and Hinkley 1997, 4.2).
    """
    if len(differences) < 2 or not any(differences):
        return (0.0, 0.0, 1.0)
    means = resampled_means(differences, RESAMPLES)
    low, high = np.percentile(means, [2.5, 97.5])
    below = (int((means <= 0).sum()) + 1) / (RESAMPLES + 1)
    above = (int((means >= 0).sum()) + 1) / (RESAMPLES + 1)
    return (float(low), float(high), min(1.0, 2 * min(below, above)))


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Adjusted p values that keep the chance of any false alarm at the level (Holm 1979)."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted = [1.0] * len(p_values)
    highest = 0.0
    for rank, index in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = highest
    return tuple(adjusted)
