"""A section that was cut in two comes whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from copilot.messages import Evidence, KnowledgeFilter, Understanding
from copilot.pipeline.sections import WholeSections
from knowledge.documents import Passage

TABLE = "| Gerät | Menge |\n|---|---|\n| Brisa | 100 ml |"
SENTENCE = "Eine Flasche reicht für sieben Anwendungen."


class Found:
    def __init__(self, *evidence: Evidence) -> None:
        self._evidence = evidence

    def retrieve(
        self,
        understanding: Understanding,
        knowledge_filter: KnowledgeFilter | None = None,
        today: dt.date | None = None,
    ) -> tuple[Evidence, ...]:
        return self._evidence


class Store:
    def __init__(self, *passages: Passage) -> None:
        self._passages = passages

    def passages_of(self, document_ids: Sequence[str]) -> list[Passage]:
        return [p for p in self._passages if p.document_id in document_ids]


def evidence(text: str, title: str = "Mittel › Dosierung", *, internal: bool = False) -> Evidence:
    return Evidence("e1", "d1", "s1", "product", title, text, 0.8, "q1", "de", internal=internal)


def passage(text: str, title: str = "Mittel › Dosierung", *, internal: bool = False) -> Passage:
    return Passage("d1-1", "d1", "s1", "product", title, text, "de", 1, internal=internal)


def texts(found: Evidence, *passages: Passage) -> list[tuple[str, str]]:
    whole = WholeSections(Found(found), Store(*passages))
    return [(e.id, e.text) for e in whole.retrieve(Understanding("", "de", ()))]


def test_the_table_beside_a_found_sentence_comes_along() -> None:
    found = texts(evidence(SENTENCE), passage(SENTENCE), passage(TABLE))
    assert found == [("e1", SENTENCE), ("e2", TABLE)]


@pytest.mark.parametrize(
    ("found", "beside"),
    [
        pytest.param(evidence(SENTENCE), passage(TABLE, "Mittel › Preise"), id="other-section"),
        pytest.param(evidence(SENTENCE), passage("Noch ein Satz."), id="no-table"),
        pytest.param(evidence(TABLE), passage(TABLE), id="there-already"),
        pytest.param(evidence(SENTENCE), passage(TABLE, internal=True), id="internal"),
        pytest.param(evidence(SENTENCE, internal=True), passage(TABLE), id="found-internal"),
    ],
)
def test_nothing_else_does(found: Evidence, beside: Passage) -> None:
    assert texts(found, beside) == [("e1", found.text)]
