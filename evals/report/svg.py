"""Plots as inline SVG. Colours come from the page's style sheet, light or dark."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from evals.result import Figure
from evals.scorers import Bin

_WIDTH = 520
_ROW = 24
_LABEL = 210
_VALUE = 52


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of counts in a stacked bar; `parts` are (class, count)."""

    label: str
    parts: tuple[tuple[str, int], ...]


def interval_plot(rows: Sequence[tuple[str, Figure]]) -> str:
    """A dot with its interval per figure, on a scale from 0 to 1."""
    width = _WIDTH - _LABEL - _VALUE
    drawn = []
    for place, (name, figure) in enumerate(rows):
        y = place * _ROW + _ROW / 2 + 4
        low, value, high = (
            _LABEL + width * min(max(v, 0.0), 1.0) for v in (figure.low, figure.value, figure.high)
        )
        drawn.append(
            f'<text class="label" x="{_LABEL - 8}" y="{y + 4:.1f}" text-anchor="end">'
            f"{escape(_short(name, 31))}<title>{escape(name)}</title></text>"
            f'<line class="range" x1="{low:.1f}" x2="{high:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<circle class="dot" cx="{value:.1f}" cy="{y:.1f}" r="4.5"/>'
            f'<text class="value" x="{_WIDTH - 4}" y="{y + 4:.1f}" text-anchor="end">'
            f"{figure.value:.3f}</text>"
        )
    height = len(rows) * _ROW + 8
    ticks = _ticks(_LABEL, width, 0, height)
    return _svg(_WIDTH, height + 18, ticks + "".join(drawn), "figures with 95 % intervals")


def _ticks(left: float, width: float, top: float, height: float) -> str:
    found = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        x = left + width * share
        found.append(
            f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{height}"/>'
            f'<text class="tick" x="{x:.1f}" y="{height + 14}" text-anchor="middle">'
            f"{share:g}</text>"
        )
    return "".join(found)


def square(points: Sequence[tuple[float, float]], x_label: str, y_label: str, extra: str) -> str:
    """A curve over shares: both axes from 0 to 1. `extra` is drawn below the curve."""
    path = " ".join(f"{_x(x):.1f},{_y(y):.1f}" for x, y in points)
    axes = "".join(
        f'<line class="grid" x1="{_x(v):.1f}" x2="{_x(v):.1f}" y1="{_y(0):.1f}" y2="{_y(1):.1f}"/>'
        f'<line class="grid" x1="{_x(0):.1f}" x2="{_x(1):.1f}" y1="{_y(v):.1f}" y2="{_y(v):.1f}"/>'
        f'<text class="tick" x="{_x(v):.1f}" y="{_y(0) + 16:.1f}" text-anchor="middle">{v:g}</text>'
        f'<text class="tick" x="{_x(0) - 8:.1f}" y="{_y(v) + 4:.1f}" text-anchor="end">{v:g}</text>'
        for v in (0, 0.25, 0.5, 0.75, 1)
    )
    names = (
        f'<text class="label" x="{_x(0.5):.1f}" y="{_y(0) + 36:.1f}" text-anchor="middle">'
        f"{escape(x_label)}</text>"
        f'<text class="label" transform="translate(14 {_y(0.5):.1f}) rotate(-90)" '
        f'text-anchor="middle">{escape(y_label)}</text>'
    )
    line = f'<polyline class="line" points="{path}"/>'
    return _svg(300, 300, axes + extra + line + names, f"{y_label} by {x_label}")


def reliability(bins: Sequence[Bin]) -> str:
    """What was said against what came true; the size of a dot is the group's."""
    most = max(b.n for b in bins)
    dots = "".join(
        f'<circle class="dot" cx="{_x(b.said):.1f}" cy="{_y(b.true):.1f}" '
        f'r="{3 + 3 * math.sqrt(b.n / most):.1f}">'
        f"<title>said {b.said:.2f}, came true {b.true:.2f}, {b.n} cases</title></circle>"
        for b in bins
    )
    ideal = (
        f'<line class="ideal" x1="{_x(0):.1f}" y1="{_y(0):.1f}" x2="{_x(1):.1f}" y2="{_y(1):.1f}"/>'
    )
    return square([(b.said, b.true) for b in bins], "probability said", "came true", ideal + dots)


def stacked(bars: Sequence[Bar]) -> str:
    """Counts side by side, all on one scale."""
    most = max((sum(count for _, count in bar.parts) for bar in bars), default=1) or 1
    width = _WIDTH - _LABEL - _VALUE
    drawn = []
    for place, bar in enumerate(bars):
        y, x = place * _ROW + 4, float(_LABEL)
        drawn.append(
            f'<text class="label" x="{_LABEL - 8}" y="{y + 15}" text-anchor="end">'
            f"{escape(_short(bar.label, 31))}</text>"
        )
        for kind, count in bar.parts:
            length = width * count / most
            if count:
                drawn.append(
                    f'<rect class="{kind}" x="{x:.1f}" y="{y + 3}" rx="2" height="16" '
                    f'width="{max(length - 2, 1):.1f}">'
                    f"<title>{escape(kind)}: {count}</title></rect>"
                )
                if length > 22:
                    drawn.append(
                        f'<text class="inside" x="{x + length / 2 - 1:.1f}" y="{y + 15}" '
                        f'text-anchor="middle">{count}</text>'
                    )
            x += length
    return _svg(_WIDTH, len(bars) * _ROW + 8, "".join(drawn), "counts")


def histogram(values: Sequence[float], unit: str) -> str:
    """How values are spread, over equal steps up to the 99th percentile."""
    ordered = sorted(values)
    top = max(ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))], 1e-9)
    steps = [0] * 24
    for value in ordered:
        steps[min(int(value / top * len(steps)), len(steps) - 1)] += 1
    most, width, height = max(steps), (_WIDTH - 20) / len(steps), 110
    drawn = [
        f'<rect class="hist" x="{10 + place * width:.1f}" y="{120 - height * count / most:.1f}" '
        f'width="{width - 2:.1f}" height="{height * count / most:.1f}" rx="1">'
        f"<title>{count} cases</title></rect>"
        for place, count in enumerate(steps)
        if count
    ]
    for share in (0, 0.25, 0.5, 0.75, 1):
        anchor = "start" if share == 0 else "end" if share == 1 else "middle"
        drawn.append(
            f'<text class="tick" x="{10 + share * (_WIDTH - 20):.1f}" y="138" '
            f'text-anchor="{anchor}">{share * top:,.3g} {unit}</text>'
        )
    base = f'<line class="axis" x1="10" x2="{_WIDTH - 10}" y1="121" y2="121"/>'
    return _svg(_WIDTH, 144, base + "".join(drawn), f"spread in {unit}")


def _x(share: float) -> float:
    return 48 + share * 238


def _y(share: float) -> float:
    return 248 - share * 238


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _svg(width: float, height: float, inside: str, about: str) -> str:
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" width="{width:g}" role="img" '
        f'aria-label="{escape(about)}">{inside}</svg>'
    )
