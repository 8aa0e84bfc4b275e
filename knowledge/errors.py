"""What can go wrong with the shop's knowledge, and whose fault it is.

KnowledgeError
├── SourceError        the operator's file or folder: names the file, the row, the fix
├── IndexMismatchError the index was made by another embedder or analyser: rebuild it
├── IndexDamagedError  a derived index cannot be read: rebuild it from the database
└── EmbeddingError     the embedding model is missing or refused
"""

from __future__ import annotations


class KnowledgeError(Exception):
    """Base of every error of this package. `hint` says what to do about it."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class SourceError(KnowledgeError):
    """A file, folder or row that cannot be read; the operator can mend it."""


class IndexMismatchError(KnowledgeError):
    """The index carries the fingerprint of another embedder, analyser or tokenizer."""


class IndexDamagedError(KnowledgeError):
    """A derived index cannot be opened or read."""


class EmbeddingError(KnowledgeError):
    """The embedding model is missing, unreadable or refused."""
