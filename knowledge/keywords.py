"""The keyword index: BM25 over analysed terms. The one door to tantivy.

Passages are analysed by `knowledge.analyse.terms` before they come in, so that tantivy only
splits at white space; queries go through the same function. A passage has two indexed
texts, its head (title and question) and its body, each scored by itself and added up.
"""

from __future__ import annotations

import json
import math
import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Query

from knowledge.analyse import terms
from knowledge.analyse.terms import STEMMED_LANGUAGES, query_terms
from knowledge.documents import Passage, SearchFilter
from knowledge.errors import IndexDamagedError
from knowledge.filtering import EVERYTHING_PUBLIC, facets, wanted_languages, wanted_skus
from knowledge.spelling import Vocabulary, respelled

HEAD_WEIGHT = 2.0  # chosen on the dev parts of covid-faq and stackfaq
FOREIGN_WEIGHT = 0.5  # a term as another language of the index would stem it
_HEAP = 30_000_000
_MOST_TERMS = 400  # distinct terms of a query that are looked up; a whole mail has about 150
_HINT = "rebuild the index: reply-copilot index rebuild"


@dataclass(frozen=True, slots=True)
class KeywordHits:
    """`hits` are (passage id, BM25 score), best first.

    `ideal` is what an average passage would score that holds every term of the query once
    in its body, also the terms that no passage holds: score / ideal tells how much of the
    query is covered.
    """

    hits: tuple[tuple[str, float], ...] = ()
    ideal: float = 0.0


