"""Webhook to note, through the real service and a real HTTP server for each vendor."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from copilot.pipeline import Copilot
from copilot.testing.helpdesks import FAKES, FakeHelpdesk, FakeZammad, Fault

Connect = Callable[..., TestClient]
QUESTION = "Guten Tag, wie lange kann ich die Schere zurückgeben?"
REMOTE = {"client": ("203.0.113.5", 40_000), "base_url": "https://copilot.example"}


@pytest.fixture(params=sorted(FAKES))
def desk(request: pytest.FixtureRequest) -> Iterator[FakeHelpdesk]:
    with FAKES[request.param]() as running:
        yield running


def hand_in(api: TestClient, desk: FakeHelpdesk, ticket: str, **changes: Any) -> Any:
    headers, body = desk.webhook(ticket, **changes)
    return api.post(f"/v1/helpdesks/{desk.kind}/webhook", content=body, headers=headers)


def ended(api: TestClient, job: str, *states: str) -> Any:
    """The job, once it is over."""
    for _ in range(400):
        found = api.get(f"/v1/helpdesks/jobs/{job}").json()
        if found["state"] in (states or ("done", "dead", "superseded")):
            return found
        time.sleep(0.02)
    raise AssertionError(found)


def test_a_customers_message_becomes_a_private_note(desk: FakeHelpdesk, connect: Connect) -> None:
    api = connect(helpdesks=(desk.settings(),))
    ticket = desk.ticket()
    desk.says(ticket, QUESTION)
    answer = hand_in(api, desk, ticket)
    assert answer.status_code == 202, answer.text
    assert answer.json() == {
        "status": "queued",
        "job": answer.json()["job"],
        "ticket": f"{desk.kind}:{ticket}",
    }
    job = ended(api, answer.json()["job"])
    assert (job["state"], job["outcome"], job["error"]) == ("done", "note", "")
    (note,) = desk.notes(ticket)
    assert "30 Tage" in note
    assert "Muster" in note
    assert f"https://copilot.example/ui/?ticket={desk.kind}:{ticket}" in note
    assert f"reply-copilot:{job['id']}" in note
    assert desk.sent == []
    draft = api.get(f"/v1/drafts/{job['draft_id']}").json()
    assert draft["message_id"] == f"{desk.kind}:{ticket}"
    assert draft["state"] == "open"


def test_the_zammad_reply_waits_as_a_shared_draft(connect: Connect) -> None:
    with FakeZammad() as desk:
        api = connect(helpdesks=(desk.settings(),))
        ticket = desk.ticket()
        desk.says(ticket, QUESTION)
        ended(api, hand_in(api, desk, ticket).json()["job"])
        draft = desk.tickets[ticket]["draft"]
    assert "30 Tage" in draft["new_article"]["body"]
    assert "reply-copilot" not in draft["new_article"]["body"], "it is what a customer would read"
    assert draft["new_article"]["to"] == "petra@example.org"
    assert draft["ticket_attributes"] == {}


def test_a_shared_draft_that_a_person_changed_is_left_alone(connect: Connect) -> None:
    with FakeZammad() as desk:
        api = connect(helpdesks=(desk.settings(),))
        ticket = desk.ticket()
        desk.says(ticket, QUESTION)
        ended(api, hand_in(api, desk, ticket).json()["job"])
        desk.tickets[ticket]["draft"]["new_article"]["body"] += "<br>Ihre Lena"
        desk.says(ticket, "Und was kostet die Rücksendung der Schere?")
        ended(api, hand_in(api, desk, ticket).json()["job"])
        assert desk.tickets[ticket]["draft"]["new_article"]["body"].endswith("Ihre Lena")
        assert len(desk.notes(ticket)) == 2


def test_a_new_message_makes_the_older_draft_stale(desk: FakeHelpdesk, connect: Connect) -> None:
    api = connect(helpdesks=(desk.settings(),))
    ticket = desk.ticket()
    desk.says(ticket, QUESTION)
    first = ended(api, hand_in(api, desk, ticket).json()["job"])
    desk.says(ticket, "Ich habe die Schere schon benutzt. Geht das trotzdem?")
    second = ended(api, hand_in(api, desk, ticket).json()["job"])
    assert api.get(f"/v1/drafts/{first['draft_id']}").json()["state"] == "stale"
    assert api.get(f"/v1/drafts/{second['draft_id']}").json()["state"] == "open"
    assert len(desk.notes(ticket)) == 2
    assert "ersetzt den früheren Vorschlag" in desk.notes(ticket)[1]
    body = api.get(f"/v1/drafts/{second['draft_id']}").json()["understanding"]["body"]
    assert "zurückgeben" in body, "both messages are unanswered"
    assert "schon benutzt" in body


def test_a_repeated_delivery_is_told_what_the_first_was(
    desk: FakeHelpdesk, connect: Connect
) -> None:
    api = connect(helpdesks=(desk.settings(),))
    ticket = desk.ticket()
    desk.says(ticket, QUESTION)
    first, again = (hand_in(api, desk, ticket) for _ in range(2))
    if desk.kind == "freshdesk":  # it has no delivery id: the second job sees the first's note
        ended(api, first.json()["job"])
        ended(api, again.json()["job"])
        third = ended(api, hand_in(api, desk, ticket).json()["job"])
        assert third["outcome"] == "answered_before"
    else:
        assert first.json() == again.json()
        ended(api, first.json()["job"])
    assert len(desk.notes(ticket)) == 1


def test_own_notes_and_agents_replies_come_to_nothing(desk: FakeHelpdesk, connect: Connect) -> None:
    api = connect(helpdesks=(desk.settings(),))
    ticket = desk.ticket()
    desk.says(ticket, QUESTION)
    for private in (True, False):
        desk.replies(ticket, "Guten Tag, 30 Tage.", private=private)
        answer = hand_in(api, desk, ticket)
        if desk.kind == "freshdesk" and private:  # the simple shape does not say who wrote
            assert answer.status_code == 202
            ended(api, answer.json()["job"])
        elif desk.kind == "freshdesk":
            job = ended(api, answer.json()["job"])
            assert job["outcome"] == "nothing_to_answer"
        else:
            assert answer.status_code == 200
            assert answer.json()["status"] == "ignored"
    assert desk.sent == []


def forged(headers: dict[str, str], body: bytes) -> tuple[dict[str, str], bytes]:
    return headers, body.replace(b"Schere", b"Axt")


def unsigned(headers: dict[str, str], body: bytes) -> tuple[dict[str, str], bytes]:
    return {}, body


@pytest.mark.parametrize("change", [forged, unsigned])
def test_forged_webhooks_store_nothing(
    desk: FakeHelpdesk, connect: Connect, copilot: Copilot, change: Callable[..., Any]
) -> None:
    api = connect(**REMOTE, helpdesks=(desk.settings(),))
    ticket = desk.ticket()
    desk.says(ticket, QUESTION)
    headers, body = change(*desk.webhook(ticket))
    if desk.kind == "freshdesk" and change is forged:
        headers = {"X-Copilot-Secret": "something else"}  # it signs nothing
    answer = api.post(f"/v1/helpdesks/{desk.kind}/webhook", content=body, headers=headers)
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "unauthorized"
    assert copilot.store.jobs.newest().total == 0


def test_webhooks_need_no_key_and_their_jobs_do(desk: FakeHelpdesk, connect: Connect) -> None:
    api = connect(**REMOTE, helpdesks=(desk.settings(),))
    ticket = desk.ticket()
    desk.says(ticket, QUESTION)
    assert hand_in(api, desk, ticket).status_code == 202
    assert api.get("/v1/helpdesks/jobs").status_code == 401


def test_dead_jobs_are_listed_and_can_be_retried(connect: Connect) -> None:
    with FakeZammad(faults=[Fault(403)]) as desk:
        api = connect(helpdesks=(desk.settings(),))
        ticket = desk.ticket()
        desk.says(ticket, QUESTION)
        job = ended(api, hand_in(api, desk, ticket).json()["job"])
        assert job["state"] == "dead"
        assert "403" in job["error"]
        listed = api.get("/v1/helpdesks/jobs", params={"state": "dead", "helpdesk": "zammad"})
        assert [item["id"] for item in listed.json()["jobs"]] == [job["id"]]
        assert listed.json()["next_offset"] is None
        (shown,) = api.get("/v1/helpdesks").json()["helpdesks"]
        assert shown["jobs"]["dead"] == 1
        assert (
            'copilot_helpdesk_jobs{helpdesk="zammad",state="dead"} 1.0' in api.get("/metrics").text
        )
        retried = api.post(f"/v1/helpdesks/jobs/{job['id']}/retry")
        assert retried.status_code == 200
        assert ended(api, job["id"], "done")["outcome"] == "note"
        assert api.post(f"/v1/helpdesks/jobs/{job['id']}/retry").status_code == 409
        assert api.post("/v1/helpdesks/jobs/retry", json={}).json() == {"retried": 0}
        assert len(desk.notes(ticket)) == 1


def test_an_unknown_helpdesk_and_job_are_not_found(api: TestClient) -> None:
    assert api.post("/v1/helpdesks/nowhere/webhook", content=b"{}").status_code == 404
    assert api.get("/v1/helpdesks/jobs/nothing").status_code == 404
    assert api.post("/v1/helpdesks/jobs/nothing/retry").status_code == 404
    assert api.get("/v1/helpdesks").json() == {"helpdesks": []}


# --- imports over the helpdesk's API --------------------------------------------------------


def answered(desk: FakeHelpdesk) -> str:
    """A past ticket with its answer."""
    ticket = desk.ticket()
    desk.says(ticket, "Guten Tag, wie öle ich die Schere richtig ein? Petra Muster")
    desk.replies(ticket, "Geben Sie einen Tropfen Nähmaschinenöl auf das Gelenk der Schere.")
    return ticket


def test_past_tickets_are_looked_at_and_imported(desk: FakeHelpdesk, connect: Connect) -> None:
    api = connect(helpdesks=(desk.settings(),))
    ticket = answered(desk)
    desk.macro("Etikett", "Das Etikett liegt im Konto.")
    path = f"/v1/helpdesks/{desk.kind}/import"
    looked = api.post(f"{path}/preview", json={"what": "tickets", "min_quality": 0}).json()
    assert [(item["key"], item["fate"]) for item in looked["items"]] == [
        (f"{desk.kind}:{ticket}", "take")
    ]
    report = api.post(path, json={"min_quality": 0}).json()
    assert (report["tickets"], report["counts"]) == (1, {"added": 2})
    (entry,) = api.get("/v1/audit", params={"limit": 1}).json()["entries"]
    assert (entry["action"], entry["details"]) == ("knowledge.imported", {"added": 2})
    found = api.post("/v1/search", json={"query": "Schere ölen", "kinds": ["past_answer"]}).json()
    assert "Nähmaschinenöl" in found["passages"][0]["text"]
    assert desk.sent == []


def test_an_import_tells_its_progress(desk: FakeHelpdesk, connect: Connect) -> None:
    api = connect(helpdesks=(desk.settings(),))
    answered(desk)
    answer = api.post(
        f"/v1/helpdesks/{desk.kind}/import", json={}, headers={"Accept": "text/event-stream"}
    )
    events = [line for line in answer.text.splitlines() if line.startswith("event:")]
    assert events[0] == "event: progress"
    assert events[-1] == "event: report"


def test_an_import_that_the_helpdesk_refuses_says_so(desk: FakeHelpdesk, connect: Connect) -> None:
    api = connect(helpdesks=(desk.settings(token="another-token"),))
    refused = api.post(f"/v1/helpdesks/{desk.kind}/import", json={})
    assert refused.status_code == 502
    assert "401" in refused.json()["error"]["message"]
    assert "another-token" not in refused.text


def test_an_import_needs_an_admin_and_a_known_helpdesk(copilot: Copilot, connect: Connect) -> None:
    api = connect(**REMOTE)
    agent, admin = (
        {"Authorization": f"Bearer {copilot.store.keys.create('k', role).secret}"}
        for role in ("agent", "admin")
    )
    for path in ("import", "import/preview"):
        url = f"/v1/helpdesks/nowhere/{path}"
        assert api.post(url, json={}, headers=agent).status_code == 403
        assert api.post(url, json={}, headers=admin).status_code == 404
