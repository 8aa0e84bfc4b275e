"""Nothing is ever sent to a customer: the ways out, and that there are no others."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copilot.helpdesks import (
    ForbiddenCallError,
    HelpdeskBusyError,
    HelpdeskRefusedError,
    Note,
    Thread,
    open_helpdesk,
)
from copilot.helpdesks.gate import MOST_BYTES, AllowListTransport, Gate, Rule, retry_after
from copilot.helpdesks.limiter import Limiter
from copilot.messages import Customer
from copilot.testing.helpdesks import FAKES, TOKEN, FakeHelpdesk, FakeZendesk, Fault

NOTE = Note("reply-copilot:j1", "<p>Hallo</p>", "Hallo", "Hallo")

# What sends in each vendor's API, and what comes near to it.
SENDING: dict[str, tuple[str, str, str, Any]] = {
    "zendesk public comment": (
        "zendesk", "PUT", "/api/v2/tickets/5001.json",
        {"ticket": {"comment": {"html_body": "x", "public": True}}},
    ),
    "zendesk comment that says nothing of it": (
        "zendesk", "PUT", "/api/v2/tickets/5001.json", {"ticket": {"comment": {"html_body": "x"}}},
    ),
    "zendesk comment with a truthy text": (
        "zendesk", "PUT", "/api/v2/tickets/5001.json",
        {"ticket": {"comment": {"html_body": "x", "public": 0}}},
    ),
    "zendesk status with the note": (
        "zendesk", "PUT", "/api/v2/tickets/5001.json",
        {"ticket": {"status": "solved", "comment": {"html_body": "x", "public": False}}},
    ),
    "zendesk new ticket": (
        "zendesk", "POST", "/api/v2/tickets.json",
        {"ticket": {"comment": {"html_body": "x", "public": False}}},
    ),
    "zendesk many tickets": (
        "zendesk", "PUT", "/api/v2/tickets/update_many.json",
        {"ticket": {"comment": {"html_body": "x", "public": False}}},
    ),
    "zendesk field in the query": (
        "zendesk", "PUT", "/api/v2/tickets/5001.json?ticket[comment][public]=true",
        {"ticket": {"comment": {"html_body": "x", "public": False}}},
    ),
    "freshdesk reply": ("freshdesk", "POST", "/api/v2/tickets/5001/reply", {"body": "x"}),
    "freshdesk reply as a note": (
        "freshdesk", "POST", "/api/v2/tickets/5001/reply",
        {"body": "x", "private": True, "incoming": False},
    ),
    "freshdesk public note": (
        "freshdesk", "POST", "/api/v2/tickets/5001/notes",
        {"body": "x", "private": False, "incoming": False},
    ),
    "freshdesk note that mails": (
        "freshdesk", "POST", "/api/v2/tickets/5001/notes",
        {"body": "x", "private": True, "incoming": False, "notify_emails": ["a@example.org"]},
    ),
    "freshdesk by another path": (
        "freshdesk", "POST", "/api/v2/tickets/5001/notes/../reply",
        {"body": "x", "private": True, "incoming": False},
    ),
    "zammad e-mail": (
        "zammad", "POST", "/api/v1/ticket_articles",
        {"ticket_id": 5001, "body": "x", "type": "email", "internal": True, "sender": "Agent"},
    ),
    "zammad public note": (
        "zammad", "POST", "/api/v1/ticket_articles",
        {"ticket_id": 5001, "body": "x", "type": "note", "internal": False, "sender": "Agent"},
    ),
    "zammad note with a recipient": (
        "zammad", "POST", "/api/v1/ticket_articles",
        {"ticket_id": 5001, "body": "x", "type": "note", "internal": True, "sender": "Agent",
         "to": "a@example.org"},
    ),
    "zammad draft that closes the ticket": (
        "zammad", "PUT", "/api/v1/tickets/5001/shared_draft",
        {"new_article": {"body": "x"}, "ticket_attributes": {"state": "closed"}},
    ),
    "zammad ticket with an article": (
        "zammad", "PUT", "/api/v1/tickets/5001", {"article": {"body": "x", "type": "email"}},
    ),
    "chatwoot message": (
        "chatwoot", "POST", "/api/v1/accounts/3/conversations/5001/messages",
        {"content": "x", "message_type": "outgoing", "private": False, "content_type": "text"},
    ),
    "chatwoot message that says nothing of it": (
        "chatwoot", "POST", "/api/v1/accounts/3/conversations/5001/messages", {"content": "x"},
    ),
    "chatwoot template": (
        "chatwoot", "POST", "/api/v1/accounts/3/conversations/5001/messages",
        {"content": "x", "message_type": "template", "private": True, "content_type": "text"},
    ),
    "chatwoot another account": (
        "chatwoot", "POST", "/api/v1/accounts/4/conversations/5001/messages",
        {"content": "x", "message_type": "outgoing", "private": True, "content_type": "text"},
    ),
}  # fmt: skip


def client_of(desk: FakeHelpdesk) -> httpx.Client:
    """The adapter's own client, as anything inside of the adapter could use it."""
    client: httpx.Client = open_helpdesk(desk.settings())._gate._client  # type: ignore[attr-defined]
    return client


