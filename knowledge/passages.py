"""Passages in memory: a search weighs some eighty of them, and shows ten."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence

from knowledge.documents import Passage
from knowledge.store import KnowledgeStore

_MOST = 20_000  # held at once; some twenty megabytes


class PassageCache:
    """Reads passages through, and forgets them when their documents change.

    Threads may read while one writes: what was read before a change and comes late is
    handed out, but not kept.
    """

    def __init__(self, store: KnowledgeStore, most: int = _MOST) -> None:
        self._store = store
        self._most = most
        self._lock = threading.Lock()
        self._held: dict[str, Passage] = {}
        self._changes = 0

    def get(self, ids: Sequence[str]) -> list[Passage]:
        """The passages in the order of `ids`; those that are gone are left out."""
        held, changes = self._held, self._changes
        found = {id_: passage for id_ in ids if (passage := held.get(id_)) is not None}
        if missing := [id_ for id_ in ids if id_ not in found]:
            read = {passage.id: passage for passage in self._store.passages(missing)}
            self._keep(read, changes)
            found |= read
        return [found[id_] for id_ in ids if id_ in found]

    def _keep(self, read: dict[str, Passage], changes: int) -> None:
        with self._lock:
            if changes == self._changes:
                if len(self._held) + len(read) > self._most:
                    self._held = {}
                self._held.update(read)

    def forget(self, document_ids: Iterable[str]) -> None:
        """These documents were changed or removed."""
        gone = set(document_ids)
        with self._lock:
            self._changes += 1
            self._held = {i: p for i, p in self._held.items() if p.document_id not in gone}
