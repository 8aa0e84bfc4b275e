"""Passages that may answer a question and that the reply does not hold."""

from __future__ import annotations

import pytest

from copilot.draft import DraftCase, ExtractiveDrafter
from copilot.draft.passages import FurtherPassage, unsaid
from copilot.messages import DraftRequest, Evidence, Message, Question, Understanding

SOURCE = """Retouren sind kostenlos. Sie haben 30 Tage Zeit für die Rückgabe. Die Erstattung kommt
innerhalb von fünf Tagen. Sperrige Ware holt die Spedition für die Rückgabe ab.
"""


def passage(text: str, score: float = 0.5, question: str = "q1") -> FurtherPassage:
    return FurtherPassage(question, text, "e1", score)


def test_what_the_reply_says_is_not_offered_again() -> None:
    reply = "Guten Tag,\n\nRetouren  sind kostenlos."
    assert unsaid([passage("retouren sind kostenlos"), passage("30 Tage.")], reply) == [
        passage("30 Tage.")
    ]


def test_the_likeliest_three_of_each_question_are_offered() -> None:
    likely = [passage(f"Satz {n}", n / 10) for n in range(1, 6)]
    found = unsaid([*likely, passage("Anderes", 0.2, "q2")], "")
    assert [p.text for p in found] == ["Satz 5", "Satz 4", "Satz 3", "Anderes"]


@pytest.mark.parametrize(
    "likely",
    [[passage("Kaum", 0.001)], [passage("Eins", 0.9), passage("eins.", 0.3, "q2")]],
    ids=["hardly likely", "twice"],
)
def test_what_is_not_worth_a_line_is_left_out(likely: list[FurtherPassage]) -> None:
    assert len(unsaid(likely, "")) == len(likely) - 1


def test_the_evidence_of_a_draft_is_offered_sentence_by_sentence() -> None:
    asked = "Wie lange habe ich Zeit für die Rückgabe?"
    question = Question("q1", asked, asked, (0, len(asked)))
    found = Understanding(asked, "de", (question,), form_of_address="sie")
    source = Evidence("e1", "d1", "r.md", "policy", "Rückgabe", SOURCE, 0.9, "q1", "de")
    case = DraftCase(DraftRequest(Message(asked)), found, (source,))
    drafter = ExtractiveDrafter()
    reply = drafter.draft(case).reply
    assert "30 Tage" in reply
    offered = drafter.passages(case, reply)
    assert offered
    assert all("30 Tage" not in item.text for item in offered)
    assert {(item.question, item.evidence) for item in offered} == {("q1", "e1")}
    assert [item.score for item in offered] == sorted((p.score for p in offered), reverse=True)
