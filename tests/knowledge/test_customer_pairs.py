"""The customer topics are many, whole and told apart: a repeated question under two topics would
teach a model that the one reply both answers and does not answer it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

import pytest

from knowledge.analyse.folding import fold
from knowledge.analyse.terms import terms
from knowledge.training.data import CUSTOMER_PAIRS, read_rows

ENOUGH_TOPICS = 300
TOO_ALIKE = 0.8
LANGUAGES = ("de", "en")

Asked = tuple[str, str]  # (topic, question)


def alike(asked: Iterable[Asked], language: str) -> Iterator[tuple[Asked, Asked]]:
    """Questions of different topics that share more than `TOO_ALIKE` of their terms (Jaccard)."""
    found = [(topic, text, frozenset(terms(text, language))) for topic, text in asked]
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for at, (_, _, words) in enumerate(found):
        for word in words:
            holders[word].append(at)
    shared = Counter(pair for where in holders.values() for pair in combinations(where, 2))
    for (one, other), common in shared.items():
        (topic, text, words), (other_topic, other_text, other_words) = found[one], found[other]
        if topic != other_topic and common > TOO_ALIKE * len(words | other_words):
            yield (topic, text), (other_topic, other_text)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return [row for path in sorted(CUSTOMER_PAIRS.glob("*.jsonl")) for row in read_rows(path)]


def asked_in(rows: list[dict[str, Any]], language: str) -> list[Asked]:
    return [(row["topic"], text) for row in rows for text in row[language]]


def test_there_are_enough_topics_with_names_of_their_own(rows: list[dict[str, Any]]) -> None:
    topics = Counter(row["topic"] for row in rows)
    assert len(topics) >= ENOUGH_TOPICS
    assert [topic for topic, times in topics.items() if times > 1] == []


def test_every_topic_is_whole() -> None:
    fields = {"topic", "trade", "de", "en", "reply_de", "reply_en"}
    for path in CUSTOMER_PAIRS.glob("*.jsonl"):
        for row in read_rows(path):
            assert row.keys() == fields, row
            assert row["trade"] == path.stem, row["topic"]
            texts = [*row["de"], *row["en"], row["reply_de"], row["reply_en"]]
            assert (len(row["de"]), len(row["en"])) == (4, 4), row["topic"]
            assert all(text and text == text.strip() for text in texts), row["topic"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_question_is_written_twice(rows: list[dict[str, Any]], language: str) -> None:
    times = Counter(fold(text) for _, text in asked_in(rows, language))
    assert [text for text, count in times.items() if count > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_question_returns_under_another_topic(rows: list[dict[str, Any]], language: str) -> None:
    assert list(alike(asked_in(rows, language), language)) == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param([("a", "Wo ist mein Paket?"), ("b", "wo ist das Paket")], 1, id="near"),
        pytest.param([("a", "Wo ist mein Paket?"), ("a", "wo ist das Paket")], 0, id="one topic"),
        pytest.param([("a", "Paket beschädigt"), ("b", "Paket verloren")], 0, id="told apart"),
    ],
)
def test_the_check_sees_near_duplicates(asked: list[Asked], found: int) -> None:
    assert len(list(alike(asked, "de"))) == found
