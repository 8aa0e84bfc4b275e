"""Who is calling, and what they may do.

A key opens the service from anywhere. On loopback none is needed (unless `require_key`),
and then three things keep web pages out that run in a browser on the same machine: the
Host header must name this machine (DNS rebinding), the Origin of a changing request must
be this service or an allowed one (CSRF), and a request that a proxy passed on is not local.
Nothing is decided by the request's URL.
"""

from __future__ import annotations

import ipaddress
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Literal
from urllib.parse import urlsplit

from fastapi import Depends, Request

from copilot.api.state import Service
from copilot.api.tokens import PanelClaims, PanelTokens
from copilot.config import ServerSettings
from copilot.errors import AuthError, ForbiddenError
from copilot.store.keys import KeyTable, Role

Right = Literal["draft", "decide", "read", "edit", "operate"]
RIGHTS: Mapping[Role, frozenset[Right]] = MappingProxyType(
    {
        "agent": frozenset({"draft", "decide", "read"}),
        "service": frozenset({"draft", "read"}),
        "qa": frozenset({"read"}),
        "editor": frozenset({"draft", "decide", "read", "edit"}),
        "admin": frozenset({"draft", "decide", "read", "edit", "operate"}),
    }
)
COOKIE = "copilot_session"
PANEL_TOKEN = "X-Panel-Token"  # noqa: S105 - a header's name
SESSION_S = 12 * 3600
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Caller:
    """`id` is the key's; empty on loopback without one. `local`: on this very machine.
    `claims`: of the panel's token that they came with."""

    id: str
    name: str
    role: Role
    local: bool
    claims: PanelClaims | None = None


class Guard:
    """Identifies callers. Thread-safe."""

    def __init__(self, keys: KeyTable, server: ServerSettings, tokens: PanelTokens) -> None:
        self._keys = keys
        self._server = server
        self.tokens = tokens
        self._sessions = Sessions()

    def caller(self, request: Request) -> Caller:
        """Raises AuthError (401) or ForbiddenError (403)."""
        local = is_local(request)
        secret = _secret(request)
        if secret:
            key = self._keys.verify(secret)
            return Caller(key.id, key.name, key.role, local)
        token = request.headers.get(PANEL_TOKEN, "")
        if token:
            return self._with_token(token)
        held = self._sessions.find(request.cookies.get(COOKIE, ""))
        if held is None and (not local or self._server.require_key):
            raise AuthError(
                "This needs an API key.",
                hint="Send `Authorization: Bearer rck_…`; `reply-copilot keys` makes keys.",
            )
        # Only what a browser sends by itself can be forged by a page that it shows.
        self._refuse_foreign_pages(request, check_host=held is None)
        if held is None:
            return Caller("", "", "admin", local=True)
        key = self._keys.valid(held)
        return Caller(key.id, key.name, key.role, local)

    def _with_token(self, token: str) -> Caller:
        """A page elsewhere cannot send this header: there is nothing to forge."""
        claims = self.tokens.read(token)
        if claims.key:
            self._keys.valid(claims.key)
        return Caller(claims.key, claims.agent, claims.role, local=False, claims=claims)

    def log_in(self, secret: str) -> str:
        """A session token for a browser. Raises AuthError."""
        return self._sessions.begin(self._keys.verify(secret).id)

    def log_out(self, request: Request) -> None:
        self._sessions.end(request.cookies.get(COOKIE, ""))

    def _refuse_foreign_pages(self, request: Request, *, check_host: bool) -> None:
        host = request.headers.get("host", "")
        if check_host and not self._is_known_host(_hostname(host)):
            raise ForbiddenError(
                f"The host name `{host[:100]}` is not this service's.",
                hint="Call it as 127.0.0.1, or name the host in server.allowed_hosts.",
            )
        if request.method in _SAFE_METHODS:
            return
        origin = request.headers.get("origin")
        foreign = origin is not None and not self._is_own_origin(origin, host)
        if foreign or (origin is None and request.headers.get("sec-fetch-site") == "cross-site"):
            raise ForbiddenError(
                "A web page of another origin may not change anything here.",
                hint="Name its origin in server.cors_origins, or send an API key.",
            )

    def _is_known_host(self, name: str) -> bool:
        known = {
            "localhost",
            self._server.host.lower(),
            *map(str.lower, self._server.allowed_hosts),
        }
        return name in known or _is_loopback(name)

    def _is_own_origin(self, origin: str, host: str) -> bool:
        if origin in self._server.cors_origins:
            return True
        return urlsplit(origin).netloc.lower() == host.lower() != ""


class Sessions:
    """Which browser session stands for which key. In memory: a restart ends them."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._held: dict[str, tuple[str, float]] = {}

    def begin(self, key_id: str) -> str:
        token = secrets.token_urlsafe(32)
        with self._lock:
            now = self._now()
            self._held = {key: item for key, item in self._held.items() if item[1] > now}
            self._held[token] = (key_id, now + SESSION_S)
        return token

    def find(self, token: str) -> str | None:
        with self._lock:
            key_id, ends = self._held.get(token, ("", 0.0))
        return key_id if key_id and ends > self._now() else None

    def end(self, token: str) -> None:
        with self._lock:
            self._held.pop(token, None)


def is_local(request: Request) -> bool:
    """Whether the connection comes from this machine and no proxy passed it on."""
    if request.client is None or any(name in request.headers for name in _FORWARDED):
        return False
    return _is_loopback(request.client.host)


def is_loopback(host: str) -> bool:
    """Whether a server on `host` is reachable from this machine only."""
    return host.lower() == "localhost" or _is_loopback(host)


def _is_loopback(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _hostname(host: str) -> str:
    """The Host header's name without port and brackets."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _secret(request: Request) -> str:
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and value.strip():
        return value.strip()
    return request.headers.get("x-api-key", "").strip()


def _caller(request: Request, state: Service) -> Caller:
    caller = state.guard.caller(request)
    state.rates.take(caller.id)
    return caller


Called = Annotated[Caller, Depends(_caller)]


def require(right: Right) -> Callable[[Caller], Caller]:
    """A dependency: the caller, if their role has the right."""

    def allowed(caller: Called) -> Caller:
        if right not in RIGHTS[caller.role]:
            roles = ", ".join(role for role, rights in RIGHTS.items() if right in rights)
            raise ForbiddenError(
                f"A key of role `{caller.role}` may not do this.", hint=f"It takes: {roles}."
            )
        return caller

    return allowed


Drafting = Annotated[Caller, Depends(require("draft"))]
Deciding = Annotated[Caller, Depends(require("decide"))]
Reading = Annotated[Caller, Depends(require("read"))]
Editing = Annotated[Caller, Depends(require("edit"))]
Operating = Annotated[Caller, Depends(require("operate"))]


def on_this_machine(caller: Operating) -> Caller:
    """Paths name files of the server: only who sits at it may name them."""
    if not caller.local:
        raise ForbiddenError(
            "Folders can only be named on the server's own machine.",
            hint="Run `reply-copilot ingest` there.",
        )
    return caller


AtTheMachine = Annotated[Caller, Depends(on_this_machine)]
