"""Fits how messages of a few words are judged, into the answer model's weights.

    python -m benchmarks.short_messages DATA copilot/check/answer/weights/message.json

Reads the dev part of faq-pairs-open: questions without a story, true and wrong replies, no
knowledge; for replies that can be looked up the dev half of the findings suite, and the past
answers of the shops that may be learnt from, each with its own question and another's. Run it after
`python -m copilot.check.training`. The limit for a mismatch without knowledge stays as it is in
the file; the one with knowledge lets two of a hundred replies be called one wrongly, that for a
question left out one of ten.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from benchmarks.opened import copilot_of
from benchmarks.reused_answers import HALF, reused
from copilot.api import convert, models
from copilot.messages import CheckRequest, Message
from evals.kinds.kind import ticket_body
from evals.suite.load import load_suite
from knowledge import demo

Weights = dict[str, Any]
MOST = 700
SEED = 3
ALLOWED = 0.02
# By hand, on `benchmarks/reused_answers.py`: lower ones call out more of a shop's other answers,
# and hardly an own one, but swap findings of `unanswered_question` for `canned_mismatch`.
KNOWN = -1.4
TERSE = 0.1  # share of right replies to a short message that may be taken to leave something out
APART = 0.85  # 70 percent sure
_SIGNS = {"whole.canned": -1, "cover": -1}  # what speaks against an answer
ROOT = Path(__file__).parent.parent


def measured(folder: Path) -> Iterator[tuple[str, dict[str, float]]]:
    """Label and the values of the judgement, for each row that has a question."""
    lines = (folder / "faq-pairs-open" / "dev.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    random.Random(SEED).shuffle(rows)
    with copilot_of(None) as copilot:
        for row in rows[:MOST]:
            request = CheckRequest(Message(row["question"]), row["reply"], sources=())
            judged = copilot.explain(request).judgements
            if judged and "short" in judged[0].features:
                yield row["label"], dict(judged[0].features)


def looked_up() -> Iterator[tuple[bool, dict[str, float]]]:
    """Whether a reply of the findings suite's dev half is a mismatch, and its judgement."""
    suite = load_suite(ROOT / "evals" / "suites" / "shop-findings-dev.yaml")
    with copilot_of(demo.folder()) as copilot:
        for case in suite.cases:
            body = ticket_body(case, case.message) | {"reply": case.reply}
            request = convert.check_request(models.CheckIn.model_validate(body))
            judged = copilot.explain(request).judgements
            if judged and judged[0].features.get("short") and "cover" in judged[0].features:
                canned = any(item.code == "canned_mismatch" for item in case.findings)
                yield canned, dict(judged[0].features)


def known(rows: list[tuple[bool, dict[str, float]]], read: str) -> tuple[Weights, float]:
    """The weights and the limit for replies that can be looked up."""
    found = [values for _, values in rows]
    canned = np.asarray([canned for canned, _ in rows])
    weights = fitted(found, ("whole.canned", "known.most", "cover"), read, canned, strength=1)
    least = odds(found, ("whole.canned", "known.most", "cover"), read, weights)[~canned]
    return weights, round(float(np.quantile(least, 1 - ALLOWED)), 3)


def left_out(right: list[dict[str, float]], weights: Weights) -> float:
    """The limit below which the cross-encoder's reading counts as a question left out."""
    plain = ("whole.answers", "known.least")
    told = odds(right, plain, "read.least", weights["answers"])
    return round(float(np.quantile(told, TERSE)), 3)


def values_of(found: Sequence[Mapping[str, float]], names: Sequence[str]) -> np.ndarray:
    return np.asarray([[values[name] for name in names] for values in found])


def odds(
    found: Sequence[Mapping[str, float]], names: Sequence[str], read: str, weights: Weights
) -> np.ndarray:
    added: np.ndarray = values_of(found, names) @ np.asarray(weights["own"])
    added += weights["intercept"]
    if read:
        added += weights["read"] * values_of(found, [read])[:, 0]
    return added


