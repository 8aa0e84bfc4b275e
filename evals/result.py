"""What a run says: figures with intervals, and every case with its scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """A suite's figure. `low` and `high` bound its 95 % interval; `n` cases made it."""

    value: float
    n: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a kind makes of one case.

    `passed` and `score` (0..1, more is better) are what runs are compared by; None where the
    kind has none. `scores` are averaged into figures. `facts` is JSON: what figures and
    reports need (labels, codes, texts, spans).
    """

    passed: bool | None = None
    score: float | None = None
    scores: Mapping[str, float] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case, run `len(tries)` times. What crashed leaves its reason in `error`, no score.

    `tries`: whether each repeat passed; the case is flaky where they differ.
    """

    id: str
    outcome: Outcome
    lang: str = ""
    ms: float = 0.0
    error: str = ""
    tries: tuple[bool, ...] = ()

    @property
    def passed(self) -> bool | None:
        """A crash is a failure; None where the kind knows no passing."""
        return False if self.error else self.outcome.passed

    @property
    def flaky(self) -> bool:
        return len(set(self.tries)) > 1


@dataclass(frozen=True, slots=True)
class Missed:
    """A threshold that was not reached."""

    figure: str
    wanted: str
    value: float | None


@dataclass(frozen=True, slots=True)
class RunResult:
    """One suite, run. `figures` are keyed by name, those of a part as `name [lang=de]`."""

    suite: str
    kind: str
    figures: Mapping[str, Figure]
    cases: tuple[CaseResult, ...]
    seconds: float
    started: str = ""
    configuration: Mapping[str, str] = field(default_factory=dict)
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""  # of the cases
    missed: tuple[Missed, ...] = ()
    published: tuple[Mapping[str, Any], ...] = ()
    notes: tuple[str, ...] = ()
    description: str = ""
    gate: bool = True

    @property
    def crashed(self) -> tuple[CaseResult, ...]:
        return tuple(case for case in self.cases if case.error)

    @property
    def flaky(self) -> tuple[CaseResult, ...]:
        return tuple(case for case in self.cases if case.flaky)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def read_result(raw: Mapping[str, Any]) -> RunResult:
    """What `as_json` wrote. Raises KeyError, TypeError, ValueError on anything else."""
    known = dict(raw)
    known["figures"] = {name: Figure(**figure) for name, figure in raw["figures"].items()}
    known["cases"] = tuple(map(_case, raw["cases"]))
    known["missed"] = tuple(Missed(**missed) for missed in raw.get("missed", ()))
    known["published"] = tuple(raw.get("published", ()))
    known["notes"] = tuple(raw.get("notes", ()))
    return RunResult(**known)


def _case(raw: Mapping[str, Any]) -> CaseResult:
    tries: Sequence[bool] = raw.get("tries", ())
    return CaseResult(**{**raw, "outcome": Outcome(**raw["outcome"]), "tries": tuple(tries)})
