"""Whether a webhook comes from who it says, over the raw body and in constant time."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
from typing import Literal

from copilot.errors import AuthError

Encoding = Literal["hex", "base64"]


def check_signature(
    secret: str,
    given: str,
    signed: bytes,
    *,
    algorithm: Literal["sha1", "sha256"] = "sha256",
    encoding: Encoding = "hex",
    prefix: str = "",
) -> None:
    """Raises AuthError unless `given` is the HMAC of `signed`."""
    digest = hmac.new(secret.encode(), signed, getattr(hashlib, algorithm)).digest()
    text = digest.hex() if encoding == "hex" else base64.b64encode(digest).decode()
    check_secret(f"{prefix}{text}", given, "signature")


def check_secret(wanted: str, given: str, what: str) -> None:
    """Raises AuthError unless the two are the same."""
    if not given:
        raise AuthError(f"The webhook carries no {what}.", hint="Set it up as in helpdesks.md.")
    if not hmac.compare_digest(wanted.encode(), given.strip().encode()):
        raise AuthError(
            f"The webhook's {what} is wrong.",
            hint="The secret here and in the helpdesk must be the same.",
        )


def check_time(given: str, now: dt.datetime, window_s: int) -> None:
    """Raises AuthError for a timestamp (epoch or ISO 8601) further off than the window."""
    at = read_time(given)
    if at is None:
        raise AuthError(
            f"The webhook carries no readable timestamp: `{given[:60]}`.",
            hint="Seconds since 1970 and ISO 8601 are read. Set it up as in helpdesks.md.",
        )
    off = (now - at).total_seconds()
    if abs(off) > window_s:
        raise AuthError(
            f"The webhook's timestamp is {abs(off):.0f} seconds {'old' if off > 0 else 'ahead'}; "
            f"{window_s} are allowed.",
            hint="A replayed webhook is refused. If it is new, set the clocks of both machines.",
        )


def read_time(given: object) -> dt.datetime | None:
    """A point in time from epoch seconds or milliseconds, or ISO 8601; None if unreadable."""
    text = str(given or "").strip()
    try:
        seconds = float(text)
        return dt.datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, dt.UTC)
    except (ValueError, OverflowError, OSError):
        pass
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)
