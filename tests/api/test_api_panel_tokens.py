"""Tokens for a panel in another site's frame."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from copilot.api.tokens import KEY_FILE, SESSION_S, PanelTokens
from copilot.errors import AuthError, StorageError
from copilot.pipeline import Copilot
from copilot.store.keys import Role

Connect = Callable[..., TestClient]
ELSEWHERE = ("203.0.113.5", 50_000)


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tokens(tmp_path: Path, clock: Clock) -> PanelTokens:
    return PanelTokens(tmp_path, clock)


def test_a_token_says_what_it_was_given(tokens: PanelTokens) -> None:
    token, claims = tokens.issue("agent", "Jörg Ä.", ticket="zendesk:5158", key="k1")
    assert tokens.read(token) == claims
    assert (claims.role, claims.agent, claims.ticket) == ("agent", "Jörg Ä.", "zendesk:5158")


def test_it_runs_out_and_is_renewed_until_the_session_ends(
    tokens: PanelTokens, clock: Clock
) -> None:
    token, claims = tokens.issue("agent", "Kim", life_s=60)
    clock.now += 59
    token, claims = tokens.renew(tokens.read(token), 60)
    clock.now += 59
    assert tokens.read(token).agent == "Kim"
    clock.now += 2
    with pytest.raises(AuthError, match="run out"):
        tokens.read(token)
    clock.now = claims.session_ends - 5
    assert tokens.renew(claims, 60)[1].expires == claims.session_ends


def test_a_restart_keeps_tokens_and_another_folder_refuses_them(
    tokens: PanelTokens, tmp_path: Path, clock: Clock
) -> None:
    token, _ = tokens.issue("agent", "Kim")
    assert PanelTokens(tmp_path, clock).read(token).agent == "Kim"
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(AuthError):
        PanelTokens(other, clock).read(token)


def test_the_key_is_the_owners_alone(tokens: PanelTokens, tmp_path: Path) -> None:
    tokens.issue("agent", "Kim")
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600


def test_a_damaged_key_is_named(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_bytes(b"short")
    with pytest.raises(StorageError, match="5 bytes"):
        PanelTokens(tmp_path).issue("agent", "Kim")


def _swapped(token: str) -> str:
    body, _, signature = token.partition(".")
    return f"{body[:-1]}{'A' if body[-1] != 'A' else 'B'}.{signature}"


@pytest.mark.parametrize(
    "spoil",
    [
        _swapped,
        lambda token: token[:-2],
        lambda token: token.partition(".")[0],
        lambda token: "rpt_.",
        lambda token: "",
        lambda token: "ä.ö",
        lambda token: "x" * 100_000,
        lambda token: token.replace("rpt_", "rpt_rpt_"),
    ],
    ids=["claims", "signature", "unsigned", "nothing", "empty", "umlauts", "huge", "prefix"],
)
def test_a_spoilt_token_is_refused(tokens: PanelTokens, spoil: Callable[[str], str]) -> None:
    token, _ = tokens.issue("agent", "Kim")
    with pytest.raises(AuthError):
        tokens.read(spoil(token))


def _issued(api: TestClient, headers: dict[str, str] | None = None, **body: object) -> Any:
    return api.post("/v1/panel/tokens", json={"agent": "Kim"} | body, headers=headers)


def test_a_key_issues_a_token_that_works_from_anywhere(connect: Connect, copilot: Copilot) -> None:
    api = connect(client=ELSEWHERE, base_url="https://shop.example")
    secret = copilot.store.keys.create("helpdesk", "agent").secret
    made = _issued(api, {"Authorization": f"Bearer {secret}"}, ticket="zendesk:5158").json()
    token = {"X-Panel-Token": made["token"]}
    assert (made["role"], made["agent"], made["ticket"]) == ("agent", "Kim", "zendesk:5158")
    assert api.get("/v1/drafts", headers=token).status_code == 200
    assert api.get("/v1/drafts").status_code == 401
    renewed = api.post("/v1/panel/tokens/renew", headers=token)
    assert renewed.status_code == 200
    assert renewed.json()["session_ends_at"] == made["session_ends_at"]


def test_a_revoked_key_takes_its_tokens_along(connect: Connect, copilot: Copilot) -> None:
    api = connect(client=ELSEWHERE, base_url="https://shop.example")
    new = copilot.store.keys.create("helpdesk", "agent")
    token = _issued(api, {"Authorization": f"Bearer {new.secret}"}).json()["token"]
    copilot.store.keys.revoke(new.key.id)
    assert api.get("/v1/drafts", headers={"X-Panel-Token": token}).status_code == 401


@pytest.mark.parametrize(
    ("has", "wants", "status"),
    [
        ("agent", "agent", 201),
        ("agent", "qa", 201),
        ("agent", "editor", 403),
        ("service", "agent", 403),
        ("qa", "agent", 403),
        ("admin", "editor", 201),
    ],
)
def test_a_token_may_do_no_more_than_its_key(
    connect: Connect, copilot: Copilot, has: Role, wants: Role, status: int
) -> None:
    api = connect(client=ELSEWHERE)
    secret = copilot.store.keys.create("helpdesk", has).secret
    made = _issued(api, {"X-API-Key": secret}, role=wants)
    assert made.status_code == status


def test_a_token_issues_no_other_and_a_key_is_not_renewed(connect: Connect) -> None:
    api = connect()
    token = {"X-Panel-Token": _issued(api).json()["token"]}
    assert _issued(api, token).status_code == 403
    assert api.post("/v1/panel/tokens/renew").status_code == 401


@pytest.mark.parametrize(
    "body",
    [{"agent": " "}, {"life_s": 5}, {"life_s": SESSION_S}, {"role": "king"}, {"colour": "red"}],
    ids=lambda body: next(iter(body)),
)
def test_what_cannot_be_used_is_refused(connect: Connect, body: dict[str, object]) -> None:
    refused = _issued(connect(), **body)
    assert refused.status_code == 422
    assert next(iter(body)) in refused.text


def test_no_page_of_another_origin_gets_one(connect: Connect) -> None:
    assert _issued(connect(), {"Origin": "https://evil.example"}).status_code == 403
