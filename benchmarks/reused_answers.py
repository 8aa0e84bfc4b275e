"""Is a reply to a message of a few words called out where it answers another one?

    python -m benchmarks.reused_answers [SHOP ...]

Each past answer's question, as a new message, with three replies: its own answer, another answer
of the same shop, and one of another shop, which the knowledge does not hold. Counted are replies
that get `canned_mismatch` or `unanswered_question`: right for the last two, wrong for the first.
The past answers of the shops in tests/ that may be learnt from, and of the demo shop.
"""

from __future__ import annotations

import csv
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchmarks.check_cases import shops
from benchmarks.opened import copilot_of
from copilot.check.answer import Judgement
from copilot.messages import CheckRequest, Message

Kind = Literal["own", "same shop", "other shop"]
KINDS: tuple[Kind, ...] = ("own", "same shop", "other shop")
HALF = 0.5  # how far a message is a short one, from which it counts
_CODES = frozenset({"canned_mismatch", "unanswered_question"})
_SEED = 3


@dataclass(frozen=True, slots=True)
class Reused:
    shop: str
    kind: Kind
    judgement: Judgement
    called_out: bool


def reused(names: Sequence[str] = ()) -> Iterator[Reused]:
    """Every reply whose message holds one question and few words; `names`: of these shops."""
    folders = shops()
    answers = {name: list(past_answers(folder)) for name, folder in folders.items()}
    for name in names or folders:
        rng = random.Random(_SEED)
        others = [row for other, rows in answers.items() if other != name for row in rows]
        with copilot_of(folders[name]) as copilot:
            for row in answers[name]:
                near = [o for o in answers[name] if o is not row and _alike(o, row)]
                far = [other for other in others if _alike(other, row)]
                replies = (row, rng.choice(near), rng.choice(far))
                for kind, reply in zip(KINDS, replies, strict=True):
                    request = CheckRequest(Message(row["question"]), reply["answer"])
                    told = copilot.explain(request)
                    judged = told.judgements
                    if len(judged) == 1 and judged[0].features.get("short", 0) > HALF:
                        codes = {finding.code for finding in told.result.findings}
                        yield Reused(name, kind, judged[0], bool(codes & _CODES))


def past_answers(folder: Path) -> Iterator[dict[str, str]]:
    with (folder / "past_answers.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _alike(one: dict[str, str], other: dict[str, str]) -> bool:
    return one["language"] == other["language"]


def main() -> None:
    asked: Counter[tuple[str, Kind]] = Counter()
    called: Counter[tuple[str, Kind]] = Counter()
    for item in reused(sys.argv[1:]):
        for name in (item.shop, "all"):
            asked[name, item.kind] += 1
            called[name, item.kind] += item.called_out
    print("| called out | " + " | ".join(KINDS) + " |")
    print("|---" * (len(KINDS) + 1) + "|")
    names = [name for name in dict.fromkeys(name for name, _ in asked) if name != "all"]
    for name in (*names, "all"):
        cells = (f"{called[name, kind]}/{asked[name, kind]}" for kind in KINDS)
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
