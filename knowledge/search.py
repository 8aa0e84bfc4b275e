"""One search: both indexes asked, their candidates weighed, and reranked where that is set."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from knowledge.documents import ScoredPassage, SearchFilter
from knowledge.fuse import Asked, Candidate, fuse
from knowledge.indexes import Indexes
from knowledge.passages import PassageCache
from knowledge.rerank import RERANKED, Reranker, reranked
from knowledge.sheetmatch import SheetMatch

_CANDIDATES = 60  # of each side, at least; the ranking needs more than it shows


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked, in which language, and about which products (SKUs)."""

    text: str
    language: str
    about: tuple[str, ...] = ()


class Search:
    """Stateless but for its collaborators; many threads may search at once."""

    def __init__(self, passages: PassageCache, reranker: Reranker | None = None) -> None:
        self._passages = passages
        self.reranker = reranker

    def find(
        self, indexes: Indexes, query: Query, where: SearchFilter, k: int
    ) -> list[ScoredPassage]:
        """The `k` best passages, best first, near-duplicates left out."""
        if self.reranker is None:
            return self._fused(indexes, query, where, k)
        found = self._fused(indexes, query, where, max(k, RERANKED))
        return reranked(self.reranker, query.text, found)[:k]

    def _fused(
        self, indexes: Indexes, query: Query, where: SearchFilter, k: int
    ) -> list[ScoredPassage]:
        vector = indexes.vector(query.text)
        n = max(_CANDIDATES, 3 * k)
        hits = indexes.search(query.text, query.language, vector, n, where)
        bm25 = dict(hits.keywords.hits) if hits.keywords else {}
        cosines = dict(hits.nearest or ())
        if vector is not None:
            cosines |= indexes.cosines(vector, [i for i in bm25 if i not in cosines])
        match = SheetMatch(query.text, query.language)
        candidates = [
            Candidate(passage, cosines.get(passage.id), bm25.get(passage.id))
            for passage in self._passages.get([*dict.fromkeys([*bm25, *cosines])])
            if match.admits(passage)
        ]
        asked = Asked(
            language=query.language,
            best=max((c.bm25 for c in candidates if c.bm25), default=0.0),
            ideal=hits.keywords.ideal if hits.keywords else 0.0,
            backgrounds=indexes.backgrounds.of(vector, indexes.vectors),
            skus=query.about,
            today=where.on or dt.datetime.now(tz=dt.UTC).date(),
            dense=hits.nearest is not None,
            trusted=indexes.embedder is not None and indexes.embedder.reads(query.language),
        )
        return fuse(asked, candidates, k)
