"""Fits the message model on whole messages with whole replies.

Reads what `benchmarks/check_cases.py messages` writes. A question's own score comes from a
question model that has not seen the row: the fold without its group. Everything that is chosen
(calibration, limits) is chosen on scores of rows whose shop, trade or section was left out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize  # type: ignore[import-untyped]
from sklearn.ensemble import HistGradientBoostingClassifier  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from copilot.check.answer.features import Encoders, ReplyText, features
from copilot.check.answer.message import parse_head
from copilot.check.answer.model import BOUND, AnswerModel
from copilot.check.answer.own_words import less, own_words
from copilot.check.answer.whole import NAMES, RISES, SINKS, MessageText, placed, whole
from copilot.check.reading import split_reply
from copilot.check.training.compose import PARTIAL, RIGHT, WRONG
from copilot.check.training.fit import SEED, tree, units_of
from copilot.messages import Question
from knowledge.analyse import terms

FOLDS = 3
STRENGTH = 1.0  # of the linear model's regularisation, inverse
WEIGHTS = {"written": 1.0, "composed": 0.5, "faq-dev": 0.4, "faq-train": 0.8}
SHOP_WEIGHT = 0.5
KNOWLEDGE = 0.15
GOOD_CALLED_CANNED = 0.02
GOOD_CALLED_PARTIAL = 0.08
_SHARED = 0.2  # of a question's stems with a part that it is taken for


def fold_of(group: str) -> int:
    return int(hashlib.sha256(group.encode()).hexdigest(), 16) % FOLDS


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows with their features; `questions` holds one list of placed values per row."""

    rows: Sequence[Mapping[str, Any]]
    x: np.ndarray
    questions: Sequence[Sequence[dict[str, float]]]

    @property
    def source(self) -> np.ndarray:
        return np.asarray([r["source"] for r in self.rows])

    @property
    def construction(self) -> np.ndarray:
        return np.asarray([r["construction"] for r in self.rows])

    @property
    def language(self) -> np.ndarray:
        return np.asarray([r["language"] for r in self.rows])


def read(
    path: Path, models: Callable[[Mapping[str, Any]], AnswerModel], encoders: Encoders
) -> Table:
    """`models`: the question model that has not seen a row."""
    rows, x, questions = [], [], []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            values, found = _features(row, models(row), encoders)
            rows.append(row)
            x.append([values[name] for name in NAMES])
            questions.append(found)
    return Table(rows, np.asarray(x, np.float32), questions)


def _features(
    row: Mapping[str, Any], model: AnswerModel, encoders: Encoders
) -> tuple[dict[str, float], list[dict[str, float]]]:
    language = row["language"] if row["language"] in ("de", "en") else "de"
    reply = ReplyText(units_of(row["reply"], language), language, encoders)
    asked = [Question(q["id"], q["text"], q["query"], (0, 0)) for q in row["questions"]]
    message = MessageText(said_in(row["body"], language), [q.text for q in asked], language)
    scores = [_score(q, asked, reply, model) for q in asked]
    values = whole(message, reply, scores)
    return values, placed(message, reply, scores)


def said_in(body: str, language: str) -> list[str]:
    """The sentences of a message that say something."""
    found = split_reply(body, language)
    return [s.text for s in found if s.role not in ("greeting", "closing", "thanks")]


def _score(
    question: Question, asked: Sequence[Question], reply: ReplyText, model: AnswerModel
) -> float:
    score = model.probability(features(question.query or question.text, reply).vector())
    alone = own_words(question, asked)
    return less(score, model.probability(features(alone, reply).vector())) if alone else score


# --- fitting ------------------------------------------------------------------------------


def fit_messages(table: Table) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The weights as JSON-able values, and each row's held-out log-odds of both heads."""
    kind = table.construction
    right, partial, wrong = (np.isin(kind, list(k)) for k in (RIGHT, PARTIAL, WRONG))
    used = right | partial | wrong
    data: dict[str, Any] = {"features": list(NAMES), "knowledge": KNOWLEDGE}
    held: dict[str, np.ndarray] = {}
    for name, target, sign in (("answers", right, 1), ("canned", wrong, -1)):
        head, logits = _held_out(table, target, used, sign)
        head["calibration"] = _platt(logits, target, table, used)
        slope, intercept = head["calibration"]
        data[name], held[name] = head, slope * logits + intercept
    data["placed"] = _fit_placed(table, held)
    data["limits"] = limits(table, held)
    return data, held


def _held_out(
    table: Table, target: np.ndarray, used: np.ndarray, sign: int
) -> tuple[dict[str, Any], np.ndarray]:
    """The head fitted on all rows, and each row's log-odds without its shop or fold."""
    logits = np.zeros(len(table.rows))
    for out in _parts(table):
        head = parse_head(_fit_head(table, target, used & ~out, sign))
        logits[out] = [head.logit(row) for row in table.x[out]]
    return _fit_head(table, target, used, sign), logits


def _parts(table: Table) -> list[np.ndarray]:
    """What is left out at once: a shop, dev, or a third of the groups of all else."""
    source = table.source
    alone = [s for s in sorted(set(source)) if s == "faq-dev" or s not in WEIGHTS]
    folds = np.asarray([fold_of(r["group"]) for r in table.rows])
    rest = ~np.isin(source, alone)
    return [*(source == s for s in alone), *(rest & (folds == k) for k in range(FOLDS))]


