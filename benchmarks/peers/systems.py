"""The peers, each as its own documentation builds it, behind one seam.

A peer gets one index per pool (a language, an entity): it never has to filter. Its own
splitter cuts the texts where its tutorials use one; what it finds is told by document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np

from benchmarks.peers import minilm

DEPTH = 30  # pieces; ten documents, although one may show several
LANGUAGES = {"de": "german", "en": "english"}
_numbers = count()


@dataclass(frozen=True, slots=True)
class Text:
    """A document as the peers get it."""

    id: str
    text: str


Find = Callable[[str], list[str]]  # a question -> ids of documents, best first
System = Callable[[Sequence[Text], str], Find]  # texts and their language -> how to ask


def plain_langchain(pool: Sequence[Text], _language: str) -> Find:
    """LangChain's tutorial: recursive splitter, Chroma, similarity search."""
    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_core.embeddings import Embeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    class MiniLM(Embeddings):
        """langchain-huggingface's adapter, which does not install beside these versions."""

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return minilm.lists(texts)

        def embed_query(self, text: str) -> list[float]:
            return minilm.lists([text])[0]

    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    pieces = splitter.split_documents(
        [Document(page_content=item.text, metadata={"id": item.id}) for item in pool]
    )
    store = Chroma(f"pool-{next(_numbers)}", MiniLM())
    for start in range(0, len(pieces), 5_000):
        store.add_documents(pieces[start : start + 5_000])
    depth = min(DEPTH, len(pieces))
    return lambda query: _ids(hit.metadata["id"] for hit in store.similarity_search(query, depth))


def llama_index(pool: Sequence[Text], language: str) -> Find:
    """LlamaIndex: vector index and BM25, fused by reciprocal rank."""
    import Stemmer
    from llama_index.core import StorageContext, VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding
    from llama_index.core.llms import MockLLM
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.core.retrievers import QueryFusionRetriever
    from llama_index.core.schema import Document
    from llama_index.core.vector_stores import SimpleVectorStore
    from llama_index.retrievers.bm25 import BM25Retriever

    class MiniLM(BaseEmbedding):  # type: ignore[misc]
        def _get_query_embedding(self, query: str) -> list[float]:
            return minilm.lists([query])[0]

        def _get_text_embedding(self, text: str) -> list[float]:
            return minilm.lists([text])[0]

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return minilm.lists(texts)

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

    documents = [Document(text=item.text, doc_id=item.id) for item in pool]
    nodes = SentenceSplitter().get_nodes_from_documents(documents)
    index = VectorStoreIndex(
        nodes,
        storage_context=StorageContext.from_defaults(vector_store=SimpleVectorStore()),
        embed_model=MiniLM(),
    )
    depth = min(DEPTH, len(nodes))
    stemmed = LANGUAGES.get(language, "english")
    words = BM25Retriever.from_defaults(
        nodes=nodes,
        similarity_top_k=depth,
        stemmer=Stemmer.Stemmer(stemmed),
        language="de" if stemmed == "german" else "en",
    )
    fused = QueryFusionRetriever(
        [index.as_retriever(similarity_top_k=depth), words],
        llm=MockLLM(),
        similarity_top_k=depth,
        num_queries=1,
        mode="reciprocal_rerank",
        use_async=False,
    )
    return lambda query: _ids(hit.node.ref_doc_id for hit in fused.retrieve(query))


def haystack(pool: Sequence[Text], _language: str) -> Find:
    """Haystack's hybrid tutorial: BM25 and embeddings, joined by reciprocal rank."""
    from haystack import Document
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.preprocessors import DocumentSplitter
    from haystack.components.retrievers.in_memory import (
        InMemoryBM25Retriever,
        InMemoryEmbeddingRetriever,
    )
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    splitter = DocumentSplitter(split_by="word", split_length=512, split_overlap=32)
    whole = [Document(content=item.text, meta={"key": item.id}) for item in pool]
    pieces = splitter.run(documents=whole)["documents"]
    embedded = minilm.lists([piece.content for piece in pieces])
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    store.write_documents(
        [
            Document(content=piece.content, meta=piece.meta, embedding=vector)
            for piece, vector in zip(pieces, embedded, strict=True)
        ]
    )
    words = InMemoryBM25Retriever(store, top_k=DEPTH)
    dense = InMemoryEmbeddingRetriever(store, top_k=DEPTH)
    joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=DEPTH)

    def find(query: str) -> list[str]:
        found = [
            words.run(query=query)["documents"],
            dense.run(query_embedding=minilm.lists([query])[0])["documents"],
        ]
        return _ids(hit.meta["key"] for hit in joiner.run(documents=found)["documents"])

    return find


def txtai(pool: Sequence[Text], _language: str) -> Find:
    """txtai's hybrid index, as `Embeddings(hybrid=True)` makes it; whole texts."""
    from txtai import Embeddings

    index: Any = Embeddings(method="external", transform=minilm.vectors, hybrid=True)
    index.index([(item.id, item.text, None) for item in pool])
    return lambda query: _ids(found for found, _score in index.search(query, DEPTH))


def minilm_alone(pool: Sequence[Text], _language: str) -> Find:
    """Exact search over whole texts."""
    matrix = minilm.vectors([item.text for item in pool])

    def find(query: str) -> list[str]:
        best = np.argsort(-(matrix @ minilm.vectors([query])[0]), kind="stable")[:DEPTH]
        return [pool[int(row)].id for row in best]

    return find


def bm25_plain(pool: Sequence[Text], _language: str) -> Find:
    """bm25s with its defaults: lower case, no stemming, English stop words."""
    import bm25s

    index: Any = bm25s.BM25()
    index.index(bm25s.tokenize([item.text for item in pool], show_progress=False),
                show_progress=False)  # fmt: skip
    depth = min(DEPTH, len(pool))

    def find(query: str) -> list[str]:
        asked = bm25s.tokenize([query], show_progress=False)
        rows, scores = index.retrieve(asked, k=depth, show_progress=False)
        return [pool[int(row)].id for row, score in zip(rows[0], scores[0], strict=True) if score]

    return find


SYSTEMS: dict[str, System] = {
    "LangChain + Chroma": plain_langchain,
    "LlamaIndex, fused": llama_index,
    "Haystack, hybrid": haystack,
    "txtai, hybrid": txtai,
    "BM25 plain": bm25_plain,
    "MiniLM alone": minilm_alone,
}


def _ids(found: Iterable[Any]) -> list[str]:
    return list(dict.fromkeys(_told(found)))


def _told(found: Iterable[Any]) -> Iterator[str]:
    for name in found:
        yield str(name)
