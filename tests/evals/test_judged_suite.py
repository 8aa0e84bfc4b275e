"""A whole `drafts` suite with a language model that writes and judges, over a real HTTP server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from copilot.config import load_settings
from copilot.testing import FakeModelServer, Say, ScriptedChatModel, Status
from copilot.testing.chat import Fail
from evals.judge import Judge, load_rubric
from evals.run import run_suite
from evals.suite import load_suite
from evals.worlds import Worlds

MAILS = [
    {"id": "a", "text": "Wie lange kann ich die Kanne zurückgeben?", "human": "good"},
    {"id": "b", "text": "Bis wann muss ich die Kanne zurückschicken?", "human": "bad"},
    {"id": "c", "text": "Welche Frist gilt für die Rückgabe der Kanne?", "human": "good"},
]
POLICY = """---
valid_until: 2026-03-15
---
# Rückgabe

Sie können jede Kanne innerhalb von 30 Tagen zurückgeben.
"""


def act(request: dict[str, Any]) -> str:
    """Writes where it is asked for a reply; judges where it is asked for a verdict."""
    prompt = "\n".join(message["content"] for message in request["messages"])
    if "You judge a reply" not in prompt:
        return "Sie können die Kanne innerhalb von 30 Tagen zurückgeben. [e1]"
    verdict = "bad" if "zurückschicken" in prompt else "good"
    return json.dumps({"reason": f"{verdict} for a reason", "verdict": verdict})


@pytest.fixture
def suite_file(tmp_path: Path) -> Path:
    (tmp_path / "shop/policies").mkdir(parents=True)
    (tmp_path / "shop/policies/rueckgabe.md").write_text(POLICY, "utf-8")
    rows = [mail | {"lang": "de", "key_facts": ["30 Tagen"]} for mail in MAILS]
    (tmp_path / "cases.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    path = tmp_path / "judged.yaml"
    path.write_text(
        "kind: drafts\nknowledge: shop\ndata: {cases: cases.jsonl}\n"
        "judge: helpfulness\ntoday: 2026-03-01\n",
        "utf-8",
    )
    return path


@pytest.fixture
def server() -> Iterator[FakeModelServer]:
    with FakeModelServer([Status(429, retry_after="0"), Say(act)]) as running:
        yield running


def test_a_suite_is_drafted_and_judged_by_a_model(
    suite_file: Path, server: FakeModelServer, tmp_path: Path
) -> None:
    settings = load_settings(
        home=tmp_path / "home",
        model="openai-compatible:any",
        model_base_url=server.base_url,
        model_price_input="1",
        model_price_output="10",
    )
    with Worlds(settings) as worlds:
        result = run_suite(load_suite(suite_file), worlds)
    assert [case.error for case in result.cases] == [""] * 3
    cases = {case.id: case.outcome for case in result.cases}
    assert {name: case.facts["judge"] for name, case in cases.items()} == {
        "a": "good",
        "b": "bad",
        "c": "good",
    }
    assert all(case.facts["judge_reason"].endswith("for a reason") for case in cases.values())
    assert result.figures["judge: good"].value == pytest.approx(2 / 3)
    assert result.figures["judge: kappa with people"].value == 1.0
    assert any("not calibrated: 3 verdicts" in note for note in result.notes)
    assert result.fingerprints["rubric"] == "helpfulness 1"
    # The fake tells 10 tokens read per request, and one token per word written.
    used = [case.scores["model tokens in"] for case in cases.values()]
    assert set(used) <= {10.0, 20.0}
    assert all(case.scores["judge tokens"] > 10 for case in cases.values())
    for case in cases.values():
        spent = case.scores["model tokens in"] + 10 * case.scores["model tokens out"]
        assert case.scores["model cost"] == pytest.approx(spent / 1_000_000)


def test_the_suite_names_the_day_on_which_it_is_answered(suite_file: Path, tmp_path: Path) -> None:
    # The policy ended on 15 March 2026: an answer of the first rests on it, today's does not.
    plain = suite_file.read_text("utf-8").replace("judge: helpfulness\n", "")
    said = {}
    for name, text in {"then": plain, "now": plain.replace("today: 2026-03-01\n", "")}.items():
        path = suite_file.with_name(f"{name}.yaml")
        path.write_text(text, "utf-8")
        with Worlds(load_settings(home=tmp_path / name)) as worlds:
            said[name] = run_suite(load_suite(path), worlds).figures["key facts present"].value
    assert said == {"then": 1.0, "now": 0.0}


def test_a_busy_judge_is_asked_again_and_a_refusing_one_is_not() -> None:
    class Busy(Exception):  # noqa: N818
        status_code = 429

    class Refused(Exception):  # noqa: N818
        status_code = 401

    slept: list[float] = []
    rubric = load_rubric("helpfulness", Path())
    verdict = '{"reason": "r", "verdict": "good"}'
    model = ScriptedChatModel(script=[Fail(Busy()), Fail(Busy()), verdict])
    assert Judge(model, rubric, sleep=slept.append)("Frage", "Antwort").verdict == "good"
    assert len(slept) == 2
    refusing = ScriptedChatModel(script=[Fail(Refused()), verdict])
    with pytest.raises(Exception, match="refused us"):
        Judge(refusing, rubric, sleep=slept.append)("Frage", "Antwort")
    assert len(refusing.prompts) == 1
