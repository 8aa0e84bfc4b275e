"""Makes the weights of the answer model.

    python benchmarks/check_cases.py messages DATA messages.jsonl
    python benchmarks/check_cases.py knowledge cases.jsonl
    python -m copilot.check.training --data DATA --customers knowledge/training/customer_pairs \
        --cases cases.jsonl --messages messages.jsonl --out copilot/check/answer/weights \
        [--keep-affinity]

DATA holds `faq-pairs-open`, `dstc-human-eval` and `embed-pairs`. Word vectors take about eight
minutes on one core, the rest six; `--keep-affinity` keeps the vectors that are in OUT. Run with
OMP_NUM_THREADS=1 for the same result again. Prints the figures on the dev parts and on shops
that were left out. Then `benchmarks/short_messages.py` fits how messages of a few words are judged,
and `python -m benchmarks.decisions` which of several questions a reply leaves open.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from copilot.check.answer.affinity import FILE as AFFINITY_FILE
from copilot.check.answer.affinity import load_affinity
from copilot.check.answer.background import load_backgrounds
from copilot.check.answer.features import Encoders
from copilot.check.answer.message import FILE as MESSAGE_FILE
from copilot.check.answer.model import FILE as MODEL_FILE
from copilot.check.answer.model import AnswerModel, parse_model
from copilot.check.training import affinity, knowledge, messages
from copilot.check.training.data import (
    Labelled,
    composites,
    customer_mismatches,
    customer_pairs,
    faq_pairs,
    headings,
    left_out_questions,
    rated_replies,
)
from copilot.check.training.fit import SEED, calibrate, fit, make_background, matrix, write
from copilot.check.training.measure import describe, describe_messages
from knowledge.embed import load_embedder

MOST = 6000  # pairs of one source of embed-pairs
MOST_CUSTOMERS = 2  # questions of one topic and language
WEIGHTS = {"dstc-human-eval": 0.05, "customer": 0.5}  # of a row of that source; others 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "customers", "cases", "messages", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--keep-affinity", action="store_true")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    if not given.keep_affinity:
        pairs = headings(given.data, MOST, SEED)
        affinity.train(pairs, affinity.Recipe(), given.out / AFFINITY_FILE)
    encoders = _encoders(given.data, given.out)
    customers = customer_mismatches(customer_pairs(given.customers, MOST_CUSTOMERS, SEED), SEED)
    models = _fit(given.data, customers, encoders)
    _add_knowledge(models, given.cases, customers, encoders)
    write(models.data, given.out / MODEL_FILE)
    table = messages.read(given.messages, models.unseen, encoders)
    data, held = messages.fit_messages(table)
    for line in describe_messages(table, held):
        print(line)
    print("limits", data["limits"])
    write({**_kept(given.out / MESSAGE_FILE), **data}, given.out / MESSAGE_FILE)


def _kept(path: Path) -> Mapping[str, Any]:
    """How short messages and several questions are judged: fitted afterwards, by
    `benchmarks/short_messages.py` and `benchmarks/decisions.py`."""
    held: Mapping[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return held


@dataclass(frozen=True, slots=True)
class Models:
    """The question model, as JSON-able values too, and one for each fold that is left out."""

    data: dict[str, Any]
    whole: AnswerModel
    folds: Sequence[AnswerModel]

    def unseen(self, row: Mapping[str, Any]) -> AnswerModel:
        """The model that has not seen the row."""
        if row["source"] in ("faq-train", "composed"):
            return self.folds[messages.fold_of(row["group"])]
        return self.whole


def _encoders(data: Path, out: Path) -> Encoders:
    vectors = load_affinity(out / AFFINITY_FILE)
    train = faq_pairs(data, "train")
    sections = headings(data, 1000, SEED)
    rng = random.Random(SEED)  # noqa: S311 -- reproducible, not secret
    texts = {}
    for language in ("de", "en"):
        manuals = [s.text for s in sections if s.language == language]
        replies = sorted({r.reply for r in train if r.language == language})
        texts[language] = rng.sample(manuals, 100) + rng.sample(replies, 100)
    make_background(texts, vectors, out)
    return Encoders(vectors, load_backgrounds(out), load_embedder("bundled"))


def _fit(data: Path, customers: Sequence[Labelled], encoders: Encoders) -> Models:
    pairs = faq_pairs(data, "train")
    rows = [
        *pairs,
        *customers,
        *composites(pairs, SEED),
        *left_out_questions(data, "train"),
        *rated_replies(data, "train"),
    ]
    x, y = matrix(rows, encoders), _labels(rows)
    weights = np.asarray([WEIGHTS.get(r.source, 1.0) for r in rows])
    name = encoders.embedder.fingerprint
    fitted = fit((x, y), weights, name)
    dev = faq_pairs(data, "dev")
    seen = matrix(dev, encoders)
    whole = calibrate(fitted, seen, _labels(dev), np.ones(len(dev)))
    for line in describe(dev, [whole.probability(row) for row in seen]):
        print(line)
    fold = np.asarray([messages.fold_of(r.group) for r in rows])
    parts = [fit((x[fold != k], y[fold != k]), weights[fold != k], name) for k in range(3)]
    folds = [parse_model(part | {"calibration": fitted["calibration"]}) for part in parts]
    return Models(fitted, whole, folds)


def _add_knowledge(
    models: Models, path: Path, customers: Sequence[Labelled], encoders: Encoders
) -> None:
    """What the knowledge and the question's form add, into the weights."""
    cases = knowledge.read_cases(path, models.whole, encoders)
    plain = knowledge.plain_cases(customers, models.whole, encoders)
    models.data["knowledge"] = knowledge.fit_knowledge(cases, plain)
    for shop, rows in knowledge.left_out(cases, plain).items():
        print(f"{shop}, weights of the other shops: AUC {knowledge.message_auc(rows):.3f}")


def _labels(rows: Sequence[Labelled]) -> np.ndarray:
    return np.asarray([r.matches for r in rows])


if __name__ == "__main__":
    main()
