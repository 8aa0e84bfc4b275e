"""What makes two runs comparable: the code, the models and the knowledge behind them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import copilot
import knowledge
from knowledge.analyse.terms import analyser_fingerprint
from knowledge.tokens import ENCODING_FINGERPRINT

if TYPE_CHECKING:
    from copilot.config import Settings
    from copilot.pipeline import Copilot

_SKIPPED = frozenset(("__pycache__", "training", "demo", "api", "helpdesks", "migrations"))
_BATCH = 500


def of_copilot(one: Copilot) -> Mapping[str, str]:
    embedder = one.knowledge.embedder
    return {
        "version": version("reply-copilot"),
        "code": code(),
        "embedding": f"{embedder.name} {embedder.fingerprint[:12]}" if embedder else "none",
        "analyser": analyser_fingerprint(),
        "tokenizer": ENCODING_FINGERPRINT,
        "model": one.settings.model or "extractive",
        "knowledge": _knowledge(one),
    }


def _knowledge(one: Copilot) -> str:
    """Of all documents' contents, wherever they lie."""
    found: list[str] = []
    offset = 0
    while batch := one.knowledge.store.documents(limit=_BATCH, offset=offset):
        found += [document.revision for document in batch]
        offset += len(batch)
    return hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()[:16]


@cache
def code() -> str:
    """Of everything that can change an answer: modules, weights, word lists, prompts."""
    sha = hashlib.sha256()
    for package in (copilot, knowledge):
        root = Path(str(package.__file__)).parent
        for path in sorted(_files(root)):
            sha.update(path.relative_to(root).as_posix().encode())
            sha.update(path.read_bytes())
    return sha.hexdigest()[:16]


def _files(root: Path) -> Iterator[Path]:
    for path in root.iterdir():
        if path.name in _SKIPPED:
            continue
        if path.is_dir():
            yield from _files(path)
        else:
            yield path


def of_settings(settings: Settings) -> Mapping[str, str]:
    """The settings that differ from the defaults, secrets masked, folders left out."""
    return {
        line.key: line.value
        for line in settings.describe()
        if line.origin != "default" and line.key not in ("home", "database_url", "eval_data")
    }
