"""Nothing that a model has seen is scored."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from evals.kinds.examples import apart
from evals.splits import MANIFEST, data_set_of, manifest, overlaps
from evals.suite import KINDS, load_suite, shipped


def test_the_manifest_names_every_kind_and_known_components() -> None:
    splits = manifest()
    assert set(splits["kinds"]) == set(KINDS)
    named = {component for found in splits["kinds"].values() for component in found}
    assert named == set(splits["components"])
    assert set(splits["exempt"]) <= {path.stem for path in shipped()}


@pytest.mark.data
@pytest.mark.parametrize("path", shipped(), ids=lambda p: p.stem)
def test_no_suite_scores_what_a_model_has_seen(path: Path, eval_data: Path) -> None:
    suite = load_suite(path, eval_data)
    data_set = data_set_of(suite, eval_data)
    assert data_set is None or data_set in manifest()["groups"]
    assert overlaps(suite, eval_data) == ()


@pytest.mark.data
def test_an_overlap_would_be_seen(eval_data: Path) -> None:
    suite = load_suite(MANIFEST.with_name("suites") / "xquad-all.yaml", eval_data)
    found = overlaps(replace(suite, name="another"), eval_data)
    assert [(o.component, o.data_set) for o in found] == [("ranking", "xquad")]


@pytest.mark.data
@pytest.mark.parametrize("name", ["clinc150", "banking77"])
def test_examples_that_are_asked_are_left_out(name: str, eval_data: Path) -> None:
    suite = load_suite(MANIFEST.with_name("suites") / f"{name}.yaml", eval_data)
    examples = suite.rows("examples")
    kept = apart(examples, suite.cases)
    asked = {case.text for case in suite.cases}
    assert not asked & {row.text for row in kept}
    assert 0 < len(examples) - len(kept) < 100


@pytest.mark.data
def test_exempt_suites_never_gate(eval_data: Path) -> None:
    for name in manifest()["exempt"]:
        suite = load_suite(MANIFEST.with_name("suites") / f"{name}.yaml", eval_data)
        assert not suite.file.gate
