"""What a question inherits from the words around it, and which questions are one."""

from __future__ import annotations

import pytest

from copilot.understand.questions import find_questions


@pytest.mark.parametrize(
    ("body", "inherited"),
    [
        ("Mein Rad zeigt seit heute E07. Wie krieg ich das weg?", "E07"),
        ("Die Beläge sind montiert. Bis wann kann ich die zurückschicken?", "Beläge"),
    ],
    ids=["display code", "thing"],
)
def test_a_short_question_is_searched_with_what_stands_before_it(body: str, inherited: str) -> None:
    (*_, last) = find_questions(body, "de")
    assert inherited in last.query


@pytest.mark.parametrize(
    "body",
    [
        "Und wissen Sie schon, wann ich mit dem Paket rechnen darf?",
        "Kann der Automat erkennen, wer gerade davor steht?",
    ],
    ids=["wrapped", "recognise"],
)
def test_a_wrapped_question_is_one(body: str) -> None:
    assert len(find_questions(body, "de")) == 1
