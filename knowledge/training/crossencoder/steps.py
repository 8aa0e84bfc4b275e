"""What both lessons share: batches of like length, rates that rise and fall, a step downhill."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch
from torch import Tensor, nn

Progress = Callable[[str], None]
EVERY = 20  # steps between two lines of progress
_LEAST = 0.02  # of a rate that is left at the end
_MOST_NORM = 1.0  # of all gradients together


def batches(
    lengths: Sequence[int], *, tokens: int, most: int, pool: int, rng: random.Random
) -> Iterator[list[int]]:
    """Places of texts of like length, without end.

    `lengths`: of each text, in tokens. A batch is full with `tokens` of them, padding counted, or
    with `most` texts. `pool` texts at a time, drawn anew in each round, are sorted by length; the
    longest of them, where they fill no batch, are left out of that round.
    """
    places = list(range(len(lengths)))
    while True:
        rng.shuffle(places)
        for start in range(0, len(places), pool):
            cut, rows = [], []
            for place in sorted(places[start : start + pool], key=lengths.__getitem__):
                rows.append(place)
                if len(rows) * lengths[place] >= tokens or len(rows) == most:
                    cut.append(rows)
                    rows = []
            rng.shuffle(cut)
            yield from cut


def set_rates(
    optimiser: torch.optim.Optimizer, rates: Sequence[float], done: float, warmed: float
) -> None:
    """Each group's rate: `warmed` (of the first steps, up to 1) raises it, `done` (of all) lowers
    it in a straight line."""
    share = min(1.0, warmed) * max(_LEAST, 1 - done)
    for group, rate in zip(optimiser.param_groups, rates, strict=True):
        group["lr"] = rate * share


def descend(module: Any, optimiser: torch.optim.Optimizer, loss: Tensor) -> None:
    """One step against the loss, its gradients bounded."""
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(module.parameters(), _MOST_NORM)
    optimiser.step()
    optimiser.zero_grad()


def to_train(module: Any, dropout: float) -> None:
    """The module in training mode, with this dropout throughout."""
    for part in module.modules():
        if isinstance(part, nn.Dropout):
            part.p = dropout
    module.train()


def smoothed(before: float, value: float, step: int) -> float:
    """The running mean that is shown while it learns."""
    return value if not step else 0.98 * before + 0.02 * value
