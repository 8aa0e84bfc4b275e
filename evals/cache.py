"""Finished cases, so that a run that was broken off goes on, and none is paid for twice.

The key holds all that matters to a result: the case, the suite's way of running it, code,
models, knowledge, settings and the number of the repeat.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from evals.result import Outcome

_MOST = 200_000  # results kept; the oldest go
_COMMIT_EVERY = 50


class Cache:
    """One SQLite file. Thread-safe; a lost process loses at most the last few results."""

    def __init__(self, path: Path, *, fresh: bool = False) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._fresh = fresh
        self._lock = threading.Lock()
        self._unsaved = 0
        self._database = sqlite3.connect(path, check_same_thread=False, timeout=30)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, ms REAL, outcome TEXT)"
        )

    def get(self, key: str) -> tuple[Outcome, float] | None:
        if self._fresh:
            return None
        with self._lock:
            row = self._database.execute(
                "SELECT outcome, ms FROM results WHERE key = ?", (key,)
            ).fetchone()
        return (Outcome(**json.loads(row[0])), float(row[1])) if row else None

    def put(self, key: str, outcome: Outcome, ms: float) -> None:
        text = json.dumps(asdict(outcome), ensure_ascii=False)
        with self._lock:
            self._database.execute("REPLACE INTO results VALUES (?, ?, ?)", (key, ms, text))
            self._unsaved += 1
            if self._unsaved >= _COMMIT_EVERY:
                self._commit()

    def _commit(self) -> None:
        self._database.commit()
        self._unsaved = 0

    def close(self) -> None:
        with self._lock:
            self._database.execute(
                "DELETE FROM results WHERE rowid <= (SELECT MAX(rowid) FROM results) - ?", (_MOST,)
            )
            self._commit()
            self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()


def key_of(common: str, case: Any, attempt: int) -> str:
    joined = f"{common}\x1f{case.model_dump_json()}\x1f{attempt}"
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()


def common_key(parts: Mapping[str, Any]) -> str:
    """What all cases of a suite's run share."""
    return json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
