"""A draft's text, filed by an agent as an internal note, through real HTTP servers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from copilot.pipeline import Copilot
from copilot.testing.helpdesks import FAKES, FakeHelpdesk, FakeZammad, Fault

Connect = Callable[..., TestClient]
OWN = "Guten Tag Frau Muster,\n\n90 Tage & <mehr>. Ihre Lena"


@pytest.fixture(params=sorted(FAKES))
def desk(request: pytest.FixtureRequest) -> Iterator[FakeHelpdesk]:
    with FAKES[request.param]() as running:
        yield running


def drafted(api: TestClient, desk: FakeHelpdesk) -> tuple[str, Any]:
    """A ticket and a draft for it."""
    ticket = desk.ticket()
    desk.says(ticket, "Wie lange kann ich die Schere zurückgeben?")
    message = {"text": "Wie lange kann ich die Schere zurückgeben?", "id": f"{desk.kind}:{ticket}"}
    return ticket, api.post("/v1/drafts", json={"message": message}).json()


def test_an_agents_text_becomes_a_private_note_once(
    desk: FakeHelpdesk, connect: Connect, copilot: Copilot
) -> None:
    api = connect(helpdesks=(desk.settings(),))
    ticket, draft = drafted(api, desk)
    body = {"reply": OWN, "agent": "Lena"}
    first, again = (api.post(f"/v1/drafts/{draft['id']}/note", json=body) for _ in range(2))
    assert first.status_code == 200, first.text
    assert first.json()["ticket"] == f"{desk.kind}:{ticket}"
    assert (first.json()["before"], again.json()["before"]) == (False, True)
    (note,) = desk.notes(ticket)
    assert "90 Tage &amp; &lt;mehr&gt;" in note or "90 Tage & <mehr>" in note
    assert "Abgelegt von Lena" in note
    assert "90" in note.split("Prüfung")[1], "what the checks say of the edited text"
    assert desk.sent == []
    entry = copilot.store.audit.entries(draft["id"])[0]
    assert (entry.actor, entry.action, entry.subject) == ("Lena", "draft.filed", draft["id"])
    assert "Tage" not in str(entry.details)


def test_without_a_text_the_drafts_own_or_decided_one_is_filed(connect: Connect) -> None:
    with FakeZammad() as desk:
        api = connect(helpdesks=(desk.settings(),))
        ticket, draft = drafted(api, desk)
        path = f"/v1/drafts/{draft['id']}"
        assert api.post(f"{path}/note", json={}).status_code == 200
        decision = {"version": 1, "decision": "edited", "reply": OWN}
        decision |= {"reason": "so abgesprochen", "agent": "Lena"}
        assert api.post(f"{path}/decision", json=decision).status_code == 200
        assert api.post(f"{path}/note", json={}).status_code == 200
        assert ["90 Tage" in note for note in desk.notes(ticket)] == [False, True]
        shared = desk.tickets[ticket]["draft"]["new_article"]
    assert "90 Tage" in shared["body"], "our own earlier proposal may be replaced"
    assert shared["to"] == "petra@example.org"


@pytest.mark.parametrize("cut", ["end", "begin"])
def test_a_shared_draft_that_an_agent_shortened_stays(connect: Connect, cut: str) -> None:
    with FakeZammad() as desk:
        api = connect(helpdesks=(desk.settings(),))
        ticket, draft = drafted(api, desk)
        path = f"/v1/drafts/{draft['id']}/note"
        api.post(path, json={})
        article = desk.tickets[ticket]["draft"]["new_article"]
        theirs = article["body"][:20] if cut == "end" else article["body"][20:]
        article["body"] = theirs
        assert api.post(path, json={"reply": OWN}).status_code == 200
        assert desk.tickets[ticket]["draft"]["new_article"]["body"] == theirs
        assert len(desk.notes(ticket)) == 2


@pytest.mark.parametrize("ticket", ["T-1001", "zendesk:1", "zammad", None])
def test_a_message_of_no_helpdesk_is_a_conflict(connect: Connect, ticket: str | None) -> None:
    with FakeZammad() as desk:
        api = connect(helpdesks=(desk.settings(),))
        made = api.post("/v1/drafts", json={"message": {"text": "Rückgabe?", "id": ticket}}).json()
        answer = api.post(f"/v1/drafts/{made['id']}/note", json={})
        assert answer.status_code == 409
        assert "NAME:TICKET" in answer.json()["error"]["hint"]
        assert desk.calls == []


def test_no_path_leads_out_of_the_ticket(connect: Connect) -> None:
    with FakeZammad() as desk:
        api = connect(helpdesks=(desk.settings(),))
        message = {"text": "Rückgabe?", "id": "zammad:1/../../users/1"}
        made = api.post("/v1/drafts", json={"message": message}).json()
        assert api.post(f"/v1/drafts/{made['id']}/note", json={}).status_code == 502
        assert desk.calls == []


def test_outdated_and_rejected_drafts_are_not_filed(connect: Connect) -> None:
    with FakeZammad() as desk:
        api = connect(helpdesks=(desk.settings(),))
        ticket, stale = drafted(api, desk)
        message = {"text": "Und der Versand?", "id": f"zammad:{ticket}"}
        rejected = api.post("/v1/drafts", json={"message": message}).json()
        decision = {"version": 1, "decision": "rejected", "reason": "nein", "agent": "Lena"}
        api.post(f"/v1/drafts/{rejected['id']}/decision", json=decision)
        for draft in (stale, rejected):
            assert api.post(f"/v1/drafts/{draft['id']}/note", json={}).status_code == 409
        assert api.post("/v1/drafts/nothing/note", json={}).status_code == 404
        blank = api.post(f"/v1/drafts/{stale['id']}/note", json={"reply": "  "})
        assert blank.status_code in {409, 422}
        assert desk.notes(ticket) == []


def test_what_the_helpdesk_refuses_is_told_with_its_fix(connect: Connect, copilot: Copilot) -> None:
    with FakeZammad(faults=[Fault(403)]) as desk:
        api = connect(helpdesks=(desk.settings(),))
        ticket, draft = drafted(api, desk)
        answer = api.post(f"/v1/drafts/{draft['id']}/note", json={})
        assert answer.status_code == 502
        assert answer.json()["error"]["code"] == "helpdesk"
        assert "right to read tickets" in answer.json()["error"]["hint"]
        assert not copilot.store.audit.has("draft.filed", draft["id"])
        assert desk.notes(ticket) == []


def test_a_service_key_may_not_file(connect: Connect, copilot: Copilot) -> None:
    with FakeZammad() as desk:
        api = connect(
            helpdesks=(desk.settings(),),
            client=("203.0.113.5", 40_000),
            base_url="https://copilot.example",
        )
        secret = copilot.store.keys.create("helpdesk", "service").secret
        answer = api.post(
            "/v1/drafts/any/note", json={}, headers={"Authorization": f"Bearer {secret}"}
        )
        assert answer.status_code == 403
