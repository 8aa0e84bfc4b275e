"""Small stand-ins for the knowledge's tests: an embedder without a model, and a base."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import sqlalchemy as sa

from knowledge.analyse import terms
from knowledge.base import KnowledgeBase
from knowledge.documents import Passage
from knowledge.store import KnowledgeStore


class WordEmbedder:
    """Texts that share words are alike. No model, deterministic, quick."""

    dimension = 64

    def __init__(self, fingerprint: str = "words-1") -> None:
        self.name = "words"
        self.fingerprint = fingerprint

    def reads(self, language: str) -> bool:
        return False

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return self.encode_documents(texts)

    def encode_documents(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for term in terms(text, "und"):
                seed = int.from_bytes(hashlib.sha256(term.encode()).digest()[:8], "big")
                row += np.random.default_rng(seed).normal(size=self.dimension)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        unit: npt.NDArray[np.float32] = np.zeros_like(rows)
        np.divide(rows, lengths, out=unit, where=lengths > 0)
        return unit


@pytest.fixture
def word_embedder() -> WordEmbedder:
    return WordEmbedder()


@pytest.fixture(scope="session")
def make_embedder() -> Callable[[str], WordEmbedder]:
    """A word embedder with a fingerprint of one's choice."""
    return WordEmbedder


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    """An empty knowledge database."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'knowledge.db'}")
    KnowledgeStore(engine).create_tables()
    yield engine
    engine.dispose()


OpenBase = Callable[..., KnowledgeBase]


@pytest.fixture
def open_base(tmp_path: Path, engine: sa.Engine) -> Iterator[OpenBase]:
    """Opens the knowledge in the test's folder; closes whatever was opened."""
    opened: list[KnowledgeBase] = []

    def opening(embedder: WordEmbedder | None = None, **options: bool) -> KnowledgeBase:
        base = KnowledgeBase.open(tmp_path, engine, embedder or WordEmbedder(), **options)
        opened.append(base)
        return base

    yield opening
    for base in opened:
        base.close()


@pytest.fixture
def make_passage() -> Callable[..., Passage]:
    """A passage with sensible values for what a test does not care about."""

    def making(id_: str, text: str = "", **values: object) -> Passage:
        fields: dict[str, object] = {
            "id": id_,
            "document_id": id_.rpartition("-")[0] or id_,
            "source": f"{id_}.md",
            "kind": "document",
            "title": "",
            "text": text,
            "language": "de",
        }
        return Passage(**{**fields, **values})  # type: ignore[arg-type]

    return making
