"""Fits and measures `copilot.check.support`: do the sources bear a sentence out?

    python benchmarks/check_support.py DATA

DATA holds begin. Fitted on its dev part less the corpus that its test part comes from (they
share sources); a sentence has its reply's label. Prints the coefficients, the AUC of whole
replies on each corpus when fitted on the other, and the share of replies per label that fall
below some limits.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from copilot.check.answer.affinity import words_of
from copilot.check.reading import split_reply
from copilot.check.support import encoded, signs
from evals.scorers import auc

CORPORA = ("cmu", "tc")
LIMITS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.5)


@dataclass(frozen=True, slots=True)
class Reply:
    """Signs and number of words of each of its sentences."""

    corpus: str
    grounded: bool
    signs: tuple[tuple[float, float, float], ...]
    words: tuple[int, ...]


def read(folder: Path) -> Iterator[Reply]:
    for line in (folder / "begin" / "data.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["split"] != "dev" or row["corpus"] not in CORPORA or row["label"] == "generic":
            continue
        source = [encoded(row["source"], "en")]
        parts = [s.text for s in split_reply(row["response"], "en") if words_of(s.text)]
        yield Reply(
            row["corpus"],
            row["label"] == "grounded",
            tuple(signs(part, source, "en", row["message"]) for part in parts),
            tuple(len(words_of(part)) for part in parts),
        )


def fit(replies: Sequence[Reply]) -> LogisticRegression:
    rows = [(sign, r.grounded, 1 / len(r.signs)) for r in replies for sign in r.signs]
    values, labels, weights = zip(*rows, strict=True)
    model = LogisticRegression(class_weight="balanced")
    return model.fit(np.asarray(values), labels, sample_weight=weights)


def score(model: LogisticRegression, reply: Reply) -> float:
    """As `support.reply_support`."""
    found = model.predict_proba(np.asarray(reply.signs))[:, 1]
    return float(np.average(found, weights=reply.words))


def lowest(model: LogisticRegression, reply: Reply) -> float:
    return float(model.predict_proba(np.asarray(reply.signs))[:, 1].min())


def main() -> None:
    replies = [reply for reply in read(Path(sys.argv[1])) if reply.signs]
    for held in CORPORA:
        model = fit([r for r in replies if r.corpus != held])
        scores = {
            label: [score(model, r) for r in replies if (r.corpus, r.grounded) == (held, label)]
            for label in (True, False)
        }
        print(f"{held}: AUC {auc(scores[True], scores[False]):.3f}")
    model = fit(replies)
    print("coefficients", model.coef_[0].round(2), "intercept", model.intercept_.round(2))
    for limit in LIMITS:
        below = {
            label: np.mean([lowest(model, r) < limit for r in replies if r.grounded == label])
            for label in (True, False)
        }
        print(
            f"a sentence below {limit}: grounded {below[True]:.3f}, ungrounded {below[False]:.3f}"
        )


if __name__ == "__main__":
    main()
