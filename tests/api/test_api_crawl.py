"""Websites over REST: which are read, what is told, who may."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import pytest
from starlette.testclient import TestClient

import knowledge.crawl
from copilot.api.daily import Daily
from copilot.pipeline import Copilot
from knowledge.crawl import Fetcher

PAGE = b"<html><head><title>Pflege</title></head><body><p>Die Schere trocken lagern.</p></body>"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A sitemap of one page on loopback, which the crawler may read in this test."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pages = {
                "/sitemap.xml": f"<urlset><url><loc>{url}/pflege</loc></url></urlset>".encode(),
                "/pflege": PAGE,
            }
            body = pages.get(self.path, b"")
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    url = f"http://127.0.0.1:{server.server_address[1]}"
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    patient = partial(Fetcher, allow_loopback=True, sleep=lambda _s: None)
    monkeypatch.setattr(knowledge.crawl, "Fetcher", patient)
    yield f"{url}/sitemap.xml"
    server.shutdown()
    server.server_close()


def crawled(api: TestClient, *sitemaps: str) -> Any:
    return api.post("/v1/knowledge/crawl", json={"sitemaps": list(sitemaps)})


def test_a_website_becomes_knowledge_and_is_left_when_it_did_not_change(
    api: TestClient, site: str
) -> None:
    assert [report["counts"] for report in crawled(api, site).json()["reports"]] == [{"added": 1}]
    found = api.post("/v1/search", json={"query": "Wie lagere ich die Schere?"}).json()
    assert "trocken lagern" in str(found["passages"])
    assert crawled(api, site).json()["reports"][0]["counts"] == {"unchanged": 1}
    (entry,) = api.get("/v1/audit", params={"limit": 1}).json()["entries"]
    assert entry["action"] == "knowledge.crawled"


def test_one_that_cannot_be_read_does_not_keep_the_others_away(api: TestClient, site: str) -> None:
    first, second = crawled(api, "http://10.0.0.1/sitemap.xml", site).json()["reports"]
    assert first["counts"] == {"failed": 1}
    assert "10.0.0.1" in first["problems"][0]
    assert second["counts"] == {"added": 1}


def test_progress_is_told(api: TestClient, site: str) -> None:
    headers = {"Accept": "text/event-stream"}
    answer = api.post("/v1/knowledge/crawl", json={"sitemaps": [site]}, headers=headers)
    events = [line for line in answer.text.splitlines() if line.startswith("event:")]
    assert (events[0], events[-1]) == ("event: progress", "event: report")


REFUSED = {
    "none at all": ([], "crawl.sitemaps"),
    "no address": (["shop.example/sitemap.xml"], "pattern"),
    "inside the network": (["http://10.0.0.1/sitemap.xml"], "10.0.0.1"),
    "unreadable": (["http://[/sitemap.xml"], "http://["),
}


@pytest.mark.parametrize(("sitemaps", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_read_is_named(api: TestClient, sitemaps: list[str], said: str) -> None:
    refused = crawled(api, *sitemaps)
    assert refused.status_code == 422, refused.text
    assert said in refused.text


def test_only_admins_send_it_out(copilot: Copilot, connect: Callable[..., TestClient]) -> None:
    api = connect(client=("203.0.113.5", 40_000), base_url="https://copilot.example")
    secret = copilot.store.keys.create("k", "editor").secret
    refused = api.post(
        "/v1/knowledge/crawl", json={}, headers={"Authorization": f"Bearer {secret}"}
    )
    assert refused.status_code == 403


def test_a_day_without_websites_is_quiet(
    copilot: Copilot, caplog: pytest.LogCaptureFixture
) -> None:
    daily = Daily(copilot.office, first_s=0.0)
    daily.start()
    daily.stop()
    assert not caplog.records


def test_the_websites_of_the_settings_are_read_every_day(
    copilot: Copilot, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Event()
    monkeypatch.setattr(copilot.office, "crawl_all", read.set)
    daily = Daily(copilot.office, first_s=0.0)
    daily.start()
    assert read.wait(30)
    daily.stop()
