"""Scrubbing: other people's data goes, the shop's own and the product's stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.scrub import scrub

TEXT = """Hallo Frau Lindqvist,

Ihre Bestellung KX-20417 ging am 3. Mai für 49,90 € an die Gartenstraße 7, 50667 Köln.
Sendung 00340434123456789012, siehe https://www.dhl.de/track?piececode=00340434123456789012.
Fragen an lena.lindqvist@web.de oder 0171 2345678. Erstattung auf DE89 3704 0044 0532 0130 00.

Viele Grüße
Tom Berger"""


def test_takes_every_kind_and_says_so() -> None:
    scrubbed = scrub(TEXT, "de", names=["Lena Lindqvist"], order_numbers=["KX-20417"])
    assert scrubbed.text == (
        """Hallo Frau ⟦name⟧,

Ihre Bestellung ⟦order_number⟧ ging am 3. Mai für 49,90 € an die ⟦address⟧.
Sendung ⟦tracking_number⟧, siehe ⟦tracking_url⟧.
Fragen an ⟦email⟧ oder ⟦phone⟧. Erstattung auf ⟦iban⟧.

Viele Grüße
⟦name⟧"""
    )
    assert set(scrubbed.summary()) == {
        "name × 2", "order_number × 1", "address × 1", "tracking_number × 1",
        "tracking_url × 1", "email × 1", "phone × 1", "iban × 1",
    }  # fmt: skip


def test_says_what_was_taken_and_where() -> None:
    scrubbed = scrub(TEXT, "de")
    assert all(scrubbed.text[slice(*t.span)] == f"⟦{t.kind}⟧" for t in scrubbed.taken)
    assert "Lindqvist" in {taken.text for taken in scrubbed.taken}


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        pytest.param("Frau Lindqvist rief an", "Frau ⟦name⟧ rief an", id="title"),
        pytest.param("Lena rief an", "⟦name⟧ rief an", id="first-name"),
        pytest.param("Lindqvists Paket", "⟦name⟧s Paket", id="genitive"),
        pytest.param("LINDQVIST, LENA", "⟦name⟧", id="upper-case-reversed"),
        pytest.param("für Lena Lindqvist-Maier", "für ⟦name⟧-Maier", id="longer-name"),
        pytest.param("das Lindqvistsche Ventil", "das Lindqvistsche Ventil", id="other-word"),
    ],
)
def test_known_names_in_all_their_forms(text: str, clean: str) -> None:
    assert scrub(text, "de", names=["Frau Lena Lindqvist"]).text == clean


def test_numbers_of_the_shops_shape_go_without_a_word_before_them() -> None:
    scrubbed = scrub("Zu KX-99999 und kx20418: erledigt", "de", order_numbers=["KX-20417"])
    assert scrubbed.text == "Zu ⟦order_number⟧ und ⟦order_number⟧: erledigt"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Der Ring 54 mm passt zur ORV-100 mit 15 bar.", id="technical"),
        pytest.param("Am 3. Mai 2024 kostete das 49,90 €.", id="date-and-price"),
        pytest.param("Schreiben Sie an service@shop.de.", id="office-address"),
        pytest.param("Hotline 0800 7540001, kostenlos", id="hotline"),
        pytest.param("Mehr auf https://www.shop.de/faq/12345678", id="ordinary-link"),
        pytest.param("Viele Grüße\nIhr Kundenservice-Team", id="team"),
        pytest.param("Sehr geehrte Damen und Herren,", id="nobody"),
        pytest.param("Hallo ⟦name⟧, ⟦order_number⟧ kommt", id="marks-stay"),
        pytest.param("Hallo {{customer.name}}, {order_number}", id="placeholders-stay"),
    ],
)
def test_what_is_nobodys_stays(text: str) -> None:
    assert scrub(text, "de").text == text


def test_keeps_what_the_shop_calls_its_own() -> None:
    text = "Rücksendung an Hafenweg 3, 24937 Flensburg, Frau Holle Bettdecke, 0461 123456"
    own = ["Hafenweg 3, 24937 Flensburg", "Frau Holle", "0461 123456"]
    assert scrub(text, "de", keep=own).text == text
    assert "Hafenweg" not in scrub(text, "de").text


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("https://www.ups.com/track?tracknum=1Z999AA10123456784", True),
        ("https://shop.de/konto?email=anna@web.de", True),
        ("https://shop.de/order/123456", True),
        ("https://shop.de/versand/verfolgen", False),
        ("https://shop.de/produkte/12345678", False),
    ],
)
def test_links_to_one_persons_page(url: str, taken: bool) -> None:
    assert (scrub(f"Siehe {url}", "de").text == "Siehe ⟦tracking_url⟧") is taken


@pytest.mark.parametrize("email", ["buchhaltung@firma.example", "info@meier.example"])
def test_addresses_of_a_customers_firm_go(email: str) -> None:
    assert scrub(f"Die Rechnung geht an {email}.", "de").text == "Die Rechnung geht an ⟦email⟧."


def test_scrubbing_twice_changes_nothing() -> None:
    once = scrub(TEXT, "de", names=["Lena Lindqvist"]).text
    again = scrub(once, "de", names=["Lena Lindqvist"])
    assert (again.text, again.taken) == (once, ())


@given(st.text(max_size=200), st.lists(st.text(max_size=12), max_size=3))
def test_any_text_and_names(text: str, names: list[str]) -> None:
    scrubbed = scrub(text, "de", names=names, order_numbers=names, keep=names)
    rebuilt = scrubbed.text
    for taken in reversed(scrubbed.taken):
        start, end = taken.span
        rebuilt = rebuilt[:start] + taken.text + rebuilt[end:]
    assert rebuilt == text
