"""What holds for all endpoints: roles, rates, pages, fields, repeated requests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from copilot.api.pages import next_offset
from copilot.api.rates import KeyRates
from copilot.errors import OverloadedError
from copilot.pipeline import Copilot
from copilot.store import ROLES
from copilot.store import tables as t

Connect = Callable[..., TestClient]
REMOTE = {"client": ("203.0.113.5", 40_000), "base_url": "https://copilot.example"}
MESSAGE = {"text": "Guten Tag, wie lange kann ich die Schere zurückgeben?", "id": "desk:7"}

# Method, path, body, and which roles it takes; what is allowed may still be not found.
ALLOWED: dict[str, tuple[str, str, Any, set[str]]] = {
    "draft": ("POST", "/v1/drafts", {"message": MESSAGE}, {"agent", "service", "editor", "admin"}),
    "decide": (
        "POST", "/v1/drafts/x/decision", {"version": 1, "decision": "accepted", "agent": "L"},
        {"agent", "editor", "admin"},
    ),
    "read": ("GET", "/v1/drafts", None, set(ROLES)),
    "check": ("POST", "/v1/checks", {"message": MESSAGE, "reply": "Ja."}, set(ROLES)),
    "edit": ("POST", "/v1/knowledge/proposals/x/dismiss", {}, {"editor", "admin"}),
    "rebuild": ("POST", "/v1/knowledge/rebuild", None, {"admin"}),
    "keys": ("GET", "/v1/keys", None, {"admin"}),
    "jobs": ("GET", "/v1/helpdesks/jobs", None, set(ROLES)),
    "retry": ("POST", "/v1/helpdesks/jobs/retry", {}, {"admin"}),
}  # fmt: skip


def headers(copilot: Copilot, role: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {copilot.store.keys.create('k', role).secret}"}


@pytest.mark.parametrize(("method", "path", "body", "roles"), ALLOWED.values(), ids=ALLOWED.keys())
def test_each_role_may_do_what_it_is_for(
    copilot: Copilot, connect: Connect, method: str, path: str, body: Any, roles: set[str]
) -> None:
    api = connect(**REMOTE)
    for role in ROLES:
        answer = api.request(method, path, json=body, headers=headers(copilot, role))
        if role in roles:
            assert answer.status_code in {200, 404}, (role, answer.text)
        else:
            assert answer.status_code == 403, role
            assert role in answer.json()["error"]["message"]
            assert all(allowed in answer.json()["error"]["hint"] for allowed in roles)


# --- rates --------------------------------------------------------------------------------


def test_a_key_that_asks_too_often_is_told_when_to_come_back(
    copilot: Copilot, connect: Connect
) -> None:
    api = connect(**REMOTE, server={"requests_per_minute": 12})  # a burst of two
    one, other = headers(copilot, "qa"), headers(copilot, "qa")
    assert [api.get("/v1/drafts", headers=one).status_code for _ in range(3)] == [200, 200, 429]
    refused = api.get("/v1/drafts", headers=one)
    assert 1 <= int(refused.headers["retry-after"]) <= 5
    assert refused.json()["error"]["code"] == "overloaded"
    assert api.get("/v1/drafts", headers=other).status_code == 200, "each key has its own"


def test_rates_refill_and_zero_is_any_number() -> None:
    clock = [0.0]
    rates = KeyRates(60, now=lambda: clock[0])
    for _ in range(10):
        rates.take("k")
    with pytest.raises(OverloadedError) as refused:
        rates.take("k")
    assert refused.value.details["retry_after_s"] == 1
    clock[0] += 1
    rates.take("k")
    free = KeyRates(0)
    for _ in range(1000):
        free.take("k")


# --- pages and fields ---------------------------------------------------------------------


def test_pages_lead_from_one_to_the_next(api: TestClient) -> None:
    for number in range(5):
        api.post("/v1/drafts", json={"message": MESSAGE | {"id": f"t{number}"}})
    offset: int | None = 0
    seen: list[str] = []
    while offset is not None:
        params: Any = {"limit": 2, "offset": offset, "fields": "id"}
        page = api.get("/v1/drafts", params=params).json()
        assert all(set(item) == {"id"} for item in page["drafts"])
        seen += [item["id"] for item in page["drafts"]]
        offset = page["next_offset"]
    assert len(seen) == len(set(seen)) == page["total"] == 5


LISTS = {
    "/v1/drafts": ("drafts", "id"),
    "/v1/knowledge/documents": ("documents", "id"),
    "/v1/knowledge/proposals": ("proposals", "id"),
    "/v1/insights/gaps": ("gaps", "id"),
    "/v1/helpdesks/jobs": ("jobs", "id"),
    "/v1/keys": ("keys", "id"),
    "/v1/audit": ("entries", "action"),
}


@pytest.mark.parametrize(("path", "inside"), LISTS.items(), ids=LISTS.keys())
def test_every_list_has_pages_picks_fields_and_refuses_unknown_ones(
    api: TestClient, path: str, inside: tuple[str, str]
) -> None:
    key, field = inside
    api.post("/v1/drafts", json={"message": MESSAGE})
    for name in ("one", "other"):
        api.post("/v1/keys", json={"name": name, "role": "qa"})
    page = api.get(path, params={"fields": f" {field} "}).json()
    assert all(set(item) == {field} for item in page[key])
    everything = api.get(path).json()[key]
    first, second = (
        api.get(path, params={"limit": 1, "offset": offset}).json() for offset in (0, 1)
    )
    assert [*first[key], *second[key]] == everything[:2]
    assert first["next_offset"] == (1 if len(everything) > 1 else first["next_offset"])
    for wrong in ("colour", "id,colour", ",", "__class__"):
        refused = api.get(path, params={"fields": wrong})
        assert refused.status_code == 422
        assert "Fields are " in refused.json()["error"]["hint"]


def test_drafts_of_a_ticket(api: TestClient) -> None:
    made = api.post("/v1/drafts", json={"message": MESSAGE}).json()
    api.post("/v1/drafts", json={"message": MESSAGE | {"id": "desk:8"}})
    found = api.get("/v1/drafts", params={"ticket": "desk:7"}).json()
    assert [item["id"] for item in found["drafts"]] == [made["id"]]
    assert found["total"] == 1
    picked = api.get(f"/v1/drafts/{made['id']}", params={"fields": "id,state"})
    assert picked.json() == {"id": made["id"], "state": "open"}


PAGES = {
    "full, total known": ((2, 2, 0, 5), 2),
    "last, total known": ((1, 2, 4, 5), None),
    "beyond the end": ((0, 2, 9, 5), None),
    "full, total unknown": ((2, 2, 0, None), 2),
    "part, total unknown": ((1, 2, 0, None), None),
}


@pytest.mark.parametrize(("page", "after"), PAGES.values(), ids=PAGES.keys())
def test_where_the_next_page_begins(page: Any, after: int | None) -> None:
    assert next_offset(*page) == after


# --- repeated requests --------------------------------------------------------------------


def test_a_key_whose_request_was_killed_can_be_used_again(
    copilot: Copilot, api: TestClient
) -> None:
    """A claim without a draft, which nobody in this process holds, was left by a crash."""
    key = {"Idempotency-Key": "k1"}
    first = api.post("/v1/drafts", json={"message": MESSAGE}, headers=key)
    with copilot.store._engine.begin() as connection:
        connection.execute(t.idempotency.update().values(draft_id=None))
    again = api.post("/v1/drafts", json={"message": MESSAGE}, headers=key)
    assert again.status_code == 200
    assert again.json()["id"] != first.json()["id"]
    third = api.post("/v1/drafts", json={"message": MESSAGE}, headers=key)
    assert third.json()["id"] == again.json()["id"]
    with copilot.store._engine.connect() as connection:
        kept = connection.execute(sa.select(t.idempotency.c.created_at)).scalar_one()
    assert kept <= dt.datetime.now(dt.UTC)
