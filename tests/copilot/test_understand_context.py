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


_BOTH = (("PU-1", "Pumpe Rana"), ("PU-2", "Pumpe Lota"))


@pytest.mark.parametrize(
    ("body", "language", "meant"),
    [
        ("Wie laut sind die beiden?", "de", {"PU-1", "PU-2"}),
        ("Und was kostet der Filter jeweils?", "de", {"PU-1", "PU-2"}),
        ("How loud are both of them?", "en", {"PU-1", "PU-2"}),
        ("Was kostet der Versand?", "de", set()),
    ],
)
def test_both_means_every_product_of_the_message(body: str, language: str, meant: set[str]) -> None:
    (question,) = find_questions(body, language, products=_BOTH)
    assert set(question.skus) == meant


def test_both_does_not_mean_a_whole_order() -> None:
    many = tuple((f"PU-{n}", f"Pumpe {n}") for n in range(5))
    (question,) = find_questions("Kann ich beide zurückgeben?", "de", products=many)
    assert question.skus == ()


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("Ich interessiere mich für die Pumpe und hätte ein paar Fragen. Ist sie laut?", "de"),
        ("Ich überlege noch und hätte da zwei Fragen: Ist sie laut?", "de"),
        ("Ist sie laut? Wenn ich nicht bis Mittwoch höre, trete ich vom Kauf zurück.", "de"),
        ("Ist sie laut? Sollte bis Freitag nichts kommen, storniere ich die Bestellung.", "de"),
        ("Is it loud? If nothing comes by Friday I will cancel the order.", "en"),
        ("Passt die Pumpe in die Wohnung (3. Stock)?", "de"),
    ],
)
def test_what_announces_threatens_or_stands_in_brackets_asks_nothing_more(
    body: str, language: str
) -> None:
    assert len(find_questions(body, language)) == 1


def test_an_open_condition_may_still_ask() -> None:
    body = "Wenn das Paket nicht bis Mittwoch da ist, kann ich dann stornieren?"
    assert len(find_questions(body, "de")) == 1


def test_a_question_is_cut_from_what_announces_it() -> None:
    body = (
        "Hallo, ich hab da mal ne Frage, gibt's die Pumpe auch in Rot und passt sie in den Teich?"
    )
    assert [question.text for question in find_questions(body, "de")] == [
        "gibt's die Pumpe auch in Rot",
        "passt sie in den Teich?",
    ]


def test_an_ultimatum_that_demands_something_is_heard() -> None:
    body = "Wenn ich bis Freitag keine Zusage habe, dass Sie das Gerät zurücknehmen, klage ich."
    assert len(find_questions(body, "de")) == 1


@pytest.mark.parametrize(
    "body",
    [
        "Bitte stornieren Sie Bestellung 123 und ich habe noch eine Frage",
        "Können Sie mir die Rechnung schicken und ich habe noch Fragen",
    ],
)
def test_a_request_beside_an_announcement_is_heard(body: str) -> None:
    assert find_questions(body, "de")


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("Ist sie laut? Falls sie nicht bis Freitag kommt, stornieren Sie bitte.", "de"),
        ("Ist sie laut? Wenn nichts bis Freitag kommt, will ich mein Geld zurück.", "de"),
        ("Ist sie laut? Wenn sie nicht bis Freitag kommt, hätte ich gern Ersatz.", "de"),
        ("Is it loud? If it isn't here by Friday please cancel the order.", "en"),
        ("Is it loud? If it is not delivered by Friday, can I get a refund", "en"),
    ],
)
def test_what_the_shop_is_to_do_by_a_date_is_no_ultimatum(body: str, language: str) -> None:
    assert len(find_questions(body, language)) == 2
