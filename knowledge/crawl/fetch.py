"""One polite GET: allowed hosts, guarded addresses, every redirect judged anew, bounded size."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import quote, urljoin, urlsplit

import httpcore

from knowledge.crawl.guard import GuardedBackend
from knowledge.errors import SourceError

AGENT = "reply-copilot"
_MOST_BYTES = 10_000_000
_MOST_HOPS = 5
_TIMEOUT_S = 15.0
_REDIRECTS = (301, 302, 303, 307, 308)
_SLOW_DOWN = (429, 503)
_LONGEST_WAIT_S = 60.0
_AS_IT_IS = "%/:?#[]@!$&'()*+,;=~"  # of a path or query: has its meaning, or is escaped already


@dataclass(frozen=True, slots=True)
class Answer:
    """`url` is where the redirects led; header names are in lower case."""

    url: str
    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def plain(url: str) -> str:
    """An address in ASCII: `https://müller.example/größe` as it goes over the wire.

    Raises ValueError where it is none.
    """
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    host = _host(parts.hostname or "")
    shown = f"[{host}]" if ":" in host else host
    path, query = (quote(part, safe=_AS_IT_IS) for part in (parts.path, parts.query))
    return f"{parts.scheme}://{shown}{port}{path}{f'?{query}' if query else ''}"


def _host(name: str) -> str:
    """A host's name in the alphabet of the DNS; raises ValueError where there is none."""
    return name.casefold() if name.isascii() else name.encode("idna").decode()


class Fetcher:
    """Reads pages of `hosts` (a name stands for its subdomains as well), `delay_s` apart."""

    def __init__(
        self,
        hosts: tuple[str, ...],
        *,
        delay_s: float = 1.0,
        allow_loopback: bool = False,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._hosts = tuple(_host(host.strip(".")) for host in hosts)
        self.delay_s = delay_s
        self._sleep = sleep
        self._last = 0.0
        backend = GuardedBackend(allow_loopback=allow_loopback)
        self._pool = httpcore.ConnectionPool(network_backend=backend, max_connections=2)

    def close(self) -> None:
        self._pool.close()

    def allows(self, url: str) -> bool:
        """Whether the address may be asked for: http, an allowed host, no password in it."""
        try:
            parts = urlsplit(url)
            host = _host(parts.hostname or "")
            _ = parts.port
        except ValueError:
            return False
        if parts.scheme not in ("http", "https") or parts.username or parts.password:
            return False
        return any(host == own or host.endswith(f".{own}") for own in self._hosts)

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Raises SourceError where the page may not be had or cannot be."""
        for _ in range(_MOST_HOPS + 1):
            if not self.allows(url):
                raise SourceError(
                    f"{url} is on no host that may be crawled.",
                    hint=f"Allowed: {', '.join(self._hosts)}.",
                )
            answer = self._patiently(url, headers or {})
            target = answer.headers.get("location")
            if answer.status not in _REDIRECTS or not target:
                return answer
            url = urljoin(url, target)
        raise SourceError(
            f"{url} redirects more than {_MOST_HOPS} times.", hint="Name the final address."
        )

    def _patiently(self, url: str, headers: Mapping[str, str]) -> Answer:
        """Once more where the server asks to come back later."""
        answer = self._once(url, headers)
        if answer.status in _SLOW_DOWN:
            asked = answer.headers.get("retry-after", "")
            wait = float(asked) if asked.isdigit() else 10.0
            self._sleep(min(wait, _LONGEST_WAIT_S))
            answer = self._once(url, headers)
        return answer

    def _once(self, url: str, headers: Mapping[str, str]) -> Answer:
        self._wait()
        sent = {"User-Agent": AGENT, "Accept-Encoding": "identity", **headers}
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), _TIMEOUT_S)
        try:
            with self._pool.stream(
                "GET", plain(url), headers=list(sent.items()), extensions={"timeout": timeout}
            ) as response:
                body = self._body(response, url)
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise SourceError(f"{url} does not answer: {error}.") from error
        except (httpcore.UnsupportedProtocol, UnicodeError, ValueError) as error:
            raise SourceError(
                f"{url} is no address: {error}.", hint="Write it as https://shop.example/page."
            ) from error
        told = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in response.headers}
        return Answer(url, response.status, body, MappingProxyType(told))

    def _body(self, response: httpcore.Response, url: str) -> bytes:
        body = bytearray()
        for chunk in response.iter_stream():
            body += chunk
            if len(body) > _MOST_BYTES:
                raise SourceError(f"{url} is larger than {_MOST_BYTES:,} bytes.")
        return bytes(body)

    def _wait(self) -> None:
        left = self._last + self.delay_s - time.monotonic()
        if left > 0:
            self._sleep(left)
        self._last = time.monotonic()
