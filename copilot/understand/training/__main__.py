"""Makes the weights of `copilot.understand.learned`, and says how good they are on what they
have not seen.

    OMP_NUM_THREADS=1 python -m copilot.understand.training --shops tests/shops \\
        --topics knowledge/training/customer_pairs --out copilot/understand/learned/weights

Takes half a minute. Figures: each trade and shop by weights that were fitted without it and four
or five others; then the held-out trades by the weights that are written.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]

from copilot.understand.learned import complaining, wanting
from copilot.understand.learned.linear import Linear
from copilot.understand.learned.signs import Floats
from copilot.understand.training import data
from copilot.understand.training.fit import (
    STRENGTH,
    Rows,
    complaining_rows,
    fit,
    wanting_rows,
    write,
)

SHOPS = ("audio", "bikes", "cosmetics", "fashion", "garden", "pets")
_FOLDS = 6
LIMITS = {complaining.NAME: complaining.LIMIT, wanting.NAME: wanting.LIMIT}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("shops", "topics", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    given = parser.parse_args()
    written = list(data.written(data.TRADES))
    told = [*written, *(m for shop in SHOPS for m in data.of_shop(given.shops / shop))]
    unseen = list(data.written(data.HELD_OUT))
    short, topics = list(data.short()), list(data.topics(given.topics))
    for name, rows, held in (
        (complaining.NAME, complaining_rows(told, short, topics), complaining_rows(unseen, [], [])),
        (wanting.NAME, wanting_rows(told, short, topics), wanting_rows(unseen, [], [])),
    ):
        known = rows.groups != ""
        chances = left_out(rows, STRENGTH[name])
        for part, where in (
            ("written trades, left out", known & ~np.isin(rows.groups, SHOPS)),
            ("shops, left out", known & np.isin(rows.groups, SHOPS)),
        ):
            print(name, part, described(rows.labels[where], chances[where], LIMITS[name]))
        model = fit(rows, STRENGTH[name])
        print(name, "held out", described(held.labels, chances_of(model, held), LIMITS[name]))
        write(model, given.out / f"{name}.safetensors")


def left_out(rows: Rows, strength: float) -> Floats:
    """The chance of each row by weights that were fitted without its trade or shop."""
    found = np.zeros(len(rows.labels), np.float32)
    for groups in _folds(sorted(set(rows.groups) - {""})):
        out = np.isin(rows.groups, groups)
        found[out] = chances_of(fit(rows.where(~out), strength), rows.where(out))
    return found


def _folds(groups: Sequence[str]) -> Iterator[list[str]]:
    for k in range(_FOLDS):
        yield list(groups[k::_FOLDS])


def chances_of(model: Linear, rows: Rows) -> Floats:
    pairs = zip(rows.dense, (rows.words[n].indices for n in range(len(rows.labels))), strict=True)
    return np.asarray([model.probability(row, places) for row, places in pairs], np.float32)


def described(labels: np.ndarray, chances: Floats, limit: float) -> str:
    above = chances >= limit
    return (
        f"AUC {roc_auc_score(labels, chances):.3f}, at {limit}: "
        f"{int((above & labels).sum())} of {int(labels.sum())}, "
        f"{int((above & ~labels).sum())} of the {int((~labels).sum())} others"
    )


if __name__ == "__main__":
    main()
