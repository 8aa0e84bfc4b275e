"""Scorers against another implementation, and against sums done by hand."""

from __future__ import annotations

import math
import random
import warnings

import pytest

from evals.intervals import bootstrap, bootstrap_counts, wilson
from evals.scorers import (
    Counts,
    area_under_risk,
    auc,
    balanced_accuracy,
    bins,
    ece,
    ece_by_chance,
    f1,
    hit_at,
    kappa,
    kappa_interval,
    ndcg_at,
    overlap,
    place_of,
    precision,
    recall,
    recall_at,
    reciprocal_rank,
    risk_coverage,
    says,
    span_counts,
    threshold_keeping,
)


@pytest.fixture(scope="module")
def rankings() -> list[tuple[list[str], set[str]]]:
    """Sixty random rankings of forty documents with one to six relevant ones."""
    rng = random.Random(5)
    names = [f"d{n}" for n in range(40)]
    return [
        (rng.sample(names, rng.randint(3, 40)), set(rng.sample(names, rng.randint(1, 6))))
        for _ in range(60)
    ]


def test_ranking_equals_ranx(
    rankings: list[tuple[list[str], set[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    # ranx is the only user of numba here; compiling its sums takes a minute, doing them does not.
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # numba's and pandas' own
        from ranx import Qrels, Run, evaluate

        qrels = Qrels({f"q{n}": dict.fromkeys(rel, 1) for n, (_, rel) in enumerate(rankings)})
        run = Run(
            {
                f"q{n}": {d: float(len(found) - place) for place, d in enumerate(found)}
                for n, (found, _) in enumerate(rankings)
            }
        )
        names = ["recall@1", "recall@5", "recall@10", "hit_rate@5", "mrr@10", "ndcg@10"]
        theirs = evaluate(qrels, run, names)

    def ours(score: object) -> float:
        return sum(score(f, r) for f, r in rankings) / len(rankings)  # type: ignore[operator]

    assert ours(lambda f, r: recall_at(1, f, r)) == pytest.approx(theirs["recall@1"])
    assert ours(lambda f, r: recall_at(5, f, r)) == pytest.approx(theirs["recall@5"])
    assert ours(lambda f, r: recall_at(10, f, r)) == pytest.approx(theirs["recall@10"])
    assert ours(lambda f, r: hit_at(5, f, r)) == pytest.approx(theirs["hit_rate@5"])
    assert ours(lambda f, r: reciprocal_rank(10, f, r)) == pytest.approx(theirs["mrr@10"])
    assert ours(lambda f, r: ndcg_at(10, f, r)) == pytest.approx(theirs["ndcg@10"])


@pytest.mark.parametrize(
    ("high", "low", "wanted"),
    [
        pytest.param([0.9, 0.8], [0.1, 0.2], 1.0, id="apart"),
        pytest.param([0.5, 0.5], [0.5, 0.5], 0.5, id="all tied"),
        pytest.param([0.9, 0.3], [0.5, 0.1], 0.75, id="three of four pairs"),
        pytest.param([0.1], [0.9], 0.0, id="the wrong way round"),
    ],
)
def test_auc_by_hand(high: list[float], low: list[float], wanted: float) -> None:
    assert auc(high, low) == pytest.approx(wanted)


def test_auc_of_one_group_is_refused() -> None:
    with pytest.raises(ValueError, match="both groups"):
        auc([0.5], [])


def test_counted_scores_by_hand() -> None:
    pairs = [(True, True)] * 6 + [(True, False)] * 2 + [(False, True)] * 4 + [(False, False)] * 8
    counts = Counts.of(pairs).as_tuple()
    assert counts == (6, 4, 2, 8)
    assert precision(counts) == pytest.approx(0.6)
    assert recall(counts) == pytest.approx(0.75)
    assert f1(counts) == pytest.approx(2 * 0.6 * 0.75 / 1.35)
    assert balanced_accuracy(counts) == pytest.approx((0.75 + 8 / 12) / 2)


def test_calibration_by_hand() -> None:
    said = [0.1] * 10 + [0.9] * 10
    true = [False] * 10 + [True] * 5 + [False] * 5
    assert ece(said, true) == pytest.approx((0.1 + 0.4) / 2)
    assert sum(b.n for b in bins(said, true)) == 20


def test_calibration_of_a_perfect_model_is_not_zero_on_few_cases() -> None:
    rng = random.Random(3)
    few = [rng.random() for _ in range(40)]
    many = [rng.random() for _ in range(4_000)]
    assert ece_by_chance(few) > 0.05 > ece_by_chance(many)


def test_risk_and_coverage_by_hand() -> None:
    points = risk_coverage([0.9, 0.8, 0.8, 0.1], [True, False, True, False])
    assert points == ((0.25, 0.0), (0.75, pytest.approx(1 / 3)), (1.0, 0.5))
    assert area_under_risk([0.9, 0.1], [True, False]) == pytest.approx(0.25)
    assert threshold_keeping(0.75, [0.1, 0.4, 0.6, 0.8]) == 0.4


def test_spans_by_hand() -> None:
    assert overlap([(0, 10)], [(5, 15)]) == pytest.approx(5 / 15)
    assert overlap([], []) == 1.0
    assert span_counts([(0, 10)], [(5, 15)]) == (5, 5, 5)
    assert place_of("herr Maier", "Guten Tag Herr Maier,") == (10, 20)
    assert place_of("Frau", "Guten Tag") is None


@pytest.mark.parametrize(
    ("text", "fact", "wanted"),
    [
        pytest.param("Sie haben 30 Tage Zeit.", "30 Tage", True, id="plain"),
        pytest.param("Das kostet 15 Tage.", "5 Tage", False, id="part of a number"),
        pytest.param("Es sind 1,5 l.", "5 l", False, id="behind a comma"),
        pytest.param("Es sind zwei\n Wochen.", "zwei Wochen", True, id="over a line break"),
        pytest.param("We ship in a fortnight", "two weeks|a fortnight", True, id="either"),
        pytest.param("bis zum 3. Mai", "2026-05-03", True, id="a date as German mails write it"),
        pytest.param("until May 3", "2026-05-03", True, id="a date as English mails write it"),
        pytest.param("bis zum 3. Mai", "2026-05-13", False, id="another date"),
    ],
)
def test_facts(text: str, fact: str, wanted: bool) -> None:
    assert says(text, fact) is wanted


def test_kappa_by_hand() -> None:
    # Cohen's own layout: 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no.
    one = ["y"] * 25 + ["n"] * 25
    other = ["y"] * 20 + ["n"] * 5 + ["y"] * 10 + ["n"] * 15
    assert kappa(one, other) == pytest.approx(0.4)
    low, high = kappa_interval(one, other)
    assert low < 0.4 < high
    assert kappa(["y", "y"], ["y", "y"]) == 1.0


def test_wilson_by_hand() -> None:
    low, high = wilson(8, 10)
    assert (low, high) == (pytest.approx(0.4902, abs=1e-4), pytest.approx(0.9433, abs=1e-4))
    assert wilson(0, 20)[0] == 0.0
    assert wilson(20, 20)[1] == 1.0


def test_bootstrap_covers_the_truth_about_as_often_as_it_says() -> None:
    rng = random.Random(11)
    hits = 0
    for _ in range(100):
        low, high = bootstrap([rng.gauss(0.0, 1.0) for _ in range(60)])
        hits += low <= 0.0 <= high
    assert 88 <= hits <= 100


def test_bootstrap_of_counts_is_about_wilsons() -> None:
    low, high = bootstrap_counts((80, 20, 0, 0), lambda c: c[0] / (c[0] + c[1]))
    wanted = wilson(80, 100)
    assert math.isclose(low, wanted[0], abs_tol=0.03)
    assert math.isclose(high, wanted[1], abs_tol=0.03)
