"""The knowledge as a LangChain retriever, for chains that are built elsewhere."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from knowledge.base import KnowledgeBase
from knowledge.documents import ScoredPassage, SearchFilter
from knowledge.filtering import EVERYTHING_PUBLIC


class KnowledgeRetriever(BaseRetriever):
    """Searches a `KnowledgeBase` as `search` does: the `k` best passages, best first.

    A past answer's reply is the document's content, the question that it answered stands in
    its metadata. The base stays the caller's, who closes it. Raises what `search` raises.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    knowledge: KnowledgeBase
    k: int = Field(default=10, ge=1)
    where: SearchFilter = EVERYTHING_PUBLIC

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        hits = self.knowledge.search(query, k=self.k, where=self.where)
        return [_as_langchain(hit) for hit in hits]


def _as_langchain(hit: ScoredPassage) -> LangChainDocument:
    passage = hit.passage
    metadata: dict[str, Any] = {
        "source": passage.source,
        "document_id": passage.document_id,
        "kind": passage.kind,
        "title": passage.title,
        "language": passage.language,
        "question": passage.question,
        "skus": list(passage.skus),
        "score": hit.score,
    }
    return LangChainDocument(id=passage.id, page_content=passage.text, metadata=metadata)
