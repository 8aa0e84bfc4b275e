"""Whether a run may pass: thresholds, crashes, and the comparison with what was accepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from copilot.errors import InputError
from evals.baseline import read_baseline
from evals.compare import Comparison, Pair, compare
from evals.result import RunResult
from evals.suite.schema import Bounds

Verdict = Literal["passed", "failed", "crashed", "nothing run"]
EXIT: Mapping[Verdict, int] = {"passed": 0, "failed": 1, "crashed": 3, "nothing run": 4}


@dataclass(frozen=True, slots=True)
class Gate:
    """`reasons` are sentences, the first one the gravest."""

    verdict: Verdict
    reasons: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        return EXIT[self.verdict]


def judge(results: Sequence[RunResult], comparisons: Sequence[Comparison]) -> Gate:
    """A missed threshold or a significant drop fails; else a crash makes the run unsound."""
    if not results:
        return Gate("nothing run", ("No suite could be run.",))
    failed = [reason for result in results for reason in _missed(result)]
    failed += [reason for comparison in comparisons for reason in _worse(comparison)]
    crashed = [
        f"{result.suite}: {len(result.crashed)} of {len(result.cases)} cases crashed"
        for result in results
        if result.crashed
    ]
    if failed:
        return Gate("failed", (*failed, *crashed))
    return Gate("crashed", tuple(crashed)) if crashed else Gate("passed")


def _missed(result: RunResult) -> list[str]:
    return [
        f"{result.suite}: {item.figure} is {spoken(item.value)}, wanted {item.wanted}"
        for item in result.missed
        if result.gate
    ]


def _worse(comparison: Comparison) -> list[str]:
    if not comparison.gate:
        return []
    told = [
        f"{change.suite}: the {change.test} fell from {change.before:.3f} to {change.after:.3f} "
        f"(95 % interval of the change {change.low:+.3f} to {change.high:+.3f}, "
        f"p = {change.adjusted:.2g}, {change.n} cases)"
        for change in comparison.changes
        if change.told == "worse"
    ]
    return told + [
        f"{comparison.suite}: {item.figure} is {spoken(item.value)}, wanted {item.wanted}"
        for item in comparison.dropped
    ]


def spoken(value: float | None) -> str:
    """A figure in a sentence; one that could not be computed is "not there"."""
    return "not there" if value is None else f"{value:.3f}"


def against(
    results: Sequence[RunResult],
    where: Path,
    thresholds: Mapping[str, Mapping[str, float | Bounds]],
) -> tuple[tuple[Comparison, ...], tuple[str, ...]]:
    """Compares with a baseline file, or with those in a folder; and which suites have none.

    Raises InputError where nothing is there, or the file is another suite's.
    """
    if not where.exists():
        raise InputError(f"There is no baseline {where}.", hint="Make one with `eval accept`.")
    pairs, without = [], []
    for result in results:
        path = where / f"{result.suite}.json" if where.is_dir() else where
        if not path.exists():
            without.append(result.suite)
            continue
        baseline = read_baseline(path)
        if baseline.suite != result.suite:
            without.append(result.suite)
            continue
        pairs.append(Pair(baseline, result, thresholds.get(result.suite, {})))
    if results and not pairs:
        raise InputError(
            f"{where} has no baseline of {', '.join(without)}.",
            hint="Accept one first: `eval accept`.",
        )
    return compare(pairs), tuple(without)


def gate_json(gate: Gate, comparisons: Sequence[Comparison]) -> dict[str, Any]:
    """What `--json` and a stored run tell of the gate."""
    return {
        "gate": {"verdict": gate.verdict, "reasons": list(gate.reasons)},
        "comparisons": [comparison_json(comparison) for comparison in comparisons],
    }


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    return {
        "suite": comparison.suite,
        "worse": comparison.worse,
        "changes": [
            {
                "test": change.test,
                "n": change.n,
                "before": change.before,
                "after": change.after,
                "difference": change.difference,
                "low": change.low,
                "high": change.high,
                "p": change.p,
                "adjusted_p": change.adjusted,
                "told": change.told,
            }
            for change in comparison.changes
        ],
        "newly_failing": comparison.newly_failing,
        "newly_passing": comparison.newly_passing,
        "still_failing": comparison.still_failing,
        "flaky": comparison.flaky,
        "only_before": comparison.only_before,
        "only_after": comparison.only_after,
    }
