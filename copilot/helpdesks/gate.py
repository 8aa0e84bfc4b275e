"""The only way out to a helpdesk: what is not on the adapter's list is not sent.

An adapter names each call that it may make: method, path and, for a call that writes, what
the body must be (private, internal). The list is held by the HTTP transport itself, below
everything that an adapter could do with its client. Beyond that: one origin, no redirects,
no proxy of the environment, a limit for the answer's size and for the call's whole time.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Self

import httpx

from copilot.config import HelpdeskSettings
from copilot.helpdesks.errors import (
    ForbiddenCallError,
    HelpdeskBusyError,
    HelpdeskRefusedError,
    Reason,
)
from copilot.helpdesks.limiter import Limiter

MOST_BYTES = 5_000_000
MOST_RETRY_AFTER_S = 3_600.0


@dataclass(frozen=True, slots=True)
class Rule:
    """One call that is allowed. `path` must match whole; without `body` none may be sent."""

    method: str
    path: str
    body: Callable[[Mapping[str, Any]], bool] | None = None

    def allows(self, method: str, path: str, body: bytes) -> bool:
        if method != self.method or not re.fullmatch(self.path, path):
            return False
        if self.body is None:
            return not body
        try:
            data = json.loads(body)
        except ValueError:
            return False
        return isinstance(data, dict) and self.body(data)


class AllowListTransport(httpx.BaseTransport):
    """Passes on what a rule allows; anything else raises ForbiddenCallError, unsent."""

    def __init__(self, base_url: str, rules: Sequence[Rule], inner: httpx.BaseTransport) -> None:
        self._base = httpx.URL(base_url)
        self._prefix = self._base.path.rstrip("/")
        self._rules = tuple(rules)
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        raw_path, _, query = request.url.raw_path.decode("ascii", "replace").partition("?")
        if not self._allows(request, raw_path, query):
            raise ForbiddenCallError(
                f"{request.method} {raw_path} is not a call that this helpdesk's adapter may make.",
                reason="forbidden_call",
            )
        return self._inner.handle_request(request)

    def _allows(self, request: httpx.Request, raw_path: str, query: str) -> bool:
        if _origin(request.url) != _origin(self._base) or not raw_path.startswith(self._prefix):
            return False
        if query and request.method != "GET":  # some servers read fields from there, too
            return False
        path = raw_path.removeprefix(self._prefix)
        body = request.read()
        return any(rule.allows(request.method, path, body) for rule in self._rules)

    def close(self) -> None:
        self._inner.close()


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


class Gate:
    """Calls a helpdesk. Every way to fail becomes one of two errors: busy, or refused."""

    def __init__(
        self,
        base_url: str,
        rules: Sequence[Rule],
        headers: Mapping[str, str],
        *,
        limiter: Limiter,
        timeout_s: float = 15.0,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._base = base_url.rstrip("/")
        self._limiter = limiter
        self._timeout_s = timeout_s
        self._most_bytes = most_bytes
        inner = httpx.HTTPTransport(trust_env=False, limits=httpx.Limits(max_connections=32))
        self._client = httpx.Client(
            transport=AllowListTransport(self._base, rules, inner),
            headers={"Accept": "application/json", "User-Agent": "reply-copilot", **headers},
            timeout=httpx.Timeout(timeout_s, connect=min(5.0, timeout_s)),
            follow_redirects=False,
            trust_env=False,
        )

    @classmethod
    def to(
        cls,
        settings: HelpdeskSettings,
        rules: Sequence[Rule],
        headers: Mapping[str, str],
        limiter: Limiter,
    ) -> Self:
        """A gate to the helpdesk of these settings; `headers` say who calls."""
        return cls(settings.url, rules, headers, limiter=limiter, timeout_s=settings.timeout_s)

    def get(self, path: str, **params: str | int) -> Any:
        """The JSON that stands at `path`."""
        return self._call("GET", path, params=params)

    def send(self, method: str, path: str, body: Mapping[str, Any], **headers: str) -> Any:
        """Writes; the JSON of the answer, or None where it has none."""
        return self._call(method, path, json=dict(body), headers=headers)

    def close(self) -> None:
        self._client.close()

    def _call(self, method: str, path: str, **more: Any) -> Any:
        self._limiter.take()
        end = time.monotonic() + self._timeout_s
        what = f"{method} {path}"
        try:
            with self._client.stream(method, f"{self._base}{path}", **more) as response:
                content = self._content(response, what, end)
                return self._judged(response, content, what)
        except httpx.TimeoutException as error:
            raise self._too_late(what) from error
        except httpx.TransportError as error:
            raise HelpdeskBusyError(
                f"{what}: {type(error).__name__}: {error}.".replace("..", "."),
                hint="Check the helpdesk's URL and the network.",
                reason="unreachable",
            ) from error
        except httpx.DecodingError as error:
            raise HelpdeskBusyError(f"{what}: the answer cannot be unpacked.") from error

    def _too_late(self, what: str) -> HelpdeskBusyError:
        seconds = self._timeout_s
        message = f"{what}: no answer in {seconds:g} seconds."
        return HelpdeskBusyError(message, reason="timeout", seconds=max(1, round(seconds)))

    def _content(self, response: httpx.Response, what: str, end: float) -> bytes:
        """The body: bounded in size and, against a server that drips, in time."""
        parts: list[bytes] = []
        size = 0
        for part in response.iter_bytes():
            size += len(part)
            parts.append(part)
            if size > self._most_bytes:
                raise HelpdeskRefusedError(
                    f"{what}: the answer exceeds {self._most_bytes:,} bytes."
                )
            if time.monotonic() > end:
                raise self._too_late(what)
        return b"".join(parts)

    def _judged(self, response: httpx.Response, content: bytes, what: str) -> Any:
        status = response.status_code
        if status == 429 or (status == 503 and "retry-after" in response.headers):
            wait = retry_after(response.headers.get("retry-after", ""), dt.datetime.now(dt.UTC))
            self._limiter.pause(wait)
            raise HelpdeskBusyError(
                f"{what}: the helpdesk asks for {wait:.0f} seconds of patience ({status}).",
                retry_after_s=wait,
                throttled=True,
                reason="throttled",
                seconds=round(wait),
            )
        if status >= 500 or status in {408, 409, 423, 425}:
            message = f"{what}: the helpdesk answers {status}."
            raise HelpdeskBusyError(message, reason="failing", status=status)
        if 300 <= status < 400:
            raise HelpdeskRefusedError(
                f"{what}: the helpdesk redirects to another address, which is not followed.",
                hint="Give the final address as the helpdesk's url.",
                reason="redirect",
            )
        if status >= 400:
            raise HelpdeskRefusedError(
                f"{what}: the helpdesk answers {status}.",
                hint=_HINTS.get(status, ""),
                answered=status,
                reason=_REASONS.get(status, "refused"),
                status=status,
            )
        return _json(content, what)


def basic_auth(user: str, password: str) -> dict[str, str]:
    """The header of basic authentication (RFC 7617)."""
    pair = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


_REASONS: Mapping[int, Reason] = {401: "token", 403: "rights", 404: "gone"}
_HINTS = {
    401: "Check the helpdesk's token (and user).",
    403: "The token's user may not do this: give it the right to read tickets and write notes.",
    404: "The ticket is gone, or the helpdesk's url is wrong.",
    422: "The helpdesk does not take the note: see its own log.",
}


def _json(content: bytes, what: str) -> Any:
    if not content.strip():
        return None
    try:
        return json.loads(content)
    except ValueError as error:
        raise HelpdeskBusyError(f"{what}: the answer is no JSON.") from error


def retry_after(header: str, now: dt.datetime) -> float:
    """Seconds that a Retry-After asks for (a number or a date); 30 where it is unreadable."""
    text = header.strip()
    try:
        seconds = float(text)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(text) - now).total_seconds()
        except (ValueError, TypeError):
            return 30.0
    if seconds != seconds:  # NaN reads as a number
        return 30.0
    return min(max(seconds, 1.0), MOST_RETRY_AFTER_S)
