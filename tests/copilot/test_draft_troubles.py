"""What went wrong is acknowledged for what it is, and only where it is told; what the customer
has tried is not proposed afresh; a day that the customer sets is taken up."""

from __future__ import annotations

import pytest

from copilot.config import ShopSettings
from copilot.draft import DraftCase, ExtractiveDrafter
from copilot.messages import (
    DraftRequest,
    Evidence,
    Form,
    Message,
    Question,
    Understanding,
)
from knowledge.documents import Document


def reply(
    body: str,
    *,
    source: str = "",
    question: str = "Was kann ich tun?",
    language: str = "de",
    form: Form = "sie",
    complaint: bool = False,
    subject: str = "",
    policies: tuple[Document, ...] = (),
) -> str:
    asked = (Question("q1", question, f"{question} {body}", (0, len(question))),)
    text = f"{body} {question}"
    found = Understanding(text, language, asked, complaint=complaint, form_of_address=form)
    evidence = Evidence("e1", "d1", "s1", "product", "Seite", source, 0.9, "q1", language)
    case = DraftCase(
        DraftRequest(Message(text, subject)), found, (evidence,) if source else (),
        ShopSettings(name="Laden"), policies,
    )  # fmt: skip
    return ExtractiveDrafter().draft(case).reply


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("Mein neues Becken ist seit gestern undicht.", "dass Ihr Becken undicht ist."),
        ("Unsere 110er Pumpe verliert schon wieder Wasser.", "dass Ihre Pumpe undicht ist."),
        ("Die Pumpe tropft.", "dass die Pumpe tropft."),
        ("Das Gehäuse der Pumpe tropft.", "dass bei Ihnen etwas undicht ist."),
        ("Meine Lampe funktioniert nicht mehr.", "dass Ihre Lampe nicht richtig funktioniert."),
        ("Meine Frau sagt der Griff ist kaputt.", "dass bei Ihnen etwas kaputtgegangen ist."),
        ("Das Paket ist immer noch nicht da.", "dass Sie so lange auf Ihre Bestellung warten"),
        ("Das Paket ist verloren gegangen.", "dass Ihre Sendung nicht angekommen ist."),
        ("Die Vase kam zerbrochen an.", "dass die Ware beschädigt bei Ihnen angekommen ist."),
        ("Im Karton fehlten zwei Schrauben.", "dass Ihre Lieferung nicht vollständig war."),
        ("Ihr habt die falsche Farbe geschickt.", "dass Sie etwas anderes erhalten haben als"),
        ("Ich habe die falsche Kaffeesorte bekommen.", "dass Sie etwas anderes erhalten haben"),
        ("Die Tüte war aufgeplatzt.", "dass die Ware beschädigt bei Ihnen angekommen ist."),
        ("Sie haben zweimal abgebucht.", "dass mit der Zahlung etwas nicht gestimmt hat."),
        ("Meine Erstattung ist noch nicht da.", "dass Sie auf Ihr Geld warten müssen."),
        ("Auf meine Mail hat keiner geantwortet.", "dass Sie so lange auf eine Antwort warten"),
        ("Darauf hat niemand geantwortet.", "dass Sie so lange auf eine Antwort warten"),
        ("Seither habe ich NICHTS gehört.", "dass Sie so lange auf eine Antwort warten"),
    ],
)
def test_german_troubles(body: str, words: str) -> None:
    assert f"es tut mir leid, {words}" in reply(body)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("My new tank is leaking.", "that your new tank is leaking."),
        ("Our heater has stopped working.", "that your heater is not working as it should."),
        ("My husband is cross, the pump is broken.", "that something has broken."),
        ("My order still hasn't arrived.", "that you have had to wait so long for your order."),
        ("The parcel was lost in the post.", "that your parcel has not reached you."),
        ("It arrived cracked.", "that the goods reached you damaged."),
        ("Two screws are missing.", "that your delivery was not complete."),
        ("You sent me the wrong colour.", "that you received something other than"),
        ("I received the wrong invoice.", "that something went wrong with the payment."),
        ("I was charged twice.", "that something went wrong with the payment."),
        ("My refund still hasn't arrived.", "that you are having to wait for your money."),
        ("Nobody replied to my mails.", "that you had to wait so long for an answer."),
    ],
)
def test_english_troubles(body: str, words: str) -> None:
    assert f"I am sorry {words}" in reply(body, language="en", question="What now?")


def test_somebody_who_says_du() -> None:
    assert "dass deine Pumpe tropft." in reply("Meine Pumpe tropft.", form="du")


@pytest.mark.parametrize(
    "body",
    [
        "Was passiert, wenn das Paket kaputt ankommt?",
        "Ich wüsste gern, was ist, wenn es beschädigt ankommt.",
        "Ich suche einen Filter, der nicht tropft.",
        "Meine alte Pumpe ist kaputt.",
        "Der Deckel geht nicht ab.",
        "Meine Schwester geht nicht ans Telefon.",
    ],
    ids=["question", "indirect", "negated", "replaced thing", "other verb", "a person"],
)
def test_who_only_asks_hears_no_apology(body: str) -> None:
    assert "tut mir leid" not in reply(body)


