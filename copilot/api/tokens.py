"""Short-lived signed tokens: how a panel in another site's frame says who uses it.

A token reads `rpt_<claims>.<signature>`: URL-safe base64 of JSON, and an HMAC-SHA256 of it
under a key that lies in the data folder and is made at the first use. It stands for the API
key that issued it: once that is revoked, the token is worth nothing. Renewing puts its end
off, never beyond the end of the session that the first token began.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from copilot.errors import AuthError, StorageError
from copilot.store.keys import ROLES, Role

PREFIX = "rpt_"
KEY_FILE = "panel.key"
LIFE_S = 600
LEAST_S, MOST_S = 30, 3_600
SESSION_S = 12 * 3_600
_KEY_BYTES = 32
_LONGEST = 4_000  # characters; a token of ours has about 300


@dataclass(frozen=True, slots=True)
class PanelClaims:
    """What a token says. Times are seconds since 1970.

    `key` is the issuing key's id, empty where none was asked for. `ticket` names the
    helpdesk's ticket that the panel opens ("zendesk:5158"); it may be empty.
    """

    role: Role
    agent: str
    ticket: str
    key: str
    expires: int
    session_ends: int


class PanelTokens:
    """Issues and reads tokens. Thread-safe."""

    def __init__(self, folder: Path, now: Callable[[], float] = time.time) -> None:
        self._file = folder / KEY_FILE
        self._now = now
        self._lock = threading.Lock()
        self._secret = b""

    def issue(
        self, role: Role, agent: str, *, ticket: str = "", key: str = "", life_s: int = LIFE_S
    ) -> tuple[str, PanelClaims]:
        """A new session's first token, and what it says. Raises StorageError."""
        now = int(self._now())
        claims = PanelClaims(role, agent, ticket, key, now + life_s, now + SESSION_S)
        return self._sealed(claims), claims

    def renew(self, claims: PanelClaims, life_s: int = LIFE_S) -> tuple[str, PanelClaims]:
        """A token with a later end, at most the session's."""
        later = min(int(self._now()) + life_s, claims.session_ends)
        renewed = replace(claims, expires=later)
        return self._sealed(renewed), renewed

    def read(self, token: str) -> PanelClaims:
        """Raises AuthError where it is not ours or over, with one sentence for both."""
        claims = self._opened(token)
        if claims is None or claims.expires <= self._now():
            raise AuthError(
                "The panel's token is not valid or has run out.",
                hint="Get a new one: POST /v1/panel/tokens with an API key.",
            )
        return claims

    def _opened(self, token: str) -> PanelClaims | None:
        body, _, signature = token.removeprefix(PREFIX).partition(".")
        if len(token) > _LONGEST or not hmac.compare_digest(
            self._signature(body), signature.encode("utf-8", "replace")
        ):
            return None
        try:
            claims = PanelClaims(**json.loads(_decoded(body)))
        except (ValueError, TypeError, binascii.Error):  # signed, but by another version
            return None
        return claims if claims.role in ROLES else None

    def _sealed(self, claims: PanelClaims) -> str:
        body = _encoded(json.dumps(asdict(claims), separators=(",", ":")).encode()).decode()
        return f"{PREFIX}{body}.{self._signature(body).decode()}"

    def _signature(self, body: str) -> bytes:
        digest = hmac.new(self._key(), body.encode("utf-8", "replace"), hashlib.sha256)
        return _encoded(digest.digest())

    def _key(self) -> bytes:
        with self._lock:
            if not self._secret:
                self._secret = self._read_key() or self._make_key()
            return self._secret

    def _read_key(self) -> bytes:
        try:
            found = self._file.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise self._unusable(str(error)) from error
        if len(found) != _KEY_BYTES:
            raise self._unusable(f"it has {len(found)} bytes, not {_KEY_BYTES}")
        return found

    def _make_key(self) -> bytes:
        """Written beside and moved into place, so that it is never there in half."""
        secret = secrets.token_bytes(_KEY_BYTES)
        try:
            handle, name = tempfile.mkstemp(dir=self._file.parent)  # readable by us alone
            with os.fdopen(handle, "wb") as file:
                file.write(secret)
            Path(name).replace(self._file)
        except OSError as error:
            raise self._unusable(str(error)) from error
        return secret

    def _unusable(self, why: str) -> StorageError:
        return StorageError(
            f"The panel's signing key {self._file} cannot be used: {why}.",
            hint="Delete the file: a new one is made, and open panels ask for a new token.",
        )


def _encoded(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
