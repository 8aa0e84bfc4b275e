"""Fits which of several questions a reply leaves open, into the answer model's weights.

    OMP_NUM_THREADS=1 python -m benchmarks.decisions [--rows FILE] [--processes 2]

Checks the labelled replies of the shops that may be learnt from (tests/shops and those of
benchmarks/trades that are read while checks are mended) and of the dev half of the findings suite,
fits the decision with and without the cross-encoder, prints what it says of shops that were left
out, and writes `copilot/check/answer/weights/message.json`. To be run again after a new
cross-encoder or a new bundled embedding, after `python -m copilot.check.training`. `--rows` keeps
the checked replies in a file, or takes them from there.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.faulty import labelled
from benchmarks.opened import copilot_of
from benchmarks.shops import LEARNT, LEARNT_TRADES, folder_of, parts
from copilot.api import convert, models
from copilot.check.answer.decision import PLAIN, READ
from copilot.check.checker import DEFAULT_CHECKS
from copilot.check.training.decisions import Row, described, fit, labels_of
from copilot.messages import CheckRequest
from copilot.pipeline import Copilot
from evals.kinds.kind import ticket_body
from evals.suite.load import load_suite
from knowledge import demo
from knowledge.embed import load_embedder

ROOT = Path(__file__).parent.parent
WEIGHTS = ROOT / "copilot" / "check" / "answer" / "weights" / "message.json"
SUITE = ROOT / "evals" / "suites" / "shop-findings-dev.yaml"
_WITHOUT_FACTS = ("music", "wine")  # trades whose mails have labelled replies, no key facts
_OF_THE_SUITE = "findings"
_PREFIX = "asked."
_NO_FINDINGS = [f"{check.code}=off" for check in DEFAULT_CHECKS]  # statuses alone are wanted


def of_shop(name: str) -> list[Row]:
    """The replies of one shop to mails of several questions."""
    return list(_suite() if name == _OF_THE_SUITE else _shop(name))


def _shop(name: str) -> Iterator[Row]:
    folder, embedder = folder_of(name), load_embedder("bundled")
    mails = {mail.id: mail for mail in demo.read_mails(folder / "mails.jsonl")}
    with copilot_of(folder / "shop", shop_checks=_NO_FINDINGS) as copilot:
        for row in labelled(folder):
            mail = mails[row["mail"]]
            message, customer, order = parts(mail)
            asked = _asked(copilot, CheckRequest(message, row["reply"], customer, order))
            if len(asked) < 2:
                continue
            expected, missing = mail.expectations.questions, row.get("missing") or ()
            labels = labels_of(row["kind"], list(asked), expected, missing, embedder, mail.language)
            yield Row(name, row["kind"], name in LEARNT, list(asked.values()), labels)


def _suite() -> Iterator[Row]:
    with copilot_of(demo.folder(), shop_checks=_NO_FINDINGS) as copilot:
        for case in load_suite(SUITE).cases:
            body = ticket_body(case, case.message) | {"reply": case.reply}
            request = convert.check_request(models.CheckIn.model_validate(body))
            codes = {item.code for item in case.findings}
            asked = _asked(copilot, request)
            if len(asked) > 1 and "unanswered_question" not in codes:
                right = "canned_mismatch" not in codes
                kind = "good" if right else "canned"
                yield Row(_OF_THE_SUITE, kind, True, list(asked.values()), [right] * len(asked))


def _asked(copilot: Copilot, request: CheckRequest) -> dict[str, dict[str, float]]:
    """The numbers of each question, by its text; none of a reply that says nothing."""
    found = {
        judgement.status.text: {
            name.removeprefix(_PREFIX): value
            for name, value in judgement.features.items()
            if name.startswith(_PREFIX)
        }
        for judgement in copilot.explain(request).judgements
    }
    return {text: values for text, values in found.items() if values}


def gathered(processes: int) -> list[Row]:
    names = (*LEARNT_TRADES, *_WITHOUT_FACTS, *LEARNT, _OF_THE_SUITE)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return [row for rows in pool.map(of_shop, names) for row in rows]


def kept(path: Path) -> list[Row]:
    return [Row(**json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def keep(rows: Iterable[Row], path: Path) -> None:
    path.write_text("".join(json.dumps(asdict(row)) + "\n" for row in rows), "utf-8")


def fitted(rows: list[Row]) -> Mapping[str, Any]:
    """The decision with and without the cross-encoder, each from the rows that allow it."""
    read = [row for row in rows if all(READ[0] in values for values in row.values)]
    print(f"{len(rows)} replies, {len(read)} of them read by the cross-encoder")
    found = {}
    for label, some, names in (("plain", rows, PLAIN), ("read", read, (*PLAIN, *READ))):
        found[label], held = fit(some, names)
        print(f"{label}, shops left out: {described(some, held, found[label])}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=Path, help="keeps the checked replies, or holds them")
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    if given.rows and given.rows.exists():
        rows = kept(given.rows)
    else:
        rows = gathered(given.processes)
        if given.rows:
            keep(rows, given.rows)
    weights: dict[str, Any] = json.loads(WEIGHTS.read_text("utf-8"))
    weights["decisions"] = fitted(rows)
    WEIGHTS.write_text(json.dumps(weights, ensure_ascii=False, separators=(",", ":")), "utf-8")


if __name__ == "__main__":
    main()
