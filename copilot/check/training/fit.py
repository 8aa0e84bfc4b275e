"""Fits the answer model on features: logistic regression, boosted trees, calibration."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file
from sklearn.ensemble import HistGradientBoostingClassifier  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from copilot.check.answer.affinity import Affinity, Floats, words_of
from copilot.check.answer.background import FILE as BACKGROUND_FILE
from copilot.check.answer.features import NAMES, Encoders, ReplyText, features
from copilot.check.answer.model import AnswerModel, parse_model, quadratic
from copilot.check.reading import split_reply
from copilot.check.training.data import Labelled

SEED = 20240601
TEXTS = 200  # background texts per language
CHARS = 600


def units_of(reply: str, language: str) -> list[str]:
    """The sentences of a reply that may answer, as the checker sees them."""
    found = split_reply(reply, language)
    content = [s.text for s in found if s.role not in ("greeting", "closing", "thanks", "offer")]
    return content or [s.text for s in found] or [reply]


def matrix(rows: Sequence[Labelled], encoders: Encoders) -> Floats:
    """[rows, features]"""
    return np.stack(
        [
            features(
                r.question, ReplyText(units_of(r.reply, r.language), r.language, encoders)
            ).vector()
            for r in rows
        ]
    )


def make_background(texts: Mapping[str, Sequence[str]], affinity: Affinity, folder: Path) -> None:
    """Writes the background of each language from its texts."""
    tensors: dict[str, Any] = {}
    rng = random.Random(SEED)  # noqa: S311 -- reproducible, not secret
    for language, pool in texts.items():
        chosen = rng.sample(sorted(pool), min(TEXTS, len(pool)))
        found = [words_of(t[:CHARS]) for t in chosen]
        found = [t for t in found if len(t) > 8]
        vocabulary = {w: i for i, w in enumerate(sorted({w for t in found for w in t}))}
        vectors = np.stack([affinity.word(w)[0] for w in vocabulary])
        starts = np.cumsum([0, *(len(t) for t in found)])[:-1]
        tensors[f"{language}.words"] = np.round(vectors * 127).astype(np.int8)
        tensors[f"{language}.index"] = np.asarray(
            [vocabulary[w] for t in found for w in t], np.int32
        )
        tensors[f"{language}.starts"] = starts.astype(np.int32)
    save_file(tensors, folder / BACKGROUND_FILE)


def fit(train: tuple[Floats, np.ndarray], weights: np.ndarray, embedder: str) -> dict[str, Any]:
    """The weights as JSON-able values, not yet calibrated."""
    x, y = train
    mean, scale = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-4)
    coefficients, intercept = _quadratic(x, y, weights, mean, scale)
    boosted = HistGradientBoostingClassifier(
        max_iter=400,
        learning_rate=0.03,
        max_leaf_nodes=8,
        min_samples_leaf=30,
        l2_regularization=20,
        max_features=0.3,
        random_state=SEED,
        early_stopping=False,
    ).fit(x, y, weights)
    return {
        "features": list(NAMES),
        "mean": _rounded(mean),
        "scale": _rounded(scale),
        "coefficients": _rounded(coefficients),
        "intercept": intercept,
        "baseline": float(np.ravel(boosted._baseline_prediction)[0]),  # noqa: SLF001
        "trees": [tree(stage[0].nodes) for stage in boosted._predictors],  # noqa: SLF001
        "calibration": [1.0, 0.0],
        "thresholds": {"answered": 0.5, "partly": 0.3},
        "embedder": embedder,
        "knowledge": {},
    }


def _quadratic(
    x: Floats, y: np.ndarray, weights: np.ndarray, mean: Floats, scale: Floats
) -> tuple[Floats, float]:
    """Coefficients of `model.quadratic`'s terms and the intercept."""
    terms = np.stack([quadratic(row, mean, scale) for row in x])
    centre, spread = terms.mean(axis=0), np.maximum(terms.std(axis=0), 1e-4)
    fitted = LogisticRegression(C=0.001, max_iter=3000).fit((terms - centre) / spread, y, weights)
    coefficients = fitted.coef_[0] / spread
    return coefficients, float(fitted.intercept_[0] - coefficients @ centre)


def tree(nodes: np.ndarray) -> dict[str, list[Any]]:
    """One of scikit-learn's trees as `copilot.check.answer.model.Tree` takes it."""
    leaf = nodes["is_leaf"].astype(bool)
    return {
        "feature": [
            -1 if end else int(f) for end, f in zip(leaf, nodes["feature_idx"], strict=True)
        ],
        "threshold": [
            0.0 if end else float(t) for end, t in zip(leaf, nodes["num_threshold"], strict=True)
        ],
        "left": [int(v) for v in nodes["left"]],
        "right": [int(v) for v in nodes["right"]],
        "value": _rounded(nodes["value"]),
    }


def _rounded(values: Any) -> list[float]:
    return [round(float(v), 6) for v in values]


def calibrate(data: dict[str, Any], x: Floats, y: np.ndarray, weights: np.ndarray) -> AnswerModel:
    """Platt scaling on dev rows; changes `data` and hands back the model."""
    logits = np.asarray([parse_model(data).logit(row) for row in x])[:, None]
    platt = LogisticRegression(C=1e6).fit(logits, y, weights)
    data["calibration"] = [float(platt.coef_[0][0]), float(platt.intercept_[0])]
    return parse_model(data)


def write(data: Mapping[str, Any], path: Path) -> None:
    path.write_text(json.dumps(data, separators=(",", ":")) + "\n", encoding="utf-8")
