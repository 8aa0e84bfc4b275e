"""A website's pages into the knowledge: what is new or changed is read, what is gone goes."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from types import MappingProxyType
from typing import Protocol
from urllib.parse import urlsplit

from knowledge.crawl.fetch import Answer, Fetcher
from knowledge.crawl.sitemap import Robots, pages
from knowledge.documents import Document, digest
from knowledge.errors import SourceError
from knowledge.parse.prose import Place, read_prose
from knowledge.parse.skus import ProductNames
from knowledge.store import KnowledgeStore

MOST_PAGES = 5_000
_MOST_PROBLEMS = 50
_GONE = (404, 410)
_SAVED_EVERY = 20  # pages: a crawl that is killed loses no more than these


class Base(Protocol):
    """The part of a knowledge base that a crawl needs."""

    store: KnowledgeStore

    def add(self, documents: Iterable[Document]) -> object: ...

    def remove(self, ids: Iterable[str]) -> object: ...


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """`counts` of added, updated, unchanged, removed, forbidden (by robots.txt) and failed."""

    sitemap: str
    counts: dict[str, int]
    problems: tuple[str, ...] = ()
    stopped: bool = False
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Page:
    """What a page was when it was last read."""

    document_id: str
    sha256: str
    etag: str = ""
    last_modified: str = ""
    listed: str = ""  # the sitemap's own `lastmod`


def crawl(
    sitemap: str,
    base: Base,
    fetcher: Fetcher,
    *,
    progress: Callable[[int], None] = lambda _done: None,
    stop: Callable[[], bool] = lambda: False,
) -> CrawlReport:
    """Reads the pages of a sitemap. A crawl that was stopped goes on where it was: a page
    that did not change costs one short request, or none where the sitemap dates it.

    Raises SourceError where the sitemap cannot be read.
    """
    return _Crawl(sitemap, base, fetcher).run(progress, stop)


class _Crawl:
    def __init__(self, sitemap: str, base: Base, fetcher: Fetcher) -> None:
        parts = urlsplit(sitemap)
        self._sitemap = sitemap
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._note = f"crawl:{digest(sitemap)}"
        self._base = base
        self._fetcher = fetcher
        self._robots = Robots(fetcher)
        self._names = ProductNames(base.store.products())
        self._known = {
            url: _Page(**page)
            for url, page in json.loads(base.store.get_meta(self._note) or "{}").items()
        }
        self._counts: Counter[str] = Counter()
        self._problems: list[str] = []

    def run(self, progress: Callable[[int], None], stop: Callable[[], bool]) -> CrawlReport:
        started = time.monotonic()
        listed = dict(entry for entry, _ in zip(self._pages(), range(MOST_PAGES), strict=False))
        stopped = False
        for done, (url, changed) in enumerate(listed.items(), 1):
            if stopped := stop():
                break
            self._page(url, changed)
            progress(done)
        if not stopped:
            for url in [url for url in self._known if url not in listed]:
                self._forget(url)
        self._save()
        return CrawlReport(
            self._sitemap,
            dict(self._counts),
            tuple(self._problems),
            stopped,
            round(time.monotonic() - started, 2),
        )

    def _pages(self) -> Iterable[tuple[str, str]]:
        return pages(self._fetcher, self._sitemap)

    def _page(self, url: str, listed: str) -> None:
        before = self._known.get(url)
        if not self._robots.allow(url):
            self._counts["forbidden"] += 1
            self._forget(url)
            return
        if before and listed and before.listed == listed and self._is_stored(before):
            self._counts["unchanged"] += 1
            return
        try:
            self._read(url, listed, before)
        except SourceError as error:
            self._counts["failed"] += 1
            if len(self._problems) < _MOST_PROBLEMS:
                self._problems.append(error.message)

    def _read(self, url: str, listed: str, before: _Page | None) -> None:
        answer = self._fetcher.get(url, _conditions(before))
        if answer.status in _GONE:
            self._forget(url)
            return
        if answer.status == 304 and before is not None:
            self._known[url] = replace(before, listed=listed)
            self._counts["unchanged"] += 1
            return
        if answer.status != 200:
            raise SourceError(
                f"{url} answered {answer.status}.", hint="Open it in a browser: is it public?"
            )
        told = answer.headers
        page = _Page(
            self._id(url),
            sha256(answer.body).hexdigest(),
            told.get("etag", ""),
            told.get("last-modified", ""),
            listed,
        )
        if before and before.sha256 == page.sha256 and self._is_stored(before):
            self._counts["unchanged"] += 1
        else:
            self._base.add([self._document(url, answer)])
            self._counts["updated" if before else "added"] += 1
        self._known[url] = page
        if sum(self._counts.values()) % _SAVED_EVERY == 0:
            self._save()

    def _is_stored(self, page: _Page) -> bool:
        return bool(self._base.store.revision(page.document_id))

    def _document(self, url: str, answer: Answer) -> Document:
        kind = answer.headers.get("content-type", "text/html").partition(";")[0].strip()
        suffixes = {"text/html": ".html", "application/pdf": ".pdf", "text/plain": ".txt"}
        suffix = suffixes.get("text/html" if kind == "application/xhtml+xml" else kind)
        if suffix is None:
            raise SourceError(
                f"{url} is of type {kind}, which is not read.",
                hint=f"Read are {', '.join(suffixes)}.",
            )
        path = _path(url)
        stem = path.rstrip("/").rpartition("/")[2] or "index"
        place = Place(self._origin, path, "document", stem, "")
        document, _ = read_prose(answer.body, suffix, place, self._names)
        metadata = MappingProxyType({**document.metadata, "url": url})
        return replace(document, metadata=metadata)

    def _id(self, url: str) -> str:
        return digest(self._origin, _path(url), "")

    def _forget(self, url: str) -> None:
        page = self._known.pop(url, None)
        if page is not None:
            self._base.remove([page.document_id])
            self._counts["removed"] += 1

    def _save(self) -> None:
        kept = {url: asdict(page) for url, page in self._known.items()}
        self._base.store.set_meta(self._note, json.dumps(kept))


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"


def _conditions(before: _Page | None) -> dict[str, str]:
    found: dict[str, str] = {}
    if before and before.etag:
        found["If-None-Match"] = before.etag
    if before and before.last_modified:
        found["If-Modified-Since"] = before.last_modified
    return found
