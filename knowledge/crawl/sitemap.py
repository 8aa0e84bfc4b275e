"""Sitemaps (sitemaps.org) and robots.txt (RFC 9309)."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

from knowledge.crawl.fetch import AGENT, Fetcher
from knowledge.errors import SourceError

_DEEPEST = 3
_MOST_BYTES = 50_000_000  # what the protocol allows for one sitemap
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def pages(fetcher: Fetcher, url: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Address and `lastmod` of every page of a sitemap or an index of them. Raises SourceError."""
    answer = fetcher.get(url)
    if answer.status != 200:
        raise SourceError(
            f"{url} answered {answer.status}.", hint="Name the sitemap's own address."
        )
    root = _parsed(_plain(answer.body, url), url)
    for entry in root:
        place = _child(entry, "loc")
        if not place or not fetcher.allows(place):
            continue
        if _name(root) == "sitemapindex":
            if depth < _DEEPEST:
                yield from pages(fetcher, place, depth + 1)
        else:
            yield place, _child(entry, "lastmod")


def _plain(body: bytes, url: str) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacked = zlib.decompressobj(wbits=31)
    try:
        plain = unpacked.decompress(body, _MOST_BYTES)
    except zlib.error as error:
        raise SourceError(f"{url} is damaged: {error}.") from error
    if unpacked.unconsumed_tail:
        raise SourceError(f"{url} is larger than {_MOST_BYTES:,} bytes.")
    return plain


def _parsed(body: bytes, url: str) -> ET.Element:
    if _ENTITY.search(body):  # a sitemap has none; a bomb would
        raise SourceError(f"{url} declares entities.", hint="Name a plain sitemap.")
    try:
        # Without entities, what is left is well-formed or refused.
        return ET.parse(io.BytesIO(body)).getroot()  # noqa: S314
    except ET.ParseError as error:
        raise SourceError(f"{url} is no sitemap: {error}.", hint="Name its sitemap.xml.") from error


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _child(element: ET.Element, name: str) -> str:
    found = next((child for child in element if _name(child) == name), None)
    return (found.text or "").strip() if found is not None else ""


class Robots:
    """What robots.txt of each host allows. A host that cannot tell is left alone; one that
    has no such file allows everything."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._hosts: dict[str, Callable[[str], bool]] = {}

    def allow(self, url: str) -> bool:
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._hosts:
            self._hosts[host] = self._read(host)
        return self._hosts[host](url)

    def _read(self, host: str) -> Callable[[str], bool]:
        try:
            answer = self._fetcher.get(f"{host}/robots.txt")
        except SourceError:
            return lambda _url: False
        if answer.status >= 500:
            return lambda _url: False
        if answer.status != 200:
            return lambda _url: True
        rules = RobotFileParser()
        rules.parse(answer.body.decode("utf-8", "replace").splitlines())
        delay = rules.crawl_delay(AGENT)
        if delay is not None:
            self._fetcher.delay_s = max(self._fetcher.delay_s, min(float(delay), 30.0))
        return lambda url: rules.can_fetch(AGENT, url)
