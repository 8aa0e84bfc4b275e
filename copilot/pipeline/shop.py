"""What draws on the knowledge and changes only with it: policies, public contacts, and what was
looked up and checked last."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from copilot.check import PublicFacts, public_facts
from copilot.pipeline.memo import Memo
from knowledge.documents import Document, Kind

if TYPE_CHECKING:
    from knowledge.base import KnowledgeBase

_BATCH = 200
_LOOKUPS = 500  # sentences
_CHECKS = 50  # texts


class ShopView:
    """Reads once and remembers until `changed()`."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge
        self._lock = threading.Lock()
        self.generation = 0  # of the knowledge, as far as this process changed it
        self._policies: tuple[Document, ...] | None = None
        self._public: PublicFacts | None = None
        # While somebody types, most sentences stay as they are.
        self.lookups = Memo(_LOOKUPS)
        self.checks = Memo(_CHECKS)

    def changed(self) -> None:
        """The knowledge is another one now."""
        with self._lock:
            self.generation += 1
            self._policies = self._public = None
        self.lookups.clear()
        self.checks.clear()

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

    def owns(self, contact: str) -> bool:
        """Whether an e-mail address or telephone number is the shop's: it is published, or its
        domain is."""
        public = self.public
        _, at, domain = contact.casefold().partition("@")
        if not at:
            return _digits(contact) in {_digits(known) for known in public.contacts} - {""}
        domains = {known.partition("@")[2] for known in public.contacts} - {""}
        return domain in domains

    def _published(self) -> list[Document]:
        kinds: tuple[Kind, ...] = ("product", "policy", "macro", "document")
        found: list[Document] = []
        while batch := self._knowledge.store.documents(kinds, _BATCH, len(found)):
            found += batch
        return [document for document in found if not document.internal]


def _digits(number: str) -> str:
    """The last digits of a telephone number, however it is written."""
    return "".join(char for char in number if char.isdigit())[-7:]
