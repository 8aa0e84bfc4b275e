"""Figures with intervals: AUC by language and construction, calibration error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]

from copilot.check.training.data import Labelled

ROUNDS = 1000
SEED = 20240601


def auc(labels: Sequence[bool], scores: Sequence[float]) -> tuple[float, float, float]:
    """AUC with its 95 % bootstrap interval."""
    y, s = np.asarray(labels), np.asarray(scores)
    rng = np.random.default_rng(SEED)
    values = []
    for _ in range(ROUNDS):
        rows = rng.integers(0, len(y), len(y))
        if 0 < y[rows].sum() < len(rows):
            values.append(_auc(y[rows], s[rows]))
    low, high = np.quantile(values, [0.025, 0.975])
    return float(roc_auc_score(y, s)), float(low), float(high)


def _auc(labels: np.ndarray, scores: np.ndarray) -> float:
    """The rank statistic; ties count half."""
    order = np.argsort(scores, kind="stable")
    ordered = scores[order]
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    _, inverse, counts = np.unique(ordered, return_inverse=True, return_counts=True)
    means = np.bincount(inverse, weights=np.arange(1, len(scores) + 1)) / counts
    ranks[order] = means[inverse]
    right = int(labels.sum())
    return float((ranks[labels].sum() - right * (right + 1) / 2) / (right * (len(labels) - right)))


def calibration_error(labels: Sequence[bool], scores: Sequence[float], bins: int = 10) -> float:
    """ECE with bins of equal width."""
    y, s = np.asarray(labels, float), np.asarray(scores)
    which = np.minimum((s * bins).astype(int), bins - 1)
    gaps = [
        abs(y[which == b].mean() - s[which == b].mean()) * (which == b).mean()
        for b in range(bins)
        if (which == b).any()
    ]
    return float(sum(gaps))


def describe(rows: Sequence[Labelled], scores: Sequence[float]) -> Iterator[str]:
    """Lines: each construction against the true pairs, per language; ECE over all."""
    right = {"true_pair", "two_questions_both_answered"}
    for language in sorted({r.language for r in rows}):
        for wrong in sorted({r.construction for r in rows} - right):
            chosen = [
                (r.matches, s)
                for r, s in zip(rows, scores, strict=True)
                if r.language == language and r.construction in (*right, wrong)
            ]
            value, low, high = auc([m for m, _ in chosen], [s for _, s in chosen])
            yield f"{language} {wrong}: AUC {value:.3f} [{low:.3f}, {high:.3f}], n {len(chosen)}"
    error = calibration_error([r.matches for r in rows], scores)
    yield f"ECE {error:.3f}, n {len(rows)}"
