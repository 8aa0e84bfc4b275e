"""Kinds, repeats, cache and crashes, over a target that answers from a table."""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from eval_fakes import OneWorld, TableTarget, finding  # type: ignore[import-not-found]

from evals.baseline import accept, read_baseline, whole_run
from evals.cache import Cache
from evals.gate import against, judge
from evals.result import read_result
from evals.run import Options, run_suite
from evals.suite import Suite


def test_retrieval_scores_and_passes(write_suite: Callable[..., Suite]) -> None:
    rows = [
        {"id": "1", "text": "a", "relevant": ["x"], "lang": "de"},
        {"id": "2", "text": "b", "relevant": ["y"], "lang": "en"},
    ]
    suite = write_suite("retrieval", rows, part="queries")
    target = TableTarget(searches={"a": ["x", "z"], "b": ["u", "v", "w", "s", "t", "y"]})
    result = run_suite(suite, OneWorld(target))
    assert [case.passed for case in result.cases] == [True, False]
    assert result.figures["mrr@10"].value == pytest.approx((1 + 1 / 6) / 2)
    assert result.figures["hit@5 [lang=en]"].value == 0.0


def test_replies_are_judged_alone_without_sources(write_suite: Callable[..., Suite]) -> None:
    rows = [
        {"id": f"{label}{n}", "question": "q", "reply": f"{label}{n}", "label": label}
        for label in ("match", "mismatch")
        for n in range(12)
    ]
    chances = {row["reply"]: 0.9 if row["label"] == "match" else 0.2 for row in rows}
    target = TableTarget(checks={text: {"answers_message": p} for text, p in chances.items()})
    result = run_suite(write_suite("replies", rows), OneWorld(target))
    assert result.figures["auc"].value == 1.0
    assert result.figures["balanced accuracy"].value == 1.0
    assert result.figures["f1 mismatch"].value == 1.0
    assert result.figures["calibration error"].value == pytest.approx(0.15)
    assert all(body["sources"] == [] for body in target.asked)


def test_grounding_counts_doubts_and_places(write_suite: Callable[..., Suite]) -> None:
    rows = [
        {"id": "g", "source": "a", "response": "all is well", "label": "grounded"},
        {
            "id": "u",
            "source": ["a", "b"],
            "response": "it costs 5 euros",
            "label": "ungrounded",
            "hallucinated_spans": ["5 euros"],
        },
        {"id": "x", "source": "a", "response": "hm", "label": "generic"},
    ]
    target = TableTarget(
        checks={
            "all is well": {},
            "it costs 5 euros": {"findings": [finding("unsupported_claim", [9, 16])]},
            "hm": {"findings": [finding("unsupported_claim")]},
        }
    )
    result = run_suite(write_suite("grounding", rows), OneWorld(target))
    assert [case.passed for case in result.cases] == [True, True, None]
    assert result.figures["span f1"].value == 1.0
    assert result.figures["balanced accuracy"].value == 1.0
    assert target.asked[1]["sources"] == [{"id": "source", "text": "a\nb"}]


def test_scope_by_the_best_passage(write_suite: Callable[..., Suite]) -> None:
    rows = [
        {"id": "in", "text": "a", "in_scope": True, "context": ["before"]},
        {"id": "out", "text": "b", "in_scope": False},
    ]
    target = TableTarget(searches={"before\na": ["x"], "b": []})
    result = run_suite(write_suite("scope", rows, "context_turns: 1\n"), OneWorld(target))
    assert result.figures["out-of-scope recall"].value == 1.0
    assert result.figures["in-scope recall"].value == 1.0


def findings_rows() -> list[dict[str, Any]]:
    return [
        {
            "id": "hit",
            "message": "m",
            "reply": "Guten Tag Herr Maier",
            "findings": [{"code": "wrong_name", "quote": "Herr Maier"}],
        },
        {
            "id": "miss",
            "message": "m",
            "reply": "Du und Sie",
            "findings": [{"code": "register_mixed"}],
        },
        {"id": "clean", "message": "m", "reply": "gut", "findings": []},
        {"id": "false alarm", "message": "m", "reply": "auch gut", "findings": []},
        {"id": "hint", "message": "m", "reply": "noch gut", "findings": []},
    ]


