"""Fits what the knowledge adds: a small regression for each combination of what is known.

Reads cases that `benchmarks/check_cases.py` writes: questions of shops with right and wrong
replies, and the passages that the knowledge finds for both (the reply's own row left out).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]

from copilot.check.answer.evidence import Known
from copilot.check.answer.features import Encoders, ReplyText, features
from copilot.check.answer.model import AnswerModel, sigmoid
from copilot.check.case import CheckCase
from copilot.check.training.fit import units_of
from copilot.messages import Evidence, Question, Understanding

CASES: Mapping[str, tuple[str, ...]] = {
    "question": ("borne_sentence", "borne_whole", "borne_first"),
    "reply": ("resembled_first", "resembled_mean"),
    "both": (
        "borne_sentence", "borne_whole", "borne_first", "resembled_first", "resembled_mean",
    ),
}  # fmt: skip
STRENGTH = 0.1


@dataclass(frozen=True, slots=True)
class ShopCase:
    """A row's probability without knowledge as log-odds, and what is known."""

    shop: str
    language: str
    kind: str
    matches: bool
    logits: tuple[float, ...]  # one per question
    known: tuple[Mapping[str, float], ...]


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
    logits, about = [], []
    slope, intercept = model.calibration
    for i, asked in enumerate(row["questions"], start=1):
        question = Question(f"q{i}", asked, asked, (0, 0))
        logits.append(slope * model.logit(features(asked, reply).vector()) + intercept)
        about.append(known.about(question))
    return ShopCase(
        row["shop"], row["language"], row["kind"], row["matches"], tuple(logits), tuple(about)
    )


def _evidence(row: Mapping[str, Any]) -> Evidence:
    names = ("id", "document_id", "source", "kind", "title", "text", "score", "question", "asked")
    return Evidence(**{name: row[name] for name in names})


def fit_knowledge(cases: Sequence[ShopCase]) -> dict[str, dict[str, float]]:
    """Coefficients by combination. Right and wrong replies weigh the same."""
    return {name: _fit_one(cases, name, used) for name, used in CASES.items()}


def _fit_one(cases: Sequence[ShopCase], name: str, used: tuple[str, ...]) -> dict[str, float]:
    needs = {"question": ("found",), "reply": ("resembled",), "both": ("found", "resembled")}[name]
    rows = [
        ([logit, *(known[u] for u in used)], case.matches)
        for case in cases
        for logit, known in zip(case.logits, case.known, strict=True)
        if all(known[n] for n in needs)
    ]
    x, y = np.asarray([r for r, _ in rows]), np.asarray([m for _, m in rows])
    spread = np.maximum(x.std(axis=0), 1e-4)
    fitted = LogisticRegression(C=STRENGTH, class_weight="balanced").fit(x / spread, y)
    values = fitted.coef_[0] / spread
    named = dict(zip(("logit", *used), (round(float(v), 5) for v in values), strict=True))
    return {**named, "": round(float(fitted.intercept_[0]), 5)}


def score(case: ShopCase, weights: Mapping[str, Mapping[str, float]]) -> list[float]:
    """The probability of each question of a case."""
    from copilot.check.answer.model import knowledge_case

    found = []
    for logit, known in zip(case.logits, case.known, strict=True):
        chosen = weights.get(knowledge_case(known))
        if chosen is None:
            found.append(sigmoid(logit))
            continue
        added = sum(chosen[n] * v for n, v in known.items() if n in chosen)
        found.append(sigmoid(chosen["logit"] * logit + added + chosen[""]))
    return found


def left_out(cases: Sequence[ShopCase]) -> dict[str, list[tuple[ShopCase, list[float]]]]:
    """Each shop's probabilities with weights fitted on the other shops."""
    result = {}
    for shop in sorted({c.shop for c in cases}):
        weights = fit_knowledge([c for c in cases if c.shop != shop])
        result[shop] = [(c, score(c, weights)) for c in cases if c.shop == shop]
    return result


def message_auc(scored: Sequence[tuple[ShopCase, list[float]]]) -> float:
    """AUC of right against wrong replies by the mean of least and average probability."""
    labels = [c.matches for c, _ in scored]
    values = [(min(p) + sum(p) / len(p)) / 2 for _, p in scored]
    return float(roc_auc_score(labels, values))
