"""A run on a terminal: a table per suite, what changed, and the gate's word."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from evals.compare import Comparison
from evals.gate import Gate
from evals.report.numbers import interval, number
from evals.result import RunResult

_LISTED = 10
_STYLES = {"worse": "bold red", "better": "green", "within noise": "dim", "too few cases": "yellow"}


def print_result(console: Console, result: RunResult, *, every: bool = False) -> None:
    """The suite's figures; those of its parts with `every`."""
    table = Table(
        "figure", "value", "95 % interval", "n", title=result.suite, title_justify="left", box=None
    )
    published = {item["figure"]: item for item in result.published}
    if published:
        table.add_column("published")
    for name, figure in result.figures.items():
        if "[" in name and not every:
            continue
        cells = [name, number(name, figure.value), interval(name, figure), str(figure.n)]
        if published:
            item = published.get(name)
            cells.append(f"{item['value']:g} ({item['of']})" if item else "")
        table.add_row(*cells)
    console.print(table)
    failing = [case for case in result.cases if case.passed is False]
    parts = [f"{len(result.cases)} cases in {result.seconds:.1f} s"]
    if any(case.passed is not None for case in result.cases):
        parts.append(f"{len(result.cases) - len(failing)} passed")
    parts += result.notes
    console.print("; ".join(parts), style="dim", markup=False)
    for case in result.crashed[:_LISTED]:
        console.print(f"crashed: {case.id}: {case.error}", style="red", markup=False)
    _print_ids(console, "flaky", [case.id for case in result.flaky], "yellow")
    console.print()


def print_comparison(console: Console, comparison: Comparison) -> None:
    table = Table(
        "test",
        "before",
        "after",
        "change",
        "95 % interval",
        "p",
        "n",
        "",
        title=f"{comparison.suite}: compared",
        title_justify="left",
        box=None,
    )
    for change in comparison.changes:
        table.add_row(
            change.test,
            f"{change.before:.3f}",
            f"{change.after:.3f}",
            f"{change.difference:+.3f}",
            f"{change.low:+.3f} … {change.high:+.3f}",
            f"{change.adjusted:.3g}",
            str(change.n),
            f"[{_STYLES[change.told]}]{change.told}[/]",
        )
    console.print(table)
    _print_ids(console, "newly failing", comparison.newly_failing, "red")
    _print_ids(console, "newly passing", comparison.newly_passing, "green")
    if comparison.still_failing:
        console.print(f"still failing: {len(comparison.still_failing)}", style="dim")
    if comparison.only_before or comparison.only_after:
        console.print(
            f"not compared: {comparison.only_before} cases only before, "
            f"{comparison.only_after} only after",
            style="dim",
        )
    console.print()


def print_gate(console: Console, gate: Gate) -> None:
    style = "bold green" if gate.verdict == "passed" else "bold red"
    console.print(f"gate: {gate.verdict}", style=style)
    for reason in gate.reasons:
        console.print(f"  {reason}", markup=False)


def _print_ids(console: Console, told: str, ids: Sequence[str], style: str) -> None:
    if ids:
        more = f" and {len(ids) - _LISTED} more" if len(ids) > _LISTED else ""
        console.print(
            f"{told} ({len(ids)}): {', '.join(ids[:_LISTED])}{more}", style=style, markup=False
        )
