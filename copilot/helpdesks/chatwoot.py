"""Chatwoot: signed webhooks in, private messages out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from copilot.config import HelpdeskSettings
from copilot.helpdesks import payload
from copilot.helpdesks.gate import Gate, Rule
from copilot.helpdesks.limiter import Limiter
from copilot.helpdesks.signatures import check_signature, check_time, read_time
from copilot.helpdesks.values import Event, Ignored, Incoming, Note, Said, Thread
from copilot.messages import Customer

_MOST_PAGES = 10
_PAGE = 20
_INCOMING = frozenset({"incoming", "0"})
_OUTGOING = frozenset({"outgoing", "1"})


def _is_private(body: Mapping[str, Any]) -> bool:
    """A message for agents' eyes."""
    return (
        body.keys() == {"content", "message_type", "private", "content_type"}
        and body["private"] is True
        and body["message_type"] == "outgoing"
        and body["content_type"] == "text"
    )


def rules(account: int) -> tuple[Rule, ...]:
    """What may be called, of this account alone."""
    messages = rf"/api/v1/accounts/{account}/conversations/\d+/messages"
    return (Rule("GET", messages), Rule("POST", messages, _is_private))


def headers(settings: HelpdeskSettings) -> dict[str, str]:
    """Who calls."""
    return {"api_access_token": settings.token}


class Chatwoot:
    def __init__(self, settings: HelpdeskSettings, limiter: Limiter) -> None:
        self._settings = settings
        self._gate = Gate.to(settings, rules(settings.account), headers(settings), limiter)

    def verify(self, incoming: Incoming, now: dt.datetime) -> None:
        stamp = incoming.headers.get("x-chatwoot-timestamp", "")
        given = incoming.headers.get("x-chatwoot-signature", "")
        signed = stamp.encode() + b"." + incoming.body
        check_signature(self._settings.secret, given, signed, prefix="sha256=")
        check_time(stamp, now, self._settings.replay_window_s)

    def read(self, incoming: Incoming) -> Event | Ignored:
        data = payload.parse(incoming.body)
        delivery = incoming.headers.get("x-chatwoot-delivery", "")[:200]
        if payload.text(data, "event") != "message_created":
            return Ignored(f"`{payload.text(data, 'event')[:60]}` is no new message", delivery)
        if data.get("private") is True:
            return Ignored("a private note", delivery)
        if payload.text(data, "message_type") not in _INCOMING:
            return Ignored("no customer's message", delivery)
        account = payload.text(data, "account.id")
        if account and account != str(self._settings.account):
            return Ignored(f"account {account} is another one", delivery)
        return Event(
            ticket=payload.ticket_of(data, "conversation.id", "conversation.display_id"),
            message=payload.text(data, "id"),
            delivery=delivery,
            subject=payload.text(data, "content_attributes.email.subject"),
            text=payload.text(data, "content"),
            customer=_customer(data),
            channel=payload.channel_of(payload.text(data, "conversation.channel")),
            at=read_time(payload.text(data, "created_at")),
        )

    def thread(self, event: Event) -> Thread:
        found: dict[int, Mapping[str, Any]] = {}
        before: dict[str, int] = {}
        for _ in range(_MOST_PAGES):
            page = payload.rows(self._gate.get(self._messages(event.ticket), **before), "payload")
            new = {int(item["id"]): item for item in page if isinstance(item.get("id"), int)}
            if not new.keys() - found.keys():
                break
            found |= new
            if len(page) < _PAGE or any(map(_is_reply, page)):
                break  # what stands before an agent's reply is answered
            before = {"before": min(found)}
        said = [_said(found[id_]) for id_ in sorted(found)]
        return Thread(event.ticket, tuple(said), event.subject, event.customer, event.channel)

    def post(self, thread: Thread, note: Note) -> str:
        body = {
            "content": note.text,
            "message_type": "outgoing",
            "private": True,
            "content_type": "text",
        }
        answer = self._gate.send("POST", self._messages(thread.ticket), body)
        return payload.text(answer, "id") or note.marker

    def _messages(self, conversation: str) -> str:
        return f"/api/v1/accounts/{self._settings.account}/conversations/{conversation}/messages"

    def close(self) -> None:
        self._gate.close()


def _customer(data: Mapping[str, Any]) -> Customer:
    return payload.customer_of(
        payload.text(data, "sender.name", "conversation.meta.sender.name"),
        payload.text(data, "sender.email", "conversation.meta.sender.email"),
        payload.text(data, "sender.id", "conversation.meta.sender.id"),
    )


def _is_reply(item: Mapping[str, Any]) -> bool:
    return payload.text(item, "message_type") in _OUTGOING and item.get("private") is not True


def _said(item: Mapping[str, Any]) -> Said:
    kind = payload.text(item, "message_type")
    return Said(
        id=payload.text(item, "id"),
        text=payload.text(item, "content"),
        author="customer" if kind in _INCOMING else "staff",
        # Activities and templates ("Anna joined", a greeting) answer nobody.
        private=item.get("private") is True or kind not in _INCOMING | _OUTGOING,
        at=read_time(payload.text(item, "created_at")),
    )
