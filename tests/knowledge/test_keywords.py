"""The keyword index: what is found, filtered, replaced and survives."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from knowledge.documents import Passage, SearchFilter
from knowledge.errors import IndexDamagedError
from knowledge.filtering import admits, facets
from knowledge.keywords import KeywordIndex

MakePassage = Callable[..., Passage]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[KeywordIndex]:
    index = KeywordIndex(tmp_path / "keywords")
    yield index
    index.close()


def ids(index: KeywordIndex, query: str, language: str = "de", **where: object) -> list[str]:
    found = index.search(query, language, 10, SearchFilter(**where))  # type: ignore[arg-type]
    return [passage_id for passage_id, _ in found.hits]


@pytest.fixture
def shop(index: KeywordIndex, make_passage: MakePassage) -> KeywordIndex:
    index.replace(
        (),
        [
            make_passage("mill-0", "Reinigen Sie das Mahlwerk der Kaffeemühle monatlich."),
            make_passage("send-0", "Versandkosten betragen 4,90 €. Lieferung in 3 Werktagen."),
            make_passage("back-0", "Die Rückgabe ist 30 Tage lang möglich.", title="Widerruf"),
            make_passage("order-0", "Ersatzteil EK-43S für die Dichtung."),
            make_passage("back-en-0", "You can return goods within 30 days.", language="en"),
        ],
    )
    return index


@pytest.mark.parametrize(
    ("query", "language", "first"),
    [
        pytest.param("rückgabe", "de", "back-0", id="lower case"),
        pytest.param("Rueckgabe", "de", "back-0", id="ae spelling"),
        pytest.param("Ruckgabe", "de", "back-0", id="no umlaut"),
        pytest.param("Rükgabe", "de", "back-0", id="misspelt"),
        pytest.param("Rückgabefrist", "de", "back-0", id="longer compound"),
        pytest.param("Mahlwerkreinigung", "de", "mill-0", id="beginning of a compound"),
        pytest.param("Widerruf", "de", "back-0", id="title"),
        pytest.param("ek43s", "de", "order-0", id="code without its hyphen"),
        pytest.param("returning goods", "en", "back-en-0", id="English stem"),
        pytest.param("kann ich in 30 Tagen return goods", "de", "back-en-0", id="mixed query"),
        pytest.param("Versannd", "de", "send-0", id="misspelt beginning of a compound"),
    ],
)
def test_finds(shop: KeywordIndex, query: str, language: str, first: str) -> None:
    assert ids(shop, query, language)[0] == first


@pytest.mark.parametrize("query", ["", "😀", "X9", "qqqqqqq", "' OR \"body:* AND (", "\x00\x01"])
def test_finds_nothing_and_does_not_fail(shop: KeywordIndex, query: str) -> None:
    assert ids(shop, query) == []


def test_digits_are_never_respelled(index: KeywordIndex, make_passage: MakePassage) -> None:
    index.replace((), [make_passage("a-0", "Modell KX300"), make_passage("b-0", "Modell KX200")])
    assert ids(index, "KX100") == []
    assert ids(index, "KX200") == ["b-0"]


def test_a_slip_that_stands_in_one_mail_still_finds_the_right_word(
    index: KeywordIndex, make_passage: MakePassage
) -> None:
    right = [make_passage(f"p{i}-0", f"Garantie Regel {i}") for i in range(6)]
    index.replace((), [*right, make_passage("slip-0", "Garanie bitte")])
    assert set(ids(index, "Garanie")) > {"slip-0", "p1-0"}


def test_coverage_tells_a_full_match_from_a_stray_word(shop: KeywordIndex) -> None:
    full = shop.search("Rückgabe 30 Tage", "de", 1)
    stray = shop.search("Rückgabe Quantenphysik Nilpferd Dampfer", "de", 1)
    assert full.hits[0][1] / full.ideal > 2 * stray.hits[0][1] / stray.ideal > 0


FILTERS = [
    SearchFilter(),
    SearchFilter(internal=True),
    SearchFilter(kinds=("policy",)),
    SearchFilter(kinds=("policy", "product"), languages=("en",)),
    SearchFilter(languages=("de",)),
    SearchFilter(skus=("X2",)),
    SearchFilter(skus=("X2", "X3"), internal=True),
    SearchFilter(on=dt.date(2025, 6, 1)),
    SearchFilter(on=dt.date(2026, 1, 1), kinds=("policy",)),
]


def variety(make_passage: MakePassage) -> list[Passage]:
    """Passages that differ in everything that can be filtered by."""
    return [
        make_passage(f"{kind}{language}{sku}{internal}{until}-0", "Regel", kind=kind,
                     language=language, skus=(sku,) if sku else (), internal=internal,
                     valid_from=dt.date(2025, 1, 1) if until else None, valid_until=until)
        for kind in ("policy", "product")
        for language in ("de", "en", "und")
        for sku in ("", "X2", "X2 Pro")
        for internal in (False, True)
        for until in (None, dt.date(2025, 12, 31))
    ]  # fmt: skip


@pytest.mark.parametrize("where", FILTERS, ids=str)
def test_filters_mean_what_the_reference_says(
    index: KeywordIndex, make_passage: MakePassage, where: SearchFilter
) -> None:
    passages = variety(make_passage)
    index.replace((), passages)
    found = {i for i, _ in index.search("Regel", "de", 1_000, where).hits}
    assert found == {p.id for p in passages if admits(where, facets(p))}
    assert found


def test_replace_leaves_nothing_behind(index: KeywordIndex, make_passage: MakePassage) -> None:
    index.replace((), [make_passage("a-0", "alt eins"), make_passage("a-1", "alt zwei")])
    index.replace(["a"], [make_passage("a-0", "neu")])
    assert (ids(index, "alt"), ids(index, "neu"), len(index)) == ([], ["a-0"], 1)
    index.replace(["a"], [])
    assert len(index) == 0


def test_score_of_given_passages_equals_the_search(shop: KeywordIndex) -> None:
    query = "Rückgabe 30 Tage Versandkosten"
    searched = dict(shop.search(query, "de", 10).hits)
    assert shop.score(query, "de", ["back-0"]) == pytest.approx({"back-0": searched["back-0"]})
    assert shop.score(query, "de", []) == {}


def test_explain_adds_up_to_the_score(shop: KeywordIndex) -> None:
    (best, score), *_ = shop.search("Rückgabe 30 Tage", "de", 1).hits
    assert shop.explain("Rückgabe 30 Tage", "de", best)["value"] == pytest.approx(score)
    assert shop.explain("Rückgabe", "de", "send-0") == {}


def test_reopens_with_what_was_committed(tmp_path: Path, make_passage: MakePassage) -> None:
    index = KeywordIndex(tmp_path)
    index.replace((), [make_passage("a-0", "Rückgabe")])
    index.close()
    again = KeywordIndex(tmp_path)
    assert ids(again, "Rückgabe") == ["a-0"]
    again.close()


def test_killed_process_leaves_a_usable_index(tmp_path: Path) -> None:
    code = (
        "import os, pathlib\n"
        "from knowledge.documents import Passage\n"
        "from knowledge.keywords import KeywordIndex\n"
        f"index = KeywordIndex(pathlib.Path({str(tmp_path)!r}))\n"
        "p = Passage('a-0', 'a', 'a', 'document', '', 'Rückgabe', 'de')\n"
        "index.replace((), [p])\n"
        "os.kill(os.getpid(), 9)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    index = KeywordIndex(tmp_path)
    assert ids(index, "Rückgabe") == ["a-0"]
    index.close()


def test_damaged_folder_says_how_to_mend_it(tmp_path: Path, make_passage: MakePassage) -> None:
    index = KeywordIndex(tmp_path)
    index.replace((), [make_passage("a-0", "Rückgabe")])
    index.close()
    (tmp_path / "meta.json").write_text("{")
    with pytest.raises(IndexDamagedError) as raised:
        KeywordIndex(tmp_path)
    assert "index rebuild" in raised.value.hint
