"""Does a probability of 0.8 come true in 8 of 10 cases?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

BINS = 10
_DRAWS = 200
_SEED = 7


@dataclass(frozen=True, slots=True)
class Bin:
    """A group of cases with near probabilities: what was said, and what came true."""

    said: float
    true: float
    n: int


def bins(probabilities: Sequence[float], outcomes: Sequence[bool]) -> tuple[Bin, ...]:
    """Groups of about equal size, in the order of the probability; equal ones stay together."""
    said = np.asarray(probabilities, dtype=np.float64)
    true = np.asarray(outcomes, dtype=np.float64)
    below = np.searchsorted(np.sort(said), said, side="left")
    group = below * BINS // len(said)
    found = []
    for number in np.unique(group).tolist():
        inside = group == number
        found.append(Bin(float(said[inside].mean()), float(true[inside].mean()), int(inside.sum())))
    return tuple(found)


def ece(probabilities: Sequence[float], outcomes: Sequence[bool]) -> float:
    """Expected calibration error over groups of equal size (Nguyen and O'Connor 2015)."""
    found = bins(probabilities, outcomes)
    return sum(b.n * abs(b.said - b.true) for b in found) / sum(b.n for b in found)


def ece_by_chance(probabilities: Sequence[float]) -> float:
    """The error that perfectly calibrated probabilities would show on so few cases.

    ECE is biased upwards: even a perfect model's groups miss their share by chance.
    """
    random = np.random.default_rng(_SEED)
    said = np.asarray(probabilities, dtype=np.float64)
    drawn = [ece(said.tolist(), (random.random(len(said)) < said).tolist()) for _ in range(_DRAWS)]
    return float(np.mean(drawn))
