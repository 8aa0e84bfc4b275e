"""The mounted panel over HTTP: who gets in, and what the page may load.

A request that a proxy passed on counts as one from another machine.
"""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

AWAY = {"X-Forwarded-For": "203.0.113.5"}
PAGE = {"Accept": "text/html"}


@pytest.fixture
def web(shop: Any) -> Any:
    with httpx.Client(base_url=shop.address, timeout=30) as client:
        yield client


def test_on_this_machine_the_panel_opens_without_a_key(web: httpx.Client) -> None:
    page = web.get("/ui/", headers=PAGE)
    assert page.status_code == 200
    assert "frame-ancestors 'self'" in page.headers["content-security-policy"]


def test_the_page_loads_nothing_from_elsewhere(web: httpx.Client) -> None:
    html = web.get("/ui/").text
    loading = re.findall(r"""<(?:script|link|img)\b[^>]*?(?:src|href)=["']([^"']+)""", html)
    assert loading
    own = str(web.base_url)
    outside = [url for url in loading if "//" in url.partition("data:")[0]]
    assert [url for url in outside if not url.startswith(own)] == []


def test_from_elsewhere_it_takes_a_login(web: httpx.Client, shop: Any) -> None:
    page = web.get("/ui/", headers=AWAY | PAGE)
    assert (page.status_code, page.headers["location"]) == (303, "/login")
    assert web.get("/ui/config", headers=AWAY).status_code == 401
    assert web.post("/ui/gradio_api/queue/join", headers=AWAY, json={}).status_code == 401
    made = shop.post("/keys", {"name": "Kim", "role": "agent"})
    answer = web.post("/login", headers=AWAY, data={"key": made["secret"]})
    assert answer.headers["location"] == "/ui/"
    assert web.get("/ui/", headers=AWAY | PAGE).status_code == 200


def test_a_rebound_name_is_refused(web: httpx.Client) -> None:
    for path in ("/ui/", "/ui/config"):
        assert web.get(path, headers={"Host": "evil.example"} | PAGE).status_code == 403


def test_no_foreign_origin_is_let_in(web: httpx.Client) -> None:
    origin = {"Origin": "https://evil.example"}
    assert "access-control-allow-origin" not in web.get("/ui/config", headers=origin).headers
    joined = web.post("/ui/gradio_api/queue/join", json={}, headers=origin)
    assert joined.status_code == 403
