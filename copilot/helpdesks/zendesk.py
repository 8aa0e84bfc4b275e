"""Zendesk: signed event or trigger webhooks in, internal notes out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from copilot.config import HelpdeskSettings
from copilot.helpdesks import payload
from copilot.helpdesks.gate import Gate, Rule, basic_auth
from copilot.helpdesks.limiter import Limiter
from copilot.helpdesks.signatures import check_signature, check_time, read_time
from copilot.helpdesks.values import Event, Ignored, Incoming, Note, Said, Thread

_MOST_PAGES = 10
_PAGE = 100


def _is_internal_note(body: Mapping[str, Any]) -> bool:
    """Nothing but one comment, and that is not public."""
    comment = payload.at(body, "ticket.comment")
    return (
        body.keys() == {"ticket"}
        and isinstance(comment, Mapping)
        and body["ticket"].keys() == {"comment"}
        and comment.keys() <= {"html_body", "public", "author_id"}
        and comment.get("public") is False
    )


RULES = (
    Rule("GET", r"/api/v2/tickets/\d+\.json"),
    Rule("GET", r"/api/v2/tickets/\d+/comments\.json"),
    Rule("PUT", r"/api/v2/tickets/\d+\.json", _is_internal_note),
)


def headers(settings: HelpdeskSettings) -> dict[str, str]:
    """Who calls."""
    return basic_auth(f"{settings.user}/token", settings.token)


class Zendesk:
    def __init__(self, settings: HelpdeskSettings, limiter: Limiter) -> None:
        self._settings = settings
        self._gate = Gate.to(settings, RULES, headers(settings), limiter)

    def verify(self, incoming: Incoming, now: dt.datetime) -> None:
        stamp = incoming.headers.get("x-zendesk-webhook-signature-timestamp", "")
        given = incoming.headers.get("x-zendesk-webhook-signature", "")
        signed = stamp.encode() + incoming.body
        check_signature(self._settings.secret, given, signed, encoding="base64")
        check_time(stamp, now, self._settings.replay_window_s)

    def read(self, incoming: Incoming) -> Event | Ignored:
        data = payload.parse(incoming.body)
        kind = payload.text(data, "type")
        if kind.startswith("zen:event-type:"):
            return _read_event(data, kind)
        return _read_trigger(data)

    def thread(self, event: Event) -> Thread:
        ticket = self._gate.get(f"/api/v2/tickets/{event.ticket}.json", include="users")
        users = {payload.text(user, "id"): user for user in payload.rows(ticket, "users")}
        comments: list[Mapping[str, Any]] = []
        for page in range(1, _MOST_PAGES + 1):
            found = self._gate.get(
                f"/api/v2/tickets/{event.ticket}/comments.json",
                include="users",
                sort_order="desc",
                per_page=_PAGE,
                page=page,
            )
            users |= {payload.text(user, "id"): user for user in payload.rows(found, "users")}
            comments += payload.rows(found, "comments")
            if not payload.text(found, "next_page"):
                break
        return _thread(event, payload.at(ticket, "ticket") or {}, users, comments)

    def post(self, thread: Thread, note: Note) -> str:
        comment: dict[str, Any] = {"html_body": note.html, "public": False}
        if self._settings.author_id:
            comment["author_id"] = self._settings.author_id
        path = f"/api/v2/tickets/{thread.ticket}.json"
        answer = self._gate.send("PUT", path, {"ticket": {"comment": comment}})
        return payload.text(answer, "audit.id") or note.marker

    def close(self) -> None:
        self._gate.close()


def _read_event(data: dict[str, Any], kind: str) -> Event | Ignored:
    delivery = payload.text(data, "id")
    name = kind.removeprefix("zen:event-type:")
    if name not in {"ticket.created", "ticket.comment_added"}:
        return Ignored(f"`{name}` is no message", delivery)
    comment = payload.at(data, "event.comment") or {}
    if comment.get("is_public") is False or payload.at(data, "detail.is_public") is False:
        return Ignored("an internal note", delivery)
    if payload.at(comment, "author.is_staff") is True:
        return Ignored("an agent's message", delivery)
    data = {**data, "subject_id": payload.text(data, "subject").removeprefix("zen:ticket:")}
    return Event(
        ticket=payload.ticket_of(data, "detail.id", "subject_id"),
        message=payload.text(comment, "id"),
        delivery=delivery,
        subject=payload.text(data, "detail.subject"),
        text=payload.text(comment, "body") or payload.text(data, "detail.description"),
        customer=payload.customer_of(
            payload.text(comment, "author.name"), "", payload.text(data, "detail.requester_id")
        ),
        channel=payload.channel_of(payload.text(data, "detail.via.channel")),
        at=read_time(payload.text(data, "time")),
    )


def _read_trigger(data: dict[str, Any]) -> Event:
    """The body that an administrator wrote: docs/helpdesks.md proposes one."""
    return Event(
        ticket=payload.ticket_of(data, "ticket_id", "ticket.id", "id"),
        delivery=payload.text(data, "delivery_id"),
        subject=payload.text(data, "subject", "title", "ticket.title", "ticket.subject"),
        text=payload.text(
            data, "latest_public_comment", "comment", "ticket.latest_public_comment", "description"
        ),
        customer=payload.customer_of(
            payload.text(data, "requester_name", "ticket.requester.name"),
            payload.text(data, "requester_email", "ticket.requester.email"),
        ),
    )


def _thread(
    event: Event,
    ticket: Mapping[str, Any],
    users: Mapping[str, Mapping[str, Any]],
    comments: list[Mapping[str, Any]],
) -> Thread:
    requester = payload.text(ticket, "requester_id")
    said = [_said(comment, requester, users) for comment in comments]
    person = users.get(requester, {})
    customer = payload.customer_of(
        payload.text(person, "name"), payload.text(person, "email"), requester
    )
    return Thread(
        ticket=event.ticket,
        messages=tuple(sorted(said, key=_order)),
        subject=payload.text(ticket, "subject") or event.subject,
        customer=customer if person else event.customer,
        channel=payload.channel_of(payload.text(ticket, "via.channel")),
    )


def _said(
    comment: Mapping[str, Any], requester: str, users: Mapping[str, Mapping[str, Any]]
) -> Said:
    author = payload.text(comment, "author_id")
    role = payload.text(users.get(author, {}), "role")
    private = comment.get("public") is False
    is_customer = role == "end-user" or (author == requester and not private)
    return Said(
        id=payload.text(comment, "id"),
        text=payload.text(comment, "html_body", "plain_body", "body"),
        author="customer" if is_customer else "staff",
        private=private,
        at=read_time(payload.text(comment, "created_at")),
    )


def _order(said: Said) -> tuple[dt.datetime, int]:
    """By time, then by id: two comments of the same second keep their order."""
    at = said.at or dt.datetime.min.replace(tzinfo=dt.UTC)
    return at, int(said.id) if said.id.isdigit() else 0
