"""Fits when a figure of a reply is doubted (`copilot/check/plausibility.py`).

    python -m benchmarks.figures_of_replies SHOP ...

True figures: those of the good replies in tests/shops/SHOP/replies.jsonl. Wrong ones: the same
replies with one figure replaced, by another one of the shop's documents in the same unit or by
one a third higher. Prints, each shop with weights of the others, how many wrong figures are
doubted at which limit, and the weights of all. Leaves out figures that are found anyway.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.preprocessing import StandardScaler  # type: ignore[import-untyped]

from benchmarks.faulty import labelled
from benchmarks.opened import copilot_of
from benchmarks.shops import SHOPS, parts
from copilot.check import plausibility, verification
from copilot.messages import CheckRequest
from knowledge import demo
from knowledge.quantities import find_quantities

SEED = 5
STRENGTH = 0.1  # of the regularisation, inverse
OTHERS = 3  # other figures of the shop that take one's place
ALLOWED = (0.01, 0.015, 0.02, 0.03)  # shares of the true figures that may be doubted
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")


@dataclass(frozen=True, slots=True)
class Row:
    shop: str
    wrong: bool
    signs: dict[str, float]


class Recorder:
    """Stands in for `verification.doubt` and keeps the signs of each figure, by its place."""

    def __init__(self) -> None:
        self.seen: dict[tuple[int, int], dict[str, float]] = {}

    def __call__(self, claim: Any, same: Any, rivals: Any, facts: Any, **more: Any) -> float:
        signs = plausibility.signs(claim, same, rivals, facts, more["weigh"])
        self.seen[claim.span] = signs | {"follows": float(more["follows"])}
        return -10.0


def figures_of(folder: Path) -> dict[str, list[str]]:
    """The shop's figures by unit."""
    found: dict[str, set[str]] = {}
    for path in (folder / "shop").rglob("*"):
        if path.suffix in (".md", ".txt", ".html"):
            for quantity in find_quantities(path.read_text("utf-8"), "de"):
                number = _NUMBER.search(quantity.text)
                if quantity.unit and number:
                    found.setdefault(quantity.unit, set()).add(number.group())
    return {unit: sorted(numbers) for unit, numbers in found.items()}


def replaced(reply: str, language: str, pool: dict[str, list[str]]) -> Iterator[tuple[str, int]]:
    """The reply with one figure replaced, and where."""
    rng = random.Random(SEED)
    for quantity in find_quantities(reply, language):
        number = _NUMBER.search(quantity.text)
        if not quantity.unit or quantity.unit == "clock" or number is None:
            continue
        start, end = (quantity.span[0] + at for at in number.span())
        mine = [n for n in pool.get(quantity.unit, []) if n != number.group()]
        others = rng.sample(mine, min(OTHERS, len(mine)))
        if number.group().isdigit():
            others.append(str(int(number.group()) + max(1, int(number.group()) // 3)))
        yield from ((reply[:start] + other + reply[end:], start) for other in others)


def rows(shop: str) -> Iterator[Row]:
    folder = SHOPS / shop
    mails = {mail.id: mail for mail in demo.read_mails(folder / "mails.jsonl")}
    pool = figures_of(folder)
    with copilot_of(folder / "shop") as copilot:
        for row in labelled(folder):
            if row["kind"] != "good":
                continue
            message, customer, order = parts(mails[row["mail"]])
            texts = [(row["reply"], -1), *replaced(row["reply"], row["lang"], pool)]
            for reply, place in texts:
                recorder = Recorder()
                with mock.patch.object(verification, "doubt", recorder):
                    copilot.check(CheckRequest(message, reply, customer, order))
                for (start, end), signs in recorder.seen.items():
                    if place < 0 or start <= place < end:
                        yield Row(shop, place >= 0, signs)


def fitted(x: np.ndarray, wrong: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights and intercept for plain values; both sides count alike."""
    scale = StandardScaler().fit(x)
    weights = np.where(wrong, (~wrong).sum() / max(wrong.sum(), 1), 1.0)
    model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(scale.transform(x), wrong, weights)
    plain = model.coef_[0] / scale.scale_
    return plain, float(model.intercept_[0] - plain @ scale.mean_)


def main() -> None:
    found = [row for shop in sys.argv[1:] for row in rows(shop)]
    names = list(plausibility.WEIGHTS)
    x = np.asarray([[row.signs[name] for name in names] for row in found])
    wrong = np.asarray([row.wrong for row in found])
    shops = np.asarray([row.shop for row in found])
    odds = np.zeros(len(found))
    for shop in set(shops):
        out = shops == shop
        weights, intercept = fitted(x[~out], wrong[~out])
        odds[out] = x[out] @ weights + intercept
    print(f"{(~wrong).sum()} true figures, {wrong.sum()} wrong ones that no other check finds")
    for share in ALLOWED:
        limit = float(np.quantile(odds[~wrong], 1 - share))
        print(f"{share:.1%} of the true: limit {limit:.2f}, {(odds[wrong] > limit).mean():.1%}")
    weights, intercept = fitted(x, wrong)
    print(dict(zip(names, weights.round(3).tolist(), strict=True)), round(intercept, 3))


if __name__ == "__main__":
    main()
