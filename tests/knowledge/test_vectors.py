"""The vector index: nearest passages, filters, replacement and refusals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from knowledge.documents import Passage, SearchFilter
from knowledge.errors import IndexDamagedError, IndexMismatchError
from knowledge.filtering import admits, facets
from knowledge.mirror import Vectors
from knowledge.vectors import VectorIndex

MakePassage = Callable[..., Passage]
WIDTH = 16


def unit_rows(count: int, seed: int = 0) -> Vectors:
    rows = np.random.default_rng(seed).normal(size=(count, WIDTH)).astype(np.float32)
    unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def open_index(folder: Path, fingerprint: str = "m1", mirrored: int = 10**9) -> VectorIndex:
    return VectorIndex(folder, dimension=WIDTH, fingerprint=fingerprint, mirrored_bytes=mirrored)


@pytest.fixture(params=[10**9, 0], ids=["in memory", "stored"])
def index(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[VectorIndex]:
    """One contract for the copy in memory and for chromadb itself."""
    index = open_index(tmp_path / "vectors", mirrored=request.param)
    yield index
    index.close()


def test_nearest_are_those_of_exact_search(index: VectorIndex, make_passage: MakePassage) -> None:
    rows = unit_rows(600)
    index.replace((), [make_passage(f"p{i}-0") for i in range(600)], rows)
    for query in unit_rows(20, seed=1):
        exact = np.argsort(-(rows @ query))[:10]
        found = index.search(query, 10)
        assert [i for i, _ in found] == [f"p{i}-0" for i in exact]
        assert found[0][1] == pytest.approx(float(rows[exact[0]] @ query), abs=1e-5)


@pytest.mark.parametrize(
    "where",
    [
        SearchFilter(),
        SearchFilter(internal=True),
        SearchFilter(kinds=("policy",), languages=("en",)),
        SearchFilter(skus=("X2",)),
        SearchFilter(on=dt.date(2026, 1, 1)),
        SearchFilter(skus=("X2",), kinds=("product",), languages=("de",), on=dt.date(2025, 6, 1)),
    ],
    ids=str,
)
def test_filters_mean_what_the_reference_says(
    index: VectorIndex, make_passage: MakePassage, where: SearchFilter
) -> None:
    passages = [
        make_passage(f"{kind}{language}{sku}{internal}{until}-0", kind=kind, language=language,
                     skus=(sku,) if sku else (), internal=internal,
                     valid_from=dt.date(2025, 1, 1) if until else None, valid_until=until)
        for kind in ("policy", "product")
        for language in ("de", "en", "und")
        for sku in ("", "X2", "X2 Pro")
        for internal in (False, True)
        for until in (None, dt.date(2025, 12, 31))
    ]  # fmt: skip
    index.replace((), passages, unit_rows(len(passages)))
    found = {i for i, _ in index.search(unit_rows(1, seed=5)[0], 1_000, where)}
    assert found == {p.id for p in passages if admits(where, facets(p))}


def test_a_filter_that_lets_one_in_thousands_through(
    index: VectorIndex, make_passage: MakePassage
) -> None:
    rows = unit_rows(2_500)
    query = rows[0]
    farthest = int(np.argmin(rows @ query))
    passages = [
        make_passage(f"p{i}-0", kind="macro" if i == farthest else "policy") for i in range(2_500)
    ]
    index.replace((), passages, rows)
    found = index.search(query, 5, SearchFilter(kinds=("macro",)))
    assert [i for i, _ in found] == [f"p{farthest}-0"]


def test_replace_changes_vector_and_metadata_and_drops_the_rest(
    index: VectorIndex, make_passage: MakePassage
) -> None:
    rows = unit_rows(3)
    index.replace((), [make_passage("a-0", skus=("X2",)), make_passage("a-1")], rows[:2])
    index.replace(["a"], [make_passage("a-0")], rows[2:])
    assert len(index) == 1
    assert index.vectors(["a-0", "a-1"])["a-0"] == pytest.approx(rows[2], abs=1e-6)
    assert index.search(rows[2], 5, SearchFilter(skus=("other",)))  # no longer about X2
    index.replace(["a"], [], rows[:0])
    assert (len(index), index.search(rows[0], 5)) == (0, [])


@pytest.mark.parametrize("poison", [np.nan, np.inf])
def test_poisoned_vector_is_refused_and_nothing_of_the_batch_stored(
    index: VectorIndex, make_passage: MakePassage, poison: float
) -> None:
    rows = unit_rows(2)
    rows[1, 3] = poison
    with pytest.raises(ValueError, match="b-0 is not finite"):
        index.replace((), [make_passage("a-0"), make_passage("b-0")], rows)
    assert len(index) == 0
    assert index.search(rows[1], 5) == []


def test_other_width_is_refused(index: VectorIndex, make_passage: MakePassage) -> None:
    with pytest.raises(ValueError, match="expected 1 vectors of 16"):
        index.replace((), [make_passage("a-0")], np.ones((1, 8), dtype=np.float32))


def test_zero_vectors_are_not_held(index: VectorIndex, make_passage: MakePassage) -> None:
    rows = unit_rows(2)
    rows[0] = 0.0
    index.replace((), [make_passage("a-0"), make_passage("b-0")], rows)
    assert [i for i, _ in index.search(rows[1], 5)] == ["b-0"]
    assert index.search(rows[0], 5) == []


def test_sample_is_spread_over_the_index(index: VectorIndex, make_passage: MakePassage) -> None:
    rows = unit_rows(1_000)
    languages = ["de"] * 500 + ["en"] * 500
    passages = [make_passage(f"p{i}-0", language=language) for i, language in enumerate(languages)]
    index.replace((), passages, rows)
    sample, spoken = index.sample(100)
    assert len(sample) == len(spoken) == pytest.approx(100, abs=10)
    assert {"de", "en"} == set(spoken)


def test_index_that_outgrows_memory_is_searched_where_it_is_stored(
    tmp_path: Path, make_passage: MakePassage
) -> None:
    rows = unit_rows(60)
    passages = [make_passage(f"p{i}-0") for i in range(60)]
    index = open_index(tmp_path, mirrored=50 * WIDTH * 4)
    index.replace((), passages[:40], rows[:40])
    assert index.search(rows[3], 1)[0][0] == "p3-0"
    index.replace((), passages[40:], rows[40:])
    assert [index.search(rows[i], 1)[0][0] for i in (3, 50)] == ["p3-0", "p50-0"]
    index.replace([f"p{i}" for i in range(40)], [], rows[:0])
    assert index.search(rows[50], 1)[0][0] == "p50-0"
    assert len(index) == 20
    index.close()


def test_large_index_is_searched_while_it_is_read_into_memory(
    tmp_path: Path, make_passage: MakePassage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.vectors._READ_AT_ONCE", 50)
    monkeypatch.setattr("knowledge.vectors._BATCH", 25)
    rows = unit_rows(400)
    filling = open_index(tmp_path)
    filling.replace((), [make_passage(f"p{i}-0") for i in range(400)], rows)
    filling.close()
    leaving = open_index(tmp_path)
    assert leaving.search(rows[7], 1)[0][0] == "p7-0"
    leaving.close()  # in the middle of reading
    index = open_index(tmp_path)
    for i in range(0, 400, 8):
        assert index.search(rows[i], 1)[0][0] == f"p{i}-0"
    index.replace(["p3"], [make_passage("new-0")], rows[3:4])
    assert index.search(rows[3], 2)[0][0] == "new-0"
    assert "p3-0" not in [i for i, _ in index.search(rows[3], 400)]
    assert len(index.sample(40)[1]) == 40
    index.close()


def test_index_of_another_model_is_refused(tmp_path: Path) -> None:
    open_index(tmp_path, "m1").close()
    with pytest.raises(IndexMismatchError) as raised:
        open_index(tmp_path, "m2")
    assert "index rebuild" in raised.value.hint
    open_index(tmp_path, "m1").close()


def test_damaged_folder_says_how_to_mend_it(tmp_path: Path, make_passage: MakePassage) -> None:
    index = open_index(tmp_path)
    index.replace((), [make_passage("a-0")], unit_rows(1))
    index.close()
    (tmp_path / "chroma.sqlite3").write_bytes(b"not a database" * 1_000)
    with pytest.raises(IndexDamagedError) as raised:
        open_index(tmp_path)
    assert "index rebuild" in raised.value.hint


def test_closed_index_says_so(tmp_path: Path) -> None:
    index = open_index(tmp_path)
    index.close()
    index.close()
    with pytest.raises(IndexDamagedError, match="closed"):
        index.search(unit_rows(1)[0], 1)
