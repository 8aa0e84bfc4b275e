"""Switching the embedding model: the old index serves until the new one is complete."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from knowledge.base import KnowledgeBase
from knowledge.documents import Document
from knowledge.embed import BUNDLED, Embedder, load_embedder
from knowledge.errors import IndexMismatchError

SHOP = [
    Document("shop", "versand.md", "policy", "Versand", "Der Versand kostet 4,90 €.", "de"),
    Document("shop", "returns.md", "policy", "Returns", "Return goods within 30 days.", "en"),
]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A sentence-transformers model: the bundled table, reading what is asked otherwise."""
    folder = tmp_path_factory.mktemp("models") / "tiny"
    shutil.copytree(BUNDLED, folder)
    settings = {"prompts": {"query": "frage "}, "model_type": "SentenceTransformer"}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(settings))
    return str(folder)


@pytest.fixture
def home(tmp_path: Path, engine: sa.Engine, tiny: str) -> Path:
    """A data folder whose index was made with the tiny model."""
    base = KnowledgeBase.open(tmp_path, engine, load_embedder(tiny))
    base.add(SHOP)
    base.close()
    return tmp_path


Opening = Callable[..., KnowledgeBase]


@pytest.fixture
def opened(home: Path, engine: sa.Engine) -> Opening:
    def opening(wanted: str = "bundled", **options: object) -> KnowledgeBase:
        options.setdefault("load", load_embedder)
        return KnowledgeBase.open(home, engine, load_embedder(wanted), **options)  # type: ignore[arg-type]

    return opening


def first(base: KnowledgeBase, query: str) -> str:
    return base.search(query)[0].passage.source


def test_the_old_model_serves_until_the_rebuild_and_the_new_one_from_then_on(
    opened: Opening, tiny: str
) -> None:
    base = opened()
    assert (base.status().embedder, base.status().wanted) == (tiny, "bundled")
    seen: list[tuple[int, int]] = []

    def meanwhile(done: int, total: int) -> None:
        seen.append((done, total))
        assert first(base, "Was kostet der Versand?") == "versand.md"
        assert base.status().embedder == tiny
        added = Document("shop", "neu.md", "policy", "Neu", "Gutscheine gelten lange.", "de")
        base.add([added])

    base.rebuild(meanwhile)
    assert seen == [(2, 2)]
    assert (base.status().embedder, base.status().wanted) == ("bundled", "")
    assert base.status().vectors == 3
    assert first(base, "Gutscheine") == "neu.md"
    base.close()
    again = opened(load=None)
    assert again.status().embedder == "bundled"
    assert first(again, "Was kostet der Versand?") == "versand.md"
    again.close()


def test_killed_in_the_middle_the_old_index_goes_on_serving(
    home: Path, opened: Opening, tiny: str
) -> None:
    code = f"""
import pathlib, time
import sqlalchemy as sa
from knowledge.base import KnowledgeBase
from knowledge.embed import load_embedder
home = pathlib.Path({str(home)!r})
engine = sa.create_engine(f"sqlite:///{{home}}/knowledge.db")
base = KnowledgeBase.open(home, engine, load_embedder(), for_rebuild=True)
def waiting(done, total):
    print("filled", flush=True)
    time.sleep(60)
base.rebuild(waiting)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"filled\n"
        process.kill()
    assert len(list((home / "index").glob("0*"))) == 2
    base = opened()
    assert base.status().embedder == tiny
    assert first(base, "Was kostet der Versand?") == "versand.md"
    assert len(list((home / "index").glob("0*"))) == 1
    base.rebuild()
    assert base.status().embedder == "bundled"
    base.close()


@pytest.mark.parametrize("gone", ["removed", "changed"])
def test_an_old_model_that_is_no_more_needs_the_rebuild(
    home: Path, opened: Opening, make_embedder: Callable[[str], Embedder], gone: str
) -> None:
    current = home / "index" / "current.json"
    held = json.loads(current.read_text("utf-8"))
    if gone == "removed":
        held["fingerprint"]["embedder_name"] = str(home / "no-such-model")
    current.write_text(json.dumps(held), "utf-8")
    loads = {"removed": load_embedder, "changed": lambda _name: make_embedder("words-9")}
    with pytest.raises(IndexMismatchError, match="embedder") as caught:
        opened(load=loads[gone])
    assert "reply-copilot index rebuild" in caught.value.hint
