"""Customers' questions beside the sentences that a draft chooses from, for the cross-encoder.

    python -m benchmarks.mail_pairs OUT.jsonl SHOP ...

SHOP is a folder of benchmarks/trades or tests/shops. A line is a question as a draft asks it, with
what stands before it, {question, texts, answers}: `texts` are the units of its evidence under their
headings, the likeliest first, `answers` the places of those that hold a key fact.
`python -m knowledge.training.crossencoder --mails OUT.jsonl` learns from it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.opened import copilot_of
from benchmarks.selector import Row, Shop
from benchmarks.shops import folder_of
from copilot.draft.features import NAMES
from knowledge import demo

MOST = 24  # of a question's units


def lines(shop: str) -> Iterator[dict[str, Any]]:
    """Of every question that has a right unit, and of those that have none because nothing
    covers the mail."""
    folder = folder_of(shop)
    with copilot_of(folder / "shop") as copilot:
        opened = Shop(shop, copilot)
        for mail in demo.read_mails(folder / "mails.jsonl"):
            expected = mail.expectations
            uncovered = len(expected.not_covered) == len(expected.questions)
            for row in opened.rows(mail, opened.case(mail)):
                if not row.beside and (uncovered or np.nansum(row.right)):
                    yield _line(row)


def _line(row: Row) -> dict[str, Any]:
    base = row.values[:, NAMES.index("base")]
    known = [int(place) for place in np.argsort(-base, kind="stable") if row.right[place] in (0, 1)]
    right = [place for place in known if row.right[place]]
    places = list(dict.fromkeys([*known[: MOST - len(right)], *right]))
    return {
        "question": row.pairs[0][0],
        "texts": [row.pairs[place][1] for place in places],
        "answers": [at for at, place in enumerate(places) if row.right[place]],
    }


def main() -> None:
    out, *shops = sys.argv[1:]
    with Path(out).open("w", encoding="utf-8") as file:
        for shop in shops:
            for line in lines(shop):
                file.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
