"""Catalogue rows as documents: what they say, and which questions they may answer."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from knowledge.chunk import chunk
from knowledge.datasheet import data_sheets, format_price, sheet_languages
from knowledge.documents import Document, Product
from knowledge.parse.items import read_price
from knowledge.sheetmatch import SheetMatch


def sheet(language: str = "de", *, price: str = "1299.00", **columns: str) -> Document:
    product = Product("RG-7", "Rasenroboter Grasmar", (), "Mähroboter", price, columns)
    (made,) = data_sheets([product], [language], origin="shop", path="products.csv")
    return made


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        pytest.param("de", "Der Artikel Rasenroboter Grasmar kostet 1.299,00 €.", id="german"),
        pytest.param("en", "The price of the Rasenroboter Grasmar is €1,299.00.", id="english"),
    ],
)
def test_the_price_is_a_sentence_in_the_language(language: str, sentence: str) -> None:
    made = sheet(language)
    assert sentence in made.text
    assert (made.source, made.kind, made.skus) == ("RG-7", "product", ("RG-7",))
    assert "Mähroboter" in made.title


@pytest.mark.parametrize(
    ("language", "columns", "line"),
    [
        pytest.param("de", {"gewicht_kg": "9.2"}, "Gewicht: 9,2 kg", id="unit-in-the-name"),
        pytest.param("en", {"Weight (kg)": "9,2"}, "Weight: 9.2 kg", id="unit-in-brackets"),
        pytest.param("de", {"capacity_ml": "1.500"}, "Capacity: 1.500 ml", id="thousands"),
        pytest.param("de", {"Farbe": "graphit"}, "Farbe: graphit", id="word"),
        pytest.param("de", {"spülmaschinenfest": "true"}, "Spülmaschinenfest: ja", id="yes"),
        pytest.param("en", {"farbe_de": "rot", "colour_en": "red"}, "Colour: red", id="marked"),
        pytest.param("de", {"Material": "<b>Stahl</b> &amp; Holz"}, "Material", id="markup"),
    ],
)
def test_other_columns_are_lines(language: str, columns: Mapping[str, str], line: str) -> None:
    text = sheet(language, **columns).text
    assert line in text
    assert "<b>" not in text


@pytest.mark.parametrize(
    "column",
    ["EK", "Einkaufspreis", "purchase_price", "cost_price", "Cost per item", "Marge", "Lieferant",
     "notiz_intern", "image_url", "Bild 1", "slug", "color_en"],
)  # fmt: skip
def test_what_is_not_for_customers_is_left_out(column: str) -> None:
    assert "vierundvierzig" not in sheet(**{column: "vierundvierzig"}).text


def test_a_long_value_is_a_text_with_a_heading() -> None:
    made = sheet(Beschreibung="Mäht leise. " * 30)
    assert "## Beschreibung\n\nMäht leise." in made.text
    assert len(chunk(made)) == 2


def test_an_english_name_stands_for_the_german_one() -> None:
    made = sheet("en", name_en="Grasmar robot mower")
    assert "The price of the Grasmar robot mower is €1,299.00." in made.text


def test_a_price_that_is_no_amount_is_quoted_as_it_stands() -> None:
    assert "Preis: auf Anfrage" in sheet(price="auf Anfrage").text


def test_a_row_that_tells_nothing_has_no_sheet() -> None:
    bare = [Product("A", "Ahle"), Product("B", "Beil", metadata={"EK": "4", "slug": "beil"})]
    assert list(data_sheets(bare, ["de", "en"], origin="s", path="p.csv")) == []


def test_each_language_is_a_document_of_its_own() -> None:
    product = Product("A", "Ahle", price_eur="5.00")
    one, other = data_sheets([product], ["de", "en"], origin="s", path="p.csv")
    assert one.id != other.id
    assert one.source == other.source == "A"


@pytest.mark.parametrize(
    ("documents", "languages"),
    [
        pytest.param({"de": 40}, ("de",), id="german-shop"),
        pytest.param({"de": 20, "en": 4}, ("de", "en"), id="both"),
        pytest.param({"en": 200, "de": 1}, ("en",), id="one-stray-text"),
        pytest.param({}, ("de", "en"), id="nothing-known"),
        pytest.param({"fr": 9, "und": 2}, ("de", "en"), id="neither"),
    ],
)
def test_sheets_are_in_the_languages_of_the_shop(
    documents: Mapping[str, int], languages: tuple[str, ...]
) -> None:
    assert sheet_languages(documents) == languages


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("189.00", "189.00"), ("189", "189.00"), ("189,5", "189.50"), ("1.299,00 €", "1299.00"),
        ("1,299.00", "1299.00"), ("1.299", "1299.00"), ("1,299", "1299.00"), ("€ 12,90", "12.90"),
        ("EUR 1299", "1299.00"), ("49,- Euro", "49.00"), ("0.125", "0.12"), ("1'299.50", "1299.50"),
        ("1.234.567,89", "1234567.89"), ("ab 20 €", "ab 20 €"), ("$20", "$20"), ("", ""),
        ("12-15", "12-15"),
    ],
)  # fmt: skip
def test_prices_as_shops_write_them(written: str, read: str) -> None:
    assert read_price(written) == read


def test_amounts_as_each_language_writes_them() -> None:
    amount = Decimal("1234567.5")
    assert format_price(amount, "de") == "1.234.567,50 €"
    assert format_price(amount, "en") == "€1,234,567.50"


ASKED = [
    pytest.param("Was kostet der Grasmar?", True, id="price"),
    pytest.param("Wie teuer ist der Rasenroboter?", True, id="expensive"),
    pytest.param("How much is the Grasmar?", True, id="how-much"),
    pytest.param("Wie schwer ist der Grasmar?", True, id="weight-in-another-word"),
    pytest.param("Wie laut ist er?", True, id="noise"),
    pytest.param("Rasenroboter Grasmar", True, id="the-product-itself"),
    pytest.param("Wie reinige ich den Grasmar?", False, id="care"),
    pytest.param("Was kostet der Versand des Grasmar?", False, id="shipping"),
    pytest.param("Was kostet mich das, wenn ich den Grasmar zurückschicke?", False, id="return"),
    pytest.param("Was kostet die Reparatur vom Grasmar?", False, id="repair"),
    pytest.param("Mein Grasmar lädt nicht mehr", False, id="fault"),
]


@pytest.mark.parametrize(("query", "admitted"), ASKED)
def test_a_sheet_answers_what_it_tells_and_nothing_else(query: str, admitted: bool) -> None:
    (passage,) = chunk(sheet(Gewicht="9,2 kg", Lautstärke="58 dB"))
    language = "en" if query.startswith("How") else "de"
    assert SheetMatch(query, language).admits(passage) is admitted


def test_other_passages_are_never_held_back() -> None:
    manual = Document("s", "products/a.md", "product", "Grasmar", "Text", "de", skus=("RG-7",))
    (passage,) = chunk(manual)
    assert SheetMatch("Wie reinige ich ihn?", "de").admits(passage)
