"""The vectors of an index in memory: exact search, filters for free.

Up to some hundred thousand passages a product of a matrix and a vector is faster than any
graph, finds what the graph may miss, and filters cost nothing. A mirror is immutable: a
change makes a new one, so that searches never wait. The new one shares the rows of the old
one, which it only ever appends to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from knowledge.documents import SearchFilter
from knowledge.filtering import Facets, admits

Vectors = npt.NDArray[np.float32]
Codes = npt.NDArray[np.int32]

_GONE = -1  # instead of a code
_SLACK = 1.25  # room for rows to come, and share of rows that may be gone
_MOST_FILTERS = 16  # remembered


class _Rows:
    """Room for rows and their ids. What is written once is never changed."""

    def __init__(self, ids: Sequence[str], rows: Vectors) -> None:
        self.ids = list(ids)
        self._room = np.empty((int(len(rows) * _SLACK) + 64, rows.shape[1]), dtype=np.float32)
        self._room[: len(rows)] = rows

    def append(self, ids: Sequence[str], rows: Vectors) -> bool:
        """Whether there was room."""
        start, end = len(self.ids), len(self.ids) + len(ids)
        if end > len(self._room):
            return False
        self._room[start:end] = rows
        self.ids.extend(ids)
        return True

    def first(self, count: int) -> Vectors:
        return self._room[:count]


@dataclass(frozen=True, slots=True)
class Mirror:
    """Passage ids with their unit vectors and facets, row by row."""

    facets: tuple[Facets, ...]  # the distinct ones
    codes: Codes  # row -> number in `facets`, or gone
    places: Mapping[str, int]  # id -> row
    _rows: _Rows
    _admitted: dict[SearchFilter, npt.NDArray[np.intp]] = field(default_factory=dict)

    @classmethod
    def of(cls, ids: Sequence[str], rows: Vectors, facets: Sequence[Facets]) -> Mirror:
        """Rows need not have unit length; none may be zero."""
        numbers: dict[Facets, int] = {}
        codes = [numbers.setdefault(facet, len(numbers)) for facet in facets]
        return cls(
            facets=tuple(numbers),
            codes=np.array(codes, dtype=np.int32),
            places={passage_id: row for row, passage_id in enumerate(ids)},
            _rows=_Rows(ids, _unit(rows)),
        )

    def __len__(self) -> int:
        return len(self.places)

    def without(self, gone: set[str]) -> Mirror:
        """The same less some passages."""
        return self if gone.isdisjoint(self.places) else self._changed(gone, (), None, ())

    def having(self, ids: Sequence[str], rows: Vectors, facets: Sequence[Facets]) -> Mirror:
        """With these passages in place of those of the same ids."""
        return self._changed(set(ids), ids, _unit(rows), facets)

    def _changed(
        self, gone: set[str], ids: Sequence[str], rows: Vectors | None, facets: Sequence[Facets]
    ) -> Mirror:
        places = dict(self.places)
        left = [places.pop(passage_id) for passage_id in gone & places.keys()]
        codes = self.codes.copy()
        codes[left] = _GONE
        newest = len(self.codes) == len(self._rows.ids)
        crowded = len(self.codes) + len(ids) > _SLACK * (len(places) + len(ids)) + 64
        if rows is None:
            return Mirror(self.facets, codes, places, self._rows)
        if crowded or not newest or not self._rows.append(ids, rows):
            return self._copied(codes, ids, rows, facets)
        places |= {passage_id: len(codes) + n for n, passage_id in enumerate(ids)}
        numbers = {facet: number for number, facet in enumerate(self.facets)}
        added = [numbers.setdefault(facet, len(numbers)) for facet in facets]
        grown = np.concatenate([codes, np.array(added, dtype=np.int32)])
        return Mirror(tuple(numbers), grown, places, self._rows)

    def _copied(
        self, codes: Codes, ids: Sequence[str], rows: Vectors, facets: Sequence[Facets]
    ) -> Mirror:
        """In room of its own, without what is gone."""
        kept = np.flatnonzero(codes != _GONE)
        return Mirror.of(
            [*(self._rows.ids[row] for row in kept.tolist()), *ids],
            np.concatenate([self.rows[kept], rows]),
            [*(self.facets[codes[row]] for row in kept.tolist()), *facets],
        )

    @property
    def rows(self) -> Vectors:
        """All rows, also those of passages that are gone."""
        return self._rows.first(len(self.codes))

    def nearest(self, vector: Vectors, n: int, where: SearchFilter) -> list[tuple[str, float]]:
        """The `n` nearest admitted passages with their cosines, best first."""
        length = float(np.linalg.norm(vector))
        if not len(self) or not length:
            return []
        allowed = self._allowed(where)
        found = (self.rows @ (vector / np.float32(length)))[allowed]
        if len(allowed) > n:
            best = np.argpartition(-found, n)[:n]
            allowed, found = allowed[best], found[best]
        order = np.lexsort((allowed, -found))
        ids = self._rows.ids
        return [(ids[allowed[place]], float(found[place])) for place in order.tolist()]

    def _allowed(self, where: SearchFilter) -> npt.NDArray[np.intp]:
        """The rows that a filter admits; the last filters' ones are remembered."""
        known = self._admitted.get(where)
        if known is None:
            admitted = [*(admits(where, facet) for facet in self.facets), False]  # last: gone
            known = np.flatnonzero(np.array(admitted)[self.codes])
            if len(self._admitted) >= _MOST_FILTERS:
                self._admitted.clear()
            self._admitted[where] = known
        return known

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        rows = self.rows
        return {i: rows[self.places[i]] for i in ids if i in self.places}

    def sample(self, size: int) -> tuple[Vectors, list[str]]:
        """Rows spread evenly, with their passages' languages."""
        held = np.flatnonzero(self.codes != _GONE)
        if not len(held):
            return self.rows[:0], []
        chosen = held[np.unique(np.linspace(0, len(held) - 1, size).astype(int))]
        return self.rows[chosen], [self.facets[code].language for code in self.codes[chosen]]


def _unit(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True) if len(rows) else 1.0
    return np.ascontiguousarray(rows / lengths, dtype=np.float32)
