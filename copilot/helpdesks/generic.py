"""Any other helpdesk: JMESPath says what stands where, an HMAC that it comes from there."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, cast

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.parser import ParsedResult

from copilot.config import HelpdeskSettings
from copilot.errors import ConfigError, InputError
from copilot.helpdesks import payload
from copilot.helpdesks.errors import HelpdeskRefusedError
from copilot.helpdesks.gate import Gate, Rule
from copilot.helpdesks.limiter import Limiter
from copilot.helpdesks.signatures import Encoding, check_signature, check_time, read_time
from copilot.helpdesks.values import Event, Ignored, Incoming, Note, Said, Thread

EVENT_FIELDS = (
    "ticket", "text", "message", "subject", "customer_name", "customer_email", "customer_id",
    "channel", "at", "delivery", "from_customer",
)  # fmt: skip
THREAD_FIELDS = ("messages", "id", "text", "from_customer", "private", "at")
_TICKET = re.compile(r"[A-Za-z0-9_-]{1,90}")


def rules(settings: HelpdeskSettings) -> tuple[Rule, ...]:
    """Reading the thread and leaving a note, where the operator gave their paths."""
    private, text = settings.note_private_field, settings.note_text_field

    def is_private(body: Mapping[str, Any]) -> bool:
        return body.keys() == {private, text} and body[private] is True

    found = []
    if settings.thread_path:
        found.append(Rule("GET", _pattern(settings.thread_path)))
    if settings.note_path:
        found.append(Rule("POST", _pattern(settings.note_path), is_private))
    return tuple(found)


def _pattern(path: str) -> str:
    return re.escape(path).replace(r"\{ticket\}", "[A-Za-z0-9_-]+")


class Generic:
    def __init__(self, settings: HelpdeskSettings, limiter: Limiter) -> None:
        self._settings = settings
        self._event = _compiled(settings, "mapping", EVENT_FIELDS, ("ticket", "text"))
        needed = ("messages", "text", "from_customer") if settings.thread_path else ()
        self._said = _compiled(settings, "thread", THREAD_FIELDS, needed)
        _check_paths(settings)
        headers = {settings.auth_header: f"{settings.auth_prefix}{settings.token}"}
        self._gate = Gate.to(settings, rules(settings), headers, limiter)

    def verify(self, incoming: Incoming, now: dt.datetime) -> None:
        settings = self._settings
        stamp = incoming.headers.get(settings.timestamp_header.lower(), "")
        before, _, after = settings.signed.replace("{timestamp}", stamp).partition("{body}")
        check_signature(
            settings.secret,
            incoming.headers.get(settings.signature_header.lower(), ""),
            before.encode() + incoming.body + after.encode(),
            encoding=cast("Encoding", settings.signature_encoding),
            prefix=settings.signature_prefix,
        )
        if settings.timestamp_header:
            check_time(stamp, now, settings.replay_window_s)

    def read(self, incoming: Incoming) -> Event | Ignored:
        data = payload.parse(incoming.body)
        found = {name: _text(query.search(data)) for name, query in self._event.items()}
        header = incoming.headers.get(self._settings.delivery_header.lower(), "")
        delivery = (header or found.get("delivery", ""))[:200]
        if "from_customer" in self._event and self._event["from_customer"].search(data) is not True:
            return Ignored("no customer's message", delivery)
        if not _TICKET.fullmatch(found["ticket"]):
            raise InputError(
                f"`{found['ticket'][:60]}` is no ticket number.",
                hint="Check `mapping.ticket` against the webhook's body.",
            )
        return Event(
            ticket=found["ticket"],
            message=found.get("message", ""),
            delivery=delivery,
            subject=found.get("subject", ""),
            text=found["text"],
            customer=payload.customer_of(
                found.get("customer_name", ""),
                found.get("customer_email", ""),
                found.get("customer_id", ""),
            ),
            channel=payload.channel_of(found.get("channel", "")),
            at=read_time(found.get("at", "")),
        )

    def thread(self, event: Event) -> Thread:
        said: tuple[Said, ...] = (Said(event.message or "1", event.text, "customer", at=event.at),)
        if self._settings.thread_path:
            data = self._gate.get(self._settings.thread_path.format(ticket=event.ticket))
            said = self._read_thread(data)
        return Thread(event.ticket, said, event.subject, event.customer, event.channel)

    def _read_thread(self, data: Any) -> tuple[Said, ...]:
        items = self._said["messages"].search(data)
        if not isinstance(items, list):
            raise HelpdeskRefusedError(
                "`thread.messages` finds no list in the ticket.", hint="Check the expression."
            )
        return tuple(self._one(item, number) for number, item in enumerate(items, 1))

    def _one(self, item: Any, number: int) -> Said:
        found = {name: query.search(item) for name, query in self._said.items()}
        return Said(
            id=_text(found.get("id")) or str(number),
            text=_text(found["text"]),
            author="customer" if found["from_customer"] is True else "staff",
            private=found.get("private") is True,
            at=read_time(_text(found.get("at"))),
        )

    def post(self, thread: Thread, note: Note) -> str:
        settings = self._settings
        if not settings.note_path:
            return note.marker  # the draft waits in the panel
        body = {
            settings.note_text_field: note.html if settings.note_format == "html" else note.text,
            settings.note_private_field: True,
        }
        path = settings.note_path.format(ticket=thread.ticket)
        answer = self._gate.send("POST", path, body, **{"Idempotency-Key": note.marker})
        return payload.text(answer, "id") or note.marker

    def close(self) -> None:
        self._gate.close()


def _compiled(
    settings: HelpdeskSettings, table: str, known: tuple[str, ...], needed: tuple[str, ...]
) -> Mapping[str, ParsedResult]:
    """Raises ConfigError naming the expression that cannot be read, or is missing."""
    given: Mapping[str, str] = getattr(settings, table)
    start = f"helpdesks.{settings.name}.{table}"
    missing = [name for name in needed if name not in given]
    if missing:
        raise ConfigError(
            f"`{start}.{missing[0]}` is missing.", hint="Give a JMESPath into the JSON."
        )
    for name in given:
        if name not in known:
            raise ConfigError(f"Unknown key `{start}.{name}`.", hint=f"Valid: {', '.join(known)}.")
    found = {}
    for name, expression in given.items():
        try:
            found[name] = jmespath.compile(expression)
        except JMESPathError as error:
            reason = str(error).splitlines()[0]
            raise ConfigError(
                f"`{start}.{name}` is no JMESPath: {reason}.",
                hint="Write it as on https://jmespath.org, such as entry.author.name.",
            ) from error
    return found


def _check_paths(settings: HelpdeskSettings) -> None:
    for key in ("thread_path", "note_path"):
        path = getattr(settings, key)
        if path and not re.fullmatch(r"(?:/[A-Za-z0-9_][A-Za-z0-9._-]*|/\{ticket\})+", path):
            raise ConfigError(
                f"`helpdesks.{settings.name}.{key}` is no plain path: {path!r}.",
                hint="Write it as /api/tickets/{ticket}/notes.",
            )
    if "{body}" not in settings.signed:
        raise ConfigError(
            f"`helpdesks.{settings.name}.signed` must hold {{body}}, not {settings.signed!r}.",
            hint="Write what the HMAC is made of, such as {timestamp}.{body}.",
        )
    if "{timestamp}" in settings.signed and not settings.timestamp_header:
        raise ConfigError(
            f"`helpdesks.{settings.name}.timestamp_header` is missing.",
            hint="`signed` holds {timestamp}: name the header that carries it.",
        )


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if number else ""
