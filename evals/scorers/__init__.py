"""Small pure formulas. A case gets its scores; a suite's figures are made of its cases."""

from evals.scorers.agreement import kappa, kappa_interval
from evals.scorers.calibration import Bin, bins, ece, ece_by_chance
from evals.scorers.coverage import area_under_risk, risk_coverage, threshold_keeping
from evals.scorers.ranking import hit_at, ndcg_at, rank_of, recall_at, reciprocal_rank
from evals.scorers.separation import Counts, auc, balanced_accuracy, f1, precision, recall
from evals.scorers.spans import Span, overlap, place_of, span_counts
from evals.scorers.texts import says, share_said

__all__ = [
    "Bin",
    "Counts",
    "Span",
    "area_under_risk",
    "auc",
    "balanced_accuracy",
    "bins",
    "ece",
    "ece_by_chance",
    "f1",
    "hit_at",
    "kappa",
    "kappa_interval",
    "ndcg_at",
    "overlap",
    "place_of",
    "precision",
    "rank_of",
    "recall",
    "recall_at",
    "reciprocal_rank",
    "risk_coverage",
    "says",
    "share_said",
    "span_counts",
    "threshold_keeping",
]
