"""Drafts, decisions, checks and search over REST."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from copilot.pipeline import Copilot
from knowledge.documents import Document

Connect = Callable[..., TestClient]
MESSAGE = {"text": "Guten Tag, wie lange kann ich die Schere zurückgeben?"}


def make(api: TestClient, **body: Any) -> dict[str, Any]:
    answer = api.post("/v1/drafts", json={"message": MESSAGE} | body)
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


def error(answer: Any, status: int) -> dict[str, Any]:
    """The error, which must have the one shape."""
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "hint", "details"}
    assert body["error"]["message"]
    return body["error"]  # type: ignore[no-any-return]


def events_of(text: str) -> list[tuple[str, Any]]:
    blocks = [block.splitlines() for block in text.strip().split("\n\n")]
    fields = [dict(line.split(": ", 1) for line in block if ": " in line) for block in blocks]
    return [(found["event"], json.loads(found["data"])) for found in fields]


# --- drafts -------------------------------------------------------------------------------


def test_a_draft_is_made_and_can_be_fetched(api: TestClient) -> None:
    made = make(api, customer={"last_name": "Muster", "salutation": "Frau"})
    assert "30 Tage" in made["reply"]
    assert "Muster" in made["reply"]
    assert api.get(f"/v1/drafts/{made['id']}").json() == made


def test_a_complaint_is_told_with_its_words(api: TestClient) -> None:
    text = "Guten Tag. Das ist eine bodenlose Frechheit! Wie lange kann ich sie zurückgeben?"
    found = make(api, message={"text": text})["understanding"]
    start, end = found["complaint_span"]
    assert found["complaint"]
    assert "Frechheit" in found["body"][start:end]
    assert make(api)["understanding"]["complaint_span"] is None


def test_a_stream_tells_the_steps_and_ends_with_the_draft(api: TestClient) -> None:
    answer = api.post(
        "/v1/drafts", json={"message": MESSAGE}, headers={"Accept": "text/event-stream"}
    )
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = events_of(answer.text)
    names = [name for name, _ in events]
    assert names[:2] == ["understanding", "evidence"]
    assert names[-2:] == ["check", "draft"]
    assert set(names[2:-2]) <= {"text"}
    draft = events[-1][1]
    assert api.get(f"/v1/drafts/{draft['id']}").json() == draft


def test_a_stream_that_fails_is_an_honest_error_event(api: TestClient) -> None:
    answer = api.post(
        "/v1/drafts", json={"message": {"text": " "}}, headers={"Accept": "text/event-stream"}
    )
    ((name, data),) = events_of(answer.text)
    assert name == "error"
    assert data["error"]["code"] == "invalid_input"
    assert set(data["error"]) == {"code", "message", "hint", "details"}


def test_lists_have_pages_and_states(api: TestClient) -> None:
    ids = [make(api)["id"] for _ in range(3)]
    decision = {"version": 1, "decision": "rejected", "agent": "Lena"}
    api.post(f"/v1/drafts/{ids[0]}/decision", json=decision)
    page = api.get("/v1/drafts", params={"limit": 2}).json()
    assert [draft["id"] for draft in page["drafts"]] == [ids[2], ids[1]]
    assert page["total"] == 3
    rejected = api.get("/v1/drafts", params={"state": "rejected"}).json()
    assert [draft["id"] for draft in rejected["drafts"]] == [ids[0]]
    error(api.get("/v1/drafts", params={"state": "lost"}), 422)
    error(api.get("/v1/drafts", params={"limit": 0}), 422)


def test_the_same_idempotency_key_makes_one_draft(api: TestClient) -> None:
    headers = {"Idempotency-Key": "ticket-7-message-1"}
    first = api.post("/v1/drafts", json={"message": MESSAGE}, headers=headers).json()
    again = api.post("/v1/drafts", json={"message": MESSAGE}, headers=headers).json()
    assert first == again
    assert api.get("/v1/drafts").json()["total"] == 1
    other = api.post("/v1/drafts", json={"message": {"text": "Anders"}}, headers=headers)
    assert error(other, 409)["code"] == "conflict"


def test_redraft_and_check_of_an_edited_text(api: TestClient) -> None:
    made = make(api)
    again = api.post(f"/v1/drafts/{made['id']}/redraft", json={"version": 1, "instruction": "kurz"})
    assert again.json()["version"] == 2
    error(api.post(f"/v1/drafts/{made['id']}/redraft", json={"version": 1}), 409)
    checked = api.post(f"/v1/drafts/{made['id']}/check", json={"reply": "Hallo [Name], 90 Tage."})
    assert "unfilled_placeholder" in {finding["code"] for finding in checked.json()["findings"]}


def test_other_replies_are_checked_and_nothing_is_stored(
    api: TestClient, connect: Connect, copilot: Copilot
) -> None:
    made = make(api)
    url = f"/v1/drafts/{made['id']}/alternatives"
    answer = api.post(url, json={"language": "en"}).json()
    found = answer["alternatives"]
    (put_off,) = (other for other in found if other["kind"] == "acknowledgement")
    assert "30 Tage" not in put_off["reply"]
    assert put_off["citations"] == []
    assert {question["status"] for question in put_off["questions"]} == {"deferred"}
    assert put_off["verdict"] in {"pass", "review"}
    assert api.get(f"/v1/drafts/{made['id']}").json() == made
    assert api.get("/v1/drafts").json()["total"] == 1

    key = copilot.store.keys.create("Lena", "service").secret
    calling = connect(client=("203.0.113.9", 1), server={"require_key": True})
    headers = {"Authorization": f"Bearer {key}"}
    assert calling.post(url, json={}, headers=headers).status_code == 200
    seen = [e.actor for e in copilot.store.audit.entries(made["id"]) if e.action == "draft.seen"]
    assert "Lena" in seen


def test_beside_other_replies_stand_passages_that_a_customer_may_read(
    api: TestClient, copilot: Copilot
) -> None:
    more = "Die Rückgabe kostet nichts. Sperriges holt die Spedition zur Rückgabe ab."
    copilot.knowledge.add([Document("shop", "mehr.md", "policy", "Rückgabe", more, "de")])
    made = make(api, message={"text": "Guten Tag, kann ich die Ware zurückgeben?"})
    answer = api.post(f"/v1/drafts/{made['id']}/alternatives", json={}).json()
    assert answer["passages"]
    evidence = {item["id"]: item for item in made["evidence"]}
    for passage in answer["passages"]:
        assert passage["text"] not in made["reply"]
        assert passage["question_id"] in {question["id"] for question in made["questions"]}
        assert not evidence[passage["evidence_id"]]["internal"]
        assert 0 < passage["score"] < 1


@pytest.mark.parametrize(
    ("body", "draft", "status", "code"),
    [
        ({}, "nothing", 404, "not_found"),
        ({"language": "fr"}, "", 422, "invalid_input"),
        ({"kind": "shorter"}, "", 422, "invalid_input"),
    ],
    ids=["no such draft", "unknown language", "unknown field"],
)
def test_other_replies_that_cannot_be_had(
    api: TestClient, body: dict[str, str], draft: str, status: int, code: str
) -> None:
    wanted = draft or make(api)["id"]
    answer = api.post(f"/v1/drafts/{wanted}/alternatives", json=body)
    assert error(answer, status)["code"] == code


def test_other_replies_need_the_right_to_draft(connect: Connect, copilot: Copilot) -> None:
    key = copilot.store.keys.create("Quinn", "qa").secret
    api = connect(client=("203.0.113.9", 1), server={"require_key": True})
    headers = {"Authorization": f"Bearer {key}"}
    answer = api.post("/v1/drafts/nothing/alternatives", json={}, headers=headers)
    assert error(answer, 403)["code"] == "forbidden"


# --- decisions ----------------------------------------------------------------------------


def test_an_old_version_or_a_second_decision_gets_409_with_the_state(api: TestClient) -> None:
    made = make(api)
    url = f"/v1/drafts/{made['id']}/decision"
    body = {"version": 1, "decision": "accepted", "agent": "Lena", "reason": "gut"}
    old = error(api.post(url, json=body | {"version": 7}), 409)
    assert old["details"] == {"state": "open", "version": 1, "decided_by": None}
    decided = api.post(url, json=body).json()
    assert (decided["state"], decided["decision"]["agent"]) == ("accepted", "Lena")
    second = error(api.post(url, json=body | {"agent": "Tom"}), 409)
    assert second["details"] == {"state": "accepted", "version": 1, "decided_by": "Lena"}
    assert "Lena" in second["message"]


def test_of_many_requests_at_once_one_decides(api: TestClient) -> None:
    made = make(api)
    statuses: list[int] = []

    def decide(number: int) -> None:
        body = {"version": 1, "decision": "rejected", "agent": f"a{number}"}
        statuses.append(api.post(f"/v1/drafts/{made['id']}/decision", json=body).status_code)

    threads = [threading.Thread(target=decide, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] + [409] * 7


def test_overruling_a_block_without_a_reason_names_the_findings(api: TestClient) -> None:
    made = make(api)
    body = {"version": 1, "decision": "edited", "agent": "Lena"}
    body["reply"] = "Guten Tag,\n\nIBAN von Herrn Fremd: DE89 3704 0044 0532 0130 00."
    refused = error(api.post(f"/v1/drafts/{made['id']}/decision", json=body), 422)
    assert refused["code"] == "reason_required"
    assert "personal_data_leak" in refused["details"]["blocking"]


# --- checks and search --------------------------------------------------------------------


def test_a_check_with_sources(api: TestClient) -> None:
    body = {
        "message": {"text": "Wie lange kann ich zurückgeben?"},
        "reply": "Guten Tag,\n\nSie können 30 Tage lang zurückgeben.\n\nViele Grüße",
        "sources": [{"id": "s1", "text": "Die Rückgabe ist 14 Tage lang möglich."}],
    }
    result = api.post("/v1/checks", json=body).json()
    (claim,) = [f for f in result["findings"] if f["code"] == "unsupported_claim"]
    start, end = claim["reply_span"]
    assert "30 Tage" in body["reply"][start:end]  # type: ignore[index]
    assert 0 <= result["answers_message"] <= 1


@pytest.mark.parametrize(
    ("language", "said"),
    [("de", "ist nicht ausgefüllt"), ("en", "has not been filled in"), (None, "ausgefüllt")],
)
def test_findings_are_said_in_the_language_asked_for(
    api: TestClient, language: str | None, said: str
) -> None:
    reply = "Guten Tag {{name}},\n\nSie haben 30 Tage.\n\nViele Grüße"
    wanted = {"reply": reply} | ({"language": language} if language else {})
    own = api.post("/v1/checks", json={"message": MESSAGE, **wanted}).json()
    edited = api.post(f"/v1/drafts/{make(api)['id']}/check", json=wanted).json()
    for result in (own, edited):
        (found,) = [f for f in result["findings"] if f["code"] == "unfilled_placeholder"]
        assert said in found["message"]


def test_search_leaves_internal_documents_out(api: TestClient) -> None:
    found = api.post("/v1/search", json={"query": "Kulanz Rückgabe", "k": 5}).json()["passages"]
    assert [passage["source"] for passage in found] == ["rueckgabe.md"]
    assert set(found[0]) >= {"id", "document_id", "source", "kind", "title", "text", "score"}
    filtered = api.post("/v1/search", json={"query": "Rückgabe", "kinds": ["macro"]}).json()
    assert filtered["passages"] == []


# --- bad input ----------------------------------------------------------------------------

DRAFTS = "/v1/drafts"
BAD_BODIES = {
    "not json": (b"{not json", 400, "invalid_json"),
    "binary": (b"\x00\xff\xfe\x80PK\x03\x04", 400, None),
    "empty body": (b"", 422, "invalid_input"),
    "a list": (b"[]", 422, "invalid_input"),
    "no message": (b"{}", 422, "invalid_input"),
    "empty message": (b'{"message":{"text":"  "}}', 422, "invalid_input"),
    "unknown field": (b'{"message":{"text":"a"},"foo":1}', 422, "invalid_input"),
    "unknown inner field": (b'{"message":{"text":"a","txt":1}}', 422, "invalid_input"),
    "wrong type": (b'{"message":{"text":5}}', 422, "invalid_input"),
    "bad language": (b'{"message":{"text":"a","language":"../x"}}', 422, "invalid_input"),
    "deeply nested": (b"[" * 100_000, 400, None),
}


@pytest.mark.parametrize(("body", "status", "code"), BAD_BODIES.values(), ids=BAD_BODIES.keys())
def test_a_bad_body_gets_a_clear_error(
    api: TestClient, body: bytes, status: int, code: str | None
) -> None:
    answer = api.post(DRAFTS, content=body, headers={"Content-Type": "application/json"})
    found = error(answer, status)
    assert code is None or found["code"] == code
    assert api.get("/v1/drafts").json()["total"] == 0


def test_half_a_character_is_replaced_and_kept(api: TestClient) -> None:
    body = b'{"message":{"text":"R\\ud800ckgabe?","id":"t\\u0000"}}'
    made = api.post(DRAFTS, content=body, headers={"Content-Type": "application/json"})
    assert made.status_code == 200, made.text
    assert api.get("/v1/drafts").json()["drafts"] == [made.json()]


def test_an_unknown_field_is_named_and_its_value_is_not_repeated(api: TestClient) -> None:
    body = {"message": {"text": "a", "geheim": "4711"}}
    found = error(api.post(DRAFTS, json=body), 422)
    assert "message.geheim" in found["message"]
    assert "4711" not in json.dumps(found)


def test_a_body_beyond_the_limit_is_refused_announced_or_not(connect: Connect) -> None:
    api = connect(limits={"body_bytes": 10_000})
    big = json.dumps({"message": {"text": "a" * 20_000}}).encode()
    headers = {"Content-Type": "application/json"}
    announced = api.post(DRAFTS, content=big, headers=headers)
    assert error(announced, 413)["code"] == "too_large"
    pieces = (big[start : start + 4_000] for start in range(0, len(big), 4_000))
    streamed = api.post(DRAFTS, content=pieces, headers=headers)
    assert "content-length" not in streamed.request.headers
    assert error(streamed, 413)["code"] == "too_large"


def test_a_message_beyond_the_limit_is_refused(api: TestClient) -> None:
    found = error(api.post(DRAFTS, json={"message": {"text": "a" * 60_000}}), 413)
    assert found["details"] == {"what": "message", "length": 60_000, "limit": 50_000}


def test_json_without_a_content_type_is_refused(api: TestClient) -> None:
    """A form of another page could send it without asking first."""
    body = json.dumps({"message": MESSAGE}).encode()
    error(api.post(DRAFTS, content=body, headers={"Content-Type": "text/plain"}), 422)


UNKNOWN = {
    "no such path": ("GET", "/v1/nothing", 404, "not_found"),
    "no such draft": ("GET", "/v1/drafts/nothing", 404, "not_found"),
    "no such method": ("DELETE", "/v1/drafts", 405, "method_not_allowed"),
    "no such document": ("GET", "/v1/knowledge/documents/nothing", 404, "not_found"),
}


@pytest.mark.parametrize(("method", "path", "status", "code"), UNKNOWN.values(), ids=UNKNOWN.keys())
def test_what_is_not_there_has_the_same_shape(
    api: TestClient, method: str, path: str, status: int, code: str
) -> None:
    assert error(api.request(method, path), status)["code"] == code


# --- load ---------------------------------------------------------------------------------


def test_what_takes_too_long_ends_with_the_deadline(
    connect: Connect, copilot: Copilot, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = connect(deadline_s=0.2)
    monkeypatch.setattr(copilot, "check", lambda _request: time.sleep(1))
    begin = time.monotonic()
    answer = api.post("/v1/checks", json={"message": MESSAGE, "reply": "Hallo"})
    assert error(answer, 503)["code"] == "deadline"
    assert time.monotonic() - begin < 0.9
    assert answer.headers["retry-after"]


def test_beyond_workers_and_queue_comes_429_at_once_and_then_it_goes_on(
    connect: Connect, copilot: Copilot, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = connect(server={"workers": 1, "queue": 1})
    real, go = copilot.check, threading.Event()

    def held(request: Any) -> Any:
        go.wait(10)
        return real(request)

    monkeypatch.setattr(copilot, "check", held)
    statuses: list[int] = []
    body = {"message": MESSAGE, "reply": "Hallo"}

    def ask() -> None:
        statuses.append(api.post("/v1/checks", json=body).status_code)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    end = time.monotonic() + 10
    while len(statuses) < 4 and time.monotonic() < end:
        time.sleep(0.01)
    assert statuses == [429] * 4
    assert api.get("/healthz").status_code == 200
    go.set()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 200, 429, 429, 429, 429]
    assert api.post("/v1/checks", json=body).status_code == 200


def test_what_nobody_expected_is_500_in_the_same_shape_and_tells_nothing(
    api: TestClient, copilot: Copilot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("Passwort hunter2")

    monkeypatch.setattr(copilot, "check", fail)
    answer = api.post("/v1/checks", json={"message": MESSAGE, "reply": "Hallo"})
    assert error(answer, 500)["code"] == "internal"
    assert "hunter2" not in answer.text
