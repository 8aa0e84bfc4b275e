"""Products in customers' words."""

from __future__ import annotations

import random
import time

import pytest

from knowledge.analyse.compounds import lexicon
from knowledge.catalogue import Catalogue
from knowledge.documents import Product
from knowledge.productnames import is_everyday, name_tokens

CATALOGUE = Catalogue(
    [
        Product("KM-X2", "Kaffeemühle Aroma X2", ("Mühle X2",), "Mühlen"),
        Product("KM-X2P", "Kaffeemühle Aroma X2 Pro", ("X2 Pro",), "Mühlen"),
        Product("BA-100", "Barista Duo Siebträgermaschine", (), "Espressomaschinen"),
        Product("BA-200", "Barista Solo Siebträgermaschine", (), "Espressomaschinen"),
        Product("10234", "Wasserfilter AquaPure 3er-Set", ("Filterset",), "Zubehör"),
        Product("ZELT-4", "Familienzelt Nordkap 4", (), "Zelte"),
        Product("ZELT-6", "Familienzelt Nordkap 6", (), "Zelte"),
        Product("SCH-1", "Wanderschuh Größglockner GTX", (), "Schuhe"),
    ]
)


def named(text: str) -> list[tuple[str, str]]:
    return [(m.product.sku, text[slice(*m.span)]) for m in CATALOGUE.resolve(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Geht KM-X2 kaputt?", [("KM-X2", "KM-X2")], id="SKU"),
        pytest.param("km x2p bitte", [("KM-X2P", "km x2p")], id="SKU spaced"),
        pytest.param("ZELT4 fehlt", [("ZELT-4", "ZELT4")], id="SKU glued"),
        pytest.param("Artikel 10234", [("10234", "10234")], id="numeric SKU"),
        pytest.param("Meine Mühle X2 klemmt", [("KM-X2", "Mühle X2")], id="alias"),
        pytest.param("muehle x2", [("KM-X2", "muehle x2")], id="ae for ä"),
        pytest.param("Muhle X-2", [("KM-X2", "Muhle X-2")], id="foreign keyboard"),
        pytest.param("die X2 ist laut", [("KM-X2", "X2")], id="the least of a family"),
        pytest.param("die X2 Pro ist laut", [("KM-X2P", "X2 Pro")], id="longest match"),
        pytest.param("X2-Pro", [("KM-X2P", "X2-Pro")], id="hyphen"),
        pytest.param("Aroma-Kaffeemühle X2", [("KM-X2", "Aroma-Kaffeemühle X2")], id="word order"),
        pytest.param("meine Barsita Duo", [("BA-100", "Barsita Duo")], id="misspelt"),
        pytest.param("Barista Solo", [("BA-200", "Barista Solo")], id="half a name"),
        pytest.param("das Filterset", [("10234", "Filterset")], id="alias in one word"),
        pytest.param("Aqua Pure Filter", [("10234", "Aqua Pure")], id="one word apart"),
        pytest.param("Groessglockner-Schuhe", [("SCH-1", "Groessglockner")], id="ß and ö"),
        pytest.param(
            "Passt KM-X2P zur Barista Duo?",
            [("KM-X2P", "KM-X2P"), ("BA-100", "Barista Duo")],
            id="two products in text order",
        ),
    ],
)
def test_resolves(text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "😀",
        "Wo ist mein Paket?",
        "X3 Pro",
        "Ich habe 2 Stück für 4 Personen bestellt",
        "Bestellung 2024-10-234",
        "Das ist ein Set, sehr schön, alles neu und original",
        "the set is broken, please send a new one",
    ],
)
def test_names_nothing(text: str) -> None:
    assert CATALOGUE.resolve(text) == []
    assert CATALOGUE.ambiguous(text) == []


@pytest.mark.parametrize(
    ("text", "skus"),
    [
        ("Meine Barista leckt", {"BA-100", "BA-200"}),
        ("das Nordkap-Zelt", {"ZELT-4", "ZELT-6"}),
        ("Das Familienzelt Nordkap ist undicht", {"ZELT-4", "ZELT-6"}),
    ],
)
def test_family_name_is_ambiguous(text: str, skus: set[str]) -> None:
    assert CATALOGUE.resolve(text) == []
    (mention,) = CATALOGUE.ambiguous(text)
    assert {product.sku for product in mention.candidates} == skus