def test_findings_per_code(write_suite: Callable[..., Suite]) -> None:
    target = TableTarget(
        checks={
            "Guten Tag Herr Maier": {"findings": [finding("wrong_name", [15, 20])]},
            "Du und Sie": {},
            "gut": {"findings": [finding("spelling")]},  # labelled nowhere: not scored
            "auch gut": {"findings": [finding("wrong_name")]},
            "noch gut": {"findings": [finding("register_mixed", severity="hint")]},
        }
    )
    result = run_suite(write_suite("findings", findings_rows()), OneWorld(target))
    passed = {case.id: case.passed for case in result.cases}
    assert passed == {"hit": True, "miss": False, "clean": True, "false alarm": False, "hint": True}
    assert result.figures["precision wrong_name"].value == 0.5
    assert result.figures["recall wrong_name"].value == 1.0
    assert result.figures["recall register_mixed"].value == 0.0
    assert result.figures["good replies passed"].value == pytest.approx(2 / 3)
    assert result.figures["span overlap"].value == pytest.approx(5 / 10)


def draft(reply: str, **more: Any) -> dict[str, Any]:
    understanding = {"complaint": False, "form_of_address": "sie"}
    return {
        "reply": reply,
        "verdict": "pass",
        "questions": [{"id": "q1", "text": "?", "status": "answered", "score": 0.9}],
        "findings": [],
        "citations": [{"start": 0, "end": 3, "evidence_id": "e1"}],
        "evidence": [{"id": "e1", "source": "policies/a.md", "text": "t", "score": 0.9}],
        "understanding": understanding,
        "timings_ms": {"total": 12.0},
    } | more


def test_drafts_are_held_against_their_expectations(write_suite: Callable[..., Suite]) -> None:
    expected = {
        "key_facts": ["30 Tage"],
        "forbidden": ["60 Tage"],
        "relevant_sources": ["policies/a.md"],
    }
    customer = {"last_name": "Sommer"}
    rows = [
        {"id": n, "text": n, "customer": customer, "expectations": expected}
        for n in ("good", "bad")
    ]
    target = TableTarget(
        drafts={
            "good": draft("Guten Tag Frau Sommer,\n\nSie haben 30 Tage."),
            "bad": draft("Guten Tag,\n\nSie haben 60 Tage.", verdict="block"),
        }
    )
    good, bad = run_suite(write_suite("drafts", rows), OneWorld(target)).cases
    assert good.passed is True
    assert good.outcome.score == 1.0
    assert good.outcome.scores["greets by name"] == 1.0
    assert bad.passed is False
    assert bad.outcome.facts["missing"] == ["30 Tage"]
    assert bad.outcome.facts["said_forbidden"] == ["60 Tage"]


def test_a_crash_is_a_recorded_failure_and_no_zero(write_suite: Callable[..., Suite]) -> None:
    rows = findings_rows()[:2]
    target = TableTarget(checks={"Du und Sie": {"findings": [finding("register_mixed")]}})
    result = run_suite(write_suite("findings", rows), OneWorld(target))
    (crashed,) = result.crashed
    assert crashed.id == "hit"
    assert crashed.error.startswith("KeyError")
    assert crashed.passed is False
    assert result.figures["recall register_mixed"].n == 1
    assert "recall wrong_name" not in result.figures  # nothing of it could be measured
    gate = judge([result], ())
    assert (gate.verdict, gate.exit_code) == ("crashed", 3)


def test_repeats_name_flaky_cases(write_suite: Callable[..., Suite]) -> None:
    answers = itertools.cycle([0.9, 0.1, 0.9])

    class Wavering(TableTarget):
        def check(self, body: dict[str, Any]) -> dict[str, Any]:
            return super().check(body) | {"answers_message": next(answers)}

    rows = [{"id": "a", "question": "q", "reply": "r", "label": "match"}]
    target = Wavering(checks={"r": {}})
    result = run_suite(write_suite("replies", rows), OneWorld(target), Options(repeat=3, jobs=1))
    (case,) = result.flaky
    assert case.tries == (True, False, True)
    assert case.passed is True
    assert case.outcome.score == pytest.approx(1.9 / 3)


