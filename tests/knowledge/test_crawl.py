"""A website into the knowledge, against a server on loopback; nowhere else is allowed to."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from knowledge.base import KnowledgeBase
from knowledge.crawl import CrawlReport, Fetcher, crawl
from knowledge.crawl.fetch import plain
from knowledge.crawl.guard import GuardedBackend
from knowledge.errors import SourceError

Reply = tuple[int, dict[str, str], bytes]


@dataclass
class Site:
    """A small help centre. `pages` by path; `asked` is what came in."""

    pages: dict[str, Reply] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    port: int = 0
    etags: bool = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def sitemap(self) -> str:
        return f"{self.url}/sitemap.xml"

    def put(self, path: str, title: str, text: str) -> None:
        html = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p>"
        self.pages[path] = (200, {"Content-Type": "text/html"}, html.encode())

    def list(self, *paths: str, lastmod: str = "") -> None:
        dated = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
        entries = "".join(f"<url><loc>{self.at(p)}</loc>{dated}</url>" for p in paths)
        self.raw("/sitemap.xml", f"<urlset xmlns='http://www.sitemaps.org/'>{entries}</urlset>")

    def at(self, path: str) -> str:
        return path if "://" in path else f"{self.url}{path}"

    def raw(self, path: str, text: str, status: int = 200, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (status, named, text.encode())

    def count(self, path: str) -> int:
        return sum(asked == path for asked, _ in self.asked)


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append((self.path, dict(self.headers)))
            status, headers, body = made.pages.get(self.path, (404, {}, b"no"))
            tag = f'"{hash(body)}"'
            if made.etags and self.headers.get("If-None-Match") == tag:
                status, body = 304, b""
            self.send_response(status)
            if made.etags:
                self.send_header("ETag", tag)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def base(tmp_path: Path, engine: object, word_embedder: object) -> Iterator[KnowledgeBase]:
    opened = KnowledgeBase.open(tmp_path / "home", engine, word_embedder)  # type: ignore[arg-type]
    yield opened
    opened.close()


def fetcher(sleep: Callable[[float], None] = lambda _s: None, *, delay_s: float = 0) -> Fetcher:
    return Fetcher(("127.0.0.1",), delay_s=delay_s, allow_loopback=True, sleep=sleep)


def run(site: Site, base: KnowledgeBase) -> CrawlReport:
    made = fetcher()
    try:
        return crawl(site.sitemap, base, made)
    finally:
        made.close()


def test_pages_become_documents(site: Site, base: KnowledgeBase) -> None:
    site.put("/hilfe/rueckgabe", "Rückgabe", "Sie haben 30 Tage Zeit.")
    site.list("/hilfe/rueckgabe")
    assert run(site, base).counts == {"added": 1}
    (document,) = base.store.documents()
    assert (document.title, document.language) == ("Rückgabe", "de")
    assert "30 Tage" in document.text
    assert document.metadata["url"] == f"{site.url}/hilfe/rueckgabe"
    assert base.search("Wie lange kann ich etwas zurückgeben, 30 Tage?")


@pytest.mark.parametrize("how", ["etag", "hash", "lastmod"])
def test_what_did_not_change_is_left(how: str, site: Site, base: KnowledgeBase) -> None:
    site.etags = how == "etag"
    site.put("/a", "Versand", "Drei Tage.")
    site.list("/a", lastmod="2026-05-01" if how == "lastmod" else "")
    run(site, base)
    assert run(site, base).counts == {"unchanged": 1}
    assert site.count("/a") == (1 if how == "lastmod" else 2)


def test_changed_and_gone_pages(site: Site, base: KnowledgeBase) -> None:
    for name in ("a", "b", "c"):
        site.put(f"/{name}", f"Seite {name}", "Drei Tage.")
    site.list("/a", "/b", "/c")
    run(site, base)
    site.put("/a", "Seite a", "Fünf Tage.")
    del site.pages["/b"]
    site.list("/a", "/b")  # b answers 404, c is not listed any more
    assert run(site, base).counts == {"updated": 1, "removed": 2}
    (document,) = base.store.documents()
    assert "Fünf Tage" in document.text


def test_robots_are_respected(site: Site, base: KnowledgeBase) -> None:
    site.raw("/robots.txt", "User-agent: *\nDisallow: /intern\n")
    site.put("/a", "A", "Drei Tage.")
    site.put("/intern/b", "B", "Geheim.")
    site.list("/a", "/intern/b")
    assert run(site, base).counts == {"added": 1, "forbidden": 1}
    assert site.count("/intern/b") == 0


def test_a_broken_robots_file_forbids_all(site: Site, base: KnowledgeBase) -> None:
    site.raw("/robots.txt", "oops", 500)
    site.put("/a", "A", "Drei Tage.")
    site.list("/a")
    assert run(site, base).counts == {"forbidden": 1}


def test_an_index_of_sitemaps_and_a_packed_one(site: Site, base: KnowledgeBase) -> None:
    site.put("/a", "A", "Drei Tage.")
    packed = gzip.compress(f"<urlset><url><loc>{site.url}/a</loc></url></urlset>".encode())
    site.pages["/one.xml.gz"] = (200, {}, packed)
    site.raw(
        "/sitemap.xml",
        f"<sitemapindex><sitemap><loc>{site.url}/one.xml.gz</loc></sitemap></sitemapindex>",
    )
    assert run(site, base).counts == {"added": 1}


def test_one_bad_page_stops_nothing(site: Site, base: KnowledgeBase) -> None:
    site.put("/a", "A", "Drei Tage.")
    site.raw("/b", "oops", 500)
    site.raw("/c", "x", Content_Type="image/png")
    site.list("/a", "/b", "/c")
    report = run(site, base)
    assert report.counts == {"added": 1, "failed": 2}
    assert any("/b answered 500" in problem for problem in report.problems)


@pytest.mark.parametrize(
    "body",
    ["no xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><urlset/>", "<urlset>"],
    ids=["no XML", "entities", "cut off"],
)
def test_bad_sitemaps_say_so(body: str, site: Site, base: KnowledgeBase) -> None:
    site.raw("/sitemap.xml", body)
    with pytest.raises(SourceError, match=r"sitemap\.xml"):
        run(site, base)


def test_goes_on_after_a_stop(site: Site, base: KnowledgeBase) -> None:
    for name in ("a", "b"):
        site.put(f"/{name}", f"Seite {name}", "Drei Tage.")
    site.list("/a", "/b")
    asked = iter([False, True])
    made = fetcher()
    first = crawl(site.sitemap, base, made, stop=lambda: next(asked))
    made.close()
    assert (first.counts, first.stopped) == ({"added": 1}, True)
    assert run(site, base).counts == {"unchanged": 1, "added": 1}


# --- where it does not go --------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    ["http://localhost.evil.example/", "http://10.0.0.1/", "file:///etc/passwd",
     "http://user:pw@127.0.0.1/", "ftp://127.0.0.1/"],
    ids=["another host", "a private address", "a file", "a password", "another protocol"],
)  # fmt: skip
def test_redirects_are_judged_anew(target: str, site: Site, base: KnowledgeBase) -> None:
    site.raw("/a", "", 302, Location=target)
    site.list("/a")
    report = run(site, base)
    assert report.counts == {"failed": 1}
    assert "may be crawled" in report.problems[0]


def test_redirects_within_the_site_are_followed(site: Site, base: KnowledgeBase) -> None:
    site.put("/b", "B", "Drei Tage.")
    site.raw("/a", "", 301, Location="/b")
    site.list("/a")
    assert run(site, base).counts == {"added": 1}


def test_a_circle_of_redirects_ends(site: Site, base: KnowledgeBase) -> None:
    site.raw("/a", "", 302, Location="/a")
    site.list("/a")
    assert run(site, base).counts == {"failed": 1}


def test_pages_elsewhere_in_the_sitemap_are_passed_over(site: Site, base: KnowledgeBase) -> None:
    site.put("/a", "A", "Drei Tage.")
    site.list("/a", "http://other.example/b")
    assert run(site, base).counts == {"added": 1}


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.5.5", "169.254.169.254", "0.0.0.0", "::1",
     "fe80::1", "fd00::1", "::ffff:10.0.0.1", "100.64.0.1", "224.0.0.1"],
)  # fmt: skip
def test_a_name_that_leads_inside_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def resolved(*_args: object, **_kwargs: object) -> list[object]:
        return [(0, 0, 0, "", ("93.184.216.34", 80)), (0, 0, 0, "", (address, 80))]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    with pytest.raises(SourceError, match="no public address"):
        GuardedBackend().checked("shop.example", 80)


def test_loopback_is_refused_without_the_tests_allowance(site: Site, base: KnowledgeBase) -> None:
    made = Fetcher(("127.0.0.1",), delay_s=0)
    with pytest.raises(SourceError, match="no public address"):
        crawl(site.sitemap, base, made)
    made.close()
    assert site.asked == []


def test_is_polite(site: Site) -> None:
    slept: list[float] = []
    site.put("/a", "A", "x")
    made = fetcher(slept.append, delay_s=0.5)
    made.get(f"{site.url}/a")
    made.get(f"{site.url}/a")
    site.raw("/busy", "", 429, Retry_After="7")
    made.get(f"{site.url}/busy")
    made.close()
    assert any(0.3 < seconds <= 0.5 for seconds in slept)
    assert 7.0 in slept
    assert site.asked[0][1]["User-Agent"] == "reply-copilot"


# --- addresses that are not in ASCII ----------------------------------------------------------

WRITTEN = {
    "plain": ("https://shop.example/a?b=1", "https://shop.example/a?b=1"),
    "umlauts": ("https://müller.example/größe", "https://xn--mller-kva.example/gr%C3%B6%C3%9Fe"),
    "escaped before": ("https://shop.example/gr%C3%B6%C3%9Fe", "https://shop.example/gr%C3%B6%C3%9Fe"),
    "query and port": ("http://shop.example:81/?q=ä b", "http://shop.example:81/?q=%C3%A4%20b"),
    "address": ("http://[2001:db8::1]/x", "http://[2001:db8::1]/x"),
}  # fmt: skip


@pytest.mark.parametrize(("written", "sent"), WRITTEN.values(), ids=WRITTEN.keys())
def test_an_address_goes_out_in_ascii(written: str, sent: str) -> None:
    assert plain(written) == sent


def test_a_page_with_umlauts_in_its_address_is_read(site: Site, base: KnowledgeBase) -> None:
    site.put("/gr%C3%B6%C3%9Fe", "Größe", "Die Decke misst 200 mal 140 Zentimeter.")
    site.list("/größe")
    assert run(site, base).counts == {"added": 1}


BAD = ["http://\x80/", "http://ä" + "a" * 300 + ".example/", "http://0\U00010000/x", "http://[/"]


@pytest.mark.parametrize("url", BAD)
def test_what_is_no_address_is_a_sentence(url: str, base: KnowledgeBase) -> None:
    made = Fetcher(("shop.example",), allow_loopback=True, sleep=lambda _s: None)
    with pytest.raises(SourceError):
        made.get(url)
