"""Who may do what in the panel, and what it offers and loads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import HTTPException, Request

from copilot.api.guard import Guard, Right
from copilot.api.tokens import PanelTokens
from copilot.config import load_settings
from copilot.errors import AuthError, ForbiddenError
from copilot.pipeline import Copilot
from copilot.store.keys import Role
from knowledge import demo
from knowledge.documents import Document
from ui.access import Doorkeeper
from ui.samples import sample_cases

HERE = ("127.0.0.1", 50_000)
ELSEWHERE = ("203.0.113.5", 50_000)


@pytest.fixture(scope="module")
def copilot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copilot]:
    home = tmp_path_factory.mktemp("panel") / "home"
    with Copilot.open(load_settings(env={"COPILOT_HOME": str(home)})) as opened:
        yield opened


@pytest.fixture(scope="module")
def door(copilot: Copilot) -> Doorkeeper:
    return Doorkeeper(
        Guard(copilot.store.keys, copilot.settings.server, PanelTokens(copilot.settings.home))
    )


def request(caller: tuple[str, int], **headers: str) -> Request:
    pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "client": caller, "headers": pairs, "path": "/"}
    return Request(scope)


def test_on_this_machine_everybody_is_admitted(door: Doorkeeper) -> None:
    assert door.admit(request(HERE, host="127.0.0.1:8000")) == "-"


def test_from_elsewhere_a_page_leads_to_the_login_and_data_is_refused(door: Doorkeeper) -> None:
    assert door.admit(request(ELSEWHERE, host="shop.example")) is None
    with pytest.raises(HTTPException) as raised:
        door.admit(request(ELSEWHERE, host="shop.example", accept="text/html,*/*"))
    assert (raised.value.status_code, raised.value.headers) == (303, {"Location": "/login"})


@pytest.mark.parametrize(
    ("path", "query", "method", "admitted"),
    [
        ("/ui/", b"embed=zendesk", "GET", "-"),
        ("/ui", b"embed=zendesk&ticket=zendesk:1", "GET", "-"),
        ("/ui/", b"ticket=zendesk:1", "GET", None),
        ("/ui/", b"embed=zendesk", "POST", None),
        ("/ui/config", b"embed=zendesk", "GET", None),
        ("/ui/gradio_api/queue/join", b"embed=zendesk", "GET", None),
    ],
)
def test_only_the_bare_page_of_a_frame_comes_without_a_token(
    door: Doorkeeper, path: str, query: bytes, method: str, admitted: str | None
) -> None:
    asking = request(ELSEWHERE, host="shop.example")
    asking.scope.update({"path": path, "query_string": query, "method": method})
    assert door.admit(asking) == admitted
    with pytest.raises(AuthError):
        door.check(asking, "read")


def test_a_token_says_who_it_is(door: Doorkeeper, copilot: Copilot) -> None:
    tokens = PanelTokens(copilot.settings.home)
    token, _ = tokens.issue("qa", "Kim", ticket="zendesk:1")
    asking = request(ELSEWHERE, **{"x-panel-token": token})
    assert door.admit(asking) == "Kim"
    assert door.check(asking, "read").name == "Kim"
    with pytest.raises(ForbiddenError):
        door.check(asking, "decide")


def test_a_rebound_name_is_refused(door: Doorkeeper) -> None:
    with pytest.raises(HTTPException) as raised:
        door.admit(request(HERE, host="evil.example"))
    assert raised.value.status_code == 403


def test_a_key_says_who_it_is(door: Doorkeeper, copilot: Copilot) -> None:
    key = copilot.store.keys.create("Kim", "agent")
    assert door.admit(request(ELSEWHERE, authorization=f"Bearer {key.secret}")) == "Kim"


@pytest.mark.parametrize(
    ("role", "right", "allowed"),
    [
        ("agent", "decide", True),
        ("agent", "edit", False),
        ("qa", "read", True),
        ("qa", "decide", False),
        ("service", "decide", False),
        ("editor", "edit", True),
    ],
)
def test_an_action_asks_for_its_right(
    door: Doorkeeper, copilot: Copilot, role: Role, right: Right, allowed: bool
) -> None:
    key = copilot.store.keys.create(f"{role}-{right}", role)
    caller = request(ELSEWHERE, authorization=f"Bearer {key.secret}")
    if allowed:
        assert door.check(caller, right).role == role
    else:
        with pytest.raises(ForbiddenError):
            door.check(caller, right)


def test_an_action_without_a_request_is_refused(door: Doorkeeper) -> None:
    with pytest.raises(AuthError):
        door.check(None, "read")


def test_sample_mails_are_offered_for_the_demo_shop_only(copilot: Copilot) -> None:
    assert sample_cases(copilot) == {}
    origin = str(demo.folder())
    document = Document(origin, "a.md", "policy", "Rückgabe", "30 Tage.", "de")
    copilot.knowledge.add([document])
    found = sample_cases(copilot)
    assert len(found) == len(demo.mails())
    title, case = next(iter(found.values()))
    assert title.startswith(("DE · ", "EN · "))
    assert case.text
    copilot.knowledge.remove([document.id])


def test_the_assets_load_nothing_from_elsewhere() -> None:
    folder = Path(__file__).parents[2] / "ui" / "assets"
    for path in folder.iterdir():
        text = path.read_text("utf-8")
        assert "://" not in text, path.name
        assert "@import" not in text, path.name
        assert "url(" not in text.replace("new url(", ""), path.name
