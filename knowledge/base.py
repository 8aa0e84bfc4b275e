"""The face of the shop's knowledge: add, remove, search.

The database is the truth. A change is acknowledged once it is committed there together with
its index work (the outbox); `sync` drains that into the two indexes, and whatever a crash
left over is drained at the next start. All index work is idempotent: a job names a document,
and the indexes are made to hold what the database holds of it.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.analyse import detect_language
from knowledge.analyse.terms import analyser_fingerprint
from knowledge.catalogue import Catalogue
from knowledge.chunk import CHUNKER_VERSION, chunk
from knowledge.documents import Document, ScoredPassage, SearchFilter, ShopOrder
from knowledge.embed import Embedder
from knowledge.errors import EmbeddingError, IndexMismatchError
from knowledge.filtering import EVERYTHING_PUBLIC
from knowledge.indexes import Fingerprint, Generations, Indexes, differing, require_same
from knowledge.passages import PassageCache
from knowledge.rerank import Reranker
from knowledge.search import Query, Search
from knowledge.store import IndexJob, KnowledgeStore
from knowledge.tokens import ENCODING_FINGERPRINT

if TYPE_CHECKING:
    from sqlalchemy import Engine

_log = logging.getLogger(__name__)
_BATCH = 200  # documents per transaction: a decision never waits long on an ingest
_JOBS = 200  # index jobs at once
_REBUILD_BATCH = 500
_LONGEST_QUERY = 8_000  # characters; a customer's mail fits, a pasted log file does not
_RECENT_S = 1.0
_SURE = 0.75  # from this score a mention of a product shifts the ranking
_WORD = re.compile(r"\w")
_TOKENIZER_KEY = "chunked_with"
_EMBEDDER_NAME = "embedder_name"
_CHUNKED_WITH = f"{ENCODING_FINGERPRINT}/{CHUNKER_VERSION}"

Progress = Callable[[int, int], None]  # done, total
LoadEmbedder = Callable[[str], Embedder]  # by the name that an index remembers


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What the indexes hold beside what the database holds.

    `embedder` is the model that serves; `wanted` another one that a rebuild would switch to.
    """

    documents: int
    passages: int
    keywords: int | None  # None: out of service
    vectors: int | None
    pending: int
    embedder: str
    generation: str
    damaged: tuple[str, ...] = ()
    wanted: str = ""
    reranker: str = ""


@dataclass(frozen=True, slots=True)
class _HeldCatalogue:
    """The catalogue as of a revision, taken as current until `good_until` (monotonic)."""

    catalogue: Catalogue
    revision: str
    changes: int
    good_until: float


