"""Freshdesk: automation webhooks of both shapes in, private notes out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from copilot.config import HelpdeskSettings
from copilot.helpdesks import payload
from copilot.helpdesks.gate import Gate, Rule, basic_auth
from copilot.helpdesks.limiter import Limiter
from copilot.helpdesks.signatures import check_secret, read_time
from copilot.helpdesks.values import Event, Ignored, Incoming, Note, Said, Thread

_MOST_PAGES = 100
_PAGE = 30
_CHANNELS = {1: "email", 2: "portal", 3: "phone", 7: "chat", 9: "form", 10: "email"}


def _is_private_note(body: Mapping[str, Any]) -> bool:
    """A note that is private, and nobody is told of it."""
    return (
        body.keys() == {"body", "private", "incoming"}
        and body["private"] is True
        and body["incoming"] is False
    )


RULES = (
    Rule("GET", r"/api/v2/tickets/\d+"),
    Rule("GET", r"/api/v2/tickets/\d+/conversations"),
    Rule("POST", r"/api/v2/tickets/\d+/notes", _is_private_note),
)


def headers(settings: HelpdeskSettings) -> dict[str, str]:
    """Who calls."""
    return basic_auth(settings.token, "X")


class Freshdesk:
    def __init__(self, settings: HelpdeskSettings, limiter: Limiter) -> None:
        self._settings = settings
        self._gate = Gate.to(settings, RULES, headers(settings), limiter)

    def verify(self, incoming: Incoming, now: dt.datetime) -> None:
        """Freshdesk signs nothing: a header of the automation, or `?secret=`, must do."""
        header = incoming.headers.get(self._settings.secret_header.lower(), "")
        given = header or incoming.query.get("secret", "")
        check_secret(self._settings.secret, given, "secret")

    def read(self, incoming: Incoming) -> Event | Ignored:
        data = payload.parse(incoming.body)
        inner = payload.at(data, "freshdesk_webhook")
        return _read_simple(inner) if isinstance(inner, dict) else _read_advanced(data)

    def thread(self, event: Event) -> Thread:
        path = f"/api/v2/tickets/{event.ticket}"
        ticket = self._gate.get(path, include="requester") or {}
        said = [_first(ticket)]
        for page in range(1, _MOST_PAGES + 1):
            found = payload.rows(self._gate.get(f"{path}/conversations", page=page))
            said += [_said(item) for item in found]
            if len(found) < _PAGE:
                break
        person = payload.customer_of(
            payload.text(ticket, "requester.name"),
            payload.text(ticket, "requester.email"),
            payload.text(ticket, "requester_id"),
        )
        return Thread(
            ticket=event.ticket,
            messages=tuple(said),
            subject=payload.text(ticket, "subject") or event.subject,
            customer=person if person.email or person.last_name else event.customer,
            channel=payload.channel_of(_CHANNELS.get(ticket.get("source", 1), "email")),
        )

    def post(self, thread: Thread, note: Note) -> str:
        body = {"body": note.html, "private": True, "incoming": False}
        answer = self._gate.send("POST", f"/api/v2/tickets/{thread.ticket}/notes", body)
        return payload.text(answer, "id") or note.marker

    def close(self) -> None:
        self._gate.close()


def _read_simple(data: dict[str, Any]) -> Event | Ignored:
    """What Freshdesk sends by itself; two sets of names were seen."""
    triggered = payload.text(data, "triggered_event")
    if any(sign in triggered for sign in ("note_type:private", "reply_sent", "note_added:private")):
        return Ignored("an agent's message")
    return Event(
        ticket=payload.ticket_of(data, "ticket_id"),
        subject=payload.text(data, "ticket_subject"),
        text=payload.text(data, "ticket_latest_public_comment", "ticket_description"),
        customer=payload.customer_of(
            payload.text(data, "requester_name", "ticket_requester_name", "ticket_contact_name"),
            payload.text(data, "requester_email", "ticket_requester_email", "ticket_contact_email"),
        ),
    )


def _read_advanced(data: dict[str, Any]) -> Event | Ignored:
    """The body that an administrator wrote: docs/helpdesks.md proposes one."""
    if payload.at(data, "private") is True or payload.at(data, "incoming") is False:
        return Ignored("an agent's message", payload.text(data, "delivery_id"))
    return Event(
        ticket=payload.ticket_of(data, "ticket_id", "ticket.id", "id"),
        delivery=payload.text(data, "delivery_id"),
        subject=payload.text(data, "subject", "ticket_subject", "ticket.subject"),
        text=payload.text(
            data, "latest_public_comment", "comment", "ticket.latest_public_comment",
            "description", "ticket_description", "ticket.description",
        ),
        customer=payload.customer_of(
            payload.text(data, "requester_name", "name", "ticket.requester.name"),
            payload.text(data, "requester_email", "email", "ticket.requester.email"),
        ),
    )  # fmt: skip


def _first(ticket: Mapping[str, Any]) -> Said:
    """The ticket's own text: the conversations begin after it."""
    return Said(
        id=f"ticket-{payload.text(ticket, 'id')}",
        text=payload.text(ticket, "description", "description_text"),
        author="staff" if ticket.get("source") == 10 else "customer",  # 10: outbound e-mail
        at=read_time(payload.text(ticket, "created_at")),
    )


def _said(item: Mapping[str, Any]) -> Said:
    return Said(
        id=payload.text(item, "id"),
        text=payload.text(item, "body", "body_text"),
        author="customer" if item.get("incoming") is True else "staff",
        private=item.get("private") is True,
        at=read_time(payload.text(item, "created_at")),
    )
