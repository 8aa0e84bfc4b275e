"""The vectors of a small index in memory: exact search, filters for free.

Up to some ten thousand passages a product of a matrix and a vector is faster than any graph,
finds what the graph may miss, and filters cost nothing. A mirror is immutable: a change makes
a new one, so that searches never wait.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.documents import SearchFilter
from knowledge.filtering import Facets, admits

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Mirror:
    """Passage ids with their unit vectors and facets, row by row."""

    ids: tuple[str, ...]
    rows: Vectors
    facets: tuple[Facets, ...]  # the distinct ones
    codes: npt.NDArray[np.int32]  # row -> number in `facets`
    places: Mapping[str, int]  # id -> row

    @classmethod
    def of(cls, ids: Sequence[str], rows: Vectors, facets: Sequence[Facets]) -> Mirror:
        """Rows need not have unit length; none may be zero."""
        numbers: dict[Facets, int] = {}
        codes = [numbers.setdefault(facet, len(numbers)) for facet in facets]
        lengths = np.linalg.norm(rows, axis=1, keepdims=True) if len(rows) else 1.0
        return cls(
            ids=tuple(ids),
            rows=np.ascontiguousarray(rows / lengths, dtype=np.float32),
            facets=tuple(numbers),
            codes=np.array(codes, dtype=np.int32),
            places={passage_id: row for row, passage_id in enumerate(ids)},
        )

    def __len__(self) -> int:
        return len(self.ids)

    def without(self, gone: set[str]) -> Mirror:
        """The same less some passages."""
        if gone.isdisjoint(self.places):
            return self
        kept = [row for row, passage_id in enumerate(self.ids) if passage_id not in gone]
        return Mirror.of([self.ids[row] for row in kept], self.rows[kept], self.facets_of(kept))

    def having(self, ids: Sequence[str], rows: Vectors, facets: Sequence[Facets]) -> Mirror:
        """With these passages in place of those of the same ids."""
        rest = self.without(set(ids))
        return Mirror.of(
            (*rest.ids, *ids),
            np.concatenate([rest.rows, rows]),
            [*rest.facets_of(range(len(rest))), *facets],
        )

    def facets_of(self, rows: Sequence[int]) -> list[Facets]:
        """Row by row."""
        return [self.facets[self.codes[row]] for row in rows]

    def nearest(self, vector: Vectors, n: int, where: SearchFilter) -> list[tuple[str, float]]:
        """The `n` nearest admitted passages with their cosines, best first."""
        length = float(np.linalg.norm(vector))
        if not len(self) or not length:
            return []
        cosines = self.rows @ (vector / np.float32(length))
        admitted = np.array([admits(where, facet) for facet in self.facets])[self.codes]
        allowed = np.flatnonzero(admitted)
        if len(allowed) > n:
            allowed = allowed[np.argpartition(-cosines[allowed], n)[:n]]
        ranked = allowed[np.argsort(-cosines[allowed], kind="stable")]
        return [(self.ids[row], float(cosines[row])) for row in ranked]

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        return {i: self.rows[self.places[i]] for i in ids if i in self.places}

    def languages(self) -> list[str]:
        return [facet.language for facet in self.facets_of(range(len(self)))]
