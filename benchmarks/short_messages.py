"""Fits how messages of a few words are judged, into the answer model's weights.

    python benchmarks/short_messages.py DATA copilot/check/answer/weights/message.json

Reads the dev part of faq-pairs-open: questions without a story, true and wrong replies. Run it
after `python -m copilot.check.training`. The limit for a mismatch stays as it is in the file:
it was chosen on the dev half of the findings suite.
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

from copilot.config import load_settings
from copilot.messages import CheckRequest, Message
from copilot.pipeline import Copilot

MOST = 700
SEED = 3


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


def fitted(values: np.ndarray, target: np.ndarray, weights: np.ndarray) -> list[float]:
    model = LogisticRegression(C=10).fit(values, target, sample_weight=weights)
    return [round(float(v), 3) for v in (*model.coef_[0], model.intercept_[0])]


def main() -> None:
    data, path = Path(sys.argv[1]), Path(sys.argv[2])
    rows = [(label, found) for label, found in measured(data) if found["short"] > 0]
    share = np.asarray([found["short"] for _, found in rows])

    def column(*names: str) -> np.ndarray:
        return np.asarray([[found[name] for name in names] for _, found in rows])

    labels = np.asarray([label for label, _ in rows])
    weights: dict[str, Any] = json.loads(path.read_text("utf-8"))
    weights["short"]["answers"] = fitted(
        column("whole.answers", "known.least"), labels == "match", share
    )
    weights["short"]["canned"] = fitted(
        column("whole.canned", "known.most"), labels == "mismatch", share
    )
    path.write_text(json.dumps(weights, ensure_ascii=False, separators=(",", ":")), "utf-8")
    print(len(rows), weights["short"])


if __name__ == "__main__":
    main()
