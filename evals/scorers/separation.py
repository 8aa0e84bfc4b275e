"""How well a score, or a yes and no, tells two groups apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np


def auc(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """Chance that a random positive scores above a random negative, ties counting half.

    The Mann-Whitney U statistic divided by the number of pairs. Raises ValueError where a
    group is empty.
    """
    if len(positives) == 0 or len(negatives) == 0:
        raise ValueError("an AUC needs cases of both groups")
    low = np.sort(np.asarray(negatives, dtype=np.float64))
    high = np.asarray(positives, dtype=np.float64)
    below = np.searchsorted(low, high, side="left")
    upto = np.searchsorted(low, high, side="right")
    return float((below + upto).sum() / 2 / (len(low) * len(high)))


@dataclass(frozen=True, slots=True)
class Counts:
    """Outcomes of a yes and no: true and false positives, false and true negatives."""

    tp: int = 0
    fp: int = 0
    fn: int = 0
    tn: int = 0

    @classmethod
    def of(cls, pairs: Iterable[tuple[bool, bool]]) -> Counts:
        """From (is it so, was it said)."""
        found = [(bool(is_so), bool(said)) for is_so, said in pairs]
        return cls(
            tp=found.count((True, True)),
            fp=found.count((False, True)),
            fn=found.count((True, False)),
            tn=found.count((False, False)),
        )

    def as_tuple(self) -> tuple[int, int, int, int]:
        return (self.tp, self.fp, self.fn, self.tn)


def precision(counts: Sequence[float]) -> float:
    """Of (tp, fp, …): how much of what was said is so; 0 where nothing was said."""
    tp, fp, *_ = counts
    return tp / (tp + fp) if tp + fp else 0.0


def recall(counts: Sequence[float]) -> float:
    """Of (tp, fp, fn, …): how much of what is so was said."""
    tp, _, fn, *_ = counts
    return tp / (tp + fn) if tp + fn else 0.0


def f1(counts: Sequence[float]) -> float:
    """The harmonic mean of both."""
    tp, fp, fn, *_ = counts
    return 2 * tp / (2 * tp + fp + fn) if tp else 0.0


def balanced_accuracy(counts: Sequence[float]) -> float:
    """The mean of the shares recognised in each group: 0.5 for a constant answer."""
    tp, fp, fn, tn = counts
    found = [right / both for right, both in ((tp, tp + fn), (tn, tn + fp)) if both]
    return sum(found) / len(found) if found else 0.0
