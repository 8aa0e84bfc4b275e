"""The accepted state of a suite: small JSON with a line per case, made to be committed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from copilot.errors import InputError
from evals.result import RunResult

MOST_CASES = 1_000  # a paired test needs no more, and the diff stays readable
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Baseline:
    """What was accepted. A case is (passed, score); None where its kind has none."""

    suite: str
    kind: str
    figures: Mapping[str, float]
    cases: Mapping[str, tuple[bool | None, float | None]]
    digest: str = ""
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""


def of_run(result: RunResult, reason: str = "") -> Baseline:
    """Crashed cases are not accepted: they are left out. Of many cases a fixed draw."""
    sound = [case for case in result.cases if not case.error]
    drawn = sorted(sound, key=lambda case: hashlib.sha256(case.id.encode()).digest())
    cases = {
        case.id: (case.passed, None if case.outcome.score is None else round(case.outcome.score, 3))
        for case in sorted(drawn[:MOST_CASES], key=lambda case: case.id)
    }
    figures = {name: round(figure.value, 4) for name, figure in sorted(result.figures.items())}
    timeless = {name: value for name, value in figures.items() if "milliseconds" not in name}
    return Baseline(
        result.suite, result.kind, timeless, cases, result.digest, result.fingerprints, reason
    )


def whole_run(result: RunResult) -> Baseline:
    """For comparing two stored runs: every case."""
    return Baseline(
        result.suite,
        result.kind,
        {name: figure.value for name, figure in result.figures.items()},
        {case.id: (case.passed, case.outcome.score) for case in result.cases},
        result.digest,
        result.fingerprints,
    )


def written(baseline: Baseline) -> str:
    """JSON with one line per figure and per case, so that a diff shows what changed."""
    head = {
        "format": FORMAT,
        "suite": baseline.suite,
        "kind": baseline.kind,
        "digest": baseline.digest,
        "reason": baseline.reason,
        "fingerprints": dict(baseline.fingerprints),
        "figures": dict(baseline.figures),
    }
    text = json.dumps(head, indent=1, ensure_ascii=False)
    rows = [
        f"  {json.dumps(name, ensure_ascii=False)}: {json.dumps(list(value))}"
        for name, value in baseline.cases.items()
    ]
    return text[:-2] + ',\n "cases": {\n' + ",\n".join(rows) + "\n }\n}\n"


def accept(result: RunResult, folder: Path, reason: str = "") -> Path:
    """Writes the suite's baseline and returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{result.suite}.json"
    path.write_text(written(of_run(result, reason)), "utf-8")
    return path


def read_baseline(path: Path) -> Baseline:
    """Raises InputError where the file is absent or holds no baseline."""
    try:
        raw = json.loads(path.read_text("utf-8"))
        return _parsed(raw)
    except FileNotFoundError:
        raise InputError(
            f"There is no baseline {path}.", hint="Make one with `eval accept`."
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"{path} holds no baseline: {type(error).__name__}: {error}.",
            hint="Write it with `eval accept`.",
        ) from error


def _parsed(raw: Mapping[str, Any]) -> Baseline:
    if raw.get("format") != FORMAT:
        raise ValueError(f"format {raw.get('format')!r} is not {FORMAT}")
    return Baseline(
        suite=raw["suite"],
        kind=raw["kind"],
        figures=raw["figures"],
        cases={name: (passed, score) for name, (passed, score) in raw["cases"].items()},
        digest=raw.get("digest", ""),
        fingerprints=raw.get("fingerprints", {}),
        reason=raw.get("reason", ""),
    )
