"""What stands in for the knowledge where something is learnt."""

from __future__ import annotations

from knowledge.documents import Document


class Shelf:
    """Documents by their id; removing one that is not there is fine."""

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}

    def add(self, document: Document) -> None:
        self.documents[document.id] = document

    def remove(self, document_id: str) -> None:
        self.documents.pop(document_id, None)
