"""Answering only what one is sure of: how wrong, at which share of answers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def risk_coverage(
    confidences: Sequence[float], right: Sequence[bool]
) -> tuple[tuple[float, float], ...]:
    """(share of cases kept, share of errors among those), most confident first.

    Cases with the same confidence are kept together.
    """
    order = np.argsort(-np.asarray(confidences, dtype=np.float64), kind="stable")
    sure = np.asarray(confidences, dtype=np.float64)[order]
    wrong = np.cumsum(1.0 - np.asarray(right, dtype=np.float64)[order])
    last = np.append(np.flatnonzero(np.diff(sure)), len(sure) - 1)
    return tuple(((i + 1) / len(sure), wrong[i] / (i + 1)) for i in last.tolist())


def area_under_risk(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """The mean error over all shares of coverage (AURC, Geifman and El-Yaniv 2017)."""
    points = risk_coverage(confidences, right)
    area, before = 0.0, 0.0
    for coverage, risk in points:
        area += (coverage - before) * risk
        before = coverage
    return area


def threshold_keeping(share: float, scores: Sequence[float]) -> float:
    """The highest threshold that at least this share of the scores reaches."""
    ordered = np.sort(np.asarray(scores, dtype=np.float64))
    dropped = int(np.floor((1 - share) * len(ordered) + 1e-9))
    return float(ordered[min(dropped, len(ordered) - 1)])
