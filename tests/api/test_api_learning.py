"""Conflicts, merging, insights, imports and the audit log over REST."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


def decided(api: Any, reply: str, question: str) -> dict[str, Any]:
    """The open proposal of an edited draft."""
    draft = api.post("/v1/drafts", json={"message": {"text": question}}).json()
    body = {
        "version": draft["version"], "decision": "edited", "reply": reply, "agent": "Lena",
        "reason": "weiß es besser",
    }  # fmt: skip
    assert api.post(f"/v1/drafts/{draft['id']}/decision", json=body).status_code == 200
    found: dict[str, Any] = api.get("/v1/knowledge/proposals").json()["proposals"][0]
    return found


def test_a_contradiction_is_shown_and_must_be_accepted(api: Any) -> None:
    proposal = decided(
        api,
        "Sie können Ware innerhalb von 99 Tagen zurückgeben.",
        "Wie lange kann ich Ware zurückgeben?",
    )
    assert [c["reason"] for c in proposal["conflicts"]][:1] == ["number"]
    assert "99 Tagen" in proposal["conflicts"][0]["proposed"]
    path = f"/v1/knowledge/proposals/{proposal['id']}/confirm"
    refused = api.post(path, json={"agent": "Ada"})
    assert refused.status_code == 409
    assert refused.json()["error"]["details"]["conflicts"]
    assert api.post(path, json={"agent": "Ada", "despite_conflicts": True}).status_code == 200


def test_insights_lead_to_tickets(api: Any) -> None:
    decided(api, "Die Antwort.", "Kann ich die Decke zurückgeben?")
    report = api.get("/v1/insights/report", params={"days": 7}).json()
    assert report["drafts"] == 1
    assert report["topics"][0]["tickets"]
    assert sum(hour["count"] for hour in api.get("/v1/insights/hours").json()) == 1
    (week,) = api.get("/v1/insights/weeks").json()
    assert week["edited"] == 1
    assert api.get("/v1/insights/edits").json()
    assert api.get("/v1/insights/repairs").json() == []


@pytest.mark.parametrize("days", [0, -1, "x"])
def test_a_bad_period_is_refused(days: object, api: Any) -> None:
    assert api.get("/v1/insights/topics", params={"days": days}).status_code == 422


def test_the_audit_log_tells_who_decided(api: Any) -> None:
    decided(api, "Die Antwort.", "Kann ich die Decke zurückgeben?")
    (entry, *_) = api.get("/v1/audit").json()["entries"]
    assert (entry["actor"], entry["action"]) == ("Lena", "draft.edited")


def test_the_audit_log_tells_who_was_shown_past_answers(api: Any) -> None:
    assert api.post("/v1/search", json={"query": "Rückgabe der Ware"}).json()["passages"]
    actions = [entry["action"] for entry in api.get("/v1/audit").json()["entries"]]
    assert "knowledge.searched" not in actions, "a policy is nobody's personal data"
    body = {
        "question": "Wie öle ich die Hegra?",
        "answer": "Einen Tropfen Öl auf das Gelenk geben.",
    }
    proposal = decided(api, body["answer"], body["question"])
    confirmed = api.post(f"/v1/knowledge/proposals/{proposal['id']}/confirm", json={"agent": "Ada"})
    api.post("/v1/search", json={"query": "Hegra ölen", "kinds": ["past_answer"]})
    (entry,) = api.get("/v1/audit", params={"limit": 1}).json()["entries"]
    assert entry["action"] == "knowledge.searched"
    assert entry["details"] == {"past_answers": [confirmed.json()["id"]]}
    assert "Hegra" not in str(entry)


def test_an_archive_is_looked_at_and_imported(api: Any, tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(
        "ticket_id,author,text\n1,Kunde,Wie wasche ich die Wolldecke richtig?\n"
        "1,Agent,Bitte waschen Sie die Wolldecke von Hand bei 30 Grad und liegend trocknen.\n",
        "utf-8",
    )
    shown = api.post("/v1/knowledge/import/preview", json={"path": str(path)})
    assert shown.json()["items"][0]["fate"] == "take"
    report = api.post("/v1/knowledge/import", json={"path": str(path)})
    assert report.json()["counts"] == {"added": 1}


def test_the_audit_log_tells_who_saw_a_draft_once_an_hour(api: Any) -> None:
    draft = api.post("/v1/drafts", json={"message": {"text": "Wann kommt mein Paket?"}}).json()
    for _ in range(3):
        assert api.get(f"/v1/drafts/{draft['id']}").status_code == 200
    entries = api.get("/v1/audit", params={"subject": draft["id"]}).json()["entries"]
    assert [entry["action"] for entry in entries] == ["draft.seen"]


def test_a_person_is_handed_out_erased_and_gone(api: Any) -> None:
    mail = "Wann kommt mein Paket? rosa.kern@example.com"
    customer = {"email": "rosa.kern@example.com"}
    api.post("/v1/drafts", json={"message": {"text": mail}, "customer": customer})
    body = {"person": "rosa.kern@example.com"}
    found = api.post("/v1/persons/export", json=body)
    assert [one["message"]["text"] for one in found.json()["messages"]] == [mail]
    erased = api.post("/v1/persons/erase", json=body)
    assert erased.json()["erased"]["messages"] == 1
    assert api.post("/v1/persons/export", json=body).status_code == 404
    assert api.post("/v1/persons/erase", json=body).status_code == 404
    assert api.post("/v1/persons/erase", json={"person": " "}).status_code == 422


def test_what_is_old_is_swept_at_once(api: Any) -> None:
    answer = api.post("/v1/retention/sweep")
    assert answer.status_code == 200
    assert set(answer.json()["deleted"]) >= {"drafts", "orders", "past_answers", "audit"}