def test_a_complaint_may_say_in_its_subject_what_is_wrong() -> None:
    said = reply("Ich bin sauer.", subject="UNDICHT!!!", complaint=True)
    assert "es tut mir leid, dass bei Ihnen etwas undicht ist." in said


# --- what was tried ---------------------------------------------------------------------------

AGAIN = "Falls noch nicht geschehen: "


@pytest.mark.parametrize(
    ("body", "source", "known"),
    [
        ("Sie tropft. Hab schon entkalkt.", "Entkalken Sie die Maschine, wenn sie tropft.", True),
        (
            "Den Filter habe ich gereinigt, er tropft.",
            "Reinigen Sie den Filter, wenn er tropft.",
            True,
        ),
        (
            "Den Filter habe ich gereinigt, er tropft.",
            "Tropft der Filter, reinigen Sie den Sensor.",
            False,
        ),
        (
            "Er tropft. Ich habe noch nicht entkalkt.",
            "Entkalken Sie die Maschine, wenn sie tropft.",
            False,
        ),
    ],
    ids=["done", "same thing", "other thing", "not done"],
)
def test_what_was_tried_is_not_proposed_afresh(body: str, source: str, known: bool) -> None:
    said = reply(
        body, source=source, question="Was hilft, wenn Filter, Sensor oder Maschine tropfen?"
    )
    assert (f"{AGAIN}{source}" in said) == known
    assert source in said


def test_tried_steps_of_a_list_are_marked_in_their_place() -> None:
    source = "So starten Sie die Pumpe neu:\n\n1. Pumpe ausschalten.\n2. Sieb reinigen.\n"
    body = "Ich habe die Pumpe zweimal ausgeschaltet."
    said = reply(body, source=source, question="Wie starte ich die Pumpe neu?")
    assert f"1. {AGAIN}Pumpe ausschalten.\n2. Sieb reinigen." in said


def test_who_asks_about_the_very_thing_is_told() -> None:
    source = "Entkalken Sie die Maschine alle drei Monate."
    said = reply("Hab schon entkalkt.", source=source, question="Wie oft muss ich entkalken?")
    assert source in said
    assert AGAIN not in said


def test_tried_in_english() -> None:
    said = reply(
        "The hub is dead. I already restarted it twice.",
        source="Restart the hub when it is dead.",
        language="en",
        question="The hub is dead.",
    )  # fmt: skip
    assert "If you have not done so yet: Restart the hub when it is dead." in said


# --- the customer's own deadline --------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "language", "form", "words"),
    [
        ("Ich brauche bis Freitag eine Antwort.", "de", "sie", "Sie hören bis dahin von uns."),
        ("Bitte melde dich bis zum 30.11.", "de", "du", "Du hörst bis dahin von uns."),
        ("I need an answer by Monday.", "en", "sie", "You will hear from us by then."),
    ],
)
def test_a_deadline_is_taken_up(body: str, language: str, form: Form, words: str) -> None:
    assert words in reply(body, language=language, form=form)


@pytest.mark.parametrize(
    "body",
    ["Ich bin bis Freitag im Urlaub.", "Ich habe kein Auto.", "Muss ich bis Freitag antworten?"],
    ids=["a mere date", "none", "a question"],
)
def test_no_deadline(body: str) -> None:
    assert "bis dahin" not in reply(body)


def test_what_is_answered_needs_no_promise() -> None:
    said = reply(
        "Ich brauche bis Freitag eine Antwort.", source="Die Pumpe wiegt 3 kg.",
        question="Was wiegt die Pumpe?",
    )  # fmt: skip
    assert "3 kg" in said
    assert "bis dahin" not in said


def test_a_shop_with_its_own_time_keeps_to_it() -> None:
    tone = Document(
        "t", "tonfall.md", "policy", "Tonfall", "Wir antworten innerhalb von zwei Werktagen.",
        "de", internal=True,
    )  # fmt: skip
    said = reply("Ich brauche bis Freitag eine Antwort.", policies=(tone,))
    assert "innerhalb von 2 Werktagen" in said
    assert "Den Termin, den Sie nennen, habe ich dabei im Blick." in said
    assert "bis dahin" not in said


RULES = Document(
    "f", "policies/kulanz.md", "policy", "Kulanz",
    "- Falsch gelieferte Ware: sofort Ersatz, die falsche behalten.\n"
    "- Verspätung über 5 Werktage: Gutschein bis 10 €. Beschädigung: Gutschein bis 15 €.\n"
    "- Bis 20 € entscheidet jede selbst.",
    "de", internal=True,
)  # fmt: skip


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("Ich habe die falsche Teesorte bekommen!", "Falsch gelieferte Ware"),
        ("Die Tüte war aufgeplatzt!", "Beschädigung"),
        ("Mein Paket ist immer noch nicht da!", "Verspätung"),
        ("Ihr Laden ist eine Frechheit!", "Bis 20 € entscheidet"),
    ],
)
def test_the_goodwill_rule_told_is_the_one_for_this_mishap(body: str, rule: str) -> None:
    found = Understanding(body, "de", (), complaint=True)
    case = DraftCase(DraftRequest(Message(body)), found, (), ShopSettings(name="Laden"), (RULES,))
    hints = [f for f in ExtractiveDrafter().draft(case).findings if f.code == "goodwill_option"]
    assert [rule in hint.message for hint in hints] == [True]
