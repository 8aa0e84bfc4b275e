"""Whether the knowledge covers a question: between nothing and nearly sure."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from knowledge.coverage import coverage
from knowledge.documents import Passage, ScoredPassage

MakePassage = Callable[..., Passage]
QUESTION = "Wie lange dauert der Versand nach Österreich?"


@pytest.fixture
def found(make_passage: MakePassage) -> Callable[..., list[ScoredPassage]]:
    def finding(score: float, text: str, **values: object) -> list[ScoredPassage]:
        return [ScoredPassage(make_passage("p-0", text, **values), score)]

    return finding


def test_nothing_found_covers_nothing() -> None:
    assert coverage(QUESTION, []) == 0.0


def test_a_better_match_covers_more(found: Callable[..., list[ScoredPassage]]) -> None:
    text = "Der Versand nach Österreich dauert drei Tage."
    told = [coverage(QUESTION, found(score, text)) for score in (0.0, 0.2, 0.6, 0.95, 1.0)]
    assert told == sorted(told)
    assert 0.0 < told[0] < 0.1
    assert told[-1] > 0.75


def test_the_questions_words_count(found: Callable[..., list[ScoredPassage]]) -> None:
    whole = found(0.6, "Der Versand nach Österreich dauert drei Tage.")
    half = found(0.6, "Der Versand ist kostenlos.")
    none = found(0.6, "Wir packen Geschenke ein.")
    assert coverage(QUESTION, whole) > coverage(QUESTION, half) > coverage(QUESTION, none)
    # The words may stand in the second best passage.
    assert coverage(QUESTION, [*none, *whole]) == coverage(QUESTION, whole)


def test_another_language_is_judged_by_the_match_alone(
    found: Callable[..., list[ScoredPassage]],
) -> None:
    english = found(0.6, "Shipping to Austria takes three days.", language="en")
    other = found(0.6, "We wrap presents.", language="en")
    assert coverage(QUESTION, english) == coverage(QUESTION, other)


@pytest.mark.parametrize(
    "query", ["", "😀", "\ud800", "x" * 100_000], ids=["", "emoji", "odd", "long"]
)
def test_odd_questions(query: str, found: Callable[..., list[ScoredPassage]]) -> None:
    assert 0.0 <= coverage(query, found(0.5, "Der Versand dauert drei Tage.")) <= 1.0
