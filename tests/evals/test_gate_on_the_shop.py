"""The whole way over the demo shop: a broken check is stopped, a sound one is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from copilot.check import DEFAULT_CHECKS, Checker
from copilot.config import Settings, load_settings
from evals.baseline import accept
from evals.gate import against, judge
from evals.result import RunResult
from evals.run import Options, run_suite
from evals.suite import find_suite, load_suite
from evals.worlds import Worlds, configured

CODE = "unfilled_placeholder"


def settings(tmp_path: Path) -> Settings:
    return load_settings(None, {}, home=tmp_path / "home")


def run(tmp_path: Path) -> RunResult:
    suite = load_suite(find_suite("shop-findings"))
    labelled = [c.id for c in suite.cases if any(f.code == CODE for f in c.findings)]
    others = [c.id for c in suite.cases if c.id not in labelled][::20]
    options = Options(limit_to=frozenset([*labelled, *others]), jobs=1)
    with Worlds(settings(tmp_path)) as worlds:
        return run_suite(suite, worlds, options)


def test_a_broken_check_is_stopped_and_the_same_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    baselines = tmp_path / "baselines"
    accept(run(tmp_path), baselines)
    again = run(tmp_path)
    comparisons, _ = against([again], baselines, {})
    assert judge([again], comparisons).verdict == "passed"
    assert not comparisons[0].newly_failing

    without = [check for check in DEFAULT_CHECKS if check.code != CODE]
    monkeypatch.setattr(
        "copilot.pipeline.opening.Checker", lambda **given: Checker(without, **given)
    )
    broken = run(tmp_path)
    comparisons, _ = against([broken], baselines, {})
    gate = judge([broken], comparisons)
    assert gate.exit_code == 1
    assert "shop-findings: the pass rate fell" in gate.reasons[0]
    assert len(comparisons[0].newly_failing) > 5
    assert not comparisons[0].newly_passing


def test_settings_for_a_run_touch_nothing_else(tmp_path: Path) -> None:
    before = settings(tmp_path)
    after = configured(before, {"keywords_only": "true", "shop_name": "Ein Laden"})
    assert after.keywords_only is True
    assert after.shop.name == "Ein Laden"
    assert after.home == before.home
    assert after.limits == before.limits


def test_a_corpus_is_indexed_once(tmp_path: Path) -> None:
    rows = [{"id": f"d{n}", "text": f"Die Maschine {n} hat {n} bar."} for n in range(3)]
    queries = [{"id": "q", "text": "Wie viel bar hat Maschine 2?", "relevant": ["d2"]}]
    for name, found in (("corpus", rows), ("queries", queries)):
        text = "".join(json.dumps(row) + "\n" for row in found)
        (tmp_path / f"{name}.jsonl").write_text(text, "utf-8")
    path = tmp_path / "suite.yaml"
    path.write_text(
        "kind: retrieval\ndata: {corpus: corpus.jsonl, queries: queries.jsonl}\n", "utf-8"
    )
    first, second = (_ranks(tmp_path, path) for _ in range(2))
    assert first == second == [1]
    assert len(list((tmp_path / "home" / "evals" / "corpora").iterdir())) == 1


def _ranks(tmp_path: Path, path: Path) -> list[int]:
    with Worlds(settings(tmp_path)) as worlds:
        result = run_suite(load_suite(path), worlds)
    return [case.outcome.facts["rank"] for case in result.cases]
