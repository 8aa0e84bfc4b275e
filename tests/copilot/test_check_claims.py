"""Numbers, yes and no, and the sources behind them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from copilot.check import CheckCase, Checker
from copilot.check.reading import split_reply
from copilot.messages import Evidence, Finding, Order, OrderItem, Understanding
from knowledge.catalogue import Catalogue
from knowledge.documents import Document, Product

RETURNS = "Sie können Artikel innerhalb von 30 Tagen zurückgeben. Die Rücksendung kostet 4,90 €."
SHIPPING = "Die Lieferung innerhalb Deutschlands dauert 2 bis 4 Werktage."
LAMP = Product("LMP-1", "Stehlampe Arko", ("Arko",), "Lampen", "89.00")
SHADE = Product("LMP-2", "Stehlampe Belo", ("Belo",), "Lampen", "129.00")


def source(text: str, number: int = 1, **fields: Any) -> Evidence:
    defaults: dict[str, Any] = {
        "id": f"e{number}", "document_id": f"d{number}", "source": f"policies/{number}.md",
        "kind": "policy", "title": "Seite", "score": 0.8, "question": "q1", "language": "de",
    }  # fmt: skip
    return Evidence(text=text, **{**defaults, **fields})


def findings(reply: str, code: str, *evidence: Evidence, **case: Any) -> list[Finding]:
    understanding = Understanding(
        body=case.pop("message", "Hallo, eine Frage."),
        language=case.pop("language", "de"),
        skus=case.pop("skus", ()),
    )
    case.setdefault("today", dt.date(2025, 6, 12))
    result = Checker().check(CheckCase(understanding, reply, evidence, **case))
    return [f for f in result.findings if f.code == code]


@pytest.mark.parametrize(
    ("reply", "wrong"),
    [
        pytest.param(
            "Sie können die Ware innerhalb von 14 Tagen zurückgeben.",
            "14 Tagen",
            id="another-period",
        ),
        pytest.param("Die Rücksendung kostet 6,90 €.", "6,90 €", id="another-price"),
        pytest.param("Die Garantie beträgt drei Jahre.", "drei Jahre", id="nowhere"),
    ],
)
def test_a_number_that_no_source_has(reply: str, wrong: str) -> None:
    (found,) = findings(reply, "unsupported_claim", source(RETURNS), source(SHIPPING, 2))
    assert found.reply_span is not None
    assert reply[slice(*found.reply_span)] == wrong


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param("Sie haben 30 Tage Zeit für die Rückgabe.", id="same"),
        pytest.param("Sie haben dreißig Tage Zeit für die Rückgabe.", id="in-words"),
        pytest.param("Die Rücksendung kostet EUR 4,90.", id="currency-first"),
        pytest.param("1. Paket packen\n2. Etikett aufkleben\n3. Abgeben", id="list-numbers"),
        pytest.param("Wir melden uns innerhalb von 2 Tagen bei Ihnen.", id="deferral"),
        pytest.param("Ihre Bestellung BK-20418 ist angekommen.", id="order-number"),
        pytest.param("Viele Grüße\nIhr Team\nTel. 0421 555 0199, Mo–Fr 9–17 Uhr", id="closing"),
    ],
)
def test_a_number_that_is_borne_out(reply: str) -> None:
    assert findings(reply, "unsupported_claim", source(RETURNS)) == []


def test_a_figure_that_only_an_earlier_answer_has() -> None:
    past = source("Die Karte gilt zwei Jahre.", 2, kind="past_answer", title="Karte von früher")
    card = source("Die Karte wird nach drei Monaten verschickt.", 3)
    (found,) = findings("Die Karte gilt zwei Jahre.", "unsupported_claim", past, card)
    assert "Karte von früher" in found.message
    own = source("Die Karte gilt zwei Jahre.", 4)
    assert findings("Die Karte gilt zwei Jahre.", "unsupported_claim", past, card, own) == []


@pytest.mark.parametrize(
    ("reply", "wrong"),
    [
        pytest.param("Den Mantel auf hoher Stufe im Trockner trocknen.", "hoher", id="degree"),
        pytest.param("Den Mantel auf niedriger Stufe im Trockner trocknen.", "", id="same"),
        pytest.param("Wenn der Mantel auf hoher Stufe im Trockner war?", "", id="question"),
    ],
)
def test_words_that_exclude_each_other(reply: str, wrong: str) -> None:
    care = source("Den Mantel im Trockner auf niedriger Stufe trocknen.")
    found = [reply[slice(*f.reply_span)] for f in findings(reply, "unsupported_claim", care)
             if f.reply_span]  # fmt: skip
    assert found == ([wrong] if wrong else [])


@pytest.mark.parametrize(
    ("reply", "code", "wrong"),
    [
        pytest.param("Ihr Ausweis hat die Nummer 0099231.", "stale_fact", "0099231", id="number"),
        pytest.param(
            "Den Ersatz senden wir in die Ahornstraße 17.", "personal_data_leak", "Ahornstraße 17",
            id="street",
        ),
        pytest.param(
            "Verfolgen Sie es: https://paket.example/f/FL73350", "stale_fact",
            "https://paket.example/f/FL73350", id="link",
        ),
        pytest.param("Your VAT: BE0000.511.902.", "stale_fact", "BE0000.511.902", id="vat"),
    ],
)  # fmt: skip
def test_data_that_belong_to_somebody_else(reply: str, code: str, wrong: str) -> None:
    (found,) = findings(reply, code)
    assert found.reply_span is not None
    assert reply[slice(*found.reply_span)] == wrong
    assert findings(reply, code, message=f"Meine Daten: {wrong}") == []


def test_english_reply_german_source() -> None:
    reply = "You can return items within 30 days; the return costs EUR 4.90."
    assert findings(reply, "unsupported_claim", source(RETURNS), language="en") == []


def test_the_contradicting_source_is_named() -> None:
    reply = "Sie können Artikel innerhalb von 14 Tagen zurückgeben."
    (found,) = findings(reply, "unsupported_claim", source(RETURNS))
    assert (found.severity, found.evidence) == ("block", ("e1",))
    assert "30 Tagen" in found.message


def test_what_follows_from_two_sources() -> None:
    message = "Ich habe zwei Filter zu je 12,50 € und eine Kanne für 30 € gekauft."
    assert findings("Zusammen sind das 42,50 €.", "unsupported_claim", message=message) == []
    assert findings("Zusammen sind das 44,50 €.", "unsupported_claim", message=message)


def test_the_message_supports_its_own_numbers() -> None:
    message = "Ich habe vor 6 Wochen eine Lampe gekauft."
    reply = "Da Ihr Kauf 6 Wochen her ist, schauen wir nach der Garantie."
    assert findings(reply, "unsupported_claim", message=message) == []


def test_a_number_of_another_product() -> None:
    evidence = source("Die Leuchte hat 12 W.", skus=("LMP-2",), kind="product")
    catalogue = Catalogue((LAMP, SHADE))
    wrong = "Die Arko hat 12 W."
    right = "Die Belo hat 12 W."
    assert findings(wrong, "unsupported_claim", evidence, catalogue=catalogue)
    assert findings(right, "unsupported_claim", evidence, catalogue=catalogue) == []


def test_an_old_price_of_a_product() -> None:
    catalogue = Catalogue((LAMP, SHADE))
    old = source("Die Arko kostet 79 €.", kind="past_answer")
    assert findings("Die Arko kostet 79,00 €.", "stale_fact", old, catalogue=catalogue)
    assert findings("Die Arko kostet 89,00 €.", "stale_fact", old, catalogue=catalogue) == []


def test_given_sources_alone_decide() -> None:
    reply = "Sie haben 30 Tage Zeit für die Rückgabe."
    knows = lambda _: [source(RETURNS, 7)]  # noqa: E731
    assert findings(reply, "unsupported_claim", source(SHIPPING), lookup=knows) == []
    assert findings(reply, "unsupported_claim", source(SHIPPING), lookup=knows, given_sources=True)


def test_policies_and_order_count_beside_given_sources() -> None:
    policy = Document(
        "o", "policies/k.md", "policy", "Kulanz", "Nach 45 Tagen aus Kulanz.", "de", internal=True
    )
    order = Order("A-1", "offen", (OrderItem("Kanne 1,5 l"),))
    assert (
        findings(
            "Noch nach 45 Tagen möglich.",
            "unsupported_claim",
            policies=(policy,),
            given_sources=True,
        )
        == []
    )
    assert (
        findings("Die Kanne fasst 1500 ml.", "unsupported_claim", order=order, given_sources=True)
        == []
    )


@pytest.mark.parametrize(
    ("reply", "denied"),
    [
        pytest.param("Die Kanne ist für die Spülmaschine geeignet.", True, id="opposite"),
        pytest.param("Die Kanne ist nicht für die Spülmaschine geeignet.", False, id="same"),
        pytest.param("Die Kanne ist aus Edelstahl gefertigt.", False, id="another-statement"),
    ],
)
def test_yes_and_no(reply: str, denied: bool) -> None:
    evidence = source("Die Kanne ist nicht für die Spülmaschine geeignet.")
    assert bool(findings(reply, "unsupported_claim", evidence)) is denied


def test_an_outdated_source() -> None:
    old = source(RETURNS, valid_until=dt.date(2024, 12, 31))
    reply = "Sie können Artikel innerhalb von 30 Tagen zurückgeben."
    assert findings(reply, "outdated_source", old)
    assert findings(reply, "outdated_source", old, source(RETURNS, 2)) == []


def test_contradicting_sources() -> None:
    other = source("Sie können Artikel innerhalb von 14 Tagen zurückgeben.", 2)
    reply = "Sie können Artikel innerhalb von 30 Tagen zurückgeben."
    (found,) = findings(reply, "contradicting_sources", source(RETURNS), other)
    assert found.evidence == ("e1", "e2")
    assert findings(reply, "contradicting_sources", source(RETURNS), source(SHIPPING, 2)) == []


@pytest.mark.parametrize(
    ("one", "other", "titles", "found"),
    [
        pytest.param(
            "Sie können Artikel innerhalb von 30 Tagen zurückgeben.",
            "Sie können Artikel innerhalb von 14 Tagen zurückgeben.",
            ("Widerruf und Rückgabe im Onlineshop", "Häufige Fragen der Kundschaft"),
            True,
            id="other-headings",
        ),
        pytest.param(
            "Zurückgeben: 30 Tage.",
            "Umtausch im Laden: 14 Tage.",
            ("Artikel zurückgeben und Rückgabe", "Artikel zurückgeben und Rückgabe"),
            False,
            id="only-the-heading-is-alike",
        ),
    ],
)
def test_contradicting_sources_whatever_their_headings(
    one: str, other: str, titles: tuple[str, str], found: bool
) -> None:
    reply = "Sie können Artikel innerhalb von 30 Tagen zurückgeben."
    evidence = (source(one, title=titles[0]), source(other, 2, title=titles[1]))
    assert bool(findings(reply, "contradicting_sources", *evidence)) is found


def test_a_figure_is_reported_once() -> None:
    reply, catalogue = "Die Arko kostet 79,00 €.", Catalogue((LAMP, SHADE))
    assert findings(reply, "stale_fact", catalogue=catalogue)
    assert findings(reply, "unsupported_claim", catalogue=catalogue) == []
    without = Checker(severities={"stale_fact": "off"})
    case = CheckCase(Understanding(body="Hallo?", language="de"), reply, catalogue=catalogue)
    assert [f.code for f in without.check(case).findings] == ["unsupported_claim"]


# --- a formula and a fact in one sentence -----------------------------------------------

ONE_LINE = "Der Versand kostet 4,90 €. Shipping costs 4.90 €."


@pytest.mark.parametrize(
    ("reply", "language"),
    [
        pytest.param("Guten Tag, der Versand kostet 9,90 €.", "de", id="greeting"),
        pytest.param("Guten Tag der Versand kostet 9,90 €.", "de", id="no-comma"),
        pytest.param("Hallo Frau von der Heide, der Versand kostet 9,90 €.", "de", id="name"),
        pytest.param("hallo anna, der Versand kostet 9,90 €.", "de", id="lower-case"),
        pytest.param("Hallo [NAME], der Versand kostet 9,90 €.", "de", id="placeholder"),
        pytest.param("Guten Abend – der Versand kostet 9,90 €.", "de", id="dash"),
        pytest.param("Danke für Ihre Nachricht, der Versand kostet 9,90 €.", "de", id="thanks"),
        pytest.param("Hi there, shipping costs €9.90.", "en", id="english"),
        pytest.param("Thank you for your mail, the shipping costs €9.90.", "en", id="thank-you"),
    ],
)
def test_a_false_price_behind_a_formula_is_found(reply: str, language: str) -> None:
    found = findings(reply, "unsupported_claim", source(ONE_LINE), language=language)
    assert [reply[slice(*f.reply_span)] for f in found if f.reply_span]


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param("Sehr geehrte Damen und Herren,", id="nobody"),
        pytest.param("Guten Tag, Frau Müller,", id="comma-before-name"),
        pytest.param("Grüß Gott Frau Dr. Huber,", id="south"),
        pytest.param("Sehr geehrte/r Kunde/in,", id="slashes"),
        pytest.param("Liebe Kundin, lieber Kunde,", id="both"),
        pytest.param("Dear Sir or Madam,", id="english"),
        pytest.param("Hallo {{customer.name}},", id="placeholder"),
    ],
)
def test_a_mere_greeting_is_no_content(reply: str) -> None:
    assert [s.role for s in split_reply(reply, "de")] == ["greeting"]


@pytest.mark.parametrize(
    ("reply", "roles"),
    [
        pytest.param("Lieber nicht, das löst den Kleber.", ["content"], id="rather-not"),
        pytest.param("Guten Tag,\n\nja, das geht.", ["greeting", "content"], id="short-answer"),
        pytest.param(
            "Danke für die Bestellung über 30 €, die wir heute packen.", ["thanks"], id="relative"
        ),
        pytest.param("Liebe Grüße aus Kiel", ["closing"], id="closing"),
    ],
)
def test_roles_of_sentences(reply: str, roles: list[str]) -> None:
    assert [s.role for s in split_reply(reply, "de")] == roles


def test_a_false_price_is_not_the_sum_of_any_two_amounts() -> None:
    wrapping = source("Geschenkpapier gibt es für 5,00 €.", 2)
    postage = source("Der Versand kostet 4,90 €.")
    reply = "Der Versand kostet 9,90 €."
    assert findings(reply, "unsupported_claim", postage, wrapping)
    both = "Versand und Geschenkpapier kosten zusammen 9,90 €."
    assert not findings(both, "unsupported_claim", postage, wrapping)
