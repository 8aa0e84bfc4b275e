"""Marking a document as outdated: no draft rests on it any more, and it can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from copilot.pipeline import Copilot

Connect = Callable[..., TestClient]
TEXT = "# Versand\n\nDer Versand nach Norwegen kostet 49 Euro."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shop = tmp_path / "shop"
    (shop / "policies").mkdir(parents=True)
    (shop / "policies" / "versand.md").write_text(TEXT, "utf-8")
    return shop


@pytest.fixture
def document(copilot: Copilot, folder: Path) -> str:
    copilot.ingest(folder)
    return next(d.id for d in copilot.documents() if d.path.endswith("versand.md"))


def _until(copilot: Copilot, document_id: str) -> list[Any]:
    found = copilot.search("Versand Norwegen", 10)
    return [hit.passage.valid_until for hit in found if hit.passage.document_id == document_id]


def _reply(api: TestClient) -> str:
    body = {"message": {"text": "Was kostet der Versand nach Norwegen?"}}
    return str(api.post("/v1/drafts", json=body).json()["reply"])


def test_no_draft_rests_on_what_is_outdated(
    connect: Connect, copilot: Copilot, document: str
) -> None:
    api = connect()
    assert "49" in _reply(api)
    marked = api.post(f"/v1/knowledge/documents/{document}/outdated")
    assert marked.status_code == 200
    assert "49" not in _reply(api)
    assert [str(day) for day in _until(copilot, document)] == [marked.json()["valid_until"]]
    assert copilot.store.audit.entries(document)[0].action == "document.outdated"
    assert api.delete(f"/v1/knowledge/documents/{document}/outdated").status_code == 204
    assert "49" in _reply(api)
    assert copilot.store.audit.entries(document)[0].action == "document.valid"


def test_an_ingest_of_the_unchanged_file_keeps_the_mark(
    copilot: Copilot, folder: Path, document: str
) -> None:
    last = copilot.mark_outdated(document)
    (folder / "policies" / "versand.md").touch()
    copilot.ingest(folder)
    copilot.rebuild()
    assert _until(copilot, document) == [last]


def test_a_changed_file_speaks_for_itself(copilot: Copilot, folder: Path, document: str) -> None:
    copilot.mark_outdated(document)
    changed = TEXT.replace("49", "29")
    (folder / "policies" / "versand.md").write_text(changed, "utf-8")
    copilot.ingest(folder)
    assert _until(copilot, document) == [None]


def test_an_unknown_document_is_not_found(connect: Connect) -> None:
    api = connect()
    assert api.post("/v1/knowledge/documents/nothing/outdated").status_code == 404
    assert api.delete("/v1/knowledge/documents/nothing/outdated").status_code == 404


def test_it_takes_an_editor(connect: Connect, copilot: Copilot, document: str) -> None:
    api = connect(client=("203.0.113.5", 50_000))
    key = {"X-API-Key": copilot.store.keys.create("Kim", "agent").secret}
    assert api.post(f"/v1/knowledge/documents/{document}/outdated", headers=key).status_code == 403
