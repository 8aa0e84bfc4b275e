"""The two derived indexes as one: kept in step, and either serves when the other cannot.

A generation is a folder with both indexes and the fingerprint of what made them:

    index/current.json      which generation serves
    index/0003/keywords/    tantivy
    index/0003/vectors/     chromadb

A rebuild fills the next generation beside the serving one and flips `current.json` when it
is complete; what a crash leaves half done is swept away at the next start.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from knowledge.background import Backgrounds
from knowledge.documents import Passage, SearchFilter
from knowledge.embed import Embedder
from knowledge.errors import IndexDamagedError, IndexMismatchError
from knowledge.keywords import KeywordHits, KeywordIndex
from knowledge.mirror import Vectors
from knowledge.vectors import VectorIndex

_log = logging.getLogger(__name__)
_CURRENT = "current.json"
_HINT = "reply-copilot index rebuild"
_T = TypeVar("_T")

Fingerprint = Mapping[str, str]  # part -> what made the index with it


class Generations:
    """The index folders of one data folder, and which of them serves."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "index"
        self.folder.mkdir(parents=True, exist_ok=True)

    def serving(self) -> tuple[Path, dict[str, str]] | None:
        """Folder and fingerprint of the serving generation; `None` where there is none."""
        path = self.folder / _CURRENT
        try:
            held = json.loads(path.read_text(encoding="utf-8"))
            folder, fingerprint = self.folder / held["generation"], dict(held["fingerprint"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexDamagedError(f"{path} cannot be read: {error}", hint=_HINT) from error
        return (folder, fingerprint) if folder.is_dir() else None

    def fresh(self) -> Path:
        """A new, empty folder beside the others."""
        numbers = [int(path.name) for path in self.folder.iterdir() if path.name.isdigit()]
        folder = self.folder / f"{max(numbers, default=0) + 1:04}"
        folder.mkdir()
        return folder

    def flip(self, folder: Path, fingerprint: Fingerprint) -> None:
        """Make `folder` the serving one, in one step."""
        held = {"generation": folder.name, "fingerprint": dict(fingerprint)}
        draft = self.folder / f"{_CURRENT}.new"
        with draft.open("w", encoding="utf-8") as file:
            json.dump(held, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / _CURRENT)

    def sweep(self, keep: Path) -> None:
        """Delete every generation but one."""
        for path in self.folder.iterdir():
            if path.name.isdigit() and path != keep:
                shutil.rmtree(path, ignore_errors=True)


def differing(made_by: Fingerprint, now: Fingerprint) -> list[str]:
    """The parts of `now` that the index was not made with."""
    return sorted(part for part in now if made_by.get(part) != now[part])


def require_same(made_by: Fingerprint, now: Fingerprint) -> None:
    """Raise `IndexMismatchError` naming the parts that differ."""
    parts = differing(made_by, now)
    if parts:
        raise IndexMismatchError(
            f"The index was made with another {' and another '.join(parts)}: "
            + "; ".join(f"{p} was {made_by.get(p)!r}, is {now[p]!r}" for p in parts),
            hint=_HINT,
        )


@dataclass(frozen=True, slots=True)
class Hits:
    """What the two sides found; `None` for a side that did not serve."""

    keywords: KeywordHits | None
    nearest: Sequence[tuple[str, float]] | None


class Indexes:
    """Both indexes of one generation. A side that is damaged or not wanted is left out."""

    def __init__(self, folder: Path, embedder: Embedder | None, *, reading: bool = False) -> None:
        self.folder = folder
        self.embedder = embedder
        self.backgrounds = Backgrounds()
        self.damaged: dict[str, str] = {}  # side -> why
        self.keywords = self._opened(
            "keywords", lambda: KeywordIndex(folder / "keywords", reading=reading)
        )
        self.vectors = self._opened("vectors", self._open_vectors) if embedder else None
        if self.keywords is None and self.vectors is None:
            raise IndexDamagedError(
                "; ".join(self.damaged.values()) or "No index could be opened.", hint=_HINT
            )

    def _open_vectors(self) -> VectorIndex:
        embedder = self.embedder
        assert embedder is not None  # noqa: S101 - only called where there is one
        return VectorIndex(
            self.folder / "vectors",
            dimension=embedder.dimension,
            fingerprint=embedder.fingerprint,
        )

    def _opened(self, side: str, opening: Callable[[], _T]) -> _T | None:
        try:
            return opening()
        except IndexDamagedError as error:
            self._mark(side, error)
            return None

    def _mark(self, side: str, error: IndexDamagedError) -> None:
        _log.error("%s index is out of service: %s", side, error.message)
        self.damaged[side] = error.message

    @property
    def complete(self) -> bool:
        """Whether both sides take part, so that work done here need not be done again."""
        return self.keywords is not None and self.vectors is not None and not self.damaged

    def replace(self, document_ids: Sequence[str], passages: Sequence[Passage]) -> None:
        """Hold `passages`, and nothing else of these documents."""
        if self.vectors is not None and self.embedder is not None:
            self.vectors.replace(document_ids, passages, _embedded(self.embedder, passages))
            self.backgrounds.changed(len(passages))
        if self.keywords is not None:
            self.keywords.replace(document_ids, passages)

    def vector(self, query: str) -> Vectors | None:
        """The query's vector; `None` where there is no vector side or it knows no word of it."""
        if self.embedder is None or self.vectors is None:
            return None
        vector: Vectors = self.embedder.encode_queries([query])[0]
        return vector if np.isfinite(vector).all() and vector.any() else None

    def search(
        self, query: str, language: str, vector: Vectors | None, n: int, where: SearchFilter
    ) -> Hits:
        """Both sides' best `n`. Raises only where neither side can answer."""
        keywords, vectors = self.keywords, self.vectors
        found = Hits(
            keywords=self._asked("keywords", lambda: keywords.search(query, language, n, where))
            if keywords is not None
            else None,
            nearest=self._asked("vectors", lambda: vectors.search(vector, n, where))
            if vectors is not None and vector is not None
            else None,
        )
        if found.keywords is None and found.nearest is None and self.damaged:
            raise IndexDamagedError("; ".join(self.damaged.values()), hint=_HINT)
        return found

    def _asked(self, side: str, search: Callable[[], _T]) -> _T | None:
        try:
            return search()
        except IndexDamagedError as error:
            self._mark(side, error)
            return None

    def cosines(self, vector: Vectors, passage_ids: Sequence[str]) -> dict[str, float]:
        """Cosines of passages that only the keyword side found."""
        if self.vectors is None or not passage_ids:
            return {}
        held = self._asked("vectors", lambda: self._vectors_of(passage_ids)) or {}
        return {i: float(np.dot(vector, row)) for i, row in held.items()}

    def _vectors_of(self, passage_ids: Sequence[str]) -> dict[str, Vectors]:
        return self.vectors.vectors(passage_ids) if self.vectors is not None else {}

    def close(self) -> None:
        if self.keywords is not None:
            self.keywords.close()
        if self.vectors is not None:
            self.vectors.close()


def _embedded(embedder: Embedder, passages: Sequence[Passage]) -> Vectors:
    """One row per passage. What a model gives that is no number becomes zeros: such a passage
    is found by its words alone, and one bad text does not stop all others."""
    if not passages:
        return np.zeros((0, embedder.dimension), dtype=np.float32)
    rows = embedder.encode_documents([passage.embedded_text for passage in passages])
    broken = [row for row, vector in enumerate(rows) if not np.isfinite(vector).all()]
    for row in broken:
        _log.error("%s gives no vector for passage %s", embedder.name, passages[row].id)
    if broken:
        rows = rows.copy()
        rows[broken] = 0.0
    return rows