@pytest.mark.parametrize(("kind", "method", "path", "body"), SENDING.values(), ids=SENDING.keys())
def test_no_adapter_can_call_what_sends(kind: str, method: str, path: str, body: Any) -> None:
    with FAKES[kind]() as desk, client_of(desk) as client:
        with pytest.raises(ForbiddenCallError):
            client.request(method, f"{desk.url}{path}", json=body)
        assert desk.calls == [], "it did not even reach the helpdesk"


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "PUT", "POST"])
def test_no_adapter_can_write_without_saying_that_it_is_private(
    desk: FakeHelpdesk, method: str
) -> None:
    with client_of(desk) as client:
        for _, pattern, _ in desk.routes():
            path = pattern.replace(r"(\d+)", "5001").replace("\\", "")
            for content in (b"", b"{}", b"[]", b"not json", b'{"body": "x"}'):
                with pytest.raises(ForbiddenCallError):
                    client.request(method, f"{desk.url}{path}", content=content)
    assert desk.calls == []


@pytest.mark.parametrize("url", [
    "http://169.254.169.254/latest/meta-data", "https://evil.example/api/v2/tickets/1.json",
    "http://127.0.0.1:1/api/v2/tickets/1.json",
])  # fmt: skip
def test_no_adapter_can_call_another_host(desk: FakeHelpdesk, url: str) -> None:
    with client_of(desk) as client, pytest.raises(ForbiddenCallError):
        client.get(url)


KEYS = st.sampled_from(
    ["ticket", "comment", "public", "private", "incoming", "body", "html_body", "content", "type",
     "message_type", "content_type", "internal", "sender", "ticket_id", "new_article", "to",
     "ticket_attributes", "notify_emails", "status"]
)  # fmt: skip
VALUES = st.recursive(
    st.sampled_from(
        [True, False, None, 0, 1, 5001, "x", "note", "email", "outgoing", "text", "Agent"]
    ),
    lambda inner: st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=10,
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    body=st.dictionaries(KEYS, VALUES, max_size=7),
    method=st.sampled_from(["POST", "PUT"]),
    choice=st.integers(0, 9),
)
def test_whatever_passes_the_list_stays_private(
    desks_of_all: dict[str, tuple[FakeHelpdesk, httpx.Client]],
    body: dict[str, Any],
    method: str,
    choice: int,
) -> None:
    """The fakes write down what would have reached a customer."""
    for desk, client in desks_of_all.values():
        routes = [pattern for _, pattern, _ in desk.routes()] + ["/api/v1/ticket_articles"]
        path = routes[choice % len(routes)].replace(r"(\d+)", "5001").replace("\\", "")
        try:
            client.request(method, f"{desk.url}{path}", json=body)
        except ForbiddenCallError:
            continue
        assert desk.sent == []


@pytest.fixture(scope="module")
def desks_of_all() -> Any:
    running = {kind: fake().__enter__() for kind, fake in FAKES.items()}
    opened = {kind: (desk, client_of(desk)) for kind, desk in running.items()}
    yield opened
    for _, client in opened.values():
        client.close()
    for desk in running.values():
        desk.__exit__(None, None, None)


def test_the_note_is_private_and_arrives(desk: FakeHelpdesk) -> None:
    ticket = desk.ticket()
    desk.says(ticket, "Hallo?")
    adapter = open_helpdesk(desk.settings())
    adapter.post(Thread(ticket, (), customer=Customer(email="petra@example.org")), NOTE)
    assert len(desk.notes(ticket)) == 1
    assert desk.sent == []
    adapter.close()


# --- the gate -----------------------------------------------------------------------------


Gates = Callable[..., Gate]


@pytest.fixture
def gate() -> Iterator[Gates]:
    """A gate to a helpdesk that lets one call through."""
    opened: list[Gate] = []
    rules = (Rule("GET", r"/api/v2/tickets/\d+\.json"),)

    def opening(desk: FakeHelpdesk, **more: Any) -> Gate:
        opened.append(Gate(desk.url, rules, {"A": "b"}, limiter=Limiter(60_000), **more))
        return opened[-1]

    yield opening
    for one in opened:
        one.close()