MAKER = Catalogue(
    [
        Product("O-1", "Orvanto", ("Orvanto single boiler",)),
        Product("O-2", "Orvanto Plus", ("Orvanto+", "Orvanto heat exchanger")),
        Product("A-4", "AquaLind 4er-Pack", ("AquaLind", "AquaLind water filter")),
    ]
)


@pytest.mark.parametrize(
    ("text", "skus"),
    [
        pytest.param("Die Orvanto tropft", ["O-1"], id="a name is not another one's alias"),
        pytest.param("Die Orvanto+ tropft", ["O-2"], id="plus sign"),
        pytest.param("Die Orvanto plus tropft", ["O-2"], id="plus in words"),
        pytest.param("it does not heat water, is the filter broken?", [], id="explaining words"),
        pytest.param("filter of my Aqualind", ["A-4"], id="the word that carries the name"),
        pytest.param("Orvantto undicht", ["O-1"], id="misspelt"),
    ],
)
def test_words_that_explain_a_name_do_not_name_it(text: str, skus: list[str]) -> None:
    assert [mention.product.sku for mention in MAKER.resolve(text)] == skus


SIBLINGS = Catalogue(
    [Product("F-C", "Fjordix City", ("Fjordix C",)), Product("F-T", "Fjordix Tour", ("Fjordix T",))]
)


@pytest.mark.parametrize(
    ("text", "skus"),
    [
        pytest.param("Der Akku vom Tour ist leer", ["F-T"], id="nickname"),
        pytest.param("Unterschied zwischen City und Tour?", ["F-C", "F-T"], id="both"),
        pytest.param("the City is brilliant", ["F-C"], id="English"),
        pytest.param("we went on a tour of the city", [], id="ordinary words"),
        pytest.param("Fjordix tour", ["F-T"], id="with the family's name in any case"),
    ],
)
def test_word_that_tells_siblings_apart_is_a_guess(text: str, skus: list[str]) -> None:
    found = SIBLINGS.resolve(text)
    assert [mention.product.sku for mention in found] == skus
    assert all((mention.score < 0.7) == ("Fjordix" not in text) for mention in found)


def test_scores_fall_from_name_to_guess() -> None:
    exact, part, slip = (
        CATALOGUE.resolve(text)[0].score for text in ("Mühle X2", "Barista Duo", "Barsita Duo")
    )
    assert 1.0 == exact > part > slip > 0.0


def test_empty_catalogue() -> None:
    empty = Catalogue([])
    assert (len(empty), empty.resolve("X2"), empty.by_sku) == (0, [], {})


def test_products_without_a_name_do_no_harm() -> None:
    assert Catalogue([Product("", ""), Product("A-1", "", ("",))]).resolve("A-1 und mehr")


def test_ten_thousand_products_in_milliseconds() -> None:
    chance = random.Random(7)
    words = ["".join(chance.choices("abcdefghiklmnoprstuvw", k=7)) for _ in range(3_000)]
    products = [
        Product(f"SK-{i}", f"{chance.choice(words)} {chance.choice(words)} {i % 90}")
        for i in range(10_000)
    ]
    catalogue = Catalogue(products)
    text = "Guten Tag, die Maschiene tropft seit gestern und ich brauche Ersatz. " * 5
    text += f"Es geht um {products[77].name} (SK-78)."
    catalogue.resolve(text)
    start = time.perf_counter()
    found = catalogue.resolve(text)
    assert time.perf_counter() - start < 0.1
    assert [mention.product.sku for mention in found] == ["SK-77", "SK-78"]


def test_every_frequent_word_is_an_everyday_one_by_its_key() -> None:
    """They are looked up by the beginning of the word, which no stem may change."""
    frequent = [word for word, weight in lexicon().items() if weight >= 3.0]
    keys = {token.key for word in frequent for token in name_tokens(word)}
    assert len(keys) > 5_000
    assert [key for key in keys if not is_everyday(key)] == []
    assert not is_everyday("orvanto")
