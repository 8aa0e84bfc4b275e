"""One HTML file with everything in it: opened from disk, it asks no network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from evals.compare import Comparison
from evals.kinds.findings import confusion
from evals.report import numbers, svg
from evals.report.marks import marked, marks_of
from evals.result import CaseResult, Figure, RunResult
from evals.scorers import bins, risk_coverage

_TEMPLATES = Path(__file__).with_name("templates")
MOST_FAILING = 300  # cases shown per suite, the changed ones first
MOST_PASSING = 40
_FEWEST = 20  # probabilities for a reliability plot


@dataclass(frozen=True, slots=True)
class Plot:
    title: str
    about: str
    svg: Markup


@dataclass(frozen=True, slots=True)
class ShownCase:
    case: CaseResult
    change: str  # "newly failing", "newly passing", "flaky" or ""
    reply: Markup

    @property
    def state(self) -> str:
        if self.case.error:
            return "crashed"
        return {True: "passed", False: "failed", None: "unscored"}[self.case.passed]


@dataclass(frozen=True, slots=True)
class Section:
    """A suite as the page shows it."""

    result: RunResult
    comparison: Comparison | None
    whole: tuple[tuple[str, Figure], ...]
    parts: tuple[tuple[str, tuple[tuple[str, Figure], ...]], ...]
    plots: tuple[Plot, ...]
    cases: tuple[ShownCase, ...]
    states: Mapping[str, int]
    before: Mapping[str, float]


def write_html(
    path: Path, results: Sequence[RunResult], comparisons: Sequence[Comparison], verdict: str
) -> None:
    path.write_text(page(results, comparisons, verdict), "utf-8")


def page(
    results: Sequence[RunResult], comparisons: Sequence[Comparison] = (), verdict: str = ""
) -> str:
    by_suite = {comparison.suite: comparison for comparison in comparisons}
    # Autoescape: messages and replies are other people's text.
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = lambda figure, name: numbers.number(name, figure.value)
    environment.filters["interval"] = lambda figure, name: numbers.interval(name, figure)
    sections = [_section(result, by_suite.get(result.suite)) for result in results]
    return environment.get_template("report.html.j2").render(sections=sections, verdict=verdict)


def _section(result: RunResult, comparison: Comparison | None) -> Section:
    whole, parts = _split(result.figures)
    shown = _shown(result, comparison)
    return Section(
        result=result,
        comparison=comparison,
        whole=whole,
        parts=parts,
        plots=tuple(_plots(result, whole, parts)),
        cases=shown,
        states=Counter(ShownCase(case, "", Markup("")).state for case in result.cases),
        before={name: old for name, old, _ in comparison.figures} if comparison else {},
    )


def _split(
    figures: Mapping[str, Figure],
) -> tuple[tuple[tuple[str, Figure], ...], tuple[tuple[str, tuple[tuple[str, Figure], ...]], ...]]:
    """Figures of all cases, and those of each part, such as `lang=de`."""
    whole: list[tuple[str, Figure]] = []
    parts: dict[str, list[tuple[str, Figure]]] = {}
    for name, figure in figures.items():
        bare, _, part = name.partition(" [")
        if part:
            parts.setdefault(part.rstrip("]"), []).append((bare, figure))
        else:
            whole.append((name, figure))
    return tuple(whole), tuple((name, tuple(rows)) for name, rows in parts.items())


def _shown(result: RunResult, comparison: Comparison | None) -> tuple[ShownCase, ...]:
    """The cases worth a look: changed ones, then failing ones, then some that passed."""
    changes = _changes(comparison)
    ordered = sorted(
        result.cases, key=lambda case: (case.id not in changes, case.passed is not False)
    )
    failing = [case for case in ordered if case.id in changes or case.passed is False]
    passing = [case for case in ordered if case.id not in changes and case.passed is not False]
    picked = [*failing[:MOST_FAILING], *passing[:MOST_PASSING]]
    return tuple(ShownCase(case, changes.get(case.id, ""), _reply(case)) for case in picked)


def _changes(comparison: Comparison | None) -> dict[str, str]:
    if comparison is None:
        return {}
    told = dict.fromkeys(comparison.flaky, "flaky")
    told |= dict.fromkeys(comparison.newly_passing, "newly passing")
    return told | dict.fromkeys(comparison.newly_failing, "newly failing")


def _reply(case: CaseResult) -> Markup:
    facts = case.outcome.facts
    return marked(str(facts.get("reply", "")), marks_of(facts))


Rows = Sequence[tuple[str, Figure]]


def _plots(result: RunResult, whole: Rows, parts: Sequence[tuple[str, Rows]]) -> list[Plot]:
    found = []
    shares = [(n, f) for n, f in whole if not numbers.is_count(n)]
    if shares:
        plot = svg.interval_plot(shares)
        found.append(_plot("Figures", "Value and 95 % interval, 0 to 1.", plot))
    found += _part_plots(whole, parts)
    facts = [case.outcome.facts for case in result.cases if not case.error]
    found += _KIND_PLOTS.get(result.kind, lambda _: [])(facts)
    times = [case.ms for case in result.cases if not case.error and case.ms > 0]
    if len(times) > 1:
        told = (
            f"Half of the cases within {numbers.percentile(times, 0.5):,.1f} ms, "
            f"95 % within {numbers.percentile(times, 0.95):,.1f} ms."
        )
        found.append(_plot("Latency", told, svg.histogram(times, "ms")))
    return found


def _part_plots(whole: Rows, parts: Sequence[tuple[str, Rows]]) -> list[Plot]:
    """One plot per field: the suite's first three figures for each of its values."""
    chosen = [name for name, _ in whole if not numbers.is_count(name)][:3]
    fields: dict[str, list[tuple[str, Figure]]] = {}
    for part, rows in parts:
        field, _, value = part.partition("=")
        known = dict(rows)
        found = fields.setdefault(field, [])
        found += [(f"{value}: {name}", known[name]) for name in chosen if name in known]
    told = "The same figures for each value of the field."
    return [_plot(f"By {f}", told, svg.interval_plot(rows)) for f, rows in fields.items() if rows]


