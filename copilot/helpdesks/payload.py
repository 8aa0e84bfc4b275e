"""Lenient reading of what helpdesks send: keys may be missing, numbers may be texts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from copilot.errors import InputError
from copilot.messages import Channel, Customer

_TICKET = re.compile(r"[0-9]{1,19}")
_PARTICLES = frozenset(
    ["von", "vom", "zu", "zur", "van", "de", "der", "den", "del", "della", "di", "da", "dos"]
)
_CHANNELS: Mapping[str, Channel] = {
    "email": "email", "mail": "email", "web": "form", "web_form": "form", "form": "form",
    "portal": "form", "api": "form", "chat": "chat", "web_widget": "chat", "widget": "chat",
    "webwidget": "chat", "messaging": "chat", "native_messaging": "chat", "whatsapp": "chat",
    "sms": "chat", "telegram": "chat", "line": "chat", "phone": "phone", "voice": "phone",
    "facebook": "social", "facebookpage": "social", "twitter": "social", "instagram": "social",
    "twitterprofile": "social",
}  # fmt: skip


def parse(body: bytes) -> dict[str, Any]:
    """The JSON object that a webhook carries. Raises InputError."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InputError(
            "The webhook's body is not JSON.", hint="Choose JSON as the webhook's format."
        ) from error
    if not isinstance(data, dict):
        raise InputError(
            f"The webhook's body is not a JSON object, but a {type(data).__name__}.",
            hint="Have the helpdesk send {…} with the ticket's fields.",
        )
    return data


def at(data: Any, path: str) -> Any:
    """What stands at a dotted path; None where nothing does."""
    for key in path.split("."):
        if not isinstance(data, Mapping):
            return None
        data = data.get(key)
    return data


def text(data: Any, *paths: str) -> str:
    """The first of these paths that holds a text or a number, as text; else empty."""
    for path in paths:
        value = at(data, path)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def rows(data: Any, key: str = "") -> list[Mapping[str, Any]]:
    """The objects of a list (under `key`), whatever else stands among them."""
    found = at(data, key) if key else data
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []


def ticket_of(data: Mapping[str, Any], *paths: str) -> str:
    """The ticket's number. Raises InputError naming what the body has instead."""
    found = text(data, *paths)
    if _TICKET.fullmatch(found):
        return found
    if found:
        raise InputError(
            f"`{found[:60]}` is no ticket number.", hint="Check the placeholder in the webhook."
        )
    raise InputError(
        f"The webhook names no ticket: it has {', '.join(sorted(data)[:12]) or 'nothing'}.",
        hint=f"It must hold one of {', '.join(paths)}.",
    )


def customer_of(name: str, email: str = "", id_: str = "") -> Customer:
    """A person as helpdesks name them: one field for the whole name, or just the address."""
    given = " ".join(name.split())
    if "@" in given or given.lower() in {"unknown", "unbekannt", "-"}:
        given = ""
    if given.count(",") == 1:  # "Muster, Petra"
        last, first = (part.strip() for part in given.split(","))
    else:
        first, last = _split(given)
    return Customer(
        id=id_[:200] or None,
        first_name=first[:200],
        last_name=last[:200],
        email=email.strip()[:200],
    )


def _split(name: str) -> tuple[str, str]:
    """First and last name; "Jan van der Berg" is called "van der Berg"."""
    words = name.split()
    if len(words) < 2:
        return name, ""
    inner = range(1, len(words) - 1)
    start = next((n for n in inner if words[n] in _PARTICLES), len(words) - 1)
    return " ".join(words[:start]), " ".join(words[start:])


def channel_of(name: str) -> Channel:
    """The copilot's word for a vendor's channel; e-mail where it is not known."""
    key = name.lower().removeprefix("channel::").replace(" ", "_")
    return _CHANNELS.get(key, "email")
