"""Noise passes the gate and a real drop fails it: shown by simulation."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from evals.baseline import of_run
from evals.compare import LEAST_CASES, Comparison, Pair, compare
from evals.gate import judge
from evals.result import CaseResult, Outcome, RunResult
from evals.significance import holm, mcnemar, paired_bootstrap
from evals.suite.schema import Bounds


def run(name: str, cases: Sequence[tuple[bool | None, float | None]], **more: object) -> RunResult:
    results = tuple(
        CaseResult(f"c{n}", Outcome(passed, score)) for n, (passed, score) in enumerate(cases)
    )
    return RunResult(name, "replies", {}, results, 1.0, **more)  # type: ignore[arg-type]


def compared(before: RunResult, after: RunResult) -> tuple[Comparison, ...]:
    return compare([Pair(of_run(before), after, {})])


@pytest.mark.parametrize(
    ("worse", "better", "p"),
    [
        pytest.param(0, 0, 1.0, id="nothing changed"),
        pytest.param(5, 5, 1.0, id="as many each way"),
        pytest.param(5, 0, 0.0625, id="five are not enough"),
        pytest.param(6, 0, 0.03125, id="six are"),
        pytest.param(1, 9, 22 / 1024, id="by hand"),
    ],
)
def test_mcnemar_by_hand(worse: int, better: int, p: float) -> None:
    assert mcnemar(worse, better) == pytest.approx(p)


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx((0.03, 0.06, 0.06))
    assert holm([]) == ()


def test_the_bootstrap_finds_a_shift_and_not_a_balance() -> None:
    low, _, p = paired_bootstrap([0.1, 0.2, 0.05, 0.15] * 10)
    assert low > 0
    assert p < 0.001
    assert paired_bootstrap([0.1, -0.1] * 20)[2] > 0.5
    assert paired_bootstrap([0.0] * 30)[2] == 1.0


def drawn(rng: random.Random, n: int, skill: float) -> list[tuple[bool, float]]:
    """Cases of differing difficulty, answered by a model that is not the same twice."""
    found = []
    for place in range(n):
        chance = min(max(skill + 0.3 * ((place % 10) / 10 - 0.45), 0.02), 0.98)
        score = min(max(rng.gauss(chance, 0.15), 0.0), 1.0)
        found.append((rng.random() < chance, round(score, 3)))
    return found


def test_noise_passes_the_gate() -> None:
    """Four suites, nothing changed but chance: the gate may cry wolf in one run of twenty."""
    rng = random.Random(1)
    alarms = 0
    for _ in range(40):
        pairs = []
        for suite in ("a", "b", "c", "d"):
            before, after = run(suite, drawn(rng, 120, 0.8)), run(suite, drawn(rng, 120, 0.8))
            pairs.append(Pair(of_run(before), after, {}))
        comparisons = compare(pairs)
        alarms += judge([p.after for p in pairs], comparisons).verdict == "failed"
    assert alarms <= 5  # of 40 at the level of 5 %; more happens in 1 of 70 such series


@pytest.mark.parametrize(
    ("before", "after", "n", "least"),
    [
        pytest.param(0.85, 0.70, 200, 0.9, id="a clear drop is found"),
        pytest.param(0.85, 0.55, 60, 0.9, id="on few cases, a large one"),
    ],
)
def test_a_real_drop_fails_the_gate(before: float, after: float, n: int, least: float) -> None:
    rng = random.Random(2)
    rounds, found = 20, 0
    for _ in range(rounds):
        a, b = run("a", drawn(rng, n, before)), run("a", drawn(rng, n, after))
        found += judge([b], compared(a, b)).exit_code == 1
    assert found / rounds >= least


def test_getting_better_passes_and_is_told() -> None:
    a = run("a", [(n % 2 == 0, None) for n in range(60)])
    b = run("a", [(True, None)] * 60)
    (comparison,) = compared(a, b)
    assert [change.told for change in comparison.changes] == ["better"]
    assert not comparison.worse
    assert len(comparison.newly_passing) == 30


def test_lists_of_cases() -> None:
    a = run("a", [(True, None), (False, None), (False, None), (True, None)])
    b = run("a", [(False, None), (True, None), (False, None), (True, None)])
    (comparison,) = compared(a, b)
    assert comparison.newly_failing == ("c0",)
    assert comparison.newly_passing == ("c1",)
    assert comparison.still_failing == ("c2",)
    assert comparison.changes[0].told == "too few cases"


def test_too_few_cases_never_fail_the_gate() -> None:
    a = run("a", [(True, 1.0)] * (LEAST_CASES - 1))
    b = run("a", [(False, 0.0)] * (LEAST_CASES - 1))
    assert judge([b], compared(a, b)).verdict == "passed"


def test_a_crash_counts_as_a_failure_in_the_comparison_but_is_no_score() -> None:
    a = run("a", [(True, 1.0)] * 40)
    crashed = tuple(CaseResult(f"c{n}", Outcome(), error="Boom") for n in range(40))
    b = RunResult("a", "replies", {}, crashed, 1.0)
    (comparison,) = compared(a, b)
    assert {change.test for change in comparison.changes} == {"pass rate"}
    assert comparison.worse


def test_a_threshold_against_the_baseline() -> None:
    from evals.result import Figure

    a = run("a", [(True, None)] * 5)
    base = of_run(RunResult("a", "replies", {"auc": Figure(0.9, 5, 0, 1)}, a.cases, 1.0))
    after = RunResult("a", "replies", {"auc": Figure(0.85, 5, 0, 1)}, a.cases, 1.0)
    strict, loose = ({"auc": Bounds(min=None, max=None, drop=d)} for d in (0.02, 0.1))
    assert compare([Pair(base, after, strict)])[0].worse
    assert not compare([Pair(base, after, loose)])[0].worse
