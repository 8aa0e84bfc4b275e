"""The vector index: nearest passages by cosine. The one door to chromadb.

The collection belongs to one embedder: its fingerprint stands in the collection's metadata
and another one is refused. Vectors are stored L2-normalised; metadata holds just what can
be filtered by, with every key always set, because chromadb merges metadata on upsert.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from knowledge.documents import Passage, SearchFilter
from knowledge.errors import IndexDamagedError, IndexMismatchError
from knowledge.filtering import (
    EVERYTHING_PUBLIC,
    Facets,
    admits,
    facets,
    wanted_languages,
    wanted_skus,
)
from knowledge.mirror import Mirror, Vectors

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

_T = TypeVar("_T")
_log = logging.getLogger(__name__)

_NAME = "passages"
_EF_SEARCH = 300  # recall for queries that are unlike the data; 100 finds 3 of 4
_EF_CONSTRUCTION = 200
_BATCH = 2_000  # chromadb takes 5,461 at most
_MOST_MIRRORED_BYTES = 128_000_000  # about 125,000 passages of the bundled model
_READ_AT_ONCE = 5_000  # passages; reading them into memory takes about a second
_GROWTH = 4
_MOST_CANDIDATES = 1_600  # beyond this a filter is so narrow that chromadb applies it itself
_HINT = "rebuild the index: reply-copilot index rebuild"


class VectorIndex:
    """Cosine search over passages in a folder. Many threads may search while one writes."""

    def __init__(
        self,
        folder: Path,
        *,
        dimension: int,
        fingerprint: str,
        mirrored_bytes: int = _MOST_MIRRORED_BYTES,
    ) -> None:
        # Imported here: chromadb takes more than a second, and keyword-only use never needs it.
        import chromadb
        from chromadb.config import Settings
        from chromadb.errors import ChromaError

        folder.mkdir(parents=True, exist_ok=True)
        self._failures: tuple[type[BaseException], ...] = (ChromaError, OSError, ValueError)
        self._dimension = dimension
        self._mirrored_bytes = mirrored_bytes  # up to here, a copy is held in memory
        self._lock = threading.Lock()
        self._starting = threading.Lock()
        self._reader: threading.Thread | None = None
        self._client: Any = None
        self._mirror: Mirror | None = None
        try:
            self._client = chromadb.PersistentClient(
                str(folder), settings=Settings(anonymized_telemetry=False)
            )
            self._collection = self._open(fingerprint)
            self._count = self._counted()
        except IndexMismatchError:
            self.close()
            raise
        except BaseException as error:
            self.close()
            # A Rust panic inside chromadb arrives as a bare BaseException.
            if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
                raise
            raise IndexDamagedError(
                f"The vector index in {folder} cannot be opened: {error}", hint=_HINT
            ) from error

    def _open(self, fingerprint: str) -> Collection:
        collection: Collection = self._client.get_or_create_collection(
            _NAME,
            embedding_function=None,
            metadata={"fingerprint": fingerprint},
            configuration={
                "hnsw": {
                    "space": "cosine",
                    "ef_search": _EF_SEARCH,
                    "ef_construction": _EF_CONSTRUCTION,
                }
            },
        )
        made_by = (collection.metadata or {}).get("fingerprint")
        if made_by != fingerprint:
            raise IndexMismatchError(
                f"The vector index was made by {made_by!r}, this is {fingerprint!r}.", hint=_HINT
            )
        return collection

    def __len__(self) -> int:
        return self._count

    def _counted(self) -> int:
        """Asked once per change: it costs chromadb milliseconds."""
        return int(self._guarded(self._collection.count))

    def _mirrored(self) -> Mirror | None:
        """The index in memory where it is small enough; read once, when first needed.

        A large one is read in the background, and searched where it is stored meanwhile.
        """
        self._require_open()
        if self._mirror is None and self._fits(len(self)):
            if len(self) <= _READ_AT_ONCE:
                self._read()
            else:
                self._read_in_background()
        return self._mirror

    def _read(self) -> None:
        with self._lock:
            if self._mirror is None and self._client is not None and self._fits(len(self)):
                self._mirror = self._read_mirror()

    def _read_in_background(self) -> None:
        with self._starting:
            if self._reader is None:
                self._reader = threading.Thread(target=self._read_quietly, daemon=True)
                self._reader.start()

    def _read_quietly(self) -> None:
        try:
            self._read()
        except IndexDamagedError as error:  # closed meanwhile, or damaged: a search says so
            _log.info("the vectors were not read into memory: %s", error.message)

    def _fits(self, passages: int) -> bool:
        return passages * self._dimension * 4 <= self._mirrored_bytes

    def _read_mirror(self) -> Mirror:
        ids: list[str] = []
        rows = [np.zeros((0, self._dimension), dtype=np.float32)]
        held_facets: list[Facets] = []
        for start in range(0, len(self), _BATCH):
            held = self._guarded(
                self._collection.get,
                limit=_BATCH,
                offset=start,
                include=["embeddings", "metadatas"],
            )
            ids += held["ids"]
            rows.append(np.asarray(held["embeddings"], dtype=np.float32))
            held_facets += [_facets(metadata) for metadata in held["metadatas"]]
        return Mirror.of(ids, np.concatenate(rows), held_facets)

    def replace(
        self, document_ids: Sequence[str], passages: Sequence[Passage], vectors: Vectors
    ) -> None:
        """Put these passages in place, then drop the documents' other ones.

        A row of zeros (a text in which the embedder knows nothing) is like nothing and is
        not held. A vector that is not finite or has another width is a ValueError.
        """
        self._check(passages, vectors)
        held = [i for i in range(len(passages)) if vectors[i].any()]
        kept = {passages[i].id for i in held}
        with self._lock:
            for rows in _parts(held, _BATCH):
                self._guarded(
                    self._collection.upsert,
                    ids=[passages[i].id for i in rows],
                    embeddings=vectors[rows],
                    metadatas=[_metadata(passages[i]) for i in rows],
                )
            gone: set[str] = set()
            for ids in _parts(document_ids, _BATCH):
                gone |= self._drop_others(ids, kept)
            self._count = self._counted()
            self._reflect(gone, [passages[i] for i in held], vectors[held])

    def _reflect(self, gone: set[str], passages: Sequence[Passage], rows: Vectors) -> None:
        """Bring the copy in memory up to what was written."""
        mirror = self._mirror
        if mirror is None:
            return
        if not self._fits(len(mirror) + len(passages)):
            self._mirror = self._reader = None
            return
        ids = [passage.id for passage in passages]
        rest = mirror.without(gone)
        self._mirror = rest.having(ids, rows, [facets(p) for p in passages]) if ids else rest

    def _drop_others(self, document_ids: Sequence[str], kept: set[str]) -> set[str]:
        among = {"document_id": {"$in": list(document_ids)}}
        held = self._guarded(self._collection.get, where=among, include=[])
        gone = [passage_id for passage_id in held["ids"] if passage_id not in kept]
        for ids in _parts(gone, _BATCH):
            self._guarded(self._collection.delete, ids=ids)
        return set(gone)

    def _check(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        if vectors.shape != (len(passages), self._dimension):
            raise ValueError(
                f"expected {len(passages)} vectors of {self._dimension}, got {vectors.shape}"
            )
        broken = ~np.isfinite(vectors).all(axis=1)
        if broken.any():
            raise ValueError(f"vector of passage {passages[int(broken.argmax())].id} is not finite")

    def sample(self, size: int) -> tuple[Vectors, list[str]]:
        """Vectors spread evenly over the index, with their passages' languages."""
        mirror = self._mirrored()
        return mirror.sample(size) if mirror is not None else self._sample_stored(size)

    def _sample_stored(self, size: int) -> tuple[Vectors, list[str]]:
        total = len(self)
        pieces = 8 if total > size else 1
        each = -(-min(size, total) // pieces) if total else 0
        rows: list[Vectors] = []
        languages: list[str] = []
        for piece in range(pieces if each else 0):
            held = self._guarded(
                self._collection.get,
                limit=each,
                offset=piece * (total // pieces),
                include=["embeddings", "metadatas"],
            )
            rows.append(np.asarray(held["embeddings"], dtype=np.float32))
            languages += [str(metadata["language"]) for metadata in held["metadatas"]]
        empty = np.zeros((0, self._dimension), dtype=np.float32)
        return (np.concatenate(rows) if rows else empty), languages

    def search(
        self, vector: Vectors, n: int, where: SearchFilter = EVERYTHING_PUBLIC
    ) -> list[tuple[str, float]]:
        """The `n` nearest passages with their cosines, best first.

        An index that fits is searched exactly, in memory. In a larger one chromadb's own filter
        costs tens of milliseconds, so more candidates than needed are fetched and filtered
        here; only a filter that leaves too few goes down to chromadb.
        """
        if n < 1 or not np.isfinite(vector).all() or not vector.any():
            return []
        mirror = self._mirrored()
        if mirror is not None:
            return mirror.nearest(vector, n, where)
        return self._search_stored(vector, n, where)

    def _search_stored(
        self, vector: Vectors, n: int, where: SearchFilter
    ) -> list[tuple[str, float]]:
        total = len(self)
        fetched = min(n + n // 4 + 5, total)
        while fetched:
            candidates = self._nearest(vector, fetched)
            found = [(i, cosine) for i, cosine, facet in candidates if admits(where, facet)][:n]
            if len(found) >= n or fetched >= total:
                return found
            if fetched >= _MOST_CANDIDATES:
                break
            fetched = min(fetched * _GROWTH, total, _MOST_CANDIDATES)
        return [(i, cosine) for i, cosine, _ in self._nearest(vector, min(n, total), where)]

    def _nearest(
        self, vector: Vectors, n: int, where: SearchFilter | None = None
    ) -> list[tuple[str, float, Facets]]:
        if n < 1:
            return []
        result = self._guarded(
            self._collection.query,
            query_embeddings=[vector],
            n_results=n,
            where=_where(where) if where else None,
            include=["distances", "metadatas"],
        )
        rows = zip(result["ids"][0], result["distances"][0], result["metadatas"][0], strict=True)
        return [(i, 1.0 - float(far), _facets(facet)) for i, far, facet in rows]

    def vectors(self, passage_ids: Sequence[str]) -> dict[str, Vectors]:
        """The stored vectors of those passages that are there."""
        if not passage_ids:
            return {}
        mirror = self._mirrored()
        if mirror is not None:
            return mirror.vectors(passage_ids)
        held = self._guarded(self._collection.get, ids=list(passage_ids), include=["embeddings"])
        matrix = np.asarray(held["embeddings"], dtype=np.float32)
        return dict(zip(held["ids"], matrix, strict=True))

    def close(self) -> None:
        """Release the folder; it may be deleted afterwards."""
        client, self._client = self._client, None
        if self._reader is not None:
            self._reader.join()  # it stops at its next batch
        if client is not None:
            client.close()

    def _require_open(self) -> None:
        if self._client is None:
            raise IndexDamagedError("The vector index is closed.", hint="open it again")

    def _guarded(self, call: Any, **arguments: Any) -> Any:
        self._require_open()
        try:
            return call(**arguments)
        except self._failures as error:
            raise IndexDamagedError(
                f"The vector index cannot be read or written: {error}", hint=_HINT
            ) from error


def _parts(items: Sequence[_T], size: int) -> Iterator[list[_T]]:
    for start in range(0, len(items), size):
        yield list(items[start : start + size])


def _metadata(passage: Passage) -> dict[str, Any]:
    facet = facets(passage)
    return {
        "document_id": passage.document_id,
        "kind": facet.kind,
        "language": facet.language,
        "skus": list(facet.skus),
        "internal": facet.internal,
        "first_day": facet.first_day,
        "last_day": facet.last_day,
    }


def _facets(metadata: Mapping[str, Any]) -> Facets:
    return Facets(
        kind=metadata["kind"],
        language=metadata["language"],
        skus=tuple(metadata["skus"]),
        internal=metadata["internal"],
        first_day=metadata["first_day"],
        last_day=metadata["last_day"],
    )


def _where(where: SearchFilter) -> dict[str, Any] | None:
    clauses: list[dict[str, Any]] = []
    if where.kinds:
        clauses.append({"kind": {"$in": list(where.kinds)}})
    if where.languages:
        clauses.append({"language": {"$in": list(wanted_languages(where))}})
    if where.skus:
        about = [{"skus": {"$contains": sku}} for sku in wanted_skus(where)]
        clauses.append({"$or": about})
    if not where.internal:
        clauses.append({"internal": False})
    if where.on is not None:
        clauses.append({"first_day": {"$lte": where.on.toordinal()}})
        clauses.append({"last_day": {"$gte": where.on.toordinal()}})
    if len(clauses) > 1:
        return {"$and": clauses}
    return clauses[0] if clauses else None
