"""Entities: exact spans, normalised values, both languages, nobody's special case."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest

from knowledge.entities import Entity, find_entities

WEDNESDAY = dt.date(2024, 5, 15)


def found(text: str, kind: str, language: str = "de", **options: object) -> list[str]:
    entities = find_entities(text, language, today=WEDNESDAY, **options)  # type: ignore[arg-type]
    return [entity.value for entity in entities if entity.kind == kind]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("Bestellnummer 4711-22", ["4711-22"], id="label"),
        pytest.param("Order #DE-10023 is late", ["DE-10023"], id="hash"),
        pytest.param("Es geht um B-2024-0815.", ["B-2024-0815"], id="bare-year-shape"),
        pytest.param("Best.-Nr.: 100234", ["100234"], id="abbreviated"),
        pytest.param("BestellNr. KB/2210/7 bitte stornieren", ["KB/2210/7"], id="slashes"),
        pytest.param("Auftragsnummer lautet 88-1234", ["88-1234"], id="auftrag"),
        pytest.param("my order no. is 5567-A", ["5567-A"], id="english-label"),
        pytest.param("meine Bestellung 100234 fehlt", ["100234"], id="weak-word"),
        pytest.param("Bestellungen 10023 und 10024", ["10023", "10024"], id="two"),
        pytest.param("#10023", ["10023"], id="only-hash"),
        pytest.param("302-1234567-7654321", ["302-1234567-7654321"], id="marketplace"),
        pytest.param("Bestellung vom 3. Mai", [], id="date-is-none"),
        pytest.param("Ich möchte 2 kg Bohnen bestellen", [], id="amount-is-none"),
        pytest.param("order 250 g of beans", [], id="english-amount-is-none"),
        pytest.param("Die Bestellung 2024 war teurer", [], id="year-is-none"),
        pytest.param("Bestellung vom 12.03.2024", [], id="full-date-is-none"),
        pytest.param("Bestellnummer habe ich keine", [], id="no-number"),
    ],
)
def test_order_numbers_of_many_shops(text: str, values: list[str]) -> None:
    assert found(text, "order_number") == values


@pytest.mark.parametrize(
    ("text", "examples", "values"),
    [
        pytest.param("Was ist mit KX10099?", ["KX10023"], ["KX10099"], id="same-shape"),
        pytest.param("kx 10099 fehlt", ["KX-10023"], ["KX10099"], id="written-loosely"),
        pytest.param("Mein Paket 123456 fehlt", ["654321"], ["123456"], id="only-digits"),
        pytest.param("PLZ 12345 bitte", ["654321"], [], id="other-length"),
        pytest.param("der Filter ZZ-10023", ["KX-10023"], [], id="other-letters"),
    ],
)
def test_numbers_of_the_shops_own_shape(text: str, examples: list[str], values: list[str]) -> None:
    assert found(text, "order_number", order_numbers=examples) == values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("Sendung 00340434123456789012", "00340434123456789012", id="dhl"),
        pytest.param("JJD000390007788112233", "JJD000390007788112233", id="dhl-jjd"),
        pytest.param("1Z 999 AA1 01 2345 6784", "1Z999AA10123456784", id="ups-spaced"),
        pytest.param("RR 123 456 789 DE", "RR123456789DE", id="post"),
        pytest.param("Sendungsnummer: 1234 5678 9012 34", "12345678901234", id="label"),
        pytest.param("tracking number is 61290983212345", "61290983212345", id="english-label"),
    ],
)
def test_tracking_numbers(text: str, value: str) -> None:
    assert found(text, "tracking_number") == [value]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        pytest.param("Mail: Anna.Meier@Web.de.", "email", "anna.meier@web.de", id="email"),
        pytest.param("anna (at) web.de", "email", "anna@web.de", id="hidden-email"),
        pytest.param("Tel. 0151 23456789", "phone", "+4915123456789", id="mobile"),
        pytest.param("ruf an: +49 (0)30 901820", "phone", "+4930901820", id="international"),
        pytest.param("Handy: 0171/1234567", "phone", "+491711234567", id="slash"),
        pytest.param(
            "DE89 3704 0044 0532 0130 00 bitte", "iban", "DE89370400440532013000", id="iban"
        ),
        pytest.param("(siehe www.shop.de/faq).", "url", "www.shop.de/faq", id="url"),
        pytest.param("auf kaffee-shop.de steht", "url", "kaffee-shop.de", id="bare-domain"),
        pytest.param("ich wohne Lange Straße 12a, 10115 Berlin", "address",
                     "Lange Straße 12a, 10115 Berlin", id="address"),
        pytest.param("Am Alten Markt 5\n50667 Köln", "address",
                     "Am Alten Markt 5, 50667 Köln", id="address-on-two-lines"),
        pytest.param("Rechnung RE-2026-1177", "reference", "RE-2026-1177", id="invoice"),
        pytest.param("Kunden-Nr. 778899", "reference", "778899", id="customer-number"),
    ],
)  # fmt: skip
def test_contacts(text: str, kind: str, value: str) -> None:
    assert found(text, kind) == [value]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Nr. DE12 3456 7890 1234 5678 90", id="wrong-check-digits"),
        pytest.param("Siebträger-Ring 58 mm", id="no-street"),
        pytest.param("12345 Kunden sind zufrieden", id="no-town"),
        pytest.param("Auf dem Weg 2 Tage verloren", id="way-is-no-street"),
        pytest.param("Modell 200-3000-12", id="no-phone"),
    ],
)
def test_what_only_looks_like_personal_data(text: str) -> None:
    kinds = {entity.kind for entity in find_entities(text, "de", today=WEDNESDAY)}
    assert not kinds & {"iban", "address", "phone"}


def test_english_address() -> None:
    text = "Please send it to 12 Baker Street, London, NW1 6XE."
    assert found(text, "address", "en") == ["12 Baker Street, London, NW1 6XE"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("am 3. Mai", ["2024-05-03"], id="month-name"),
        pytest.param("3. Mai 2023", ["2023-05-03"], id="with-year"),
        pytest.param("vom 12.03.", ["2024-03-12"], id="without-year"),
        pytest.param("am 12.03.23", ["2023-03-12"], id="short-year"),
        pytest.param("2024-02-29", ["2024-02-29"], id="iso"),
        pytest.param("am 31.02.2024", [], id="no-such-day"),
        pytest.param("1.2. Reinigung der Düse", [], id="chapter-is-none"),
        pytest.param("seit gestern", ["2024-05-14"], id="yesterday"),
        pytest.param("seit Montag", ["2024-05-13"], id="since-monday"),
        pytest.param("bis Freitag", ["2024-05-17"], id="until-friday"),
        pytest.param("vor zwei Wochen", ["2024-05-01"], id="two-weeks-ago"),
        pytest.param("vor einem Monat", ["2024-04-15"], id="a-month-ago"),
        pytest.param("letzte Woche", ["2024-W19"], id="last-week"),
        pytest.param("Dezember 2023", ["2023-12"], id="month"),
        pytest.param("Guten Morgen", [], id="greeting-is-none"),
        pytest.param("bis morgen", ["2024-05-16"], id="tomorrow"),
        pytest.param("am 20. Dezember", ["2023-12-20"], id="nearest-year"),
    ],
)  # fmt: skip
def test_german_dates(text: str, values: list[str]) -> None:
    assert found(text, "date") == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("on May 3rd", ["2024-05-03"], id="month-first"),
        pytest.param("the 3rd of May 2024", ["2024-05-03"], id="day-first"),
        pytest.param("3/5/2024", ["2024-05-03"], id="slashes-day-first"),
        pytest.param("5/23/2024", ["2024-05-23"], id="slashes-american"),
        pytest.param("three days ago", ["2024-05-12"], id="ago"),
        pytest.param("since last Monday", ["2024-05-13"], id="weekday"),
        pytest.param("yesterday", ["2024-05-14"], id="yesterday"),
        pytest.param("last month", ["2024-04"], id="last-month"),
        pytest.param("you may 3 times", [], id="may-is-no-month"),
    ],
)
def test_english_dates(text: str, values: list[str]) -> None:
    assert found(text, "date", "en") == values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("1.299,00 €", "1299.00 EUR", id="german"),
        pytest.param("EUR 1299", "1299.00 EUR", id="currency-first"),
        pytest.param("$12.50", "12.50 USD", id="dollar"),
        pytest.param("12,90 Euro", "12.90 EUR", id="word"),
        pytest.param("9,- €", "9.00 EUR", id="dash"),
        pytest.param("CHF 1'250.00", "1250.00 CHF", id="swiss"),
    ],
)
def test_amounts(text: str, value: str) -> None:
    assert found(text, "amount") == [value]


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        pytest.param("Hallo Frau Meier,\nwann kommt", "de", ["Meier"], id="greeting"),
        pytest.param("Sehr geehrter Herr Dr. von Stein,", "de", ["von Stein"], id="particle"),
        pytest.param("Liebe Anna,", "de", ["Anna"], id="first-name"),
        pytest.param("Mein Name ist Jörg O'Neill.", "de", ["Jörg O'Neill"], id="introduction"),
        pytest.param("Danke!\n\nViele Grüße\nAnna Schmidt", "de", ["Anna Schmidt"], id="signature"),
        pytest.param("LG Tom", "de", ["Tom"], id="short-closing"),
        pytest.param("wo ist das zeug? mfg t. jansen", "de", ["t. jansen"], id="small"),
        pytest.param("viele grüße aus dem norden\nohne namen bin ich", "de", [], id="no-name"),
        pytest.param("Kind regards,\nMary-Ann Smith", "en", ["Mary-Ann Smith"], id="regards"),
        pytest.param("Hi Tom,", "en", ["Tom"], id="hi"),
        pytest.param("my name is Li Wei", "en", ["Li Wei"], id="my-name"),
        pytest.param("Hallo liebes Team,", "de", [], id="team"),
        pytest.param("Sehr geehrte Damen und Herren,", "de", [], id="ladies"),
        pytest.param("Dear customer,", "en", [], id="customer"),
        pytest.param("Viele Grüße\nIhr Kaffee-Team", "de", [], id="signed-by-team"),
        pytest.param("Ich bin Kundin bei Ihnen", "de", [], id="no-introduction"),
        pytest.param("Danke, Grüße aus Köln", "de", [], id="town-is-no-name"),
        pytest.param("Das nahm mein Nachbar Klaus Brandt an", "de", ["Klaus Brandt"], id="next"),
        pytest.param("abgegeben bei Sabine Özer", "de", ["Sabine Özer"], id="first-name-known"),
        pytest.param("a parcel for Emily Jones", "en", ["Emily Jones"], id="for"),
        pytest.param("passt für Mühle Alt", "de", [], id="noun-is-no-name"),
        pytest.param("Vielen Dank.\nVersand ist frei.", "de", [], id="sentence-after-thanks"),
        pytest.param("Best Coffee. Ever.", "en", [], id="best-is-no-closing"),
    ],
)  # fmt: skip
def test_names(text: str, language: str, values: list[str]) -> None:
    assert found(text, "name", language) == values


def test_spans_are_exact_and_apart() -> None:
    text = (
        "Hallo Herr Özdemir, Bestellung KX-2024-0007 vom 3. Mai: 1.299,00 € 😀 an "
        "kai@web.de, Tel. 0151 23456789, in zwei Wochen."
    )
    entities = find_entities(text, "de", today=WEDNESDAY)
    assert [text[slice(*entity.span)] for entity in entities] == [e.text for e in entities]
    ends = [entity.span for entity in entities]
    assert all(a[1] <= b[0] for a, b in pairwise(ends))
    assert {"name", "order_number", "date", "amount", "email", "phone"} <= {
        entity.kind for entity in entities
    }


@pytest.mark.parametrize("text", ["", "   \n", "⟦name⟧", "\x00\x01", "a" * 20_000, "1" * 20_000])
def test_odd_texts_do_no_harm(text: str) -> None:
    for entity in find_entities(text, "de", today=WEDNESDAY):
        assert isinstance(entity, Entity)
        assert text[slice(*entity.span)] == entity.text


def test_large_text_takes_no_quadratic_time() -> None:
    import time

    text = "Hallo Frau Meier, die Bestellung 10023 vom 3. Mai kam nicht an. " * 1_600  # 100 kB
    started = time.perf_counter()
    find_entities(text, "de", today=WEDNESDAY)
    assert time.perf_counter() - started < 10
