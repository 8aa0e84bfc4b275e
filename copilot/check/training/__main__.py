"""Makes the weights of the answer model.

    python benchmarks/check_cases.py cases.jsonl
    python -m copilot.check.training --data DATA --customers knowledge/training/customer_pairs \
        --cases cases.jsonl --out copilot/check/answer/weights [--keep-affinity]

DATA holds `faq-pairs-open`, `dstc-human-eval` and `embed-pairs`. Word vectors take about eight
minutes on one core, the rest two; `--keep-affinity` keeps the vectors that are in OUT. Run with
OMP_NUM_THREADS=1 for the same result again. Prints the figures on the dev parts.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from copilot.check.answer.affinity import FILE as AFFINITY_FILE
from copilot.check.answer.affinity import load_affinity
from copilot.check.answer.background import load_backgrounds
from copilot.check.answer.features import Encoders
from copilot.check.answer.model import FILE as MODEL_FILE
from copilot.check.answer.model import AnswerModel, parse_model
from copilot.check.training import affinity, knowledge
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
from copilot.check.training.measure import describe
from knowledge.embed import load_embedder

MOST = 6000  # pairs of one source of embed-pairs
WEIGHTS = {"dstc-human-eval": 0.05, "customer": 0.5}  # of a row of that source; others 1
GOOD_FLAGGED = 0.02  # share of right replies whose question may be called unanswered
GOOD_PARTLY = 0.3  # and share that may be called no more than partly answered


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "customers", "cases", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--keep-affinity", action="store_true")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    if not given.keep_affinity:
        pairs = headings(given.data, MOST, SEED)
        affinity.train(pairs, affinity.Recipe(), given.out / AFFINITY_FILE)
    encoders = _encoders(given.data, given.out)
    data, model = _fit(given.data, given.customers, encoders)
    cases = knowledge.read_cases(given.cases, model, encoders)
    customers = customer_mismatches(customer_pairs(given.customers), SEED)
    plain = knowledge.plain_cases(customers, model, encoders)
    data["knowledge"] = knowledge.fit_knowledge(cases, plain)
    scored = knowledge.left_out(cases, plain)
    for shop, rows in scored.items():
        print(f"{shop}, weights of the other shops: AUC {knowledge.message_auc(rows):.3f}")
    data["thresholds"] = _thresholds(
        [p for rows in scored.values() for c, ps in rows if c.matches for p in ps]
    )
    print("thresholds", data["thresholds"])
    write(data, given.out / MODEL_FILE)


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


def _fit(data: Path, customers: Path, encoders: Encoders) -> tuple[dict[str, object], AnswerModel]:
    single = [*faq_pairs(data, "train"), *customer_mismatches(customer_pairs(customers), SEED)]
    rows = [
        *single,
        *composites(single, SEED),
        *left_out_questions(data, "train"),
        *rated_replies(data, "train"),
    ]
    weights = np.asarray([WEIGHTS.get(r.source, 1.0) for r in rows])
    fitted = fit((matrix(rows, encoders), _labels(rows)), weights, encoders.embedder.fingerprint)
    dev = faq_pairs(data, "dev")
    x = matrix(dev, encoders)
    model = calibrate(fitted, x, _labels(dev), np.ones(len(dev)))
    for line in describe(dev, [model.probability(row) for row in x]):
        print(line)
    return fitted, parse_model(fitted)


def _labels(rows: Sequence[Labelled]) -> np.ndarray:
    return np.asarray([r.matches for r in rows])


def _thresholds(right: Sequence[float]) -> dict[str, float]:
    """`partly`: below it few right answers lie; `answered`: below it less than a third of them."""
    partly, answered = np.quantile(right, [GOOD_FLAGGED, GOOD_PARTLY])
    return {"partly": round(float(partly), 3), "answered": round(float(answered), 3)}


if __name__ == "__main__":
    main()
