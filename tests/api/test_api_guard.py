"""Who may call: keys, roles, loopback, and pages in a browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from copilot.api.guard import RIGHTS, Sessions, is_loopback
from copilot.pipeline import Copilot
from copilot.store import ROLES, Role

Connect = Callable[..., TestClient]
REMOTE = {"client": ("203.0.113.7", 50_000), "base_url": "https://copilot.example"}
SEARCH = {"query": "Rückgabe"}


def search(api: TestClient, **headers: str) -> int:
    return int(api.post("/v1/search", json=SEARCH, headers=headers).status_code)


@pytest.fixture
def key(copilot: Copilot) -> str:
    return copilot.store.keys.create("desk", "agent").secret


# --- keys ---------------------------------------------------------------------------------


def test_on_loopback_no_key_is_needed(connect: Connect) -> None:
    assert search(connect()) == 200
    assert search(connect(client=("::1", 1), base_url="http://[::1]:8000")) == 200


def test_elsewhere_a_key_is_needed(connect: Connect, key: str) -> None:
    api = connect(**REMOTE)
    answer = api.post("/v1/search", json=SEARCH)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["error"]["code"] == "unauthorized"
    assert search(api, Authorization=f"Bearer {key}") == 200
    assert search(api, **{"X-API-Key": key}) == 200
    assert search(api, Authorization="Bearer rck_0000000000_wrong") == 401


def test_a_wrong_key_is_refused_on_loopback_too(connect: Connect) -> None:
    assert search(connect(), Authorization="Bearer nonsense") == 401


def test_a_key_can_be_required_on_loopback(connect: Connect, key: str) -> None:
    api = connect(server={"require_key": True})
    assert search(api) == 401
    assert search(api, Authorization=f"Bearer {key}") == 200


def test_what_a_proxy_passed_on_is_not_local(connect: Connect) -> None:
    for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP"):
        assert search(connect(), **{header: "203.0.113.7"}) == 401


def test_every_endpoint_but_the_open_ones_needs_a_key(connect: Connect) -> None:
    """A new endpoint without a guard fails here."""
    api = connect(**REMOTE)
    checked = 0
    for path, methods in api.get("/openapi.json").json()["paths"].items():
        for method in methods:
            url = path.replace("{", "").replace("}", "")
            status = api.request(method, url, json={}).status_code
            if path.endswith("/webhook"):  # whose signature stands for a key
                assert status == 404, "no helpdesk is connected"
                continue
            is_open = path in {"/healthz", "/readyz"}
            assert (status == 200) if is_open else (status == 401), (method, path, status)
            checked += 1
    assert checked > 15


# --- roles --------------------------------------------------------------------------------

CALLS = {
    "read": ("POST", "/v1/search", SEARCH),
    "draft": ("POST", "/v1/drafts", {"message": {"text": "Hallo"}}),
    "decide": (
        "POST",
        "/v1/drafts/x/decision",
        {"version": 1, "decision": "rejected", "agent": "a"},
    ),
    "edit": ("POST", "/v1/knowledge/proposals/x/dismiss", {}),
    "operate": ("GET", "/v1/keys", None),
}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_its_rights_say(connect: Connect, copilot: Copilot, role: Role) -> None:
    api = connect(**REMOTE)
    headers = {"Authorization": f"Bearer {copilot.store.keys.create('x', role).secret}"}
    for right, (method, url, body) in CALLS.items():
        status = api.request(method, url, json=body, headers=headers).status_code
        allowed = right in RIGHTS[role]
        assert (status in {200, 404}) if allowed else (status == 403), (role, right, status)


def test_keys_are_made_shown_once_and_revoked(connect: Connect, copilot: Copilot) -> None:
    api = connect(**REMOTE)
    admin = copilot.store.keys.create("boss", "admin").secret
    headers = {"Authorization": f"Bearer {admin}"}
    made = api.post("/v1/keys", json={"name": "desk", "role": "qa"}, headers=headers)
    assert made.status_code == 201
    secret = made.json()["secret"]
    listed = api.get("/v1/keys", headers=headers)
    assert secret not in listed.text
    assert {key["name"] for key in listed.json()["keys"]} == {"boss", "desk"}
    assert search(api, Authorization=f"Bearer {secret}") == 200
    url = f"/v1/keys/{made.json()['key']['id']}"
    assert api.delete(url, headers=headers).status_code == 204
    assert search(api, Authorization=f"Bearer {secret}") == 401
    assert api.delete(url, headers=headers).status_code == 404


def test_folders_are_named_only_at_the_machine(connect: Connect, copilot: Copilot) -> None:
    admin = {"Authorization": f"Bearer {copilot.store.keys.create('boss', 'admin').secret}"}
    away = connect(**REMOTE).post("/v1/knowledge/ingest", json={"path": "/etc"}, headers=admin)
    assert away.status_code == 403


# --- pages in a browser -------------------------------------------------------------------


def test_a_rebound_host_name_is_refused(connect: Connect) -> None:
    """A page of evil.example whose name resolves to 127.0.0.1 is same-origin to itself."""
    api = connect(base_url="http://evil.example:8000")
    assert search(api) == 403
    assert api.get("/v1/drafts").status_code == 403
    assert search(connect(base_url="http://localhost:8000")) == 200
    named = connect(base_url="http://desk.local", server={"allowed_hosts": ("desk.local",)})
    assert search(named) == 200


ORIGINS = {
    "none: no browser": ({}, 200),
    "the service's own": ({"Origin": "http://127.0.0.1:8000"}, 200),
    "an allowed page": ({"Origin": "https://desk.example"}, 200),
    "a foreign page": ({"Origin": "https://evil.example"}, 403),
    "a sandboxed page": ({"Origin": "null"}, 403),
    "another port here": ({"Origin": "http://127.0.0.1:9000"}, 403),
    "cross-site without an origin": ({"Sec-Fetch-Site": "cross-site"}, 403),
}


@pytest.mark.parametrize(("headers", "status"), ORIGINS.values(), ids=ORIGINS.keys())
def test_foreign_pages_change_nothing(
    connect: Connect, headers: dict[str, str], status: int
) -> None:
    api = connect(server={"cors_origins": ("https://desk.example",)})
    assert search(api, **headers) == status


def test_no_origin_is_reflected(connect: Connect) -> None:
    api = connect(server={"cors_origins": ("https://desk.example",)})
    foreign = api.get("/healthz", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in foreign.headers
    known = api.get("/healthz", headers={"Origin": "https://desk.example"})
    assert known.headers["access-control-allow-origin"] == "https://desk.example"
    assert "access-control-allow-credentials" not in known.headers


def test_security_headers_are_on_every_answer(connect: Connect) -> None:
    api = connect(server={"frame_ancestors": ("https://desk.example",)})
    for path in ("/healthz", "/v1/nothing", "/ui/"):
        headers = api.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        policy = headers["content-security-policy"]
        assert "frame-ancestors 'self' https://desk.example" in policy
        assert "http:" not in policy


# --- sessions -----------------------------------------------------------------------------


def test_a_browser_logs_in_with_a_key(connect: Connect, copilot: Copilot, key: str) -> None:
    api = connect(**REMOTE)
    assert "password" in api.get("/login").text
    wrong = api.post("/login", data={"key": "nonsense"}, follow_redirects=False)
    assert (wrong.status_code, "set-cookie" in wrong.headers) == (401, False)
    right = api.post("/login", data={"key": key}, follow_redirects=False)
    assert (right.status_code, right.headers["location"]) == (303, "/ui/")
    cookie = right.headers["set-cookie"]
    for part in ("HttpOnly", "SameSite=strict", "Secure"):
        assert part in cookie
    assert key not in cookie
    own = {"Origin": "https://copilot.example"}
    assert search(api, **own) == 200
    assert search(api, Origin="https://evil.example") == 403
    copilot.store.keys.revoke(copilot.store.keys.all()[0].id)
    assert search(api, **own) == 401


def test_logging_out_ends_the_session(connect: Connect, key: str) -> None:
    api = connect(**REMOTE)
    api.post("/login", data={"key": key}, follow_redirects=False)
    token = dict(api.cookies)
    api.post("/logout", follow_redirects=False)
    api.cookies.update(token)
    assert search(api, Origin="https://copilot.example") == 401


def test_a_session_ends_by_itself() -> None:
    now = [0.0]
    sessions = Sessions(lambda: now[0])
    token = sessions.begin("id")
    assert sessions.find(token) == "id"
    now[0] = 12 * 3600 + 1
    assert sessions.find(token) is None


LOOPBACK = {"127.0.0.1": True, "127.9.9.9": True, "::1": True, "localhost": True}
LOOPBACK |= {"::ffff:127.0.0.1": True, "0.0.0.0": False, "10.0.0.1": False, "example": False}


@pytest.mark.parametrize(("host", "local"), LOOPBACK.items())
def test_loopback_addresses(host: str, local: bool) -> None:
    assert is_loopback(host) is local
