"""German compounds taken apart by a word list."""

import math

import pytest

from knowledge.analyse.compounds import parts, split

WORDS = {
    word: math.log(count + 1)
    for word, count in {
        "kaffee": 900,
        "mühle": 400,
        "kunde": 2000,
        "kunden": 1500,
        "dienst": 800,
        "wasser": 900,
        "filter": 700,
        "wechsel": 300,
        "lieferung": 600,
        "adresse": 700,
        "garantie": 500,
        "karte": 400,
        "lieferant": 900,
    }.items()
}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("kaffeemühle", ("kaffee", "mühle")),
        ("kundendienst", ("kunde", "dienst")),
        ("wasserfilterwechsel", ("wasser", "filter", "wechsel")),
        ("lieferungsadresse", ("lieferung", "adresse")),
        ("garantiekarte", ("garantie", "karte")),
        ("kunden", ()),
        ("lieferant", ()),
        ("unbekanntes", ()),
        ("", ()),
        ("x2000000", ()),
    ],
)
def test_split(word: str, expected: tuple[str, ...]) -> None:
    assert split(word, WORDS) == expected


def test_without_a_list_nothing_is_split() -> None:
    assert split("kaffeemühle", {}) == ()


def test_shipped_list_never_breaks_a_short_word() -> None:
    assert parts("garantie") in ((), ("garantie",))