def fitted(
    found: Sequence[Mapping[str, float]],
    names: Sequence[str],
    read: str,
    target: np.ndarray,
    sample: np.ndarray | None = None,
    strength: float = 10,
) -> Weights:
    """`read`: the name of what the cross-encoder says; "" goes without it. A value that would count
    against what it stands for, as few rows make one do, is left out."""
    used = [*names, *([read] if read else [])]
    signs = np.asarray([_SIGNS.get(name, 1) * _turned(names) for name in used])
    x, kept = values_of(found, used), np.ones(len(used), bool)
    while True:
        model = LogisticRegression(C=strength).fit(x * kept, target, sample_weight=sample)
        wrong = kept & (model.coef_[0] * signs < 0)
        if not wrong.any():
            break
        kept &= ~wrong
    coefficients = [round(float(v), 3) for v in model.coef_[0] * kept]
    weights = {"own": coefficients[: len(names)], "intercept": round(float(model.intercept_[0]), 3)}
    return weights | ({"read": coefficients[-1]} if read else {})


def _turned(names: Sequence[str]) -> int:
    """-1 where a mismatch is looked for: what speaks for an answer speaks against it."""
    return -1 if "whole.canned" in names else 1


def made(
    rows: list[tuple[str, dict[str, float]]],
    dev: list[tuple[bool, dict[str, float]]],
    foreign: list[tuple[bool, dict[str, float]]],
    before: dict[str, Any],
    *,
    read: bool,
) -> dict[str, Any]:
    """How short messages are judged, with or without the cross-encoder; the rest as before."""
    least, most = ("read.least", "read.most") if read else ("", "")
    found = [values for _, values in rows]
    labels = np.asarray([label for label, _ in rows])
    storyless, share = values_of(found, ["storyless"])[:, 0], values_of(found, ["short"])[:, 0]
    limits = known(dev, most)
    return before | {
        "answers": fitted(
            found, ("whole.answers", "known.least"), least, labels == "match", storyless
        ),
        "canned": fitted(found, ("whole.canned", "known.most"), most, labels == "mismatch", share),
        "known": limits[0],
        "known_limit": limits[1],
        "apart": fitted(
            [values for _, values in foreign],
            ("whole.canned", "known.most"),
            most,
            np.asarray([other for other, _ in foreign]),
            strength=1,
        ),
        "apart_limit": APART,
        "question": single(rows, read=read),
    }


def single(rows: list[tuple[str, dict[str, float]]], *, read: bool) -> Weights:
    """How a question's own log-odds count beside what the cross-encoder says of it."""
    if not read:
        return {"own": [1.0], "intercept": 0.0}
    alone = [(label, f) for label, f in rows if "question" in f]
    target = np.asarray([label == "match" for label, _ in alone])
    return fitted([f for _, f in alone], ("question",), "read.least", target)


def main() -> None:
    data, path = Path(sys.argv[1]), Path(sys.argv[2])
    rows = [(label, found) for label, found in measured(data) if "read.least" in found]
    dev = [(canned, found) for canned, found in looked_up() if "read.least" in found]
    past = [(item.kind, dict(item.judgement.features)) for item in reused()]
    right = [found for canned, found in dev if not canned and found["short"] > HALF]
    right += [found for kind, found in past if kind == "own" and "read.least" in found]
    foreign = [(False, found) for found in right]
    foreign += [(True, found) for kind, found in past if kind == "other shop"]
    foreign = [row for row in foreign if "read.least" in row[1] and row[1]["cover"] <= 0]
    weights: dict[str, Any] = json.loads(path.read_text("utf-8"))
    for name, read in (("short", False), ("read", True)):
        weights[name] = made(rows, dev, foreign, weights[name], read=read)
        print(name, len(rows), len(dev), len(foreign), weights[name])
    weights["read"] |= {"left_out": left_out(right, weights["read"]), "known_limit": KNOWN}
    print(len(right), "right replies, left out below", weights["read"]["left_out"])
    path.write_text(json.dumps(weights, ensure_ascii=False, separators=(",", ":")), "utf-8")


if __name__ == "__main__":
    main()
