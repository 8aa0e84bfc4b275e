"""Quantities: value and unit from digits and words, and which of them say the same."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.quantities import Quantity, find_quantities, same_quantity, within
from knowledge.spotting.numbers import word_value


def read(text: str, language: str = "de") -> list[str]:
    return [quantity.normalised for quantity in find_quantities(text, language)]


def only(text: str, language: str = "de") -> Quantity:
    (quantity,) = find_quantities(text, language)
    return quantity


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("zwei Jahre Garantie", ["2 year"], id="word"),
        pytest.param("innerhalb von vierzehn Tagen", ["14 day"], id="fourteen"),
        pytest.param("einundzwanzig Tage", ["21 day"], id="compound"),
        pytest.param("eine Woche", ["1 week"], id="article"),
        pytest.param("ein halbes Jahr", ["0.5 year"], id="half"),
        pytest.param("anderthalb Stunden", ["1.5 hour"], id="one-and-a-half"),
        pytest.param("zweieinhalb Liter", ["2.5 l"], id="two-and-a-half"),
        pytest.param("14-tägiges Rückgaberecht", ["14 day"], id="adjective"),
        pytest.param("zweijährige Garantie", ["2 year"], id="adjective-word"),
        pytest.param("24-Stunden-Service", ["24 hour"], id="compound-noun"),
        pytest.param("2–3 Werktage", ["2..3 workday"], id="range"),
        pytest.param("zwei bis drei Arbeitstage", ["2..3 workday"], id="range-words"),
        pytest.param("zwischen 3 und 5 Tagen", ["3..5 day"], id="between"),
        pytest.param("3 Tage bis 5 Tage", ["3..5 day"], id="unit-at-both"),
        pytest.param("1.299,00 €", ["1299.00 EUR"], id="money"),
        pytest.param("10–15 €", ["10.00..15.00 EUR"], id="money-range"),
        pytest.param("1.500 ml", ["1500 ml"], id="german-thousands"),
        pytest.param("1,500 kg", ["1.5 kg"], id="german-decimal"),
        pytest.param("0,75 l", ["0.75 l"], id="decimal"),
        pytest.param("500ml", ["500 ml"], id="glued"),
        pytest.param("½ Liter", ["0.5 l"], id="fraction"),
        pytest.param("-18 °C", ["-18 °C"], id="minus"),
        pytest.param("15 bar, 1450 W, 230 V", ["15 bar", "1450 W", "230 V"], id="technical"),
        pytest.param("20 % Rabatt", ["20 %"], id="percent"),
        pytest.param("8 bis 17 Uhr", ["8..17 clock"], id="clock-range"),
        pytest.param("um 14:30 Uhr", ["14.5 clock"], id="clock"),
        pytest.param("10 000 km", ["10000 km"], id="space-thousands"),
        pytest.param("2 x 250 g", ["2 time", "250 g"], id="times"),
        pytest.param("90 bis 96 °C", ["90..96 °C"], id="temperature-range"),
        pytest.param("drei Filter", ["3"], id="bare-word"),
        pytest.param("am 3. Mai 2024", [], id="date"),
        pytest.param("Bestellnummer 4711-22", [], id="order-number"),
        pytest.param("Modell KM-200", [], id="model"),
        pytest.param("www.shop.de/seite/12", [], id="link"),
        pytest.param("Das ist ein Problem", [], id="article-of-no-unit"),
    ],
)
def test_german(text: str, values: list[str]) -> None:
    assert read(text) == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("two years", ["2 year"], id="word"),
        pytest.param("twenty-one days", ["21 day"], id="hyphen"),
        pytest.param("a fortnight", ["1 fortnight"], id="fortnight"),
        pytest.param("half a year", ["0.5 year"], id="half"),
        pytest.param("one and a half hours", ["1.5 hour"], id="and-a-half"),
        pytest.param("3 to 5 business days", ["3..5 workday"], id="range"),
        pytest.param("a 30-day return", ["30 day"], id="adjective"),
        pytest.param("two-year warranty", ["2 year"], id="adjective-word"),
        pytest.param("1,299.00 EUR", ["1299.00 EUR"], id="money"),
        pytest.param("$5 to $10", ["5.00..10.00 USD"], id="money-range"),
        pytest.param("1,500 ml", ["1500 ml"], id="thousands"),
        pytest.param("1.5 l", ["1.5 l"], id="decimal"),
        pytest.param("9 a.m. to 5 p.m.", ["9..17 clock"], id="clock"),
        pytest.param("one hundred and twenty days", ["120 day"], id="hundred"),
        pytest.param("2 pounds of coffee", ["2 lb"], id="mass"),
        pytest.param("20 pounds", ["20.00 GBP"], id="sterling"),
        pytest.param("this one is an item", [], id="pronoun"),
    ],
)
def test_english(text: str, values: list[str]) -> None:
    assert read(text, "en") == values


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        pytest.param("30 Tage", "dreißig Tagen", True, id="word"),
        pytest.param("1.299,00 €", "EUR 1299", True, id="money"),
        pytest.param("1,5 l", "1500 ml", True, id="volume"),
        pytest.param("zwei Jahre", "24 Monate", True, id="months"),
        pytest.param("2 Wochen", "14 Tage", True, id="weeks"),
        pytest.param("24 Stunden", "1 Tag", True, id="hours"),
        pytest.param("200 °F", "93,3 °C", True, id="fahrenheit"),
        pytest.param("2–3 Tage", "zwei bis drei Tage", True, id="range"),
        pytest.param("3 Werktage", "3 Tage", False, id="workdays-are-no-days"),
        pytest.param("30 Tage", "1 Monat", False, id="a-month-is-no-30-days"),
        pytest.param("12 €", "$12", False, id="currency"),
        pytest.param("2–3 Tage", "3 Tage", False, id="range-is-no-value"),
        pytest.param("58 mm", "58", False, id="unit-and-none"),
        pytest.param("54 mm", "5,8 cm", False, id="different"),
    ],
)
def test_same_quantity(a: str, b: str, same: bool) -> None:
    assert same_quantity(only(a), only(b)) is same
    assert same_quantity(only(b), only(a)) is same


def test_languages_agree() -> None:
    assert same_quantity(only("30 Tage"), only("30 days", "en"))
    assert same_quantity(only("zwei bis drei Werktage"), only("2-3 business days", "en"))


def test_within() -> None:
    assert within(only("3 Tage"), only("2–5 Tage"))
    assert within(only("1 Woche"), only("5 bis 10 Tage"))
    assert not within(only("6 Tage"), only("2–5 Tage"))
    assert not within(only("3 Werktage"), only("2–5 Tage"))


def german(value: Decimal, places: int) -> str:
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))


amounts = st.decimals(min_value=0, max_value=999_999, places=2, allow_nan=False)


@given(amounts)
def test_german_money_reads_back(value: Decimal) -> None:
    quantity = only(f"Das kostet {german(value, 2)} € im Jahr.")
    assert (quantity.value, quantity.unit) == (value, "EUR")


@given(amounts)
def test_english_money_reads_back(value: Decimal) -> None:
    quantity = only(f"It costs €{value:,.2f} a time.", "en")
    assert (quantity.value, quantity.unit) == (value, "EUR")


@given(
    st.integers(1, 500),
    st.integers(1, 500),
    st.sampled_from([" bis ", "–", "-", " - "]),
    st.sampled_from([("Tage", "day"), ("Werktage", "workday"), ("ml", "ml"), ("Wochen", "week")]),
)
def test_ranges_read_back(low: int, width: int, joint: str, unit: tuple[str, str]) -> None:
    quantity = only(f"Es sind {low}{joint}{low + width} {unit[0]}.")
    assert (quantity.value, quantity.upper) == (Decimal(low), Decimal(low + width))
    assert quantity.unit == unit[1]


@given(st.text(max_size=300), st.sampled_from(["de", "en", "und"]))
def test_any_text_gives_exact_spans(text: str, language: str) -> None:
    quantities = find_quantities(text, language)
    assert [text[slice(*q.span)] for q in quantities] == [q.text for q in quantities]


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("siebzehn", 17), ("einhundertfünf", 105), ("zweihundertdreiundvierzig", 243),
        ("tausend", 1000), ("zweitausendfünfhundert", 2500), ("ninety-nine", 99),
        ("two hundred and five", 205), ("three thousand", 3000), ("ein Dutzend", 12),
    ],
)  # fmt: skip
def test_number_words(word: str, value: int) -> None:
    assert word_value(word) == value


@pytest.mark.parametrize("word", ["undzwei", "one two", "zweiund", "three and", "hundertund"])
def test_no_number_words(word: str) -> None:
    assert word_value(word) is None
