"""Inputs that are refused before any work: empty ones and ones beyond the limits."""

from __future__ import annotations

from copilot.config import Limits
from copilot.errors import InputError, TooLargeError
from copilot.messages import CheckRequest, Message


def check_message(message: Message, limits: Limits) -> None:
    """Raises InputError for an empty message, TooLargeError for a huge one."""
    if not message.text.strip() and not message.subject.strip():
        raise InputError("The message is empty.", hint="Give the customer's text.")
    _at_most("message", len(message.text) + len(message.subject), limits.message_chars)


def check_reply(reply: str, limits: Limits) -> None:
    """Raises InputError for an empty reply, TooLargeError for a huge one."""
    if not reply.strip():
        raise InputError("The reply is empty.", hint="Give the text to be checked.")
    _at_most("reply", len(reply), limits.reply_chars)


def check_request(request: CheckRequest, limits: Limits) -> None:
    """A whole check: message, reply and the caller's sources."""
    check_message(request.message, limits)
    check_reply(request.reply, limits)
    sources = request.sources or ()
    if len(sources) > limits.sources:
        raise TooLargeError(f"{len(sources)} sources are too many; {limits.sources} are allowed.")
    _at_most("sources", sum(len(source.text) for source in sources), limits.source_chars)
    ids = [source.id for source in sources]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    if twice:
        raise InputError(
            f"Two sources have the id `{twice[0]}`.", hint="Findings name sources by their id."
        )


def check_query(query: str, limits: Limits) -> None:
    """Raises InputError for an empty query, TooLargeError for a huge one."""
    if not query.strip():
        raise InputError("The query is empty.", hint="Give a few words to search for.")
    _at_most("query", len(query), limits.query_chars)


def _at_most(what: str, length: int, limit: int) -> None:
    if length > limit:
        raise TooLargeError(
            f"The {what} has {length:,} characters; {limit:,} are allowed.",
            hint="Shorten it, or raise the limit in copilot.toml under [limits].",
            details={"what": what, "length": length, "limit": limit},
        )
