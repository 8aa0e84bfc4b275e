"""What draws on the whole knowledge and changes only with it: policies, public contacts."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from copilot.check import PublicFacts, public_facts
from knowledge.documents import Document, Kind

if TYPE_CHECKING:
    from knowledge.base import KnowledgeBase

_BATCH = 200


class ShopView:
    """Reads once and remembers until `changed()`."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge
        self._lock = threading.Lock()
        self._policies: tuple[Document, ...] | None = None
        self._public: PublicFacts | None = None

    def changed(self) -> None:
        """The knowledge is another one now."""
        with self._lock:
            self._policies = self._public = None

    @property
    def policies(self) -> tuple[Document, ...]:
        """The internal documents: tone guide, goodwill limits."""
        with self._lock:
            if self._policies is None:
                self._policies = tuple(self._knowledge.store.internal_policies())
            return self._policies

    @property
    def public(self) -> PublicFacts:
        """Hosts and contacts that the shop itself publishes."""
        with self._lock:
            if self._public is None:
                self._public = public_facts(self._published())
            return self._public

    def _published(self) -> list[Document]:
        kinds: tuple[Kind, ...] = ("product", "policy", "macro", "document")
        found: list[Document] = []
        while batch := self._knowledge.store.documents(kinds, _BATCH, len(found)):
            found += batch
        return [document for document in found if not document.internal]
