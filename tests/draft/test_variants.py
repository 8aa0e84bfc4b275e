"""Alternatives to a draft are other replies, or there are none."""

from __future__ import annotations

import pytest

from copilot.draft import ExtractiveDrafter
from copilot.draft.variants import variants
from copilot.messages import Evidence
from tests.copilot.test_draft_extractive import RETURN_QUESTION, RETURNS, case, evidence

MACRO = "Ihre Bestellung können Sie ab Bestelldatum 30 Tage lang zurückgeben."

ENGLISH = "You can return your order within 30 days of the order date."


def replies(sources: list[Evidence], asked: str, language: str) -> list[str]:
    drafter = ExtractiveDrafter()
    made = case([asked], sources, language=language)
    first = drafter.draft(made)
    return [first.reply, *(other.proposal.reply for other in variants(drafter, made, first))]


@pytest.mark.parametrize(
    ("sources", "asked", "language", "puts_off"),
    [
        (
            [evidence(RETURNS), evidence(MACRO, kind="macro", number=2)],
            RETURN_QUESTION,
            "de",
            "kläre ich",
        ),
        (
            [evidence(ENGLISH, language="en")],
            "How long can I return my order?",
            "en",
            "I will find out",
        ),
    ],
    ids=["German", "English"],
)
def test_no_two_are_alike_and_one_only_acknowledges(
    sources: list[Evidence], asked: str, language: str, puts_off: str
) -> None:
    made = replies(sources, asked, language)
    assert 2 <= len(made) <= 4
    assert len(set(made)) == len(made)
    assert puts_off in made[-1]


def test_other_sources_are_an_alternative() -> None:
    first, *others = replies(
        [evidence(RETURNS), evidence(MACRO, kind="macro", number=2)], RETURN_QUESTION, "de"
    )
    assert MACRO in first
    assert any(RETURNS in other and MACRO not in other for other in others)


def test_each_says_in_what_it_differs() -> None:
    drafter = ExtractiveDrafter()
    sources = [evidence(RETURNS), evidence(MACRO, kind="macro", number=2)]
    made = case([RETURN_QUESTION], sources, language="de")
    first = drafter.draft(made)
    found = variants(drafter, made, first)
    kinds = [other.kind for other in found]
    assert kinds == list(dict.fromkeys(kinds))
    assert (kinds[0], kinds[-1]) == ("other_sources", "acknowledgement")
    assert found[-1].proposal.citations == ()
    shorter = [len(other.proposal.reply) for other in found if other.kind == "shorter"]
    assert all(length < len(first.reply) for length in shorter)


def test_where_nothing_was_found_there_is_no_alternative() -> None:
    assert len(replies([], RETURN_QUESTION, "de")) == 1