def test_the_cache_takes_over_what_is_done_and_nothing_else(
    write_suite: Callable[..., Suite], tmp_path: Path
) -> None:
    rows = [{"id": "a", "question": "q", "reply": "r", "label": "match"}]
    target = TableTarget(checks={"r": {}})
    path = tmp_path / "cache.db"
    for expected, extra, fresh in (
        (1, "", False),
        (1, "", False),
        (2, "threshold: 0.7\n", False),
        (3, "", True),
    ):
        with Cache(path, fresh=fresh) as cache:
            run_suite(write_suite("replies", rows, extra), OneWorld(target), cache=cache)
        assert len(target.asked) == expected


def test_an_interrupted_run_keeps_what_is_done(
    write_suite: Callable[..., Suite], tmp_path: Path
) -> None:
    rows = [{"id": str(n), "question": "q", "reply": f"r{n}", "label": "match"} for n in range(6)]
    checks: dict[str, dict[str, Any]] = {f"r{n}": {} for n in range(6)}

    class Interrupted(TableTarget):
        def check(self, body: dict[str, Any]) -> dict[str, Any]:
            if body["reply"] == "r3":
                raise KeyboardInterrupt
            return super().check(body)

    suite = write_suite("replies", rows)
    with Cache(tmp_path / "c.db") as cache, pytest.raises(KeyboardInterrupt):
        run_suite(suite, OneWorld(Interrupted(checks=checks)), Options(jobs=1), cache=cache)
    after = TableTarget(checks=checks)
    with Cache(tmp_path / "c.db") as cache:
        result = run_suite(suite, OneWorld(after), Options(jobs=1), cache=cache)
    assert len(result.cases) == 6
    assert 0 < len(after.asked) < 6


def test_own_scorers_see_case_and_answer(write_suite: Callable[..., Suite]) -> None:
    module = ModuleType("shop_scorers")
    module.short = lambda case, answer: len(case["reply"]) < 5 and answer["verdict"] == "pass"  # type: ignore[attr-defined]
    sys.modules["shop_scorers"] = module
    rows = [
        {"id": "a", "question": "q", "reply": "kurz", "label": "match"},
        {"id": "b", "question": "q", "reply": "sehr lang", "label": "match"},
    ]
    suite = write_suite("replies", rows, "scorers: ['shop_scorers:short']\n")
    result = run_suite(suite, OneWorld(TableTarget(checks={"kurz": {}, "sehr lang": {}})))
    assert result.figures["short"].value == 0.5


def test_thresholds_and_the_gate(write_suite: Callable[..., Suite]) -> None:
    rows = [{"id": "1", "text": "a", "relevant": ["x"]}]
    target = TableTarget(searches={"a": ["y", "x"]})
    extra = "thresholds: {hit@1: 0.5, hit@5: {min: 0.5}, no such figure: 0.1}\n"
    result = run_suite(write_suite("retrieval", rows, extra, part="queries"), OneWorld(target))
    assert [m.figure for m in result.missed] == ["hit@1", "no such figure"]
    gate = judge([result], ())
    assert gate.exit_code == 1
    assert "hit@1 is 0.000, wanted at least 0.5" in gate.reasons[0]
    assert judge([], ()).exit_code == 4


def test_a_run_survives_its_json_and_a_baseline_is_small_and_readable(
    write_suite: Callable[..., Suite], tmp_path: Path
) -> None:
    rows = [{"id": f"q{n}", "text": "a", "relevant": ["x"], "lang": "de"} for n in range(30)]
    suite = write_suite("retrieval", rows, part="queries")
    good = run_suite(suite, OneWorld(TableTarget(searches={"a": ["x"]})))
    assert read_result(json.loads(json.dumps(good.as_json()))) == good
    path = accept(good, tmp_path / "baselines", "first")
    lines = path.read_text("utf-8").splitlines()
    assert sum('"q' in line for line in lines) == 30
    assert read_baseline(path).cases == whole_run(good).cases
    bad = run_suite(suite, OneWorld(TableTarget(searches={"a": ["y"]})))
    for where in (path, path.parent):
        comparisons, without = against([bad], where, {})
        assert without == ()
        gate = judge([bad], comparisons)
        assert gate.exit_code == 1
        assert "fell from 1.000 to 0.000" in gate.reasons[0]
    same, _ = against([good], path, {})
    assert judge([good], same).verdict == "passed"