BUSY = {
    "429 with seconds": (Fault(429, retry_after="7"), 7.0),
    "503 with seconds": (Fault(503, retry_after="3"), 3.0),
    "500": (Fault(500), 0.0),
    "no JSON": (Fault(body=b"<html>nginx</html>"), 0.0),
    "connection dropped": (Fault(drop=True), 0.0),
    "slow": (Fault(slow=2.0), 0.0),
}


@pytest.mark.parametrize(("fault", "wait"), BUSY.values(), ids=BUSY.keys())
def test_what_may_pass_is_tried_again(gate: Gates, fault: Fault, wait: float) -> None:
    with FakeZendesk(faults=[fault]) as desk:
        ticket = desk.ticket()
        with pytest.raises(HelpdeskBusyError) as failed:
            gate(desk, timeout_s=0.5).get(f"/api/v2/tickets/{ticket}.json")
        assert failed.value.retry_after_s == wait
        assert failed.value.throttled is (wait > 0)


REFUSED = {
    "redirect": Fault(302, location="http://169.254.169.254/"),
    "401": Fault(401),
    "403": Fault(403),
    "404": Fault(404),
    "too large": Fault(body=b"[" + b"0," * (MOST_BYTES // 2) + b"0]"),
}


@pytest.mark.parametrize("fault", REFUSED.values(), ids=REFUSED.keys())
def test_what_will_not_pass_is_refused(gate: Gates, fault: Fault) -> None:
    with FakeZendesk(faults=[fault]) as desk:
        ticket = desk.ticket()
        with pytest.raises(HelpdeskRefusedError):
            gate(desk).get(f"/api/v2/tickets/{ticket}.json")
        assert len(desk.calls) == 0, "the redirect was not followed"


def test_a_throttled_helpdesk_is_left_alone(gate: Gates) -> None:
    with FakeZendesk(faults=[Fault(429, retry_after="30")]) as desk:
        ticket = desk.ticket()
        one = gate(desk)
        for _ in range(3):
            with pytest.raises(HelpdeskBusyError):
                one.get(f"/api/v2/tickets/{ticket}.json")
        assert desk.calls == [], "the second call waited without being made"


NOW = dt.datetime(2026, 5, 1, 12, 0, 0, tzinfo=dt.UTC)
WAITS = {
    "seconds": ("12", 12.0),
    "date": ("Fri, 01 May 2026 12:01:00 GMT", 60.0),
    "past date": ("Fri, 01 May 2026 11:00:00 GMT", 1.0),
    "nonsense": ("soon", 30.0),
    "nothing": ("", 30.0),
    "not a number": ("nan", 30.0),
    "a year": ("31536000", 3600.0),
    "negative": ("-5", 1.0),
}


@pytest.mark.parametrize(("header", "seconds"), WAITS.values(), ids=WAITS.keys())
def test_retry_after_is_read_within_reason(header: str, seconds: float) -> None:
    assert retry_after(header, NOW) == seconds


def test_a_base_url_with_a_path_keeps_calls_below_it() -> None:
    seen: list[str] = []

    def note(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.path)
        return httpx.Response(200, json={})

    rules = (Rule("GET", r"/api/v1/tickets/\d+"),)
    transport = AllowListTransport("https://desk.example/zammad", rules, httpx.MockTransport(note))
    with httpx.Client(transport=transport) as client:
        client.get("https://desk.example/zammad/api/v1/tickets/1")
        for url in ("/api/v1/tickets/1", "/zammadx/api/v1/tickets/1", "/zammad/%61pi/v1/tickets/1"):
            with pytest.raises(ForbiddenCallError):
                client.get(f"https://desk.example{url}")
    assert seen == ["/zammad/api/v1/tickets/1"]


def test_the_limiter_spreads_calls_and_gives_up_on_long_waits() -> None:
    clock = [0.0]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    limiter = Limiter(60, now=lambda: clock[0], sleep=sleep)
    for _ in range(4):
        limiter.take()
    assert clock[0] == pytest.approx(3.0), "the first at once, then one a second"
    limiter.pause(60)
    with pytest.raises(HelpdeskBusyError) as far_off:
        limiter.take()
    assert far_off.value.retry_after_s == pytest.approx(60.0)
    clock[0] += 60
    limiter.take()


def test_tokens_stand_in_no_error(desk: FakeHelpdesk) -> None:
    desk.faults.append(Fault(401, body=json.dumps({"token": TOKEN}).encode()))
    ticket = desk.ticket()
    desk.says(ticket, "Hallo")
    adapter = open_helpdesk(desk.settings())
    event = adapter.read(desk.incoming(ticket))
    with pytest.raises(HelpdeskRefusedError) as refused:
        adapter.thread(event)  # type: ignore[arg-type]
    assert TOKEN not in f"{refused.value.message} {refused.value.hint}"
    adapter.close()
