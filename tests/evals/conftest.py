"""Fakes for the evals' tests: a target that answers from a table, and suites in a folder."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from copilot.config import Settings
from evals.suite import Suite, load_suite

Json = dict[str, Any]


class TableTarget:
    """Answers checks by the reply's text, searches by the query; counts what it was asked."""

    def __init__(
        self,
        checks: Mapping[str, Json] | None = None,
        searches: Mapping[str, Sequence[str]] | None = None,
        drafts: Mapping[str, Json] | None = None,
    ) -> None:
        self.checks, self.searches, self.drafts = checks or {}, searches or {}, drafts or {}
        self.asked: list[Json] = []

    def check(self, body: Json) -> Json:
        self.asked.append(body)
        found = self.checks[body["reply"]]
        return {"verdict": "pass", "answers_message": 0.5, "questions": [], "findings": []} | found

    def search(self, body: Json) -> Json:
        self.asked.append(body)
        found = self.searches[body["query"]]
        return {
            "passages": [
                {"source": name, "text": f"about {name}", "score": 1 / place}
                for place, name in enumerate(found, 1)
            ]
        }

    def draft(self, body: Json) -> Json:
        self.asked.append(body)
        return self.drafts[body["message"]["text"]]

    def fingerprints(self) -> Mapping[str, str]:
        return {"fake": "1"}


class OneWorld:
    """The worlds of a run in which there is one target only."""

    def __init__(self, target: Any) -> None:
        self.target = target

    def of(self, _suite: Suite) -> Any:
        return self.target

    def settings_for(self, _suite: Suite) -> Settings:
        return Settings()


@pytest.fixture
def write_suite(tmp_path: Path) -> Callable[..., Suite]:
    """Writes a suite with its rows and loads it."""

    def write(kind: str, rows: Sequence[Json], extra: str = "", part: str = "cases") -> Suite:
        data = tmp_path / f"{part}.jsonl"
        data.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        path = tmp_path / "suite.yaml"
        path.write_text(f"kind: {kind}\ndata: {{{part}: {part}.jsonl}}\n{extra}", "utf-8")
        return load_suite(path)

    return write


def finding(code: str, span: Sequence[int] | None = None, severity: str = "review") -> Json:
    return {"code": code, "severity": severity, "message": code, "reply_span": span}


# Test modules of this folder share these; importlib mode puts no folder on the path.
sys.modules.setdefault("eval_fakes", sys.modules[__name__])