class KeywordIndex:
    """BM25 over passages in a folder. Many threads may search while one writes.

    `reading`: beside the process that writes, and without a writer of its own.
    """

    def __init__(self, folder: Path, *, reading: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        try:
            self._index = tantivy.Index(_schema(), str(folder))
            self._index.config_reader(reload_policy="manual")
            self._writer: tantivy.IndexWriter | None = (
                None if reading else self._index.writer(_HEAP, 1)
            )
        except (ValueError, OSError) as error:
            raise IndexDamagedError(
                f"The keyword index in {folder} cannot be opened: {error}", hint=_HINT
            ) from error
        self._schema = self._index.schema

    def __len__(self) -> int:
        return int(self._index.searcher().num_docs)

    def replace(self, document_ids: Iterable[str], passages: Iterable[Passage]) -> None:
        """Drop all passages of these documents and add the given ones, in one commit.

        Searches see the change, all of it, when this returns.
        """
        with self._lock:
            writer = self._open_writer()
            for document_id in document_ids:
                writer.delete_documents_by_term("document_id", document_id)
            for passage in passages:
                writer.add_document(_document(passage))
            writer.commit()
            self._index.reload()

    def search(
        self, query: str, language: str, n: int, where: SearchFilter = EVERYTHING_PUBLIC
    ) -> KeywordHits:
        """The `n` best passages for a query in `language` ("und" where unknown)."""
        searcher = self._index.searcher()
        if n < 1 or not searcher.num_docs:
            return KeywordHits()
        wanted = self._weighted_terms(searcher, query, language)
        if not wanted.weights:
            return KeywordHits(ideal=wanted.ideal)
        try:
            found = searcher.search(self._query(wanted.weights, where), n, count=False)
            return KeywordHits(
                tuple((searcher.doc(address)["id"][0], score) for score, address in found.hits),
                wanted.ideal,
            )
        except (ValueError, OSError) as error:
            raise IndexDamagedError(
                f"The keyword index cannot be read: {error}", hint=_HINT
            ) from error

    def score(self, query: str, language: str, passage_ids: Sequence[str]) -> dict[str, float]:
        """The BM25 scores of these passages; those that share no term are left out."""
        searcher = self._index.searcher()
        wanted = self._weighted_terms(searcher, query, language)
        if not wanted.weights or not passage_ids:
            return {}
        among = Query.term_set_query(self._schema, "id", list(passage_ids))
        asked = Query.boolean_query(
            [(Occur.Must, self._any_of(wanted.weights)), (Occur.Must, _unscored(among))]
        )
        found = searcher.search(asked, len(passage_ids), count=False)
        return {searcher.doc(address)["id"][0]: score for score, address in found.hits}

    def explain(self, query: str, language: str, passage_id: str) -> dict[str, Any]:
        """How a passage's score came about, as tantivy tells it; empty without a match."""
        searcher = self._index.searcher()
        wanted = self._weighted_terms(searcher, query, language)
        asked = self._any_of(wanted.weights)
        only = Query.boolean_query(
            [(Occur.Must, asked), (Occur.Must, _unscored(self._is("id", passage_id)))]
        )
        found = searcher.search(only, 1, count=False).hits
        if not found:
            return {}
        explanation: dict[str, Any] = json.loads(asked.explain(searcher, found[0][1]).to_json())
        return explanation

    def close(self) -> None:
        """Wait for background merges and release the folder."""
        with self._lock:
            if self._writer is not None:
                self._writer.wait_merging_threads()
                self._writer = None

    # --- queries ---------------------------------------------------------------------

    def _weighted_terms(
        self, searcher: tantivy.Searcher, query: str, language: str
    ) -> _WeightedTerms:
        others = [
            code
            for code in STEMMED_LANGUAGES
            if code != language and searcher.doc_freq("language", code)
        ]
        own, foreign = query_terms(query, language, others)
        vocabulary = _IndexVocabulary(searcher)
        weights: dict[str, float] = {}
        ideal = 0.0
        for term, count in Counter(own).most_common(_MOST_TERMS):
            ideal += count * vocabulary.idf(term)
            for spelling, weight in respelled(term, vocabulary):
                weights[spelling] = max(weights.get(spelling, 0.0), weight * count)
        for term in foreign:
            if vocabulary.frequency(term):
                weights.setdefault(term, FOREIGN_WEIGHT)
        return _WeightedTerms(weights, ideal)

    def _query(self, weights: dict[str, float], where: SearchFilter) -> Query:
        clauses = [(Occur.Must, self._any_of(weights))]
        clauses += [(Occur.Must, _unscored(condition)) for condition in self._conditions(where)]
        return Query.boolean_query(clauses)

    def _any_of(self, weights: dict[str, float]) -> Query:
        clauses = []
        for term, weight in weights.items():
            for field, boost in (("body", weight), ("head", weight * HEAD_WEIGHT)):
                asked = Query.term_query(self._schema, field, term, index_option="freq")
                clauses.append((Occur.Should, Query.boost_query(asked, boost)))
        return Query.boolean_query(clauses)

    def _conditions(self, where: SearchFilter) -> list[Query]:
        conditions = [
            Query.term_set_query(self._schema, field, list(values))
            for field, values in (
                ("kind", where.kinds),
                ("language", wanted_languages(where)),
                ("skus", wanted_skus(where)),
            )
            if values
        ]
        if not where.internal:
            conditions.append(self._is("internal", "0"))
        if where.on is not None:
            day = where.on.toordinal()
            conditions.append(self._between("first_day", upper=day))
            conditions.append(self._between("last_day", lower=day))
        return conditions

    def _is(self, field: str, value: str) -> Query:
        return Query.term_query(self._schema, field, value, index_option="basic")

    def _between(self, field: str, lower: int | None = None, upper: int | None = None) -> Query:
        return Query.range_query(
            self._schema, field, FieldType.Integer, lower_bound=lower, upper_bound=upper
        )

    # --- writing ---------------------------------------------------------------------

    def _open_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            raise IndexDamagedError("The keyword index is closed.", hint="open it again")
        return self._writer


@dataclass(frozen=True, slots=True)
class _WeightedTerms:
    weights: dict[str, float]
    ideal: float


class _IndexVocabulary(Vocabulary):
    """The terms of one searcher's snapshot."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self._searcher = searcher
        self._documents = int(searcher.num_docs)

    def frequency(self, term: str) -> int:
        return max(int(self._searcher.doc_freq(field, term)) for field in ("body", "head"))

    def starting_with(self, prefix: str, limit: int | None = None) -> dict[str, int]:
        found: dict[str, int] = {}
        for field in ("body", "head"):
            for term, count in self._searcher.terms_with_prefix(field, prefix, limit=limit):
                found[term] = max(count, found.get(term, 0))
        return found

    def idf(self, term: str) -> float:
        """As in tantivy's BM25, over the body."""
        held = int(self._searcher.doc_freq("body", term))
        return math.log(1.0 + max(self._documents - held, 0) + 0.5) - math.log(held + 0.5)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in ("document_id", "kind", "language", "skus", "internal"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    for field in ("first_day", "last_day"):
        builder.add_integer_field(field, indexed=True, fast=True)
    for field in ("head", "body"):
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _document(passage: Passage) -> tantivy.Document:
    facet = facets(passage)
    document = tantivy.Document()
    for field, value in (
        ("id", passage.id),
        ("document_id", passage.document_id),
        ("kind", facet.kind),
        ("language", facet.language),
        ("internal", "1" if facet.internal else "0"),
        ("head", " ".join(terms(f"{passage.title}\n{passage.question}", facet.language))),
        ("body", " ".join(terms(passage.text, facet.language))),
        *(("skus", sku) for sku in facet.skus),
    ):
        document.add_text(field, value)
    document.add_integer("first_day", facet.first_day)
    document.add_integer("last_day", facet.last_day)
    return document


def _unscored(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)
