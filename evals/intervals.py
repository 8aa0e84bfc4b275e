"""Intervals: how far a figure would move with other cases of the same kind."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from evals.result import Figure

RESAMPLES = 2_000
_SEED = 7
_Z = 1.959964  # two-sided 95 %
_CHUNK = 2_000_000  # drawn numbers held at once


def wilson(successes: float, n: int) -> tuple[float, float]:
    """95 % score interval of a share (Wilson 1927): holds at 0, at 1 and for small n."""
    if n == 0:
        return (0.0, 1.0)
    share, z2 = successes / n, _Z * _Z
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return (max(0.0, centre - half), min(1.0, centre + half))


def resampled_means(values: Sequence[float], resamples: int = RESAMPLES) -> np.ndarray:
    """Means of samples drawn from the values with replacement (Efron and Tibshirani 1993)."""
    sample = np.asarray(values, dtype=np.float64)
    random = np.random.default_rng(_SEED)
    rows = max(1, _CHUNK // max(len(sample), 1))
    drawn = [
        sample[random.integers(0, len(sample), (min(rows, resamples - start), len(sample)))].mean(1)
        for start in range(0, resamples, rows)
    ]
    return np.concatenate(drawn)


def bootstrap(values: Sequence[float]) -> tuple[float, float]:
    """95 % percentile interval of the mean; below two values all that a share can be."""
    if len(values) < 2:
        return (min(0.0, *values), max(1.0, *values))
    low, high = np.percentile(resampled_means(values), [2.5, 97.5])
    return (float(low), float(high))


def bootstrap_two(
    first: Sequence[float],
    second: Sequence[float],
    statistic: Callable[[Sequence[float], Sequence[float]], float],
    resamples: int = 500,
) -> tuple[float, float]:
    """The same for a statistic of two independent groups, such as an AUC."""
    one, two = np.asarray(first), np.asarray(second)
    random = np.random.default_rng(_SEED)
    drawn = [
        statistic(
            one[random.integers(0, len(one), len(one))].tolist(),
            two[random.integers(0, len(two), len(two))].tolist(),
        )
        for _ in range(resamples)
    ]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return (float(low), float(high))


def bootstrap_counts(
    counts: Sequence[int], statistic: Callable[[Sequence[float]], float]
) -> tuple[float, float]:
    """The same for a statistic of counted outcomes, such as F1 of (tp, fp, fn, tn)."""
    n = sum(counts)
    if n < 2:
        return (0.0, 1.0)
    random = np.random.default_rng(_SEED)
    shares = np.asarray(counts, dtype=np.float64) / n
    drawn = random.multinomial(n, shares, RESAMPLES)
    low, high = np.percentile([statistic(row) for row in drawn.tolist()], [2.5, 97.5])
    return (float(low), float(high))


def mean(values: Sequence[float]) -> Figure:
    """The mean with its interval: Wilson's where all values are 0 or 1."""
    n = len(values)
    value = math.fsum(values) / n
    binary = all(v in (0.0, 1.0) for v in values)
    return Figure(value, n, *(wilson(math.fsum(values), n) if binary else bootstrap(values)))


def share(successes: int, n: int) -> Figure | None:
    """A share with Wilson's interval; None where there is nothing to divide by."""
    return Figure(successes / n, n, *wilson(successes, n)) if n else None


def named(figures: Iterator[tuple[str, Figure | None]]) -> dict[str, Figure]:
    """Those that could be computed."""
    return {name: figure for name, figure in figures if figure is not None}
