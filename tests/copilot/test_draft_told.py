"""What a mail tells beside its questions, words that meet in other forms, overdue parcels."""

from __future__ import annotations

import pytest

from copilot.draft import ExtractiveDrafter, Thresholds
from copilot.draft.choose import choose_beside
from copilot.draft.concepts import concepts_of
from copilot.draft.features import NAMES, Asked, Candidate, features
from copilot.draft.late import asks_what_next, rule_for_late
from copilot.draft.likeness import stems_of
from copilot.draft.pool import pool
from copilot.draft.products import ProductSense
from copilot.draft.reader import Reader
from copilot.draft.selector import Scored
from copilot.draft.sources import units_of
from copilot.draft.told import told_beside
from copilot.draft.wordforms import rejoined
from copilot.messages import Evidence, Question
from tests.copilot.test_draft_selector import made, question


def source(text: str, language: str = "de") -> Evidence:
    return Evidence("e1", "d1", "a.md", "product", "Anleitung", text, 1.0, "q1", language=language)


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("E-Bikes holt die Spedition für 59 € ab.", "abholt"),
        ("wie brems ich die ein", "einbrems"),
        ("Schicken Sie uns das Gerät bitte zurück.", "zurückschicken"),
        ("Was bucht ihr da ab, und wann?", "abbucht"),
    ],
    ids=["statement", "spoken", "imperative", "two clauses"],
)
def test_a_verb_gets_its_particle_back(text: str, joined: str) -> None:
    assert joined in rejoined(text).split()


@pytest.mark.parametrize(
    "text", ["Er passt in den Schrank.", "wohin damit", "Das kostet 5 €."], ids=str
)
def test_a_text_without_a_parted_verb_stays(text: str) -> None:
    assert rejoined(text) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [("abgeholt", "Abholung"), ("gereinigt", "reinigen"), ("abholt", "abholen")],
)
def test_forms_of_one_german_word_meet(one: str, other: str) -> None:
    assert stems_of(one, "de") & stems_of(other, "de")


def test_words_that_only_begin_alike_do_not_meet() -> None:
    assert not stems_of("Getriebe", "de") & stems_of("Gerät", "de")


def test_both_languages_speak_of_one_concept() -> None:
    german = concepts_of("Die Dichtung ist undicht.", "de")
    assert "seal" in german & concepts_of("The gasket leaks.", "en")


def test_only_telling_sentences_outside_the_questions_are_told_beside() -> None:
    body = "Hallo ihr! Die Stiefel quietschen beim Gehen. Wie oft soll man fetten? Danke!"
    start = body.index("Wie oft")
    asked = Question("q1", "Wie oft soll man fetten?", "", (start, start + 24))
    assert [item.text for item in told_beside(body, "de", [asked])] == [
        "Die Stiefel quietschen beim Gehen."
    ]


def test_of_many_sentences_the_most_telling_are_told_beside_in_their_order() -> None:
    body = "\n".join(
        f"Dichtung Nummer {name} quietscht" for name in ["Ahorn", "Birke", "Ulme", "Esche"]
    )
    told = told_beside(f"{body}\nda ist es so\n{body}", "de", [])
    assert len(told) == 2
    assert [item.span for item in told] == sorted(item.span for item in told)


def scored(text: str, odds: float) -> Scored:
    return Scored(units_of(source(text), "sie")[0], odds)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (scored("Talkum hilft gegen Quietschen.", 1.0), scored("Kürzen kostet 9 €.", -4.0), {0}),
        (scored("Das hilft.", 1.0), scored("Kürzen kostet 9 €.", 0.0), {1}),
        (scored("Talkum hilft sehr gut.", 1.0), scored("Talkum hilft sehr gut.", 2.0), {1}),
    ],
    ids=["improbable", "orphan", "said twice"],
)
def test_what_is_told_is_answered_only_by_what_fits(
    first: Scored, second: Scored, expected: set[int]
) -> None:
    assert set(choose_beside([[first], [second]], [], Thresholds(), most=2)) == expected


def test_no_more_is_told_than_room_allows() -> None:
    items = [[scored("Talkum hilft sehr.", 1.0)], [scored("Kürzen kostet 9 €.", 2.0)]]
    assert set(choose_beside(items, [], Thresholds(), most=1)) == {1}


LATE = "Bewegt sich ein Paket fünf Werktage nicht, stellen wir einen Nachforschungsauftrag."


@pytest.mark.parametrize(
    ("text", "found"),
    [(LATE, True), ("Der Versand dauert drei Werktage.", False), ("Es ging verloren.", False)],
    ids=["rule", "shipping time", "no time"],
)
def test_the_rule_for_an_overdue_parcel(text: str, found: bool) -> None:
    case = made([question("Wo ist mein Paket?")], [text])
    assert (rule_for_late(pool(case, "de")) is not None) == found


@pytest.mark.parametrize(
    ("text", "next_"),
    [
        ("Was passiert jetzt?", True),
        ("was unternehmen Sie?", True),
        ("What are you doing about it?", True),
        ("Was kostet der Versand?", False),
    ],
)
def test_asking_what_happens_next(text: str, next_: bool) -> None:
    assert asks_what_next(text) == next_


@pytest.mark.parametrize(
    ("text", "unit", "name"),
    [
        ("Im Display steht E4. Was ist das?", "E4: kein Wasser", "label_code"),
        ("Mein Hund hat 20 Kilo. Wie viel?", "20 kg: 220 g", "label_quantity"),
        ("Er misst 34 cm. Passt das?", "Umfang: 20 bis 32 cm", "quantity_kin"),
        ("Ich bin 170 cm groß. Passt das?", "Für 160 bis 180 cm", "quantity_within"),
    ],
)
def test_the_case_that_a_message_names_is_seen(text: str, unit: str, name: str) -> None:
    start = text.index(". ") + 2
    asked = Asked(Question("q1", text[start:], text[start:], (start, len(text))), text, "de")
    made_of = [Candidate(units_of(source(u), "sie")[0], 1.0, 1.0) for u in (unit, "Farbe: rot")]
    values = features(asked, made_of, ProductSense(), Reader(None, quick=False))
    column = values[:, NAMES.index(name)]
    assert column.tolist() == [1.0, 0.0]


def test_a_price_of_the_product_is_no_answer_to_the_price_of_something_else() -> None:
    texts = ["Der Artikel Hegra 36 kostet 219,00 €.", "Schleifservice: Schleifen kostet 24,90 €."]
    reply = ExtractiveDrafter().draft(made([question("Was kostet das Schleifen?")], texts)).reply
    assert "24,90" in reply
    assert "219" not in reply
