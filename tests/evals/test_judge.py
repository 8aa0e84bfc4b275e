"""The judge: rubrics, verdicts, agreement with people, and its banner."""

from __future__ import annotations

from pathlib import Path

import pytest

from copilot.errors import InputError, ModelError
from copilot.testing import ScriptedChatModel
from evals.judge import ENOUGH_LABELS, Judge, banner, figures, load_rubric, parse
from evals.result import CaseResult, Outcome


def cases(pairs: list[tuple[str, str]]) -> list[CaseResult]:
    return [
        CaseResult(str(n), Outcome(facts={"judge": judge, "human": human}))
        for n, (judge, human) in enumerate(pairs)
    ]


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        pytest.param('{"reason": "fits", "verdict": "good"}', "good", id="plain"),
        pytest.param('Sure:\n```json\n{"verdict": "bad", "reason": "x"}\n```', "bad", id="fenced"),
    ],
)
def test_verdicts_are_read(answer: str, verdict: str) -> None:
    assert parse(answer).verdict == verdict


@pytest.mark.parametrize("answer", ["", "good", '{"verdict": "fine"}', '{"verdict": "good"', "[1]"])
def test_an_unreadable_answer_is_no_verdict(answer: str) -> None:
    with pytest.raises(ModelError, match="no verdict"):
        parse(answer)


def test_the_shipped_rubric_asks_for_message_and_reply() -> None:
    judge = Judge(
        ScriptedChatModel(script=['{"reason": "r", "verdict": "good"}']),
        load_rubric("helpfulness", Path()),
    )
    assert judge("Wie lange?", "Zwei Jahre.").reason == "r"
    assert judge.rubric.version == "1"


def test_a_rubric_without_a_version_or_one_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_text("Judge.", "utf-8")
    with pytest.raises(InputError, match="no version"):
        load_rubric("mine.md", tmp_path)
    with pytest.raises(InputError, match="no rubric"):
        load_rubric("nothing", tmp_path)


def test_agreement_and_banner() -> None:
    few = cases([("good", "good"), ("bad", "bad"), ("good", "bad"), ("bad", "")])
    assert figures(few)["judge: good"].value == 0.5
    kappa = figures(few)["judge: kappa with people"]
    assert (kappa.n, kappa.value) == (3, pytest.approx(0.4))
    assert banner(few).startswith("the judge is not calibrated: 3 verdicts")
    assert banner(cases([("good", "good")] * ENOUGH_LABELS)) == ""
    assert banner([CaseResult("a", Outcome())]) == ""
