"""Names that several products share, and the size that tells which one is meant."""

from __future__ import annotations

import pytest

from knowledge.catalogue import Catalogue
from knowledge.documents import Product
from knowledge.families import families_in, siblings_in

SHOP = Catalogue(
    [
        Product("F-250", "Strömfix 250", ("Strömfix250", "Außenfilter Strömfix 250"), "Filter"),
        Product("F-450", "Strömfix 450", ("Strömfix450", "Außenfilter Strömfix 450"), "Filter"),
        Product("D", "Dockorra 11", (), "Dock"),
        Product("DP", "Dockorra 11 Pro", (), "Dock"),
        Product("B", "Brisanto", (), "Kanne"),
    ]
)


@pytest.mark.parametrize(
    ("text", "skus", "meant"),
    [
        ("Mein Stroemfix leckt.", ["F-250", "F-450"], None),
        ("the big Stroemfix (the one with the display)", ["F-250", "F-450"], "F-450"),
        ("Mein kleiner Strömfix leckt.", ["F-250", "F-450"], "F-250"),
        ("unser kleinster Strömfix", ["F-250", "F-450"], "F-250"),
    ],
    ids=["no size", "English", "German", "superlative"],
)
def test_a_family_and_the_one_that_is_meant(text: str, skus: list[str], meant: str | None) -> None:
    (found,) = families_in(text, SHOP)
    assert [product.sku for product in found.products] == skus
    assert (found.meant.sku if found.meant else None) == meant


@pytest.mark.parametrize(
    "text",
    ["Mein Strömfix 250 leckt.", "Die Brisanto leckt.", "Ein Filter leckt.", ""],
    ids=["full name", "no family", "a kind of thing", "nothing"],
)
def test_no_family(text: str) -> None:
    assert families_in(text, SHOP) == []


def test_where_more_than_a_number_differs_a_size_tells_nothing() -> None:
    assert all(found.meant is None for found in families_in("das große Dockorra", SHOP))


SIZED = Catalogue(
    [
        Product("H-40", "Hall 40", (), "Kopfhörer"),
        Product("H-70", "Hall 70", (), "Kopfhörer"),
        Product("T-S", "Trommla S", ("kleine Trommla",), "Lautsprecher"),
        Product("T-L", "Trommla L", ("große Trommla",), "Lautsprecher"),
    ]
)


@pytest.mark.parametrize(
    ("text", "spoken_of", "skus"),
    [
        ("Hall 40 oder 70?", {"H-40"}, ["H-70"]),
        ("und die 40er auch?", {"H-70"}, ["H-40"]),
        ("mit einem neuen 70er", {"H-40"}, ["H-70"]),
        ("a couple of things about the 70s", {"H-40"}, ["H-70"]),
        ("meine trommla, und mein kumpel die kleine", {"T-L"}, ["T-S"]),
        ("If not, the big one it is.", {"T-S"}, ["T-L"]),
    ],
    ids=["or", "er", "adjective", "the 70s", "small one", "big one"],
)
def test_a_sibling_by_its_number_or_size(text: str, spoken_of: set[str], skus: list[str]) -> None:
    assert [product.sku for product, _ in siblings_in(text, SIZED, spoken_of)] == skus


@pytest.mark.parametrize(
    ("text", "spoken_of"),
    [
        ("die 40er auch?", {"T-S"}),
        ("Hall 40 und 70 €", {"H-40"}),
        ("Hall 40 und 70 cm Kabel", {"H-40"}),
        ("der kleine Schaden", {"H-40"}),
        ("Der große Karton, die kleine Delle", {"T-S"}),
        ("Die große bitte", {"T-S", "H-40"}),
    ],
    ids=["other family", "price", "length", "a noun", "two nouns", "two families"],
)
def test_no_sibling(text: str, spoken_of: set[str]) -> None:
    assert siblings_in(text, SIZED, spoken_of) == []
