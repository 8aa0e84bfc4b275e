"""Completes what was found: a section that was cut in two keeps its table and its sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Protocol

from copilot.messages import Evidence, KnowledgeFilter, Understanding
from knowledge.documents import Passage
from knowledge.injection import speaks_to_machines, without_commands

_ADDED = 2  # to one question
_BESIDE = 0.9  # of the score of the passage that was found


class Finder(Protocol):
    """The retrieval that is completed."""

    def retrieve(
        self,
        understanding: Understanding,
        knowledge_filter: KnowledgeFilter | None = None,
        today: dt.date | None = None,
    ) -> tuple[Evidence, ...]: ...


class Passages(Protocol):
    """The part of the knowledge store that is needed here."""

    def passages_of(self, document_ids: Sequence[str]) -> list[Passage]: ...


class WholeSections:
    """Retrieval that adds the rest of a section whose other part it found.

    A table says nothing in the words of a question; the sentence beside it does.
    """

    def __init__(self, finding: Finder, store: Passages) -> None:
        self._finding = finding
        self._store = store

    def retrieve(
        self,
        understanding: Understanding,
        knowledge_filter: KnowledgeFilter | None = None,
        today: dt.date | None = None,
    ) -> tuple[Evidence, ...]:
        """As `Retriever.retrieve`; what is added comes last, its ids go on."""
        found = self._finding.retrieve(understanding, knowledge_filter, today)
        documents = tuple(dict.fromkeys(e.document_id for e in found if not e.internal))
        passages = self._store.passages_of(documents) if documents else []
        added = [
            item
            for question in dict.fromkeys(e.question for e in found)
            for item in _missing(
                [e for e in found if e.question == question and not e.internal], passages
            )
        ]
        numbered = [replace(item, id=f"e{n}") for n, item in enumerate(added, len(found) + 1)]
        return tuple(item for item in map(_harmless, (*found, *numbered)) if item.text)


@lru_cache(maxsize=8192)
def _gives_orders(passage: str) -> bool:
    """The same passages come again with every message."""
    return speaks_to_machines(passage)


def _harmless(item: Evidence) -> Evidence:
    """Without what gives orders to whatever machine reads it."""
    if not _gives_orders(f"{item.title}\n{item.text}\n{item.asked}"):
        return item
    return replace(
        item,
        title=without_commands(item.title),
        text=without_commands(item.text),
        asked=without_commands(item.asked),
    )


def _missing(found: Sequence[Evidence], passages: Sequence[Passage]) -> Iterator[Evidence]:
    """Tables of the sections of which a part was found, best first."""
    there = {(item.document_id, item.text) for item in found}
    left = _ADDED
    for item in sorted(found, key=lambda item: -item.score):
        for passage in passages:
            key = (passage.document_id, passage.text)
            same = (passage.document_id, passage.title) == (item.document_id, item.title)
            if left and same and key not in there and not passage.internal and _is_table(passage):
                there.add(key)
                left -= 1
                yield replace(item, text=passage.text, score=round(_BESIDE * item.score, 4))


def _is_table(passage: Passage) -> bool:
    return passage.text.lstrip().startswith("|")
