"""The commands' exit codes, outputs and refusals."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer
from typer.testing import CliRunner

from copilot.config import Settings, load_settings
from copilot.errors import CopilotError, InputError
from evals.cli import app
from evals.target import RestTarget

Invoke = Callable[..., Any]


@pytest.fixture
def invoke(tmp_path: Path) -> Invoke:
    def settings(_context: typer.Context) -> Settings:
        return load_settings(None, {}, home=tmp_path / "home")

    def call(*words: str) -> Any:
        return CliRunner().invoke(app(settings), list(words))

    return call


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """Eight questions over a small shop; half of the replies fit."""
    rows: Sequence[dict[str, Any]] = [
        {
            "id": f"{label}{n}",
            "question": f"Wie lange habe ich Garantie auf die Mühle {n}?",
            "reply": text,
            "label": label,
            "lang": "de",
        }
        for n in range(4)
        for label, text in (
            ("match", f"Auf die Mühle {n} haben Sie zwei Jahre Garantie."),
            ("mismatch", "Unser Lager in Hamburg hat heute geschlossen."),
        )
    ]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (tmp_path / "cases.jsonl").write_text(text, "utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text("kind: replies\ndata: {cases: cases.jsonl}\n", "utf-8")
    return path


def test_run_accept_and_compare(invoke: Invoke, suite: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    done = invoke(
        "run", str(suite), "--out", str(out), "--html", str(tmp_path / "r.html"), "--json"
    )
    assert done.exit_code == 0, done.output
    shown = json.loads(done.stdout)
    assert shown["gate"]["verdict"] == "passed"
    assert len(shown["results"][0]["cases"]) == 8
    assert {"code", "embedding", "knowledge", "version"} <= shown["results"][0][
        "fingerprints"
    ].keys()
    assert (tmp_path / "r.html").exists()
    folder = tmp_path / "baselines"
    assert invoke("accept", "last", "--to", str(folder)).exit_code == 0
    again = invoke("run", str(suite), "--baseline", str(folder))
    assert again.exit_code == 0
    assert "too few cases" in again.output
    assert invoke("compare", "last-1", "last").exit_code == 0
    assert invoke("compare", str(out), "last", "--json").exit_code == 0


def test_a_missed_threshold_is_exit_1(invoke: Invoke, suite: Path) -> None:
    suite.write_text(suite.read_text("utf-8") + "thresholds: {nothing like it: 0.5}\n", "utf-8")
    done = invoke("run", str(suite))
    assert done.exit_code == 1
    assert "nothing like it is not there, wanted at least 0.5" in done.output


def test_absent_public_data_is_exit_4(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COPILOT_EVAL_DATA", raising=False)
    done = invoke("run", "xquad")
    assert done.exit_code == 4
    assert "COPILOT_EVAL_DATA" in done.output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(["run"], "No suite is named", id="no suite"),
        pytest.param(["run", "no-such-suite"], "There is no suite", id="unknown suite"),
        pytest.param(["run", "--tag", "mine"], "No suite has the tag `mine`", id="unknown tag"),
        pytest.param(["run", "{suite}", "--set", "colour"], "no setting", id="no value"),
        pytest.param(["run", "{suite}", "--set", "colour=red"], "Unknown", id="bad setting"),
        pytest.param(["run", "{suite}", "--baseline", "nowhere"], "no baseline", id="no baseline"),
        pytest.param(["run", "{suite}", "--filter", "("], "regular expression", id="bad filter"),
        pytest.param(["run", "{suite}", "{suite}", "xx.yaml"], "no suite", id="absent"),
        pytest.param(["compare", "last", "last"], "There is no run", id="no run"),
        pytest.param(["run", "{suite}", "--url", "staging"], "no address", id="bad url"),
    ],
)
def test_wrong_use_is_refused(invoke: Invoke, suite: Path, words: list[str], told: str) -> None:
    done = invoke(*(word.format(suite=suite) for word in words))
    assert isinstance(done.exception, CopilotError)
    assert done.exception.exit_code == 2
    assert told in done.exception.message


def test_validate_and_schema(invoke: Invoke, suite: Path) -> None:
    assert "mine: 8 cases" in invoke("validate", str(suite)).output
    assert json.loads(invoke("schema").stdout)["title"] == "reply-copilot eval suite"


def test_two_configurations_in_one_command(invoke: Invoke, suite: Path) -> None:
    done = invoke("ab", str(suite), "--a", "keywords_only=true", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["comparisons"][0]["suite"] == "mine"


def served(status: int, body: Any) -> RestTarget:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/checks":
            assert json.loads(request.content)["reply"]
        return httpx.Response(status, json=body)

    return RestTarget("http://staging.example", transport=httpx.MockTransport(answer))


def test_a_deployment_is_asked_over_rest() -> None:
    target = served(200, {"verdict": "pass", "info": {"version": "9.9"}})
    assert target.check({"message": {"text": "m"}, "reply": "r"})["verdict"] == "pass"
    assert target.fingerprints() == {"url": "http://staging.example", "version": "9.9"}
    target.close()


def test_a_deployments_refusal_is_told() -> None:
    target = served(401, {"error": {"message": "No key.", "hint": "Set COPILOT_API_KEY."}})
    with pytest.raises(CopilotError, match="No key"):
        target.search({"query": "x"})
    target.close()
    with pytest.raises(InputError, match="no address"):
        RestTarget("staging.example")
