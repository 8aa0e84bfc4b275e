"""Every plain check: what raises it and what does not."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from copilot.check import CheckCase, Checker, PublicFacts, public_facts
from copilot.config import ShopSettings
from copilot.messages import (
    Attachment,
    Customer,
    Evidence,
    Finding,
    Order,
    OrderItem,
    Understanding,
)
from knowledge.documents import Document, ShopOrder

TODAY = dt.date(2025, 6, 12)
ANNA = Customer(first_name="Anna", last_name="Weber", salutation="Frau", email="anna@weber.example")
ORDER = Order(
    "BK-20418",
    "in Bearbeitung",
    (OrderItem("Wanderrucksack Fjord 30", "FJ-30"),),
    "https://nolp.dhl.de/track?id=00340434161094042557",
    "17.06.2025",
    dt.date(2025, 6, 10),
)


def findings(
    reply: str,
    code: str,
    *,
    message: str = "Hallo, ich habe eine Frage.",
    language: str = "de",
    **case: Any,
) -> list[Finding]:
    """The findings of one code for a reply to a message without questions."""
    understanding = Understanding(
        body=message, language=language, complaint=case.pop("complaint", False)
    )
    case.setdefault("today", TODAY)
    result = Checker().check(CheckCase(understanding, reply, **case))
    return [f for f in result.findings if f.code == code]


def quoted(reply: str, found: list[Finding]) -> list[str]:
    return [reply[slice(*f.reply_span)] for f in found if f.reply_span]


def policy(text: str, **fields: Any) -> Evidence:
    defaults: dict[str, Any] = {
        "id": "e1", "document_id": "d1", "source": "policies/p.md", "kind": "policy",
        "title": "Richtlinie", "score": 0.8, "question": "q1", "language": "de",
    }  # fmt: skip
    return Evidence(text=text, **{**defaults, **fields})


# --- unfilled_placeholder ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "mark"),
    [
        pytest.param(
            "Hallo {{ticket.requester.first_name}}, danke!",
            "{{ticket.requester.first_name}}",
            id="zendesk",
        ),
        pytest.param("Hallo {name}, danke!", "{name}", id="single-brace"),
        pytest.param("Hallo %Vorname%, danke!", "%Vorname%", id="percent"),
        pytest.param("Hallo [NAME], danke!", "[NAME]", id="square-capitals"),
        pytest.param(
            "Die Lieferung kommt am [Datum einfügen].", "[Datum einfügen]", id="square-instruction"
        ),
        pytest.param("Hallo <<Kunde>>, danke!", "<<Kunde>>", id="double-angle"),
        pytest.param("Hallo <Vorname>, danke!", "<Vorname>", id="single-angle"),
        pytest.param("Hello *|FNAME|*, thanks!", "*|FNAME|*", id="mailchimp"),
        pytest.param(
            "Hello {!Contact.FirstName}, thanks!", "{!Contact.FirstName}", id="salesforce"
        ),
        pytest.param("Hello ${firstName}, thanks!", "${firstName}", id="dollar-brace"),
        pytest.param("Hallo {% if x %} du!", "{% if x %}", id="liquid"),
        pytest.param("Ihr Paket kommt am XX.XX.XXXX an.", "XX.XX.XXXX", id="date-of-x"),
        pytest.param("Ihre Sendungsnummer lautet XXX.", "XXX", id="three-x"),
        pytest.param("Lorem ipsum dolor sit amet.", "Lorem ipsum dolor sit amet", id="lorem"),
        pytest.param("Ihre Bestellung ⟦order_number⟧ ist da.", "⟦order_number⟧", id="scrub-mark"),
        pytest.param("Der Betrag von ____ € wird erstattet.", "____", id="underscores"),
        pytest.param("Sehr geehrte/r Kunde,", "Sehr geehrte/r Kunde", id="both-genders"),
    ],
)
def test_a_placeholder_is_found_where_it_stands(reply: str, mark: str) -> None:
    assert quoted(reply, findings(reply, "unfilled_placeholder")) == [mark]


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(
            "Mit dem Code SOMMER10 sparen Sie 10 % auf alles und 5 % auf Sale.", id="two-percents"
        ),
        pytest.param("Das Shirt gibt es in XXL und XXXL.", id="sizes"),
        pytest.param(
            "Siehe [unsere Hilfe](https://shop.example/hilfe%20seite).", id="markdown-link"
        ),
        pytest.param("Schreiben Sie an <hilfe@shop.example>.", id="address-in-angles"),
        pytest.param("Das dauert (meist) 3 bis 5 Tage [1].", id="footnote"),
    ],
)
def test_what_only_looks_like_a_placeholder(reply: str) -> None:
    assert findings(reply, "unfilled_placeholder") == []


# --- register_mixed ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "form", "message"),
    [
        pytest.param(
            "Gern senden wir Ihnen ein Etikett. Melde dich, wenn du Fragen hast.",
            None,
            "",
            id="mixed",
        ),
        pytest.param("Schick uns dein Paket zurück.", "sie", "", id="caller-wants-sie"),
        pytest.param("Bitte senden Sie uns Ihr Paket.", "du", "", id="caller-wants-du"),
        pytest.param(
            "Bitte senden Sie uns Ihr Paket.",
            None,
            "Hey, kannst du mir helfen?",
            id="customer-says-du",
        ),
        pytest.param(
            "Vielen Dank für deine Mail. Ihre Bestellung ist unterwegs.",
            None,
            "",
            id="formal-noun-first",
        ),
        pytest.param(
            "Guten Tag,\n\nja, ändere einfach die Adresse im Konto.", "sie", "", id="after-yes"
        ),
        pytest.param("Klar, wähl einfach den Mahlgrad aus.", "sie", "", id="after-sure"),
        pytest.param("Sonst frag uns einfach.", "sie", "", id="after-an-adverb"),
    ],
)
def test_the_wrong_form_of_address(reply: str, form: Any, message: str) -> None:
    assert findings(reply, "register_mixed", form_of_address=form, message=message)


@pytest.mark.parametrize(
    ("reply", "form"),
    [
        pytest.param("Die Filter sind da. Sie passen in deine Maschine.", "du", id="they"),
        pytest.param("Deine Kollegin hat recht. Ihr Hinweis stimmt.", "du", id="her"),
        pytest.param("Bitte wählen Sie die Taste „Hol dir dein Update“.", "sie", id="quotation"),
        pytest.param(
            "Ich habe ihnen Bescheid gegeben, du bekommst es morgen.", "du", id="lower-case-them"
        ),
        pytest.param("Sie können das Paket bis Freitag abholen.", "sie", id="formal-only"),
        pytest.param("Das klären wir, die Frage der Garantie auch.", "sie", id="a-noun"),
    ],
)
def test_the_right_form_of_address(reply: str, form: Any) -> None:
    assert findings(reply, "register_mixed", form_of_address=form) == []


# --- wrong_language ---------------------------------------------------------------------


def test_a_reply_in_another_language_blocks() -> None:
    reply = "Thank you for your message. Your parcel will arrive on Friday, please be patient."
    (found,) = findings(reply, "wrong_language")
    assert (found.severity, found.message) == (
        "block",
        "Die Antwort ist auf Englisch, die Nachricht auf Deutsch.",
    )


def test_one_paragraph_in_another_language() -> None:
    other = "Please return the parcel within two weeks and keep the receipt of the carrier."
    reply = (
        "Vielen Dank für Ihre Nachricht. Wir haben die Bestellung gefunden und kümmern uns darum, "
        f"dass Sie die Ware bald erhalten.\n\n{other}\n\nViele Grüße aus Bremen"
    )
    assert quoted(reply, findings(reply, "wrong_language")) == [other]


def test_an_english_product_name_is_no_other_language() -> None:
    assert findings("Der Trail Runner Ultra Boost ist wieder da.", "wrong_language") == []


# --- foreign_link -----------------------------------------------------------------------

PUBLIC = PublicFacts(frozenset({"hersteller.example.org"}))
SHOP = ShopSettings(name="Bergkiste", allowed_links=("bergkiste.example",))


@pytest.mark.parametrize(
    ("reply", "place"),
    [
        pytest.param(
            "Siehe https://evil.example.com/login.", "https://evil.example.com/login", id="bare"
        ),
        pytest.param(
            "Siehe www.billig-shop.com bitte.", "www.billig-shop.com", id="without-scheme"
        ),
        pytest.param("[Hilfe](https://evil.net/x)", "[Hilfe](https://evil.net/x)", id="markdown"),
        pytest.param(
            "![Logo](https://bergkiste.example/a.png)",
            "![Logo](https://bergkiste.example/a.png)",
            id="image",
        ),
        pytest.param(
            "https://bergkiste.example@evil.com/",
            "https://bergkiste.example@evil.com/",
            id="user-part",
        ),
        pytest.param(
            "https://bergkiste.example.evil.com/",
            "https://bergkiste.example.evil.com/",
            id="subdomain-trick",
        ),
        pytest.param("https://bеrgkiste.example/", "https://bеrgkiste.example/", id="cyrillic-e"),
        pytest.param("[x](javascript:alert)", "[x](javascript:alert)", id="javascript"),
    ],
)
def test_a_link_that_is_not_the_shops(reply: str, place: str) -> None:
    assert quoted(reply, findings(reply, "foreign_link", shop=SHOP)) == [place]


@pytest.mark.parametrize(
    ("reply", "more"),
    [
        pytest.param("Mehr unter https://www.bergkiste.example/hilfe.", {}, id="settings"),
        pytest.param("https://hilfe.bergkiste.example/a", {}, id="subdomain"),
        pytest.param("https://nolp.dhl.de/track?id=1", {"order": ORDER}, id="order-tracking"),
        pytest.param("https://hersteller.example.org/a", {"public": PUBLIC}, id="public-knowledge"),
        pytest.param("An hilfe@andere.de, siehe z.B. Anleitung.pdf", {}, id="no-link"),
    ],
)
def test_links_that_may_stay(reply: str, more: dict[str, Any]) -> None:
    assert findings(reply, "foreign_link", shop=SHOP, **more) == []


def test_a_link_from_the_customers_mail_is_still_foreign() -> None:
    message = "Bitte schicken Sie allen Kunden https://evil.example.com/x"
    assert findings("Gern: https://evil.example.com/x", "foreign_link", message=message)


# --- missing_attachment, missing_apology, argues_with_customer --------------------------


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param("Anbei finden Sie das Etikett.", id="anbei"),
        pytest.param("Das Etikett finden Sie im Anhang.", id="im-anhang"),
        pytest.param("Please find the label attached.", id="attached"),
        pytest.param("The full price list is enclosed.", id="enclosed"),
        pytest.param("You see it in the enclosed photo.", id="enclosed-photo"),
    ],
)
def test_an_attachment_that_is_not_there(reply: str) -> None:
    assert findings(reply, "missing_attachment")
    assert findings(reply, "missing_attachment", attachments=(Attachment("etikett.pdf"),)) == []


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param("Bitte schicken Sie uns ein Foto im Anhang.", id="customers"),
        pytest.param("Das Etikett ist dem Paket beigefügt.", id="in-the-parcel"),
        pytest.param("Danke für das Foto im Anhang Ihrer Mail.", id="their-photo"),
        pytest.param("It must not go into an enclosed lamp.", id="enclosed-lamp"),
        pytest.param("No bathroom and nothing enclosed, it overheats.", id="nothing-enclosed"),
    ],
)
def test_somebody_elses_attachment(reply: str) -> None:
    assert findings(reply, "missing_attachment") == []


def test_a_complaint_wants_regret() -> None:
    assert findings("Wir liefern neu.", "missing_apology", complaint=True)
    assert findings("Das tut uns leid, wir liefern neu.", "missing_apology", complaint=True) == []
    assert findings("We are sorry and will resend it.", "missing_apology", complaint=True) == []
    assert findings("Wir liefern neu.", "missing_apology") == []


@pytest.mark.parametrize(
    "reply",
    [
        "Ihr Ärger ist berechtigt. Wir liefern neu.",
        "Dass niemand ans Telefon ging, bedaure ich. Wir liefern neu.",
        "Wie schade, dass die Kanne so ankam! Wir liefern neu.",
        "Das klingt wirklich unangenehm. Wir liefern neu.",
        "What a shame about the jug. A new one is on its way.",
        "That must have been annoying. A new one is on its way.",
        "You have every right to be cross. A new one is on its way.",
    ],
)
def test_regret_may_be_said_in_other_words(reply: str) -> None:
    assert findings(reply, "missing_apology", complaint=True) == []


@pytest.mark.parametrize(
    "reply", ["Das ist schade.", "It is a shared parcel.", "Ein schöner Tag ist das nicht."]
)
def test_not_every_word_of_feeling_is_regret(reply: str) -> None:
    assert findings(f"{reply} Wir liefern neu.", "missing_apology", complaint=True)


@pytest.mark.parametrize(
    ("reply", "argues"),
    [
        pytest.param("Sie hätten die Anleitung lesen müssen.", True, id="should-have-read"),
        pytest.param("As we already told you, this is not possible.", True, id="already-told"),
        pytest.param(
            "Wie bereits geschrieben kommt das Paket morgen.", False, id="neutral-reference"
        ),
        pytest.param("Bitte lesen Sie Kapitel 3 der Anleitung.", False, id="advice"),
    ],
)
def test_lecturing(reply: str, argues: bool) -> None:
    assert bool(findings(reply, "argues_with_customer")) is argues


# --- wrong_name -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "customer", "message"),
    [
        pytest.param("Hallo Frau Müller,\n\ndanke!", ANNA, "", id="another-name"),
        pytest.param("Sehr geehrter Herr Weber,\n\ndanke!", ANNA, "", id="wrong-title"),
        pytest.param("Hallo Jonas,\n\ndanke!", ANNA, "", id="another-first-name"),
        pytest.param(
            "Hallo Jonas,\n\ndanke!", ANNA, "Ist Jonas hier bekannt?\n\nLG\nAnna", id="only-told-of"
        ),
        pytest.param(
            "Dear Mr Brown,\n\nthanks!", Customer(), "Where is it? Lisa Green", id="not-in-message"
        ),
    ],
)
def test_the_wrong_name(reply: str, customer: Customer, message: str) -> None:
    assert findings(reply, "wrong_name", customer=customer, message=message)


@pytest.mark.parametrize(
    ("reply", "customer", "message"),
    [
        pytest.param("Sehr geehrte Frau Dr. Weber,\n\ndanke!", ANNA, "", id="degree"),
        pytest.param("Hallo Anna,\n\ndanke!", ANNA, "", id="first-name"),
        pytest.param(
            "Hi Änne,\n\nja.",
            ANNA,
            "servus, Änne hier, passt das?\n\nUnd\nwann?",
            id="calls-herself",
        ),
        pytest.param("Hi Oli,\n\nyes.", ANNA, "Hi,\n\nOli here again. Fits?\n1\n2", id="here"),
        pytest.param("Guten Tag,\n\ndanke!", ANNA, "", id="no-name"),
        pytest.param("Sehr geehrte Damen und Herren,\n\ndanke!", ANNA, "", id="nobody"),
        pytest.param(
            "Hallo Frau Mueller,\n\ndanke!", Customer(last_name="Müller"), "", id="umlaut"
        ),
        pytest.param(
            "Hi Lisa,\n\nthanks!", Customer(), "Where is it? Lisa Green", id="from-the-message"
        ),
        pytest.param("Hello there,\n\nthanks!", ANNA, "", id="there"),
    ],
)
def test_the_right_name(reply: str, customer: Customer, message: str) -> None:
    assert findings(reply, "wrong_name", customer=customer, message=message) == []


# --- personal_data_leak, stale_fact -----------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("max.muster@web.de", id="email"),
        pytest.param("DE89 3704 0044 0532 0130 00", id="iban"),
        pytest.param("0171 2345678", id="phone"),
    ],
)
def test_somebody_elses_contact(text: str) -> None:
    reply = f"Wir haben {text} in Ihrem Konto hinterlegt."
    assert quoted(reply, findings(reply, "personal_data_leak")) == [text]
    assert findings(reply, "personal_data_leak", message=f"Meine Daten: {text}") == []
    assert findings(reply, "personal_data_leak", evidence=(policy(f"Kontakt: {text}"),)) == []


def test_the_shops_published_contacts_are_no_leak() -> None:
    page = Document(
        "o",
        "policies/kontakt.md",
        "policy",
        "Kontakt",
        "Tel. 0421 555 0199, info@bergkiste.example",
        "de",
    )
    facts = public_facts([page])
    reply = "Sie erreichen uns unter 0421 555 0199 oder info@bergkiste.example."
    assert findings(reply, "personal_data_leak", public=facts) == []


def test_an_order_of_another_customer_leaks() -> None:
    other = ShopOrder("BK-20999", "Jonas Brandt", "jonas@brandt.example")
    reply = "Ihre Bestellnummer BK-20999 ist unterwegs."
    found = findings(reply, "personal_data_leak", customer=ANNA, find_order=lambda _: other)
    assert quoted(reply, found) == ["BK-20999"]


@pytest.mark.parametrize(
    ("reply", "stale"),
    [
        pytest.param(
            "Ihre Bestellung BK-19871 ist bei uns eingegangen.", ["BK-19871"], id="order-number"
        ),
        pytest.param("Ihre Bestellung BK-20418 ist bei uns eingegangen.", [], id="own-order"),
        pytest.param("Die Lieferung kommt am 3. März 2024 an.", ["3. März 2024"], id="old-date"),
        pytest.param("Die Lieferung kommt am 17.06.2025 an.", [], id="date-of-the-order"),
        pytest.param(
            "Sie haben 14 Tage Zeit, also bis zum 24.06.2025.", [], id="date-that-follows"
        ),
    ],
)
def test_facts_of_another_request(reply: str, stale: list[str]) -> None:
    found = findings(reply, "stale_fact", order=ORDER, customer=ANNA)
    assert quoted(reply, found) == stale


@pytest.mark.parametrize(
    ("reply", "wrong"),
    [
        pytest.param("Ihr Paket wurde bereits versandt.", True, id="says-shipped"),
        pytest.param("Sobald das Paket versandt ist, melden wir uns.", False, id="as-soon-as"),
        pytest.param("Das Paket wurde noch nicht versandt.", False, id="says-not-shipped"),
    ],
)
def test_the_status_of_the_order(reply: str, wrong: bool) -> None:
    assert bool(findings(reply, "stale_fact", order=ORDER)) is wrong


# --- over_promise, internal_quoted ------------------------------------------------------

GOODWILL = Document(
    "o", "policies/kulanz.md", "policy", "Kulanz",
    "# Kulanz\n\nGutscheine bis zu 15 € dürfen Agenten ohne Rückfrage vergeben. "
    "Gutscheine bis zu 50 € nur mit Freigabe der Teamleitung.",
    "de", internal=True,
)  # fmt: skip


@pytest.mark.parametrize(
    ("reply", "place"),
    [
        pytest.param(
            "Als Entschädigung erhalten Sie einen Gutschein über 40 €.", ["40 €"], id="beyond"
        ),
        pytest.param("Sie erhalten einen Gutschein über 10 €.", [], id="within"),
        pytest.param(
            "Wir erstatten Ihnen den Kaufpreis von 129 €.", [], id="refund-is-no-goodwill"
        ),
    ],
)
def test_goodwill_limit_of_the_policy(reply: str, place: list[str]) -> None:
    assert quoted(reply, findings(reply, "over_promise", policies=(GOODWILL,))) == place


@pytest.mark.parametrize(
    ("limit", "language", "told"),
    [("15", "de", "von 15 €."), ("12.50", "de", "von 12,50 €."), ("12.50", "en", "€12.50")],
)
def test_the_limit_is_told_as_agents_write_it(limit: str, language: Any, told: str) -> None:
    shop = ShopSettings(goodwill_limit_eur=Decimal(limit), language=language)
    (found,) = findings("Sie erhalten einen Gutschein über 40 €.", "over_promise", shop=shop)
    assert told in found.message


def test_the_setting_overrules_the_policy() -> None:
    shop = ShopSettings(goodwill_limit_eur=Decimal(5))
    reply = "Sie erhalten einen Gutschein über 10 €."
    assert findings(reply, "over_promise", policies=(GOODWILL,), shop=shop)


@pytest.mark.parametrize(
    ("reply", "too_much"),
    [
        pytest.param("Wir garantieren Ihnen, dass das Paket morgen ankommt.", True, id="guarantee"),
        pytest.param("It will definitely arrive by Friday.", True, id="definitely"),
        pytest.param("Den Termin können wir leider nicht garantieren.", False, id="no-guarantee"),
        pytest.param("Auf das Gerät haben Sie zwei Jahre Garantie.", False, id="warranty"),
    ],
)
def test_strong_words(reply: str, too_much: bool) -> None:
    assert bool(findings(reply, "over_promise")) is too_much


def test_an_internal_policy_is_not_quoted() -> None:
    reply = "Gutscheine bis zu 50 € nur mit Freigabe der Teamleitung."
    assert findings(reply, "internal_quoted", policies=(GOODWILL,))
    assert findings("Gern geben wir Ihnen 10 €.", "internal_quoted", policies=(GOODWILL,)) == []


# --- the checker ------------------------------------------------------------------------


def test_a_clean_reply_passes() -> None:
    reply = (
        "Sehr geehrte Frau Weber,\n\nvielen Dank für Ihre Nachricht. Ihre Bestellung BK-20418 ist "
        "in Bearbeitung und trifft voraussichtlich am 17.06.2025 ein.\n\nViele Grüße\nIhr Team"
    )
    understanding = Understanding(body="Hallo", language="de")
    result = Checker().check(
        CheckCase(understanding, reply, customer=ANNA, order=ORDER, today=TODAY)
    )
    assert (result.verdict, result.findings) == ("pass", ())


def test_severities_can_be_changed_and_switched_off() -> None:
    case = CheckCase(Understanding(body="x", language="de"), "Hallo {name}, alles gut?")
    assert Checker().check(case).verdict == "block"
    assert Checker(severities={"unfilled_placeholder": "hint"}).check(case).verdict == "pass"
    assert Checker(severities={"unfilled_placeholder": "off"}).check(case).findings == ()


def test_findings_speak_the_agents_language() -> None:
    case = CheckCase(Understanding(body="x", language="de"), "Hallo {name}!")
    (german,), (english,) = (
        Checker(language=language).check(case).findings for language in ("de", "en")
    )
    assert "Platzhalter" in german.message
    assert "Placeholder" in english.message


@pytest.mark.parametrize(
    "reply", ["", " \n", "\x00\ufffd", "?" * 3000, "⟦", "[[[[((((", "a@b" * 50]
)
def test_odd_replies_do_not_raise(reply: str) -> None:
    assert Checker().check(CheckCase(Understanding(body="Hallo?", language="de"), reply)).verdict
