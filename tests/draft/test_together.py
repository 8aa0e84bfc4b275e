"""Questions of one message read together, and what is said to a second question."""

from __future__ import annotations

import pytest

from copilot.draft import Thresholds
from copilot.draft.choose import Room, choose
from copilot.draft.selector import Scored
from copilot.draft.sources import units_of
from copilot.draft.together import Together
from copilot.draft.wording import is_orphan
from copilot.messages import Evidence, Question


def scored(document: str, odds: float, text: str = "Der Filter hält vier Wochen.") -> Scored:
    source = Evidence(
        f"e-{document}",
        document,
        f"{document}.md",
        "policy",
        "Seite",
        text,
        1.0,
        "q1",
        language="de",
    )
    return Scored(units_of(source, "sie")[0], odds)


def test_a_document_that_answers_another_question_goes_before_one_that_answers_none() -> None:
    first = [scored("lamp", 2.0)]
    second = [scored("pump", -1.0), scored("lamp", -1.2)]
    weighed = Together({"q1": first, "q2": second}).weighed("q2", second)
    assert [item.unit.evidence.document_id for item in weighed] == ["lamp", "pump"]


def test_a_single_question_is_read_by_itself() -> None:
    only = [scored("pump", -1.0), scored("lamp", -1.2)]
    assert Together({"q1": only}).weighed("q1", only) == only


def question(text: str) -> Question:
    return Question("q2", text, text, (0, len(text)))


SAID = "Die Leuchte blinkt rot, wenn der Tank leer ist."
NEXT = "Den Kohlefilter wechseln Sie alle vier Wochen."


@pytest.mark.parametrize(("gap", "told"), [(1.0, [NEXT]), (9.0, [])], ids=["near", "far"])
def test_behind_an_answer_that_is_said_already_the_next_one_counts(
    gap: float, told: list[str]
) -> None:
    said = scored("lamp", 3.0, SAID)
    items = [said, scored("pump", 3.0 - gap, NEXT)]
    asked = question("Und wann muss der Filter gewechselt werden?")
    chosen = choose(asked, items, [said.unit], Room(), Thresholds(), enough=0.0)
    assert [unit.text for unit in chosen.units if not chosen.repeats] == told
    assert chosen.repeats == (not told)


@pytest.mark.parametrize(
    ("text", "orphan"),
    [
        ("Sie können innerhalb von 14 Tagen widerrufen.", False),
        ("Sie ist nach einer Stunde trocken.", True),
        ("Ist sie einmal versandt, geht es nur noch über den Zusteller.", True),
        ("Ist das Glas undicht, ziehen Sie den Stecker.", False),
        ("Hilft das nicht, tauschen wir.", True),
        ("Haben Sie gerade überwiesen, brauchen Sie nichts zu tun.", False),
        ("If it still leaks, send it in.", True),
        ("If you ordered today, it leaves tomorrow.", False),
    ],
)
def test_which_sentences_lean_on_the_one_before(text: str, orphan: bool) -> None:
    assert is_orphan(text) is orphan
