"""Whether everything that a draft needs is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from copilot.errors import CopilotError
from copilot.store import CopilotStore
from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from knowledge.base import IndexStatus, KnowledgeBase


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that must work: database, an index, the model. `detail` is for an operator."""

    name: str
    ok: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """`ready`: drafts can be made, if need be with one index for two (a part says so)."""

    parts: tuple[Part, ...]
    counts: Mapping[str, int]
    ready: bool


def status_of(store: CopilotStore, knowledge: KnowledgeBase, drafter: str) -> Status:
    """Asks each part; never raises for one that fails."""
    database = _database(store)
    try:
        indexes = knowledge.status()
    except (CopilotError, KnowledgeError) as error:
        broken = Part("indexes", ok=False, detail=error.message)
        return Status((database, broken), MappingProxyType({}), ready=False)
    sides = (
        _side("keywords", indexes.keywords, indexes),
        _side("vectors", indexes.vectors, indexes),
    )
    return Status(
        parts=(database, *sides, Part("drafter", ok=True, detail=drafter)),
        counts=MappingProxyType(
            {
                "documents": indexes.documents,
                "passages": indexes.passages,
                "pending": indexes.pending,
            }
        ),
        ready=database.ok and any(side.ok for side in sides),
    )


def _database(store: CopilotStore) -> Part:
    try:
        store.ping()
    except CopilotError as error:
        return Part("database", ok=False, detail=error.message)
    return Part("database", ok=True)


def _side(name: str, size: int | None, indexes: IndexStatus) -> Part:
    if size is not None:
        return Part(name, ok=True, detail=f"{size} passages{_models(name, indexes)}")
    if name == "vectors" and not indexes.embedder:
        return Part(name, ok=False, detail="switched off: searching by keywords only")
    return Part(name, ok=False, detail="damaged: run `reply-copilot index rebuild`")


def _models(side: str, indexes: IndexStatus) -> str:
    """Which models take part; nothing for the keyword side."""
    if side != "vectors":
        return ""
    waiting = "; `reply-copilot index rebuild` switches to "
    parts = [f", {indexes.embedder}", f"{waiting}{indexes.wanted}" if indexes.wanted else ""]
    return "".join(parts) + (f", reranked by {indexes.reranker}" if indexes.reranker else "")
