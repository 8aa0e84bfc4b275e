"""Search terms: spellings that have to meet, and those that must not."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from knowledge.analyse import fold, skeleton, terms
from knowledge.analyse.terms import _analyse, _terms, query_terms, stem


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("Mühlen", "Muehle", "de"),
        ("Mühle", "muhle", "de"),
        ("Größe", "GROESSE", "de"),
        ("Straße", "Strasse", "de"),
        ("u\u0308ber\u00adtragen", "übertragen", "de"),
        ("Bestellungen", "Bestellung", "de"),
        ("deliveries", "delivery", "en"),
        ("customer's", "customers", "en"),
        ("customer’s", "customer's", "en"),
        ("EK-43S", "ek43s", "de"),
        ("EK‑43S", "EK 43S", "de"),
        ("1,5 l", "1.5 Liter", "de"),
        ("1.299,00 €", "1299 EUR", "de"),
        ("250ml", "250 ml", "en"),
        ("30 Tage", "30 Tagen", "de"),
        ("Mühle", "muhle", "en"),
        ("ＡＢＣ", "abc", "de"),
    ],
)
def test_same_thing_shares_a_term(one: str, other: str, language: str) -> None:
    assert set(terms(one, language)) & set(terms(other, language))


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("X2", "X3", "de"),
        ("R-2024-00123", "R-2025-00124", "de"),
        ("1,5 l", "15 l", "de"),
        ("Kasse", "Käse", "de"),
        ("Kundin", "Konto", "de"),
        ("policy", "price", "en"),
    ],
)
def test_different_things_share_no_term(one: str, other: str, language: str) -> None:
    assert not set(terms(one, language)) & set(terms(other, language))


def test_codes_stay_whole_beside_their_parts() -> None:
    assert terms("Bestellung R-2024-00123", "de")[-3:] == ["r202400123", "2024", "00123"]
    assert "ek43s" in terms("die EK-43S.", "de")


def test_function_words_go_unless_nothing_else_is_left() -> None:
    assert terms("Wo ist die Mühle?", "de") == terms("Mühle", "de")
    assert terms("Wer sind Sie?", "de")
    assert terms("how are you", "en")


def test_unknown_language_yields_both_stems() -> None:
    assert set(terms("Mühlen", "de")) | set(terms("Mühlen", "en")) == set(terms("Mühlen", "und"))


def test_function_word_of_the_query_is_none_in_another_language() -> None:
    own, foreign = query_terms("Kann die Mühle sterben?", "de", ["en"])
    assert "die" not in own + foreign
    assert foreign == ["sterben"]


def test_no_words_no_terms() -> None:
    assert terms("", "de") == terms("😀 … !!", "de") == []


def test_binary_and_endless_words_stay_bounded() -> None:
    assert all(len(term) <= 60 for term in terms("x" * 100_000 + "\x00\x01" * 50, "de"))


def test_fold_and_skeleton() -> None:
    assert fold("Größe CAFÉ") == "groesse cafe"
    assert skeleton("Mühle") == skeleton("Muehle") == skeleton("muhle") == "muhle"
    assert skeleton("quer neue Steuer") == "quer neue steuer"


def test_twenty_thousand_words_a_second() -> None:
    words = [f"wort{chr(97 + i % 26)}{chr(97 + i // 26 % 26)}lung" for i in range(676)]
    text = " ".join(words * 60)
    start = time.perf_counter()
    terms(text, "de")
    assert len(text.split()) / (time.perf_counter() - start) > 20_000


def test_threads_do_not_spoil_each_other() -> None:
    """A stemmer keeps its word within itself: shared, it raised or gave wrong stems."""
    letters = "bdfgklmnprst"
    words = [f"{a}ei{b}{c}ungen" for a in letters for b in letters for c in letters]

    def analysed(word: str) -> tuple[str, ...]:
        return tuple(terms(word, "de"))

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(analysed, words))
    for remembered in (_terms, _analyse, stem):
        remembered.cache_clear()
    assert together == list(map(analysed, words))
