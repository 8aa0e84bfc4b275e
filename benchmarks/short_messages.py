"""Fits how messages of a few words are judged, into the answer model's weights.

    python benchmarks/short_messages.py DATA copilot/check/answer/weights/message.json

Reads the dev part of faq-pairs-open: questions without a story, true and wrong replies, no
knowledge; for replies that can be looked up the dev half of the findings suite, and the past
answers of the shops that may be learnt from, each with its own question and another's. Run it after
`python -m copilot.check.training`. The limit for a mismatch without knowledge stays as it is in
the file; the one with knowledge lets two of a hundred replies be called one wrongly.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from benchmarks.reused_answers import HALF, reused
from copilot.api import convert, models
from copilot.config import load_settings
from copilot.messages import CheckRequest, Message
from copilot.pipeline import Copilot
from evals.kinds.kind import ticket_body
from evals.suite.load import load_suite
from knowledge import demo

MOST = 700
SEED = 3
ALLOWED = 0.02
APART = 0.85  # 70 percent sure
ROOT = Path(__file__).parent.parent


def measured(folder: Path) -> Iterator[tuple[str, dict[str, float]]]:
    """Label and the values of the judgement, for each row that has a question."""
    lines = (folder / "faq-pairs-open" / "dev.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    random.Random(SEED).shuffle(rows)
    with tempfile.TemporaryDirectory() as home, Copilot.open(load_settings(home=home)) as copilot:
        for row in rows[:MOST]:
            request = CheckRequest(Message(row["question"]), row["reply"], sources=())
            judged = copilot.explain(request).judgements
            if judged and "short" in judged[0].features:
                yield row["label"], dict(judged[0].features)


def looked_up() -> Iterator[tuple[bool, dict[str, float]]]:
    """Whether a reply of the findings suite's dev half is a mismatch, and its judgement."""
    suite = load_suite(ROOT / "evals" / "suites" / "shop-findings-dev.yaml")
    with tempfile.TemporaryDirectory() as home, Copilot.open(load_settings(home=home)) as copilot:
        copilot.ingest(demo.folder())
        for case in suite.cases:
            body = ticket_body(case, case.message) | {"reply": case.reply}
            request = convert.check_request(models.CheckIn.model_validate(body))
            judged = copilot.explain(request).judgements
            if judged and judged[0].features.get("short") and "cover" in judged[0].features:
                canned = any(item.code == "canned_mismatch" for item in case.findings)
                yield canned, dict(judged[0].features)


def known(rows: list[tuple[bool, dict[str, float]]]) -> tuple[list[float], float]:
    """The coefficients and the limit for replies that can be looked up."""
    names = ("whole.canned", "known.most", "cover")
    x = np.asarray([[found[name] for name in names] for _, found in rows])
    y = np.asarray([canned for canned, _ in rows])
    coefficients = fitted(x, y, np.ones(len(y)), strength=1)
    odds = x @ np.asarray(coefficients[:-1]) + coefficients[-1]
    return coefficients, round(float(np.quantile(odds[~y], 1 - ALLOWED)), 3)


def apart(terse: list[dict[str, float]]) -> list[float]:
    """The coefficients for replies that no passage holds: another shop's answers beside the
    right ones, and `terse` ones that are right."""
    rows = [(False, values) for values in terse]
    rows += [
        (item.kind == "other shop", dict(item.judgement.features))
        for item in reused()
        if item.kind != "same shop"
    ]
    found = [(foreign, f) for foreign, f in rows if f.get("cover", 1.0) <= 0]
    x = np.asarray([[f["whole.canned"], f["known.most"]] for _, f in found])
    return fitted(x, np.asarray([foreign for foreign, _ in found]), np.ones(len(found)), strength=1)


def fitted(
    values: np.ndarray, target: np.ndarray, weights: np.ndarray, strength: float = 10
) -> list[float]:
    model = LogisticRegression(C=strength).fit(values, target, sample_weight=weights)
    return [round(float(v), 3) for v in (*model.coef_[0], model.intercept_[0])]


def main() -> None:
    data, path = Path(sys.argv[1]), Path(sys.argv[2])
    rows = [(label, found) for label, found in measured(data) if found["storyless"] > 0]
    storyless = np.asarray([found["storyless"] for _, found in rows])
    share = np.asarray([found["short"] for _, found in rows])

    def column(*names: str) -> np.ndarray:
        return np.asarray([[found[name] for name in names] for _, found in rows])

    labels = np.asarray([label for label, _ in rows])
    weights: dict[str, Any] = json.loads(path.read_text("utf-8"))
    weights["short"]["answers"] = fitted(
        column("whole.answers", "known.least"), labels == "match", storyless
    )
    weights["short"]["canned"] = fitted(
        column("whole.canned", "known.most"), labels == "mismatch", share
    )
    short = weights["short"]
    dev = list(looked_up())
    short["known"], short["known_limit"] = known(dev)
    terse = [found for canned, found in dev if not canned and found["short"] > HALF]
    short["apart"], short["apart_limit"] = apart(terse), APART
    path.write_text(json.dumps(weights, ensure_ascii=False, separators=(",", ":")), "utf-8")
    print(len(rows), weights["short"])


if __name__ == "__main__":
    main()