def _plot(title: str, about: str, drawn: str) -> Plot:
    return Plot(title, about, Markup(drawn))  # noqa: S704 -- our own SVG, its texts are escaped


def _of_replies(facts: Sequence[Mapping[str, Any]]) -> list[Plot]:
    if len(facts) < _FEWEST:
        return []
    groups = bins([f["probability"] for f in facts], [f["label"] == "match" for f in facts])
    told = "Groups of equal size; on the diagonal, a probability means what it says."
    return [_plot("Reliability", told, svg.reliability(groups))]


def _of_scope(facts: Sequence[Mapping[str, Any]]) -> list[Plot]:
    points = risk_coverage([f["confidence"] for f in facts], [f["in_scope"] for f in facts])
    told = "Answering only the most certain share: how much of that is out of scope?"
    drawn = svg.square(points, "share answered", "out of scope among them", "")
    return [_plot("Risk and coverage", told, drawn)]


def _of_findings(facts: Sequence[Mapping[str, Any]]) -> list[Plot]:
    codes = sorted({item["code"] for fact in facts for item in fact["wanted"]})
    bars = []
    for code in codes:
        counts = confusion(facts, code)
        parts = (("right", counts.tp), ("missed", counts.fn), ("wrong", counts.fp))
        bars.append(svg.Bar(code, parts))
    told = "Replies per code: found rightly (green), missed (amber), found wrongly (red)."
    return [_plot("Confusion per finding code", told, svg.stacked(bars))] if bars else []


def _of_labels(facts: Sequence[Mapping[str, Any]]) -> list[Plot]:
    bars = []
    for label in ("grounded", "partial", "ungrounded"):
        rows = [f for f in facts if f["label"] == label]
        doubted = sum(f["support"] < 0.5 for f in rows)
        right = len(rows) - doubted if label == "grounded" else doubted
        kind = "wrong" if label == "grounded" else "missed"
        bars.append(svg.Bar(label, (("right", right), (kind, len(rows) - right))))
    told = "Seen rightly (green), missed (amber), doubted without cause (red)."
    return [_plot("Labels", told, svg.stacked(bars))]


_KIND_PLOTS = {
    "replies": _of_replies,
    "scope": _of_scope,
    "findings": _of_findings,
    "grounding": _of_labels,
}
