"""Ranking metrics over one query: what was found, in order, and what is relevant."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence


def rank_of(found: Sequence[str], relevant: Collection[str]) -> int | None:
    """Place of the first relevant item, from 1; None where there is none."""
    return next((place for place, item in enumerate(found, 1) if item in relevant), None)


def hit_at(k: int, found: Sequence[str], relevant: Collection[str]) -> float:
    """1.0 where a relevant item is among the first k, else 0.0."""
    return float(any(item in relevant for item in found[:k]))


def recall_at(k: int, found: Sequence[str], relevant: Collection[str]) -> float:
    """The share of the relevant items that is among the first k."""
    wanted = set(relevant)
    return len(wanted & set(found[:k])) / len(wanted) if wanted else 0.0


def reciprocal_rank(k: int, found: Sequence[str], relevant: Collection[str]) -> float:
    """1/place of the first relevant item among the first k, else 0.0."""
    place = rank_of(found[:k], relevant)
    return 1 / place if place else 0.0


def ndcg_at(k: int, found: Sequence[str], relevant: Collection[str]) -> float:
    """Normalised discounted cumulative gain with binary relevance (Järvelin and Kekäläinen)."""
    gain = sum(1 / math.log2(n + 1) for n, item in enumerate(found[:k], 1) if item in relevant)
    best = sum(1 / math.log2(n + 1) for n in range(1, min(k, len(set(relevant))) + 1))
    return gain / best if best else 0.0
