"""Numbers as people read them. Small pure functions."""

from __future__ import annotations

import math

from evals.result import Figure

_COUNTS = ("milliseconds", "tokens")
_SMALL = ("cost",)  # a reply costs a fraction of a cent


def number(name: str, value: float) -> str:
    """Shares with three decimals, times and counts without any, costs with six."""
    if any(word in name for word in _SMALL):
        return f"{value:.6f}"
    return f"{value:,.0f}" if is_count(name) else f"{value:.3f}"


def interval(name: str, figure: Figure) -> str:
    """A dash where none can be told."""
    if not math.isfinite(figure.low) or figure.low == figure.high == figure.value != 0:
        return "–"
    return f"{number(name, figure.low)} – {number(name, figure.high)}"


def is_count(name: str) -> bool:
    return any(word in name for word in _COUNTS)


def percentile(values: list[float], share: float) -> float:
    """The value below which this share lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, math.ceil(share * len(ordered)) - 1))]