def row_weights(table: Table, target: np.ndarray, used: np.ndarray) -> np.ndarray:
    """Each source counts by its weight, both sides of the target alike."""
    weights = np.zeros(len(table.rows))
    for source in set(table.source):
        for side in (target, ~target):
            chosen = used & (table.source == source) & side
            if chosen.any():
                weights[chosen] = WEIGHTS.get(source, SHOP_WEIGHT) * 1000 / chosen.sum()
    return weights


def _fit_head(table: Table, target: np.ndarray, used: np.ndarray, sign: int) -> dict[str, Any]:
    x, y = table.x[used], target[used]
    weights = row_weights(table, target, used)[used]
    direction = [sign * ((n in RISES) - (n in SINKS)) for n in NAMES]
    boosted = HistGradientBoostingClassifier(
        max_iter=400, learning_rate=0.05, max_leaf_nodes=10, min_samples_leaf=25,
        l2_regularization=10, max_features=0.3, monotonic_cst=direction, random_state=SEED,
        early_stopping=False,
    ).fit(x, y, weights)  # fmt: skip
    mean, scale = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-4)
    unit = np.clip((x - mean) / scale, -BOUND, BOUND)
    coefficients, intercept = linear(unit, y, weights, direction)
    return {
        "mean": _rounded(mean),
        "scale": _rounded(scale),
        "coefficients": _rounded(coefficients),
        "intercept": round(intercept, 6),
        "baseline": float(np.ravel(boosted._baseline_prediction)[0]),  # noqa: SLF001
        "trees": [tree(stage[0].nodes) for stage in boosted._predictors],  # noqa: SLF001
        "calibration": [1.0, 0.0],
    }


def linear(
    x: np.ndarray, y: np.ndarray, weights: np.ndarray, direction: Sequence[int]
) -> tuple[np.ndarray, float]:
    """Logistic regression whose coefficients keep to their direction."""
    side = np.where(y, 1.0, -1.0)

    def loss(found: np.ndarray) -> tuple[float, np.ndarray]:
        margin = side * (x @ found[:-1] + found[-1])
        value = weights @ np.logaddexp(0, -margin) + found[:-1] @ found[:-1] / (2 * STRENGTH)
        slope = -weights * side / (1 + np.exp(np.clip(margin, -30, 30)))
        return float(value), np.append(x.T @ slope + found[:-1] / STRENGTH, slope.sum())

    bounds = [{1: (0, None), -1: (None, 0), 0: (None, None)}[d] for d in direction]
    start = np.zeros(x.shape[1] + 1)
    found = minimize(
        loss, start, jac=True, bounds=[*bounds, (None, None)], method="L-BFGS-B",
        options={"maxiter": 500},
    ).x  # fmt: skip
    return found[:-1], float(found[-1])


def _platt(logits: np.ndarray, target: np.ndarray, table: Table, used: np.ndarray) -> list[float]:
    """On held-out log-odds, sources in their natural proportions of right and wrong."""
    chosen = used & (table.source != "faq-train") & (table.source != "composed")
    counts = {s: (chosen & (table.source == s)).sum() for s in set(table.source[chosen])}
    weights = np.asarray([1000 / counts[s] for s in table.source[chosen]])
    weights[table.source[chosen] == "faq-dev"] *= 3
    fitted = LogisticRegression(C=1e6).fit(logits[chosen, None], target[chosen], weights)
    return [float(fitted.coef_[0][0]), float(fitted.intercept_[0])]


def _fit_placed(table: Table, held: Mapping[str, np.ndarray]) -> dict[str, float]:
    """A question within its message: from its own values and the message's log-odds."""
    values, labels, weights = [], [], []
    for i, row in enumerate(table.rows):
        for question, found in zip(row["questions"], table.questions[i], strict=True):
            label = _label(question["query"] or question["text"], row)
            if label is not None:
                values.append(found | {name: float(held[name][i]) for name in held})
                labels.append(label)
                weights.append(WEIGHTS.get(row["source"], SHOP_WEIGHT))
    names = list(values[0])
    x = np.asarray([[v[n] for n in names] for v in values])
    spread = np.maximum(x.std(axis=0), 1e-4)
    fitted = LogisticRegression(C=1.0, max_iter=1000).fit(x / spread, labels, weights)
    coefficients = dict(zip(names, _rounded(fitted.coef_[0] / spread), strict=True))
    return coefficients | {"": round(float(fitted.intercept_[0]), 6)}


def _label(question: str, row: Mapping[str, Any]) -> bool | None:
    """Whether the reply answers the question; None where that is not known."""
    if row["construction"] in RIGHT or row["construction"] in WRONG:
        return row["construction"] in RIGHT
    mine = set(terms(question, row["language"]))
    shares = [
        (len(mine & set(terms(part, row["language"]))) / max(len(mine), 1), right)
        for part, right in row["parts"]
    ]
    if row["construction"] not in PARTIAL or len(shares) < 2:
        return None
    (best, label), (second, _) = sorted(shares, reverse=True)[:2]
    return label if best >= _SHARED and best > second else None


def limits(table: Table, held: Mapping[str, np.ndarray]) -> dict[str, float]:
    """Chosen on held-out scores of mails: how many good replies may be called what."""
    good = (table.construction == "good") & (table.source != "composed")
    return {
        "canned": round(float(np.quantile(held["canned"][good], 1 - GOOD_CALLED_CANNED)), 3),
        "left_out": round(float(np.quantile(held["answers"][good], GOOD_CALLED_PARTIAL)), 3),
    }


def _rounded(values: Any) -> list[float]:
    return [round(float(v), 6) for v in values]
