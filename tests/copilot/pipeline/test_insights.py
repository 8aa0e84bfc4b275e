"""Gaps: which questions count, and which belong together."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from copilot.insights import GapBook
from copilot.messages import Customer, Draft
from copilot.store import CopilotStore
from knowledge.analyse import terms

MakeDraft = Callable[..., Draft]


@pytest.fixture
def book(store: CopilotStore) -> GapBook:
    return GapBook(store, terms)


def note(store: CopilotStore, book: GapBook, draft: Draft) -> Draft:
    store.drafts.add(draft)
    book.note(draft)
    return draft


COUNTED = {
    "deferred": ("deferred", (), False, True),
    "deferred in spite of evidence": ("deferred", ("q1",), False, True),
    "unanswered without evidence": ("unanswered", (), False, True),
    "unanswered with internal evidence only": ("unanswered", ("q1",), True, True),
    "unanswered though there was evidence": ("unanswered", ("q1",), False, False),
    "answered": ("answered", (), False, False),
    "partly": ("partly", (), False, False),
}


@pytest.mark.parametrize(
    ("status", "evidence", "internal", "counts"), COUNTED.values(), ids=COUNTED.keys()
)
def test_what_counts_as_a_gap(
    store: CopilotStore,
    book: GapBook,
    make_draft: MakeDraft,
    status: str,
    evidence: tuple[str, ...],
    internal: bool,
    counts: bool,
) -> None:
    question = ("Gibt es die Vase in Blau?", status)
    draft = make_draft(question, evidence_for=evidence, internal=internal)
    note(store, book, draft)
    assert [gap.question for gap in book.gaps()] == ([question[0]] if counts else [])


def test_alike_questions_are_one_gap_and_others_are_not(
    store: CopilotStore, book: GapBook, make_draft: MakeDraft
) -> None:
    drafts = [
        note(store, book, make_draft((text, "deferred")))
        for text in (
            "Gibt es die Vase auch in Blau?",
            "Ist die Vase in Blau erhältlich?",
            "Haben Sie die blaue Vase?",
            "Liefern Sie nach Norwegen?",
        )
    ]
    gaps = book.gaps()
    assert [gap.count for gap in gaps] == [3, 1]
    assert set(gaps[0].draft_ids) == {draft.id for draft in drafts[:3]}
    assert gaps[1].question == "Liefern Sie nach Norwegen?"


def test_a_gap_is_named_by_its_most_typical_question(
    store: CopilotStore, book: GapBook, make_draft: MakeDraft
) -> None:
    for text in (
        "Gibt es die blaue Vase mit Deckel wieder?",  # founds the group, but is an odd one
        "Gibt es die blaue Vase?",
        "Haben Sie die blaue Vase?",
    ):
        note(store, book, make_draft((text, "deferred")))
    (gap,) = book.gaps()
    assert gap.count == 3
    assert "Deckel" not in gap.question


def test_languages_are_kept_apart(
    store: CopilotStore, book: GapBook, make_draft: MakeDraft
) -> None:
    note(store, book, make_draft(("Gutschein Code Rabatt?", "deferred")))
    note(store, book, make_draft(("Gutschein Code Rabatt?", "deferred"), language="en"))
    assert [gap.count for gap in book.gaps()] == [1, 1]


def test_personal_data_does_not_get_into_a_gap(
    store: CopilotStore, book: GapBook, make_draft: MakeDraft
) -> None:
    draft = make_draft(
        ("Ich bin Petra Muster, petra@example.org: gibt es die Vase in Blau?", "deferred"),
        customer=Customer(first_name="Petra", last_name="Muster"),
    )
    note(store, book, draft)
    text = book.gaps()[0].question
    assert "Muster" not in text
    assert "example.org" not in text
    assert "Vase in Blau" in text


def test_a_new_version_of_a_draft_replaces_what_it_said(
    store: CopilotStore, book: GapBook, make_draft: MakeDraft
) -> None:
    draft = note(store, book, make_draft(("Gibt es die Vase in Blau?", "deferred")))
    book.note(draft)
    assert [gap.count for gap in book.gaps()] == [1]


def test_pages(store: CopilotStore, book: GapBook, make_draft: MakeDraft) -> None:
    for text in ("Vase Blau?", "Norwegen Versand?", "Gutschein einlösen?"):
        note(store, book, make_draft((text, "deferred")))
    assert len(book.gaps(limit=2)) == 2
    assert len(book.gaps(limit=2, offset=2)) == 1
