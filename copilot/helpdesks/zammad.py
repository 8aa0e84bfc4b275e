"""Zammad: signed trigger webhooks in, internal notes and shared drafts out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from html import escape, unescape
from typing import Any

from copilot.config import HelpdeskSettings
from copilot.helpdesks import payload
from copilot.helpdesks.gate import Gate, Rule
from copilot.helpdesks.limiter import Limiter
from copilot.helpdesks.note import marker_of
from copilot.helpdesks.signatures import check_signature, read_time
from copilot.helpdesks.values import Event, Ignored, Incoming, Note, Said, Thread
from copilot.messages import Customer


def _is_internal_note(body: Mapping[str, Any]) -> bool:
    """An internal article of type `note`: `internal` with type `email` would still be sent."""
    fields = {"ticket_id", "subject", "body", "content_type", "type", "internal", "sender"}
    return (
        body.keys() <= fields
        and body.get("type") == "note"
        and body.get("internal") is True
        and body.get("sender") == "Agent"
    )


def _is_shared_draft(body: Mapping[str, Any]) -> bool:
    """A draft that waits in the ticket; nothing of the ticket itself changes with it."""
    article = body.get("new_article")
    return (
        body.keys() == {"new_article", "ticket_attributes"}
        and body["ticket_attributes"] == {}
        and isinstance(article, Mapping)
        and article.keys() <= {"body", "content_type", "type", "internal", "to", "ticket_id"}
    )


RULES = (
    Rule("GET", r"/api/v1/tickets/\d+"),
    Rule("GET", r"/api/v1/ticket_articles/by_ticket/\d+"),
    Rule("GET", r"/api/v1/tickets/\d+/shared_draft"),
    Rule("POST", r"/api/v1/ticket_articles", _is_internal_note),
    Rule("PUT", r"/api/v1/tickets/\d+/shared_draft", _is_shared_draft),
)


def headers(settings: HelpdeskSettings) -> dict[str, str]:
    """Who calls."""
    return {"Authorization": f"Token token={settings.token}"}


class Zammad:
    def __init__(self, settings: HelpdeskSettings, limiter: Limiter) -> None:
        self._settings = settings
        self._gate = Gate.to(settings, RULES, headers(settings), limiter)

    def verify(self, incoming: Incoming, now: dt.datetime) -> None:
        given = incoming.headers.get("x-hub-signature", "")
        secret = self._settings.secret
        check_signature(secret, given, incoming.body, algorithm="sha1", prefix="sha1=")

    def read(self, incoming: Incoming) -> Event | Ignored:
        data = payload.parse(incoming.body)
        delivery = incoming.headers.get("x-zammad-delivery", "")[:200]
        article = payload.at(data, "article") or {}
        if article.get("internal") is True:
            return Ignored("an internal note", delivery)
        if payload.text(article, "sender") not in {"Customer", ""}:
            return Ignored("no customer's message", delivery)
        return Event(
            ticket=payload.ticket_of(data, "ticket.id", "article.ticket_id"),
            message=payload.text(article, "id"),
            delivery=delivery,
            subject=payload.text(data, "ticket.title", "article.subject"),
            text=payload.text(article, "body"),
            customer=_customer(payload.at(data, "ticket.customer"), article),
            channel=payload.channel_of(payload.text(article, "type")),
            at=read_time(payload.text(article, "created_at")),
        )

    def thread(self, event: Event) -> Thread:
        ticket = self._gate.get(f"/api/v1/tickets/{event.ticket}", expand="true") or {}
        path = f"/api/v1/ticket_articles/by_ticket/{event.ticket}"
        articles = payload.rows(self._gate.get(path))
        asked = [item for item in articles if payload.text(item, "sender") == "Customer"]
        known = event.customer.last_name or event.customer.email
        return Thread(
            ticket=event.ticket,
            messages=tuple(_said(article) for article in articles),
            subject=payload.text(ticket, "title") or event.subject,
            customer=event.customer if known or not asked else _customer(None, asked[-1]),
            channel=payload.channel_of(payload.text(asked[-1], "type")) if asked else "email",
        )

    def post(self, thread: Thread, note: Note) -> str:
        if self._settings.shared_draft:
            self._share(thread, note)
        article = {
            "ticket_id": int(thread.ticket),
            "subject": "reply-copilot",
            "body": note.html,
            "content_type": "text/html",
            "type": "note",
            "internal": True,
            "sender": "Agent",
        }
        answer = self._gate.send("POST", "/api/v1/ticket_articles", article)
        return payload.text(answer, "id") or note.marker

    def _share(self, thread: Thread, note: Note) -> None:
        """Puts the reply where the agent writes, unless somebody's own draft stands there."""
        path = f"/api/v1/tickets/{thread.ticket}/shared_draft"
        standing = _plain(_draft_body(self._gate.get(path)))
        ours = {_plain(note.reply), _plain(note.replaces), *_proposed(thread)}
        if standing and standing not in ours:
            return
        body = "<br>".join(escape(line, quote=False) for line in note.reply.split("\n"))
        article: dict[str, Any] = {
            "body": body,
            "content_type": "text/html",
            "ticket_id": int(thread.ticket),
            "internal": False,
            "type": "email" if thread.channel in {"email", "form"} else "note",
        }
        if article["type"] == "email" and thread.customer.email:
            article["to"] = thread.customer.email
        self._gate.send("PUT", path, {"new_article": article, "ticket_attributes": {}})

    def close(self) -> None:
        self._gate.close()


def _customer(person: Any, article: Mapping[str, Any]) -> Customer:
    names = (payload.text(person, "firstname"), payload.text(person, "lastname"))
    given = " ".join(filter(None, names))
    written = re.fullmatch(r'\s*"?([^"<]*?)"?\s*<([^>]+)>\s*', payload.text(article, "from"))
    name, mail = (written[1], written[2]) if written else ("", "")
    return payload.customer_of(
        given or name, payload.text(person, "email") or mail, payload.text(person, "id")
    )


def _said(article: Mapping[str, Any]) -> Said:
    sender = payload.text(article, "sender")
    return Said(
        id=payload.text(article, "id"),
        text=payload.text(article, "body"),
        author="customer" if sender == "Customer" else "staff",
        # What Zammad itself writes (an auto-reply) answers nobody: it is kept out of the talk.
        private=article.get("internal") is True or sender == "System",
        at=read_time(payload.text(article, "created_at")),
    )


def _draft_body(found: Any) -> str:
    """The body of the shared draft, which stands in the answer's assets; empty if none is."""
    if not payload.text(found, "shared_draft_id"):
        return ""
    drafts = payload.at(found, "assets.TicketSharedDraftZoom")
    first: Any = next(iter(drafts.values()), {}) if isinstance(drafts, Mapping) else {}
    # A draft whose text cannot be seen is somebody's own.
    return payload.text(first, "new_article.body") or "?"


def _proposed(thread: Thread) -> set[str]:
    """The replies that our notes on the ticket propose."""
    notes = (said.text for said in thread.messages if said.private and marker_of("") in said.text)
    quoted = (re.search(r"(?s)<blockquote[^>]*>(.*)</blockquote>", note) for note in notes)
    return {_plain(found[1]) for found in quoted if found}


def _plain(html: str) -> str:
    """The words alone, to tell whether two texts are the same."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
