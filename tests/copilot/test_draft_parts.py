"""The parts of a draft: sources, gaps, other people's cases, orders, dates, hints."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from copilot.draft.case import DraftCase
from copilot.draft.compose import Paragraph, Piece, compose
from copilot.draft.dates import days_of, written
from copilot.draft.hint import read_hint
from copilot.draft.orders import asks_about_order, order_answer, stage_of
from copilot.draft.phrases import topic
from copilot.draft.placeholders import fill, has_gap, meaning
from copilot.draft.sources import units_of
from copilot.draft.specifics import belongs_to_another_case, contradicts
from copilot.draft.wording import is_orphan
from copilot.messages import (
    Citation,
    Customer,
    DraftRequest,
    Evidence,
    Form,
    Message,
    Order,
    OrderItem,
    Question,
    Understanding,
)
from knowledge.documents import Kind
from knowledge.quantities import find_quantities

ORDER = Order(
    "R-2001",
    "versendet",
    (OrderItem("Radhose Tal"), OrderItem("Klingel", quantity=2)),
    "https://track.example/R2001",
    "2026-05-12",
    dt.date(2026, 5, 4),
)
TODAY = dt.date(2026, 5, 8)


def source(text: str, kind: Kind = "policy", language: str = "de") -> Evidence:
    return Evidence("e1", "d1", "a.md", kind, "Titel", text, 0.9, "q1", language)


def texts(text: str, kind: Kind = "policy", form: Form = "sie", language: str = "de") -> list[str]:
    return [unit.text for unit in units_of(source(text, kind, language), form)]


def case(order: Order | None = ORDER, *, form: Form = "sie", intent: str = "") -> DraftCase:
    customer = Customer(first_name="Kim", last_name="Sommer")
    found = Understanding(
        "…", "de", intent=intent, form_of_address=form, customer=customer, order=order
    )
    return DraftCase(DraftRequest(Message("…"), agent="Lena"), found, today=TODAY)


def question(text: str) -> Question:
    return Question("q1", text, text, (0, len(text)))


# --- sources --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "kept"),
    [
        (
            "Guten Tag Frau ⟦name⟧,\n\ndanke für Ihre Mail. Die Hose ist neu.\n\nGrüße\nIhr Team",
            ["Die Hose ist neu."],
        ),
        (
            "Hallo {{ticket.requester.first_name}},\n\ndas Etikett liegt im Paket.\n\nLG Mia",
            ["Das Etikett liegt im Paket."],
        ),
        (
            "Sehr geehrter Herr Dr. Weber, die Kette ist gefettet. Bei Fragen melden Sie sich.",
            ["Die Kette ist gefettet."],
        ),
        (
            "Hi Kim, the lamp is waterproof. Let me know if not. Best regards, Mia",
            ["The lamp is waterproof."],
        ),
        (
            "Dear Kim,\nThanks for your message. Please charge it fully.\nKind regards\nMia",
            ["Please charge it fully."],
        ),
    ],
    ids=["marks", "macro", "doctor", "english one line", "english letter"],
)
def test_only_the_answer_of_a_letter_is_used(reply: str, kept: list[str]) -> None:
    language = "en" if "the lamp" in reply or "charge" in reply else "de"
    assert texts(reply, "past_answer", language=language) == kept


def test_markdown_becomes_plain_units_with_their_headings() -> None:
    found = units_of(
        source(
            "# Lampe\n\nGültig ab 1. März 2026.\n\n## Laden\n\nSo laden Sie:\n\n"
            "1. Kappe öffnen.\n2. Kabel **fest** einstecken.\n\n"
            "| Merkmal | Wert |\n|---|---|\n| Gewicht | 120 g |\n\n"
            "## Fragen\n\nIst sie wasserdicht?\nJa, nach [IPX4](https://x.example/ipx4).\n\n"
            "**Lampe blinkt.** Der Akku ist leer."
        ),
        "du",
    )
    assert [(u.shape, u.text, u.heading) for u in found] == [
        ("step", "Kappe öffnen.", "Laden"),
        ("step", "Kabel fest einstecken.", "Laden"),
        ("row", "Gewicht: 120 g", "Laden"),
        ("sentence", "Ja, nach IPX4 (https://x.example/ipx4).", "Fragen › Ist sie wasserdicht?"),
        ("sentence", "Der Akku ist leer.", "Fragen › Lampe blinkt"),
    ]
    assert found[0].lead == "So lädst du:"


def test_sources_are_turned_into_the_customers_form_of_address() -> None:
    assert texts("Bitte senden Sie uns ein Foto.", form="du") == ["Bitte sende uns ein Foto."]
    assert texts("Schick uns ein Foto.", "macro", form="sie") == ["Schicken Sie uns ein Foto."]


# --- other people's cases ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "language", "specific"),
    [
        ("Ich habe Ihnen heute einen Gutschein geschickt.", "de", True),
        ("Ihr Geld haben wir am 3. Mai überwiesen.", "de", True),
        ("Die Erstattung ist veranlasst.", "de", True),
        ("Ausnahmsweise tauschen wir das Rad.", "de", True),
        ("Ihre 189,00 € sind bei uns.", "de", True),
        ("I have refunded your order.", "en", True),
        ("It is on its way and will reach you on Thursday.", "en", True),
        ("Sobald wir die Ware erhalten haben, erstatten wir den Betrag.", "de", False),
        ("Ist das Paket schon unterwegs, geht das nur beim Zusteller.", "de", False),
        ("Der Versand kostet 4,90 €.", "de", False),
        ("Wir reparieren das innerhalb von zehn Werktagen.", "de", False),
        ("You can return it within 30 days.", "en", False),
    ],
)
def test_what_was_said_to_one_customer_only(sentence: str, language: str, specific: bool) -> None:
    assert belongs_to_another_case(sentence, language, (), "") is specific


def test_an_amount_is_allowed_where_a_document_states_it() -> None:
    sentence = "Der Betrag von 29,00 € wird angerechnet."
    assert belongs_to_another_case(sentence, "de", (), "")
    stated = find_quantities("Der Kostenvoranschlag kostet 29 €.", "de")
    assert not belongs_to_another_case(sentence, "de", stated, "")


def test_a_number_that_documents_put_differently_contradicts() -> None:
    stated = find_quantities("Der Versand kostet 4,90 €.", "de")
    assert contradicts("Der Versand kostet 3,90 €.", "de", stated)
    assert not contradicts("Der Versand kostet 4,90 Euro.", "de", stated)
    assert not contradicts("Das dauert zwei Tage.", "de", stated)


# --- gaps -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Ihre Bestellung {{ticket.custom_field.order_number}} ist da.", "R-2001"),
        ("Ihre Bestellung [BESTELLNUMMER] ist da.", "R-2001"),
        ("Ihre Bestellung <<order_id>> ist da.", "R-2001"),
        ("Ihre Bestellung %ORDER_NUMBER% ist da.", "R-2001"),
        ("Hier: {tracking_link}", "https://track.example/R2001"),
        ("Liebe Grüße, {{agent.name}}", "Lena"),
        ("Hallo ${customer.first_name}!", "Kim"),
        ("Hallo *|FNAME|*, {Vorname}", "Hallo Kim, Kim"),
        ("Wir erstatten [BETRAG] €.", ""),
        ("Geben Sie den Code <CODE> ein.", ""),
        ("Hallo <VORNAME>!", "Kim"),
        ("Am XXX melden wir uns.", ""),
    ],
)
def test_gaps_are_filled_with_this_customers_facts_or_not_at_all(text: str, filled: str) -> None:
    result = fill(text, case(), "de")
    assert result.complete is bool(filled)
    if filled:
        assert filled in result.text


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ticket.requester.first_name", "first_name"),
        ("KUNDENNAME", "name"),
        ("Bestell-Nr.", "order_number"),
        ("Sendungslink", "tracking_url"),
        ("Lieferdatum", "eta"),
        ("irgendwas", ""),
    ],
)
def test_names_of_gaps(name: str, expected: str) -> None:
    assert meaning(name) == expected


# --- orders ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Wo bleibt mein Paket?", True),
        ("Wann kommt die Lampe denn an?", True),
        ("when will it arrive", True),
        ("Meine Bestellung ist immer noch nicht da.", True),
        ("Gibt es einen Lieferstatus?", True),
        ("Wie lange dauert der Versand nach Wien?", False),
        ("Ab wann ist der Versand kostenlos?", False),
        ("Wann bekomme ich mein Geld zurück?", False),
        ("Wann ist die Lampe wieder lieferbar?", False),
        ("Wie wasche ich die Hose?", False),
    ],
)
def test_which_questions_are_about_the_customers_own_order(text: str, asks: bool) -> None:
    assert asks_about_order(question(text), case()) is asks


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        ("versendet", "shipped"),
        ("in Bearbeitung", "processing"),
        ("teilweise versendet", "partly"),
        ("noch nicht zugestellt", "processing"),
        ("delivered", "delivered"),
        ("on hold", "backorder"),
        ("storniert", "cancelled"),
        ("beim Zoll", "unknown"),
    ],
)
def test_stages_of_an_order(status: str, stage: str) -> None:
    assert stage_of(status) == stage


def test_an_order_is_told_in_sentences() -> None:
    assert order_answer(case(), ORDER, "de").sentences == (
        "Ihre Bestellung R-2001 (Radhose Tal und 2 × Klingel) ist unterwegs zu Ihnen.",
        "Die Zustellung ist für den 12. Mai geplant.",
        "Hier können Sie die Sendung verfolgen: https://track.example/R2001",
    )
    assert order_answer(case(form="du"), ORDER, "de").sentences[0].endswith("unterwegs zu dir.")


def test_a_day_in_the_past_is_no_promise() -> None:
    late = Order("R-2001", "versendet", eta="2026-05-06")
    told = order_answer(case(late), late, "de")
    assert told.late
    assert "Geplant war die Zustellung für den 6. Mai" in told.sentences[1]


# --- small parts ----------------------------------------------------------------------------


def test_dates_are_written_as_people_do() -> None:
    day = dt.date(2026, 5, 3)
    assert written(day, "de") == "3. Mai 2026"
    assert written(day, "en", today=TODAY) == "3 May"
    assert days_of("2026-05-03/2026-05-05 oder 7.5.2026") == [
        dt.date(2026, 5, 3),
        dt.date(2026, 5, 5),
        dt.date(2026, 5, 7),
    ]


def test_citations_cover_their_words_and_join_neighbours() -> None:
    reply, citations = compose(
        [
            Paragraph((Piece("Hallo,"),)),
            Paragraph((Piece("Ja."), Piece("30 Tage.", "e1"), Piece("Kostenlos.", "e1"))),
            Paragraph((Piece("- a", "e2"), Piece("- b", "e3")), "\n"),
        ]
    )
    assert reply == "Hallo,\n\nJa. 30 Tage. Kostenlos.\n\n- a\n- b"
    assert [(reply[c.start : c.end], c.evidence_id) for c in citations] == [
        ("30 Tage. Kostenlos.", "e1"),
        ("- a", "e2"),
        ("- b", "e3"),
    ]
    assert citations[0] == Citation(12, 31, "e1")


@pytest.mark.parametrize(
    ("instruction", "length", "language", "form", "rest"),
    [
        ("kürzer bitte", "shorter", "", None, ""),
        ("auf Englisch und etwas ausführlicher", "longer", "en", None, ""),
        ("in German, informal", "", "de", "du", ""),
        ("bitte siezen", "", "", "sie", ""),
        ("Gutschein über 5 € anbieten", "", "", None, "Gutschein über 5 € anbieten"),
        ("kürzer, und frag nach der Größe", "shorter", "", None, "frag nach der Größe"),
        ("", "", "", None, ""),
    ],
)
def test_instructions_are_understood_or_reported(
    instruction: str, length: str, language: str, form: Form | None, rest: str
) -> None:
    hint = read_hint(instruction)
    assert (hint.length, hint.language, hint.form, hint.rest) == (length, language, form, rest)


# --- words --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "leans"),
    [
        ("Sie sollte einmal im Jahr getauscht werden.", True),
        ("Sie könnte verkalkt sein.", True),
        ("Sie wäre dann defekt.", True),
        ("Sie sollten sie einmal im Jahr tauschen.", False),
        ("Sie können die Dichtung tauschen.", False),
    ],
)
def test_a_sentence_about_her_leans_and_one_to_the_reader_does_not(
    sentence: str, leans: bool
) -> None:
    assert is_orphan(sentence) is leans


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How much is shipping for one grinder?", ""),
        ("Do you have a spare part for every grinder?", ""),
        ("Where is the manual?", "the manual"),
        ("What about the water filter?", "the water filter"),
    ],
)
def test_a_topic_is_a_thing_and_no_number_of_them(question: str, expected: str) -> None:
    assert topic(question, "en") == expected


def test_a_long_word_in_brackets_takes_no_time() -> None:
    started = time.perf_counter()
    assert not has_gap("<" + "a" * 20_000)
    assert time.perf_counter() - started < 1
