"""The index in memory: whatever changes came before, it holds what an exact search holds."""

from __future__ import annotations

import random

import numpy as np
import numpy.typing as npt
import pytest

from knowledge.documents import SearchFilter
from knowledge.filtering import FIRST_DAY, LAST_DAY, Facets
from knowledge.mirror import Mirror

Vectors = npt.NDArray[np.float32]


def facet(kind: str, language: str) -> Facets:
    return Facets(kind, language, ("-",), internal=False, first_day=FIRST_DAY, last_day=LAST_DAY)


FACETS = [facet(kind, language) for kind in ("policy", "macro") for language in ("de", "en")]


class Model:
    """The same as plain dictionaries."""

    def __init__(self) -> None:
        self.held: dict[str, tuple[Vectors, Facets]] = {}

    def nearest(self, vector: Vectors, n: int, kinds: tuple[str, ...]) -> list[str]:
        admitted = {i: r for i, (r, f) in self.held.items() if not kinds or f.kind in kinds}
        return sorted(admitted, key=lambda i: -float(admitted[i] @ vector))[:n]


def unit(rng: np.random.Generator, count: int) -> Vectors:
    rows = rng.normal(size=(count, 8)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@pytest.mark.parametrize("seed", range(5))
def test_any_history_of_changes_ends_as_an_exact_search(seed: int) -> None:
    rng, dice = np.random.default_rng(seed), random.Random(seed)
    mirror, model = Mirror.of([], np.zeros((0, 8), np.float32), []), Model()
    older: list[tuple[Mirror, list[str]]] = []
    asked = unit(rng, 1)[0]
    for _ in range(60):
        ids = [f"p{dice.randrange(120)}" for _ in range(dice.randint(0, 25))]
        ids = list(dict.fromkeys(ids))
        if dice.random() < 0.4:
            mirror = mirror.without(set(ids))
            for name in ids:
                model.held.pop(name, None)
        else:
            rows, facets = unit(rng, len(ids)), [dice.choice(FACETS) for _ in ids]
            mirror = mirror.having(ids, rows * 3, facets)
            model.held |= dict(zip(ids, zip(rows, facets, strict=True), strict=True))
        everything = SearchFilter()
        older.append((mirror, [i for i, _ in mirror.nearest(asked, 5, everything)]))
        for kinds in ((), ("policy",)):
            where = SearchFilter(kinds=kinds)
            found = mirror.nearest(asked, 7, where)
            assert [i for i, _ in found] == model.nearest(asked, 7, kinds)
            assert mirror.nearest(asked, 7, where) == found
        assert len(mirror) == len(model.held)
        assert mirror.vectors(["p1", "none"]).keys() == {"p1"} & model.held.keys()
        assert len(mirror.sample(10)[1]) == min(10, len(model.held))
    # A search that began before a change goes on with what it began with.
    assert all([i for i, _ in m.nearest(asked, 5, SearchFilter())] == told for m, told in older)


def test_two_successors_of_one_mirror_do_not_mix() -> None:
    rng = np.random.default_rng(1)
    first = Mirror.of(["a"], unit(rng, 1), FACETS[:1])
    rows = unit(rng, 2)
    one, other = (first.having([i], rows[n : n + 1], FACETS[:1]) for n, i in enumerate("bc"))
    assert np.allclose(one.vectors(["b"])["b"], rows[0])
    assert np.allclose(other.vectors(["c"])["c"], rows[1])
    assert other.vectors(["b"]) == {}
