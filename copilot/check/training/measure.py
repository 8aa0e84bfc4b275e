"""Figures with intervals: AUC by language and construction, calibration error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]

from copilot.check.answer.whole import NAMES
from copilot.check.training.data import Labelled
from copilot.check.training.messages import Table, limits

ROUNDS = 1000
FEWEST = 5  # of each side
_PAIRS = (
    ("good", "canned"),
    ("good", "left_out"),
    ("true_pair", "hard_same_domain"),
    ("true_pair", "random"),
    ("two_questions_both_answered", "two_questions_one_answered"),
)
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


def describe_messages(table: Table, held: Mapping[str, np.ndarray]) -> Iterator[str]:
    """Each source's held-out AUC, beside that of the share of the message's stems."""
    overlap = table.x[:, NAMES.index("recall")]
    source, kind, language = table.source, table.construction, table.language
    for name in sorted(set(source)):
        for right, wrong in _PAIRS:
            for spoken in ("de", "en"):
                there = (source == name) & (language == spoken)
                good, bad = there & (kind == right), there & (kind == wrong)
                if min(good.sum(), bad.sum()) >= FEWEST:
                    rows = good | bad
                    ours = _auc(good[rows], held["answers"][rows])
                    plain = _auc(good[rows], overlap[rows])
                    yield f"{name} {spoken} {wrong}: {ours:.3f}, word overlap {plain:.3f}"
    yield from _flagged(table, held)


def _flagged(table: Table, held: Mapping[str, np.ndarray]) -> Iterator[str]:
    """How many of each kind lie beyond the limits that were chosen on them."""
    chosen = limits(table, held)
    for kind in ("good", "canned", "left_out"):
        rows = (table.construction == kind) & (table.source != "composed")
        canned = held["canned"][rows] > chosen["canned"]
        partial = ~canned & (held["answers"][rows] < chosen["left_out"])
        yield f"{kind}: canned {canned.mean():.1%}, left out {partial.mean():.1%}, n {rows.sum()}"
