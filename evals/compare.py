"""Two runs of the same suites: what changed beyond chance, case by case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from evals.baseline import Baseline
from evals.result import Missed, RunResult
from evals.significance import holm, mcnemar, paired_bootstrap
from evals.suite.schema import Bounds

LEVEL = 0.05  # chance of any false alarm, over all suites of a run
LEAST_CASES = 20  # in common: fewer prove nothing
Test = Literal["pass rate", "score"]
Told = Literal["worse", "better", "within noise", "too few cases"]


@dataclass(frozen=True, slots=True)
class Change:
    """The difference, after − before, over the `n` cases that both runs have.

    `low`, `high`: 95 % interval of the paired bootstrap. `p` is the test's own, `adjusted`
    what it is after all tests of all suites are counted in (Holm).
    """

    suite: str
    test: Test
    n: int
    before: float
    after: float
    low: float
    high: float
    p: float
    adjusted: float

    @property
    def difference(self) -> float:
        return self.after - self.before

    @property
    def told(self) -> Told:
        if self.n < LEAST_CASES:
            return "too few cases"
        if self.adjusted >= LEVEL:
            return "within noise"
        return "worse" if self.difference < 0 else "better"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A suite, before and after. The lists hold ids of cases."""

    suite: str
    changes: tuple[Change, ...]
    newly_failing: tuple[str, ...] = ()
    newly_passing: tuple[str, ...] = ()
    still_failing: tuple[str, ...] = ()
    flaky: tuple[str, ...] = ()
    only_before: int = 0
    only_after: int = 0
    dropped: tuple[Missed, ...] = ()  # thresholds against the baseline
    figures: tuple[tuple[str, float, float], ...] = ()  # name, before, after
    gate: bool = True

    @property
    def worse(self) -> bool:
        """Whether the gate refuses: a significant drop, or a threshold against the baseline."""
        return self.gate and (bool(self.dropped) or any(c.told == "worse" for c in self.changes))


@dataclass(frozen=True, slots=True)
class Pair:
    """What is compared: the accepted state, or an earlier run, with a later one."""

    before: Baseline
    after: RunResult
    thresholds: Mapping[str, float | Bounds]


def compare(pairs: Sequence[Pair]) -> tuple[Comparison, ...]:
    """All suites at once, so that many of them do not make a false alarm likely."""
    found = [_compared(pair) for pair in pairs]
    tested = [
        change
        for comparison in found
        if comparison.gate
        for change in comparison.changes
        if change.n >= LEAST_CASES
    ]
    adjusted = dict(
        zip(
            [(change.suite, change.test) for change in tested],
            holm([change.p for change in tested]),
            strict=True,
        )
    )
    return tuple(
        replace(
            comparison,
            changes=tuple(
                replace(change, adjusted=adjusted.get((change.suite, change.test), change.p))
                for change in comparison.changes
            ),
        )
        for comparison in found
    )


def _compared(pair: Pair) -> Comparison:
    before = pair.before.cases
    after = {case.id: (case.passed, case.outcome.score) for case in pair.after.cases}
    both = [name for name in after if name in before]
    passes = [(name, before[name][0], after[name][0]) for name in both]
    judged = [(name, a, b) for name, a, b in passes if a is not None and b is not None]

    def ids(wanted: Callable[[bool, bool], bool]) -> tuple[str, ...]:
        return tuple(name for name, a, b in judged if wanted(a, b))

    return Comparison(
        suite=pair.after.suite,
        changes=tuple(_changes(pair.after.suite, judged, _scores(before, after, both))),
        newly_failing=ids(lambda a, b: a and not b),
        newly_passing=ids(lambda a, b: b and not a),
        still_failing=ids(lambda a, b: not a and not b),
        flaky=tuple(case.id for case in pair.after.flaky),
        only_before=len(before.keys() - after.keys()),
        only_after=len(after.keys() - before.keys()),
        dropped=_dropped(pair),
        figures=tuple(
            (name, pair.before.figures[name], figure.value)
            for name, figure in pair.after.figures.items()
            if name in pair.before.figures
        ),
        gate=pair.after.gate,
    )


State = tuple[bool | None, float | None]


def _scores(
    before: Mapping[str, State], after: Mapping[str, State], both: Sequence[str]
) -> list[tuple[float, float]]:
    found = []
    for name in both:
        old, new = before[name][1], after[name][1]
        if old is not None and new is not None:
            found.append((old, new))
    return found


def _changes(
    suite: str, judged: Sequence[tuple[str, bool, bool]], scores: Sequence[tuple[float, float]]
) -> list[Change]:
    found = []
    if judged:
        pairs = [(float(a), float(b)) for _, a, b in judged]
        worse = sum(a > b for a, b in pairs)
        better = sum(b > a for a, b in pairs)
        found.append(_change(suite, "pass rate", pairs, mcnemar(worse, better)))
    # A score of only 0 and 1 is the pass rate again: testing it twice would cost power.
    if scores and any(value not in (0.0, 1.0) for pair in scores for value in pair):
        found.append(_change(suite, "score", scores, None))
    return found


def _change(
    suite: str, test: Test, pairs: Sequence[tuple[float, float]], p: float | None
) -> Change:
    """`p` of the exact test where there is one, else the bootstrap's."""
    differences = [b - a for a, b in pairs]
    if test == "score":
        # Baselines keep three decimals: what is below is no change.
        differences = [d if abs(d) > 0.001 else 0.0 for d in differences]
    low, high, drawn = paired_bootstrap(differences)
    n = len(pairs)
    before = sum(a for a, _ in pairs) / n
    after = before + sum(differences) / n
    value = drawn if p is None else p
    return Change(suite, test, n, before, after, low, high, value, value)


def _dropped(pair: Pair) -> tuple[Missed, ...]:
    """Thresholds of the kind "at most so far below the baseline"."""
    found = []
    for name, bounds in pair.thresholds.items():
        if not isinstance(bounds, Bounds) or bounds.drop is None:
            continue
        before, after = pair.before.figures.get(name), pair.after.figures.get(name)
        if before is None:
            continue
        value = after.value if after else None
        if value is None or value < before - bounds.drop:
            found.append(Missed(name, f"at most {bounds.drop:g} below {before:.3f}", value))
    return tuple(found)
