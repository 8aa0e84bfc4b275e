"""Fits what the knowledge adds: a small regression for each combination of what is known.

Reads cases that `benchmarks/check_cases.py` writes: questions of shops with right and wrong
replies, and the passages that the knowledge finds for both (the reply's own row left out).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]

from copilot.check.answer.evidence import Known
from copilot.check.answer.expected import NAMES as FORM
from copilot.check.answer.expected import expected
from copilot.check.answer.features import Encoders, ReplyText, features
from copilot.check.answer.model import AnswerModel, knowledge_case, sigmoid
from copilot.check.answer.own_words import less, own_words
from copilot.check.case import CheckCase
from copilot.check.training.data import Labelled
from copilot.check.training.fit import units_of
from copilot.messages import Evidence, Question, Understanding

CASES: Mapping[str, tuple[str, ...]] = {
    "none": FORM,
    "question": ("borne_sentence", "borne_whole", "borne_first", *FORM),
    "reply": ("resembled_first", "resembled_mean", *FORM),
    "both": (
        "borne_sentence", "borne_whole", "borne_first", "resembled_first", "resembled_mean", *FORM,
    ),
}  # fmt: skip
NEEDS = {"question": ("found",), "reply": ("resembled",), "both": ("found", "resembled")}
STRENGTH = 0.1


@dataclass(frozen=True, slots=True)
class ShopCase:
    """A row's probability without knowledge as log-odds, and what is known.

    `own` is the same for the words that a question does not share with the others; None
    where it has none.
    """

    shop: str
    language: str
    kind: str
    matches: bool
    logits: tuple[float, ...]  # one per question
    known: tuple[Mapping[str, float], ...]
    own: tuple[tuple[float, Mapping[str, float]] | None, ...]


def read_cases(path: Path, model: AnswerModel, encoders: Encoders) -> list[ShopCase]:
    with path.open(encoding="utf-8") as lines:
        return [c for line in lines if (c := _case(json.loads(line), model, encoders)).logits]


def _case(row: Mapping[str, Any], model: AnswerModel, encoders: Encoders) -> ShopCase:
    reply = ReplyText(units_of(row["reply"], row["language"]), row["language"], encoders)
    found = tuple(_evidence(e) for e in row["evidence"])
    looked_up = tuple(_evidence(e) for e in row["lookup"])
    understanding = Understanding(body=row["message"], language=row["language"])
    case = CheckCase(understanding, row["reply"], found, lookup=lambda _: looked_up)
    known = Known(reply, case)
    slope, intercept = model.calibration
    questions = [
        Question(f"q{i}", asked, query, (0, 0))
        for i, (query, asked) in enumerate(zip(row["questions"], row["asked"], strict=True), 1)
    ]

    def seen(question: Question) -> tuple[float, Mapping[str, float]]:
        found = features(question.query, reply).vector()
        form = expected(question.text, row["asked"], reply.units)
        about = {"found": 0.0, "resembled": 0.0, **known.about(question), **form}
        return slope * model.logit(found) + intercept, about

    whole = [seen(q) for q in questions]
    alone = [own_words(q, questions) for q in questions]
    own = [
        seen(replace(q, query=words)) if words else None
        for q, words in zip(questions, alone, strict=True)
    ]
    return ShopCase(
        row["shop"],
        row["language"],
        row["kind"],
        row["matches"],
        tuple(logit for logit, _ in whole),
        tuple(about for _, about in whole),
        tuple(own),
    )


def _evidence(row: Mapping[str, Any]) -> Evidence:
    names = ("id", "document_id", "source", "kind", "title", "text", "score", "question", "asked")
    return Evidence(**{name: row[name] for name in names})


def plain_cases(rows: Sequence[Labelled], model: AnswerModel, encoders: Encoders) -> list[ShopCase]:
    """Rows without any knowledge, for what the question's form says."""
    slope, intercept = model.calibration
    found = []
    for row in rows:
        reply = ReplyText(units_of(row.reply, row.language), row.language, encoders)
        logit = slope * model.logit(features(row.question, reply).vector()) + intercept
        form = expected(row.question, [row.question], reply.units)
        found.append(ShopCase("", row.language, "", row.matches, (logit,), (form,), (None,)))
    return found


def fit_knowledge(
    cases: Sequence[ShopCase], plain: Sequence[ShopCase] = ()
) -> dict[str, dict[str, float]]:
    """Coefficients by combination. Right and wrong replies weigh the same. `plain` joins in
    where nothing is known."""
    return {
        name: _fit_one([*cases, *plain] if name == "none" else cases, name, used)
        for name, used in CASES.items()
    }


def _fit_one(cases: Sequence[ShopCase], name: str, used: tuple[str, ...]) -> dict[str, float]:
    rows = [
        ([logit, *(known[u] for u in used)], case.matches)
        for case in cases
        for logit, known in zip(case.logits, case.known, strict=True)
        if all(known[n] for n in NEEDS.get(name, ()))
    ]
    x, y = np.asarray([r for r, _ in rows]), np.asarray([m for _, m in rows])
    spread = np.maximum(x.std(axis=0), 1e-4)
    fitted = LogisticRegression(C=STRENGTH, class_weight="balanced").fit(x / spread, y)
    values = fitted.coef_[0] / spread
    intercept = float(fitted.intercept_[0])
    if name == "none":  # calibrated already: only the form is added
        values, intercept = values / values[0], 0.0
    named = dict(zip(("logit", *used), (round(float(v), 5) for v in values), strict=True))
    return {**named, "": round(intercept, 5)}


def score(case: ShopCase, weights: Mapping[str, Mapping[str, float]]) -> list[float]:
    """The probability of each question of a case, as the checker works it out."""
    found = []
    for logit, known, own in zip(case.logits, case.known, case.own, strict=True):
        whole = _probability(logit, known, weights)
        found.append(less(whole, _probability(*own, weights)) if own else whole)
    return found


def _probability(
    logit: float, known: Mapping[str, float], weights: Mapping[str, Mapping[str, float]]
) -> float:
    chosen = weights.get(knowledge_case(known))
    if chosen is None:
        return sigmoid(logit)
    added = sum(chosen[n] * v for n, v in known.items() if n in chosen)
    return sigmoid(chosen["logit"] * logit + added + chosen[""])


def left_out(
    cases: Sequence[ShopCase], plain: Sequence[ShopCase] = ()
) -> dict[str, list[tuple[ShopCase, list[float]]]]:
    """Each shop's probabilities with weights fitted on the other shops."""
    result = {}
    for shop in sorted({c.shop for c in cases}):
        weights = fit_knowledge([c for c in cases if c.shop != shop], plain)
        result[shop] = [(c, score(c, weights)) for c in cases if c.shop == shop]
    return result


def message_auc(scored: Sequence[tuple[ShopCase, list[float]]]) -> float:
    """AUC of right against wrong replies by the mean of least and average probability."""
    labels = [c.matches for c, _ in scored]
    values = [(min(p) + sum(p) / len(p)) / 2 for _, p in scored]
    return float(roc_auc_score(labels, values))
