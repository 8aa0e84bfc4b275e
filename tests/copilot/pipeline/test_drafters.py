"""Drafts in processes of their own: the same drafts, of the knowledge as it is, whatever dies."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from copilot.config import load_settings
from copilot.messages import DraftRequest, Message
from copilot.pipeline import Copilot
from copilot.pipeline.drafters import Drafters
from copilot.store import new_id
from knowledge.documents import Document

QUESTION = DraftRequest(Message("Guten Tag, wie lange kann ich Ware zurückgeben?", id="desk:1"))


def policy(days: int) -> Document:
    text = f"# Rückgabe\n\nSie können Ware innerhalb von {days} Tagen zurückgeben."
    return Document("shop", "rueckgabe.md", "policy", "Rückgabe", text, "de")


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture(scope="module")
def copilot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copilot]:
    home: Path = tmp_path_factory.mktemp("drafters") / "home"
    with Copilot.open(load_settings(env={"COPILOT_HOME": str(home)})) as opened:
        opened.knowledge.add([policy(30)])
        yield opened


@pytest.fixture(scope="module")
def drafters(copilot: Copilot) -> Iterator[Drafters]:
    made = Drafters(copilot, 1)
    made.start()
    until(lambda: made.ready() == 1)
    yield made
    made.stop()


def test_without_a_free_process_the_server_drafts_itself(copilot: Copilot) -> None:
    made = Drafters(copilot, 0)
    made.start()
    draft_id = new_id()
    assert made.draft(QUESTION, draft_id=draft_id).id == draft_id
    assert "30 Tage" in made.draft_by_id(draft_id).reply
    made.stop()


def test_another_process_drafts_and_stores(
    copilot: Copilot, drafters: Drafters, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft_id = new_id()
    with monkeypatch.context() as patched:
        patched.setattr(copilot, "draft", None)  # not here
        made = drafters.draft(QUESTION, draft_id=draft_id)
    assert made.id == draft_id
    assert "30 Tage" in made.reply
    assert copilot.draft_by_id(draft_id) == made
    assert drafters.ready() == 1


def test_changed_knowledge_is_seen(copilot: Copilot, drafters: Drafters) -> None:
    copilot.knowledge.add([policy(14)])
    copilot._shop.changed()
    made = drafters.draft(QUESTION, draft_id=new_id())
    assert "14 Tage" in made.reply
    assert "30 Tage" not in made.reply


def test_a_process_that_dies_costs_no_draft(copilot: Copilot, drafters: Drafters) -> None:
    (process,) = drafters._held
    process._process.kill()
    draft_id = new_id()
    assert drafters.draft(QUESTION, draft_id=draft_id).id == draft_id
    until(lambda: drafters.ready() == 1)
    assert drafters._held != {process}


def test_the_end_takes_them_along(drafters: Drafters) -> None:
    (process,) = drafters._held
    drafters.stop()
    assert process._process.poll() is not None
