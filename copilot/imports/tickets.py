"""What an archive is read into: tickets with their posts, and ready-made pairs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Author = Literal["customer", "agent", "system"]


@dataclass(frozen=True, slots=True)
class Post:
    """One thing that somebody wrote. `text` is plain text or HTML as it was sent.

    `hidden`: an internal note, which no customer read. `automatic`: a header says that a
    program wrote it.
    """

    author: Author
    text: str
    at: dt.datetime | None = None
    name: str = ""
    email: str = ""
    hidden: bool = False
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class PastTicket:
    """A conversation in the order of its posts. `key` is unique within its archive.

    `rating`: what the customer said of it, from -1 (bad) to 1 (good); None where unknown.
    """

    key: str
    subject: str
    posts: tuple[Post, ...]
    language: str = ""
    rating: float | None = None
    tags: tuple[str, ...] = ()


def in_order(posts: list[Post]) -> tuple[Post, ...]:
    """By time where every post has one, else as the archive has them."""
    if all(post.at is not None for post in posts):
        posts = sorted(posts, key=lambda post: post.at or dt.datetime.min.replace(tzinfo=dt.UTC))
    return tuple(posts)


def moment(value: object) -> dt.datetime | None:
    """A point in time as helpdesks write it: ISO 8601, seconds or milliseconds since 1970."""
    if isinstance(value, bool) or value in (None, ""):
        return None
    text = str(value).strip()
    try:
        if text.replace(".", "", 1).isdigit():
            seconds = float(text)
            return dt.datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, dt.UTC)
        found = dt.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except (ValueError, OverflowError, OSError):
        return None
    return found.replace(tzinfo=dt.UTC) if found.tzinfo is None else found.astimezone(dt.UTC)
