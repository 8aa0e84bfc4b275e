"""The passages in memory: what the database holds, before and after a change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
import sqlalchemy as sa

from knowledge.chunk import chunk
from knowledge.documents import Document, Passage
from knowledge.passages import PassageCache
from knowledge.store import KnowledgeStore


class CountingStore(KnowledgeStore):
    """Tells how many passages were read, and lets something happen after a read."""

    read = 0
    after = staticmethod(lambda: None)

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        self.read += len(ids)
        found = super().passages(ids)
        self.after()
        return found


@pytest.fixture
def store() -> Iterator[CountingStore]:
    engine = sa.create_engine("sqlite://")
    made = CountingStore(engine)
    made.create_tables()
    yield made
    engine.dispose()


def put(store: KnowledgeStore, name: str, text: str) -> str:
    document = Document("s", f"{name}.md", "document", name, text, "de")
    (passage,) = pieces = chunk(document)
    store.put([(document, pieces)])
    return passage.id


def test_a_passage_is_read_once_and_order_is_kept(store: CountingStore) -> None:
    a, b = put(store, "a", "Eins."), put(store, "b", "Zwei.")
    cache = PassageCache(store)
    assert [p.text for p in cache.get([b, "gone-0", a])] == ["Zwei.", "Eins."]
    assert [p.text for p in cache.get([a, b])] == ["Eins.", "Zwei."]
    assert store.read == 3


def test_a_changed_document_is_read_again(store: CountingStore) -> None:
    a, b = put(store, "a", "Alt."), put(store, "b", "Bleibt.")
    cache = PassageCache(store)
    cache.get([a, b])
    put(store, "a", "Neu.")
    cache.forget([a.rsplit("-", 1)[0]])
    assert [p.text for p in cache.get([a, b])] == ["Neu.", "Bleibt."]
    assert store.read == 3


def test_what_was_read_before_a_change_is_not_kept(store: CountingStore) -> None:
    a = put(store, "a", "Alt.")
    cache = PassageCache(store)

    def change() -> None:
        CountingStore.after = staticmethod(lambda: None)
        put(store, "a", "Neu.")
        cache.forget([a.rsplit("-", 1)[0]])

    CountingStore.after = staticmethod(change)
    cache.get([a])  # the change happens while this reader holds what it read
    assert [p.text for p in cache.get([a])] == ["Neu."]


def test_no_more_is_held_than_allowed(store: CountingStore) -> None:
    ids = [put(store, name, name) for name in "abc"]
    cache = PassageCache(store, most=2)
    for _ in range(2):
        assert [p.text for p in cache.get(ids)] == ["a", "b", "c"]
    for id_ in ids:
        assert cache.get([id_])
