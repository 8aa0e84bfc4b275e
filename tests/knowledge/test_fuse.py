"""The fused ranking: what lifts a passage, what lowers it, what is left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from knowledge.documents import Passage
from knowledge.fuse import Asked, Background, Candidate, collapse, fuse

MakePassage = Callable[..., Passage]
ASKED = Asked(
    language="de",
    best=10.0,
    ideal=8.0,
    backgrounds={"": Background(0.1, 0.1)},
    today=dt.date(2026, 1, 1),
)


def score(passage: Passage, asked: Asked = ASKED, cosine: float = 0.4, bm25: float = 5.0) -> float:
    return fuse(asked, [Candidate(passage, cosine, bm25)])[0].score


def test_either_side_lifts_and_scores_stay_within_bounds(make_passage: MakePassage) -> None:
    passage = make_passage("a-0", "x")
    for cosine in (-1.0, 0.0, 0.5, 1.0):
        row = [score(passage, cosine=cosine, bm25=bm25) for bm25 in (0.0, 5.0, 10.0)]
        assert 0.0 <= row[0] < row[1] < row[2] <= 1.0
    assert score(passage, cosine=0.6) > score(passage, cosine=0.3)
    assert score(passage, bm25=9.0) > score(passage, bm25=3.0)


def test_strong_match_is_likely_and_no_match_is_not(make_passage: MakePassage) -> None:
    passage = make_passage("a-0", "x")
    assert score(passage, cosine=0.7, bm25=10.0) > 0.8
    assert score(passage, cosine=0.1, bm25=0.0) < 0.1


def test_keywords_count_less_and_vectors_more_where_languages_differ(
    make_passage: MakePassage,
) -> None:
    same, other, unknown = (
        make_passage(f"{language}-0", f"Text {language}", language=language)
        for language in ("de", "en", "und")
    )
    assert score(same, bm25=9.0) == score(unknown, bm25=9.0) > score(other, bm25=9.0)
    assert score(same, bm25=0.0) < score(other, bm25=0.0)


def test_vectors_that_read_count_for_more(make_passage: MakePassage) -> None:
    reworded, shared = make_passage("a-0", "reworded"), make_passage("b-0", "shared words")
    candidates = [Candidate(reworded, 0.9, None), Candidate(shared, 0.3, 10.0)]
    first = {asked.trusted: fuse(asked, candidates)[0].passage
             for asked in (ASKED, replace(ASKED, trusted=True))}  # fmt: skip
    assert first == {False: shared, True: reworded}


def test_background_of_the_passages_language_is_the_zero(make_passage: MakePassage) -> None:
    asked = replace(ASKED, backgrounds={"": Background(0.1, 0.1), "en": Background(0.0, 0.05)})
    german, english = (make_passage(f"{code}-0", code, language=code) for code in ("de", "en"))
    assert score(english, asked, cosine=0.3, bm25=0.0) > score(german, asked, cosine=0.3, bm25=0.0)


def test_product_in_question_rises_and_another_model_sinks(make_passage: MakePassage) -> None:
    asked = replace(ASKED, skus=("X2",))
    own = make_passage("own-0", "a", skus=("X2",))
    general = make_passage("general-0", "b")
    other = make_passage("other-0", "c", skus=("X2 Pro",))
    assert score(own, asked) > score(general, asked) > score(other, asked)
    assert score(own) == score(general) == score(other)


def test_policy_before_past_answer_and_recent_before_old(make_passage: MakePassage) -> None:
    policy = make_passage("policy-0", "a", kind="policy")
    recent = make_passage("recent-0", "b", kind="past_answer", date=dt.date(2025, 12, 1))
    old = make_passage("old-0", "c", kind="past_answer", date=dt.date(2021, 1, 1))
    assert score(policy) > score(recent) > score(old)


def test_one_side_alone_still_ranks(make_passage: MakePassage) -> None:
    first, second = make_passage("a-0", "a"), make_passage("b-0", "b")
    keywords_only = replace(ASKED, dense=False)
    ranked = fuse(keywords_only, [Candidate(first, None, 2.0), Candidate(second, None, 9.0)])
    assert [s.passage.id for s in ranked] == ["b-0", "a-0"]
    assert (ranked[0].dense, ranked[0].keyword) == (None, 0.9)
    vectors_only = replace(ASKED, best=0.0, ideal=0.0)
    ranked = fuse(vectors_only, [Candidate(first, 0.2), Candidate(second, 0.8)])
    assert [s.passage.id for s in ranked] == ["b-0", "a-0"]
    assert (ranked[0].dense, ranked[0].keyword) == (0.8, None)


LONG = "Sie können die Ware innerhalb von {} Tagen an uns zurücksenden, am besten im Karton."


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        pytest.param({}, 1, id="same text"),
        pytest.param({"text": LONG.format(30).replace("Ware", "ware")}, 1, id="other case"),
        pytest.param({"text": LONG.format(14)}, 2, id="another number contradicts"),
        pytest.param({"skus": ("X2",)}, 2, id="about a product"),
        pytest.param({"language": "en"}, 2, id="another language"),
        pytest.param({"internal": True}, 2, id="internal"),
        pytest.param({"text": "Etwas ganz anderes in 30 Tagen."}, 2, id="another text"),
    ],
)
def test_near_duplicates_collapse(
    make_passage: MakePassage, changes: dict[str, object], kept: int
) -> None:
    first = make_passage("a-0", LONG.format(30))
    second = make_passage("b-0", **{"text": LONG.format(30), **changes})
    ranked = fuse(ASKED, [Candidate(first, 0.5, 5.0), Candidate(second, 0.4, 4.0)])
    assert len(ranked) == kept
    assert "a-0" in [s.passage.id for s in ranked]


def test_nothing_in_nothing_out() -> None:
    assert fuse(ASKED, []) == []
    assert collapse([]) == []
