"""Reads the questions of one message together: most are answered by the same few documents.

A unit of a document that answers another question well is more probable than its own words
say; one of a document that nothing else speaks for is less.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from copilot.draft.selector import Scored

_WEIGHT = 4.0  # in log-odds, for a document that certainly answers another question
_EXPECTED = 0.15  # how probable that is of any document
_MOST = 2.2  # what such a document adds at most


class Together:
    """The best probability of each document, question by question."""

    def __init__(self, scored: Mapping[str, Sequence[Scored]]) -> None:
        """`scored`: the units of every question of the message, by its id."""
        self._count = len(scored)
        self._best: dict[str, dict[str, float]] = {}
        for question, items in scored.items():
            for item in items:
                of_document = self._best.setdefault(item.unit.evidence.document_id, {})
                of_document[question] = max(item.score, of_document.get(question, 0.0))

    def weighed(self, question: str, scored: Sequence[Scored]) -> list[Scored]:
        """One question's units again, best first. A single question has nothing beside it."""
        if self._count < 2:
            return list(scored)
        documents = {item.unit.evidence.document_id for item in scored}
        shift = {d: self._shift(d, question) for d in documents}
        moved = [
            replace(item, odds=item.odds + shift[item.unit.evidence.document_id]) for item in scored
        ]
        return sorted(moved, key=lambda item: -item.odds)

    def _shift(self, document: str, question: str) -> float:
        return min(_MOST, _WEIGHT * (self._support(document, question) - _EXPECTED))

    def _support(self, document: str, question: str) -> float:
        """How probable it is that the document answers any of the other questions."""
        others = (p for q, p in self._best.get(document, {}).items() if q != question)
        return 1.0 - math.prod(1.0 - p for p in others)
