"""Every run is kept: results with configuration, versions and fingerprints, as JSON."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from copilot.errors import InputError
from evals.result import RunResult, read_result

LAST = "last"


class Runs:
    """The runs below a data folder; the newest name sorts last."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "evals" / "runs"

    def save(self, results: Sequence[RunResult], told: Mapping[str, Any]) -> Path:
        """`told`: what else the run's output says, such as the comparison."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        now = f"{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S-%f}"
        path = self._folder / f"{now}.json"
        write_results(path, results, told)
        return path

    def list(self) -> tuple[Path, ...]:
        return tuple(sorted(self._folder.glob("*.json")))

    def find(self, name: str) -> Path:
        """A file, `last`, `last-1` (the one before), or a stored run's name. Raises InputError."""
        given = Path(name)
        if given.is_file():
            return given
        stored = self.list()
        if name.startswith(LAST) and stored:
            back = name.removeprefix(LAST).removeprefix("-") or "0"
            if back.isdigit() and int(back) < len(stored):
                return stored[-1 - int(back)]
        for path in stored:
            if path.stem == name:
                return path
        raise InputError(
            f"There is no run {name}.",
            hint="A file that `eval run --out` wrote, `last`, `last-1`, or a name of `eval runs`.",
        )


def write_results(path: Path, results: Sequence[RunResult], told: Mapping[str, Any]) -> None:
    body = {"results": [result.as_json() for result in results], **told}
    path.write_text(
        json.dumps(body, ensure_ascii=False, default=str, allow_nan=False) + "\n", "utf-8"
    )


def read_results(path: Path) -> list[RunResult]:
    """Raises InputError where the file holds no results."""
    try:
        raw = json.loads(path.read_text("utf-8"))
        return [read_result(result) for result in raw["results"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{path} holds no results: {type(error).__name__}: {error}.",
            hint="Write them with `eval run --out FILE`.",
        ) from error