class KnowledgeBase:
    """Documents in, passages found. Many threads may search while one writes.

    Make one with `open`. One process owns a data folder.
    """

    def __init__(
        self,
        store: KnowledgeStore,
        generations: Generations,
        embedder: Embedder | None,
        reranker: Reranker | None = None,
    ) -> None:
        self.store = store
        self.embedder = embedder  # of the serving index
        self._wanted = embedder  # of the next one
        self._generations = generations
        self._indexes: Indexes | None = None
        self._passages = PassageCache(store)
        self._search = Search(self._passages, reranker)
        self._write = threading.RLock()
        self._readers = threading.Condition()
        self._reading: dict[int, int] = {}  # id of an index set -> searches in it
        self._touched: set[str] | None = None  # documents changed during a rebuild
        self._keywords_done: set[int] = set()
        self._catalogue: _HeldCatalogue | None = None

    @classmethod
    def open(
        cls,
        home: Path,
        engine: Engine,
        embedder: Embedder | None,
        *,
        keywords_only: bool = False,
        for_rebuild: bool = False,
        load: LoadEmbedder | None = None,
        reranker: Reranker | None = None,
        reading: bool = False,
    ) -> KnowledgeBase:
        """Open the knowledge of a data folder and finish what was left to index.

        `keywords_only` searches without vectors and needs no embedder. An index of another
        embedder goes on serving with that one where `load` finds it by its name; `rebuild`
        then switches to the new one. An index that cannot serve raises IndexMismatchError,
        unless `for_rebuild`: then nothing serves until `rebuild` was called. With `reading`
        it is opened beside the process that owns the folder: as it stands now, and nothing is
        written to it.
        """
        used = None if keywords_only else embedder
        base = cls(KnowledgeStore(engine), Generations(home), used, reranker)
        if reading:
            base._read(load)
        elif not for_rebuild:
            base._serve(load)
        return base

    def _serve(self, load: LoadEmbedder | None) -> None:
        serving = self._generations.serving()
        if serving is None or self._may_be_replaced(serving[1]):
            self.rebuild()
            return
        self._indexes = self._opened(*serving, load)
        self._generations.sweep(serving[0])
        self.sync()

    def _read(self, load: LoadEmbedder | None) -> None:
        serving = self._generations.serving()
        if serving is None:
            raise IndexMismatchError("No index serves yet.", hint="reply-copilot index rebuild")
        self._indexes = self._opened(*serving, load, reading=True)

    def _opened(
        self,
        folder: Path,
        made_by: Fingerprint,
        load: LoadEmbedder | None,
        *,
        reading: bool = False,
    ) -> Indexes:
        if differing(made_by, _fingerprint(self._wanted)) == ["embedder"] and load is not None:
            self.embedder = self._former(made_by, load)
        require_same(made_by, _fingerprint(self.embedder))
        return Indexes(folder, self.embedder, reading=reading)

    def _former(self, made_by: Fingerprint, load: LoadEmbedder) -> Embedder | None:
        """The model that the serving index was made with, where it is still there."""
        wanted, name = self._wanted, made_by.get(_EMBEDDER_NAME, "")
        if wanted is None or not name:
            return wanted
        try:
            former = load(name)
        except EmbeddingError as error:
            _log.warning("the index was made with %s: %s", name, error.message)
            return wanted
        if former.fingerprint != made_by.get("embedder"):
            return wanted
        _log.warning(
            "%s goes on serving; `reply-copilot index rebuild` switches to %s", name, wanted.name
        )
        return former

    def _may_be_replaced(self, made_by: Fingerprint) -> bool:
        """Whether a rebuild takes nothing away: nothing is stored yet, or the index never had
        vectors and now an embedder is there."""
        lacks_vectors = self._wanted is not None and "embedder" not in made_by
        return lacks_vectors or not self.store.counts().passages

    # --- changes ---------------------------------------------------------------------

    def add(self, documents: Iterable[Document]) -> int:
        """Store and index documents, replacing those with the same ids; how many."""
        count = 0
        for batch in _batches(documents, _BATCH):
            self.store.put([(document, chunk(document)) for document in batch])
            self.sync()
            count += len(batch)
        return count

    def remove(self, ids: Iterable[str]) -> None:
        """Forget documents."""
        for batch in _batches(ids, _BATCH):
            self.store.remove(batch)
            self.sync()

    def mark_outdated(self, document_id: str, last_day: dt.date | None) -> bool:
        """A document held until `last_day`, or (`None`) holds again. False: no such one."""
        known = self.store.mark_outdated(document_id, last_day)
        self.sync()
        return known

    def sync(self) -> int:
        """Bring the indexes up to the database; how many jobs that took.

        When it returns, every search sees what was committed before the call.
        """
        done = 0
        with self._write:
            while self._indexes is not None and (jobs := self._next_jobs()):
                document_ids = list(dict.fromkeys(job.document_id for job in jobs))
                self._apply(self._indexes, document_ids)
                if self._touched is not None:
                    self._touched.update(document_ids)
                if self._indexes.complete:
                    self.store.done([job.id for job in jobs])
                else:  # the missing side does this work when it is back
                    self._keywords_done.update(job.id for job in jobs)
                done += len(jobs)
        return done

    def _next_jobs(self) -> list[IndexJob]:
        jobs = self.store.pending(_JOBS + len(self._keywords_done))
        return [job for job in jobs if job.id not in self._keywords_done]

    def _apply(self, indexes: Indexes, document_ids: Sequence[str]) -> None:
        self._passages.forget(document_ids)
        passages = self.store.passages_of(document_ids)
        indexes.replace(document_ids, passages)

    # --- rebuild ---------------------------------------------------------------------

    def rebuild(self, progress: Progress | None = None) -> None:
        """Make both indexes anew from the database and switch to them when complete.

        Until then the old ones serve, also after a crash; changes made meanwhile are in the
        new ones as well.
        """
        self._rechunk()
        folder = self._generations.fresh()
        self._touched = set()
        fresh = Indexes(folder, self._wanted)
        try:
            self._fill(fresh, progress)
            with self._write:
                self._replay(fresh)
                self._generations.flip(folder, _remembered(self._wanted))
                self._switch(fresh)
        except BaseException:
            fresh.close()
            raise
        finally:
            self._touched = None

    def _rechunk(self) -> None:
        """Cut documents anew where another tokenizer measured the passages."""
        if self.store.get_meta(_TOKENIZER_KEY) not in (None, _CHUNKED_WITH):
            documents = self.store.documents(limit=_REBUILD_BATCH, offset=0)
            offset = 0
            while documents:
                self.store.put([(document, chunk(document)) for document in documents])
                offset += len(documents)
                documents = self.store.documents(limit=_REBUILD_BATCH, offset=offset)
        self.store.set_meta(_TOKENIZER_KEY, _CHUNKED_WITH)

    def _fill(self, fresh: Indexes, progress: Progress | None) -> None:
        total = self.store.counts().passages
        done = 0
        for batch in self.store.iter_passages(_REBUILD_BATCH):
            fresh.replace((), batch)
            done += len(batch)
            if progress is not None:
                progress(done, max(total, done))

    def _replay(self, fresh: Indexes) -> None:
        """What changed while the new indexes were filled."""
        touched = sorted(self._touched or ())
        for start in range(0, len(touched), _JOBS):
            self._apply(fresh, touched[start : start + _JOBS])
        while jobs := self.store.pending(_JOBS):
            self._apply(fresh, list(dict.fromkeys(job.document_id for job in jobs)))
            self.store.done([job.id for job in jobs])

    def _switch(self, fresh: Indexes) -> None:
        old, self._indexes = self._indexes, fresh
        self.embedder = fresh.embedder
        self._keywords_done.clear()
        if old is not None:
            with self._readers:
                self._readers.wait_for(lambda: not self._reading.get(id(old)))
            old.close()
        self._generations.sweep(fresh.folder)

    # --- search ----------------------------------------------------------------------

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        where: SearchFilter = EVERYTHING_PUBLIC,
        language: str | None = None,
        skus: Sequence[str] | None = None,
    ) -> list[ScoredPassage]:
        """The `k` best passages for a question, best first, near-duplicates left out.

        `language` is that of the query (detected where not given); `skus` the products it is
        about (resolved from the query where `None`): their passages rise, those of other
        products sink. A query without a word in it finds nothing.
        """
        text = query[:_LONGEST_QUERY].strip()
        if k < 1 or not _WORD.search(text):
            return []
        language = language or detect_language(text)
        about = tuple(skus) if skus is not None else where.skus or self._named(text)
        with self._using() as indexes:
            return self._search.find(indexes, Query(text, language, about), where, k)

    def _named(self, text: str) -> tuple[str, ...]:
        sure = (m for m in self.catalogue.resolve(text) if m.score >= _SURE)
        return tuple(dict.fromkeys(mention.product.sku for mention in sure))

    @contextmanager
    def _using(self) -> Iterator[Indexes]:
        """The serving indexes, which stay open while they are used."""
        with self._readers:
            indexes = self._indexes
            if indexes is None:
                raise IndexMismatchError("No index serves yet.", hint="reply-copilot index rebuild")
            self._reading[id(indexes)] = self._reading.get(id(indexes), 0) + 1
        try:
            yield indexes
        finally:
            with self._readers:
                self._reading[id(indexes)] -= 1
                self._readers.notify_all()

    # --- catalogue and orders ----------------------------------------------------------

    @property
    def catalogue(self) -> Catalogue:
        """The shop's products as they are now."""
        # Asked for several times a message: another process's change may wait a moment.
        changes, now = self.store.products_changes, time.monotonic()
        held = self._catalogue
        if held is not None and held.changes == changes and now < held.good_until:
            return held.catalogue
        revision = self.store.products_revision()
        current = held is not None and held.revision == revision
        catalogue = held.catalogue if held and current else Catalogue(self.store.products())
        self._catalogue = _HeldCatalogue(catalogue, revision, changes, now + _RECENT_S)
        return catalogue

    def order(self, number: str) -> ShopOrder | None:
        return self.store.order(number)

    # --- state -----------------------------------------------------------------------

    def status(self) -> IndexStatus:
        counts = self.store.counts()
        switching = self._wanted is not self.embedder
        with self._using() as indexes:
            return IndexStatus(
                documents=counts.documents,
                passages=counts.passages,
                keywords=len(indexes.keywords) if indexes.keywords is not None else None,
                vectors=len(indexes.vectors) if indexes.vectors is not None else None,
                pending=counts.pending,
                embedder=self.embedder.name if self.embedder else "",
                generation=indexes.folder.name,
                damaged=tuple(indexes.damaged),
                wanted=self._wanted.name if self._wanted and switching else "",
                reranker=self._search.reranker.name if self._search.reranker else "",
            )

    def close(self) -> None:
        """Release both indexes; the engine belongs to the caller."""
        with self._write:
            indexes, self._indexes = self._indexes, None
            if indexes is not None:
                with self._readers:
                    self._readers.wait_for(lambda: not self._reading.get(id(indexes)))
                indexes.close()


def _remembered(embedder: Embedder | None) -> dict[str, str]:
    """What is written down with an index: its fingerprint, and how to load its model again."""
    parts = _fingerprint(embedder)
    return {**parts, _EMBEDDER_NAME: embedder.name} if embedder else parts


def _fingerprint(embedder: Embedder | None) -> dict[str, str]:
    parts = {"analyser": analyser_fingerprint(), "tokenizer": _CHUNKED_WITH}
    return {**parts, "embedder": embedder.fingerprint} if embedder else parts


def _batches(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
