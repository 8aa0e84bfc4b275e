"""Knowledge, proposals, gaps and health over REST."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from copilot.errors import BusyError, StorageError
from copilot.pipeline import Copilot
from knowledge.errors import EmbeddingError, IndexDamagedError, IndexMismatchError, SourceError

Connect = Callable[..., TestClient]
STREAM = {"Accept": "text/event-stream"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "shop"
    (made / "policies").mkdir(parents=True)
    for name in ("abholung", "zahlung"):
        text = f"# {name}\n\nSamstags in Kiel."
        (made / "policies" / f"{name}.md").write_text(text, encoding="utf-8")
    return made


def test_an_ingest_reports(api: TestClient, folder: Path) -> None:
    report = api.post("/v1/knowledge/ingest", json={"path": str(folder)}).json()
    assert report["counts"]["added"] == 2
    again = api.post("/v1/knowledge/ingest", json={"path": str(folder)}).json()
    assert again["counts"].get("added", 0) == 0


def test_an_ingest_streams_its_progress(api: TestClient, folder: Path) -> None:
    answer = api.post("/v1/knowledge/ingest", json={"path": str(folder)}, headers=STREAM)
    blocks = [block.splitlines() for block in answer.text.strip().split("\n\n")]
    events = [dict(line.split(": ", 1) for line in block) for block in blocks]
    assert [event["event"] for event in events[:-1]] == ["progress"] * (len(events) - 1)
    assert len(events) > 1
    assert {"done", "total"} <= set(json.loads(events[0]["data"]))
    assert events[-1]["event"] == "report"
    assert json.loads(events[-1]["data"])["counts"]["added"] == 2


@pytest.mark.parametrize("name", ["nowhere", "~nobody-of-that-name", "x" * 4_000])
def test_a_folder_that_is_not_there_is_said_so(api: TestClient, tmp_path: Path, name: str) -> None:
    path = name if name.startswith("~") else str(tmp_path / name)[:4_096]
    answer = api.post("/v1/knowledge/ingest", json={"path": path})
    assert answer.status_code == 422
    assert path in answer.json()["error"]["message"]
    streamed = api.post("/v1/knowledge/ingest", json={"path": path}, headers=STREAM)
    assert "event: error" in streamed.text


def test_a_rebuild_streams_its_progress(api: TestClient) -> None:
    answer = api.post("/v1/knowledge/rebuild", headers=STREAM)
    assert "event: report" in answer.text
    assert '"done"' in answer.text
    assert api.post("/v1/search", json={"query": "Rückgabe"}).json()["passages"]


def test_documents_are_listed_and_shown(api: TestClient) -> None:
    listed = api.get("/v1/knowledge/documents").json()["documents"]
    assert {item["source"] for item in listed} == {"rueckgabe.md", "kulanz.md"}
    shown = api.get(f"/v1/knowledge/documents/{listed[0]['id']}").json()
    assert shown["text"].startswith("#")
    kind = api.get("/v1/knowledge/documents", params={"kind": "macro"}).json()
    assert kind["documents"] == []


def test_a_proposal_is_confirmed_once_and_found_afterwards(api: TestClient) -> None:
    question = "Gibt es die Schere für Linkshänder?"
    draft = api.post("/v1/drafts", json={"message": {"text": question}}).json()
    gaps = api.get("/v1/insights/gaps").json()["gaps"]
    assert [gap["draft_ids"] for gap in gaps] == [[draft["id"]]]
    body = {"version": 1, "decision": "edited", "agent": "Lena", "reason": "weiß ich"}
    body["reply"] = "Guten Tag,\n\nja, ab Mai für Linkshänder.\n\nViele Grüße"
    decided = api.post(f"/v1/drafts/{draft['id']}/decision", json=body)
    assert decided.status_code == 200, decided.text
    (proposal,) = api.get("/v1/knowledge/proposals").json()["proposals"]
    url = f"/v1/knowledge/proposals/{proposal['id']}"
    confirmed = api.post(f"{url}/confirm", json={})
    assert confirmed.json()["kind"] == "past_answer"
    assert api.post(f"{url}/confirm", json={}).status_code == 409
    assert api.post(f"{url}/dismiss", json={}).status_code == 409
    assert api.get("/v1/knowledge/proposals").json()["proposals"] == []
    listed = api.get("/v1/knowledge/proposals", params={"state": "all"}).json()["proposals"]
    assert [item["state"] for item in listed] == ["confirmed"]
    (first, *_rest) = api.post("/v1/search", json={"query": question}).json()["passages"]
    assert first["document_id"] == confirmed.json()["id"]


# --- health -------------------------------------------------------------------------------


def test_health_and_readiness(api: TestClient, copilot: Copilot) -> None:
    assert api.get("/healthz").json() == {"status": "alive"}
    ready = api.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["ready"]
    assert ready.json()["counts"]["documents"] == 2
    copilot.knowledge.close()
    broken = api.get("/readyz")
    assert broken.status_code == 503
    assert not broken.json()["ready"]
    assert api.get("/healthz").status_code == 200


def test_strangers_see_no_details(connect: Connect) -> None:
    away = connect(client=("203.0.113.7", 1)).get("/readyz").json()
    assert away["counts"] == {}
    assert {part["detail"] for part in away["parts"]} == {""}


def test_metrics_count_by_route_and_outcome(api: TestClient) -> None:
    api.post("/v1/drafts", json={"message": {"text": "Wie lange Rückgabe?"}})
    api.get("/v1/drafts/unknown-id")
    text = api.get("/metrics").text
    assert 'copilot_requests_total{method="POST",route="/v1/drafts",status="200"} 1.0' in text
    assert 'route="/v1/drafts/{draft_id}",status="404"' in text
    assert "unknown-id" not in text
    assert 'copilot_drafts_total{drafter="extractive"' in text


FAULTS: dict[str, tuple[Exception, int, str]] = {
    "locked database": (BusyError("busy"), 503, "busy"),
    "full disk": (StorageError("full"), 507, "storage"),
    "index of another model": (IndexMismatchError("other"), 503, "index_mismatch"),
    "damaged index": (IndexDamagedError("damaged"), 503, "index_damaged"),
    "missing model": (EmbeddingError("missing"), 503, "embedding"),
    "bad file": (SourceError("row 3"), 422, "source"),
}


@pytest.mark.parametrize(("fault", "status", "code"), FAULTS.values(), ids=FAULTS.keys())
def test_every_fault_has_its_status(
    api: TestClient,
    copilot: Copilot,
    monkeypatch: pytest.MonkeyPatch,
    fault: Exception,
    status: int,
    code: str,
) -> None:
    def fail(*_args: Any, **_named: Any) -> None:
        raise fault

    monkeypatch.setattr(copilot, "search", fail)
    answer = api.post("/v1/search", json={"query": "a"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert ("retry-after" in answer.headers) == (status == 503)
