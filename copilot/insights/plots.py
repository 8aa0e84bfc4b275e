"""The report's plots: SVG that stands alone, drawn by small pure functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from copilot.insights.figures import Hour, Week

COLOURS = {
    "accepted": "#2f7d5b", "edited": "#d99a2b", "rejected": "#b8463f", "bar": "#3d6fb4",
}  # fmt: skip
_INK, _GREY = "#1c2430", "#5b6675"
_STATES = ("accepted", "edited", "rejected")


def svg(width: int, height: int, title: str, inside: str) -> str:
    return (
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}" '
        f'font-family="system-ui,sans-serif" font-size="12" fill="{_INK}">{inside}</svg>'
    )


def bars(rows: Sequence[tuple[str, int]], title: str) -> str:
    """Horizontal bars with their names and numbers, in the order given."""
    if not rows:
        return ""
    most = max(count for _, count in rows)
    inside = ""
    for n, (name, count) in enumerate(rows):
        y, width = 22 * n + 15, max(2, 470 * count // max(most, 1))
        inside += (
            f'<text x="260" y="{y}" text-anchor="end">{escape(_short(name, 40))}</text>'
            f'<rect x="270" y="{y - 12}" width="{width}" height="15" rx="2" '
            f'fill="{COLOURS["bar"]}"/><text x="{276 + width}" y="{y}">{count}</text>'
        )
    return svg(800, 22 * len(rows) + 6, title, inside)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def stacked_weeks(weeks: Sequence[Week], names: Callable[[str], str], title: str) -> str:
    """Decisions per week by kind."""
    most = max((week.accepted + week.edited + week.rejected for week in weeks), default=0)
    if not most:
        return ""
    step, parts = min(70.0, 740 / len(weeks)), [_axis(40, 170, 150, str(most))]
    for n, week in enumerate(weeks):
        y = 170.0
        for state in _STATES:
            height = 150 * getattr(week, state) / most
            y -= height
            parts.append(
                f'<rect x="{40 + n * step:.1f}" y="{y:.1f}" width="{step * 0.72:.1f}" '
                f'height="{height:.1f}" fill="{COLOURS[state]}">'
                f"<title>{week.start:%Y-%m-%d}: {getattr(week, state)} {escape(names(state))}"
                "</title></rect>"
            )
    parts.append(_dates(weeks, 40, step, 0.36, 188))
    for n, state in enumerate(_STATES):
        parts.append(
            f'<rect x="{40 + 130 * n}" y="200" width="11" height="11" fill="{COLOURS[state]}"/>'
            f'<text x="{57 + 130 * n}" y="210">{escape(names(state))}</text>'
        )
    return svg(800, 218, title, "".join(parts))


def lines(
    weeks: Sequence[Week], series: Sequence[tuple[str, str, Callable[[Week], float | None]]]
) -> str:
    """Small plots side by side, each with an axis of its own: (title, format, value)."""
    parts = []
    for n, (title, form, value) in enumerate(series):
        points = [(at, v) for at, week in enumerate(weeks) if (v := value(week)) is not None]
        if len(points) >= 2:
            parts.append(_line(270 * n, title, form, points, weeks))
    inside = "".join(parts)
    return svg(800, 150, ", ".join(title for title, _, _ in series), inside) if inside else ""


def _line(
    left: int, title: str, form: str, points: Sequence[tuple[int, float]], weeks: Sequence[Week]
) -> str:
    top = max(v for _, v in points) or 1.0
    step = 200 / max(1, len(weeks) - 1)
    placed = [(left + 45 + at * step, 118 - 84 * v / top) for at, v in points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{COLOURS["bar"]}">'
        f"<title>{weeks[at].start:%Y-%m-%d}: {form.format(v)}</title></circle>"
        for (x, y), (at, v) in zip(placed, points, strict=True)
    )
    ends = "".join(
        f'<text x="{placed[n][0]:.1f}" y="136" text-anchor="{anchor}" fill="{_GREY}">'
        f"{weeks[points[n][0]].start:%d.%m.}</text>"
        for n, anchor in ((0, "start"), (-1, "end"))
    )
    x, y = placed[-1]
    last = (
        f'<text x="{x:.1f}" y="{y - 8:.1f}" text-anchor="end" font-weight="600">'
        f"{form.format(points[-1][1])}</text>"
    )
    return (
        f'<text x="{left + 45}" y="13" font-weight="600">{escape(title)}</text>'
        + _axis(left + 45, 118, 84, form.format(top))
        + f'<polyline points="{path}" fill="none" stroke="{COLOURS["bar"]}" stroke-width="2"/>'
        + dots
        + ends
        + last
    )


def _axis(x: int, bottom: int, height: int, top: str) -> str:
    return (
        f'<text x="{x - 8}" y="{bottom - height + 5}" text-anchor="end" fill="{_GREY}">{top}</text>'
        f'<text x="{x - 8}" y="{bottom + 2}" text-anchor="end" fill="{_GREY}">0</text>'
        f'<path d="M{x - 3} {bottom - height}V{bottom}" stroke="#c9d0d8"/>'
    )


def _dates(weeks: Sequence[Week], left: int, step: float, middle: float, y: int) -> str:
    every = 1 if len(weeks) <= 13 else 3
    return "".join(
        f'<text x="{left + (n + middle) * step:.1f}" y="{y}" text-anchor="middle" '
        f'fill="{_GREY}">{week.start:%d.%m.}</text>'
        for n, week in enumerate(weeks)
        if n % every == 0
    )


def heat(hours: Sequence[Hour], days: Sequence[str], title: str) -> str:
    """Messages by weekday and hour."""
    most = max((hour.count for hour in hours), default=0)
    if not most:
        return ""
    cells = "".join(
        f'<rect x="{40 + 31 * hour.hour}" y="{20 + 22 * hour.weekday}" width="29" height="20" '
        f'fill="{COLOURS["bar"]}" fill-opacity="{0.06 + 0.94 * hour.count / most:.2f}">'
        f"<title>{days[hour.weekday]} {hour.hour}:00 – {hour.count}</title></rect>"
        for hour in hours
    )
    left = "".join(
        f'<text x="30" y="{35 + 22 * n}" text-anchor="end">{escape(day)}</text>'
        for n, day in enumerate(days)
    )
    top = "".join(
        f'<text x="{54 + 31 * h}" y="13" text-anchor="middle" fill="{_GREY}">{h}</text>'
        for h in range(0, 24, 2)
    )
    return svg(800, 178, title, top + left + cells)
