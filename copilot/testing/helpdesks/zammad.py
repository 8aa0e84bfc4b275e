"""Zammad: articles, and one shared draft per ticket."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlsplit

from copilot.testing.helpdesks.server import (
    SECRET,
    TOKEN,
    Answer,
    Call,
    FakeHelpdesk,
    Headers,
    Lists,
    Routes,
    json_of,
)


class FakeZammad(FakeHelpdesk):
    kind = "zammad"

    def authenticated(self, headers: Headers) -> bool:
        return headers.get("authorization") == f"Token token={TOKEN}"

    def routes(self) -> Routes:
        return [
            ("GET", r"/api/v1/tickets/(\d+)", self._ticket),
            ("GET", r"/api/v1/ticket_articles/by_ticket/(\d+)", self._articles),
            ("GET", r"/api/v1/tickets/(\d+)/shared_draft", self._show_draft),
            ("PUT", r"/api/v1/tickets/(\d+)/shared_draft", self._put_draft),
        ]

    def lists(self) -> Lists:
        return [("/api/v1/tickets", self._tickets), ("/api/v1/text_modules", self._modules)]

    def _tickets(self, query: dict[str, str]) -> Answer:
        """By number; a client that asks for more than a hundred gets a hundred."""
        found = sorted(self.changed(), key=lambda item: int(item[0]))
        shown = [
            {
                "id": int(ticket),
                "title": held["subject"],
                "customer": held["person"]["email"],
                "state": "closed",
                "updated_at": held["updated_at"],
            }
            for ticket, held in found
        ]
        return 200, self.page(shown, query, 100)

    def _modules(self, query: dict[str, str]) -> Answer:
        shown = [
            {
                "id": macro["id"],
                "name": macro["title"],
                "keywords": "",
                "content": macro["text"],
                "active": macro["active"],
            }
            for macro in self.macros
        ]
        return 200, self.page(shown, query, 100)

    def answer(
        self, method: str, target: str, headers: Headers, body: bytes
    ) -> tuple[int, Any, dict[str, str]]:
        if (method, urlsplit(target).path) != ("POST", "/api/v1/ticket_articles"):
            return super().answer(method, target, headers, body)
        data = json_of(body)
        with self.lock:
            self.calls.append(Call(method, target, data))
            if self.is_too_fast():
                return 429, {}, {"Retry-After": "1"}
            if not self.authenticated(headers):
                return 401, {}, {}
            ticket = str(data["ticket_id"])
            if data.get("type") != "note" or data.get("internal") is not True:
                self.sent.append(Call(method, target, data))
            return 201, {"id": int(self.add(ticket, data["body"], "staff", private=True))}, {}

    def _ticket(self, ticket: str, _query: dict[str, str], _data: Any) -> Answer:
        return 200, {"id": int(ticket), "title": self.tickets[ticket]["subject"]}

    def _articles(self, ticket: str, _query: dict[str, str], _data: Any) -> Answer:
        return 200, [self._article(ticket, said) for said in self.tickets[ticket]["said"]]

    def _article(self, ticket: str, said: dict[str, Any]) -> dict[str, Any]:
        person = self.tickets[ticket]["person"]
        customer = said["author"] == "customer"
        return {
            "id": said["id"],
            "ticket_id": int(ticket),
            "body": said["text"],
            "content_type": "text/html",
            "sender": "Customer" if customer else "Agent",
            "type": "note" if said["private"] else "email",
            "internal": said["private"],
            "from": f'"{person["name"]}" <{person["email"]}>' if customer else "Shop",
            "created_at": said["at"],
        }

    def _show_draft(self, ticket: str, _query: dict[str, str], _data: Any) -> Answer:
        draft = self.tickets[ticket]["draft"]
        if draft is None:
            return 200, {"shared_draft_id": None, "assets": None}
        return 200, {"shared_draft_id": 7, "assets": {"TicketSharedDraftZoom": {"7": draft}}}

    def _put_draft(self, ticket: str, _query: dict[str, str], data: Any) -> Answer:
        self.tickets[ticket]["draft"] = data
        return 201, {"shared_draft_id": 7}

    def webhook(self, ticket: str, **changes: Any) -> tuple[dict[str, str], bytes]:
        found = self.tickets[ticket]
        first, _, last = found["person"]["name"].partition(" ")
        delivery = changes.pop("delivery", f"d-{self.last(ticket)['id']}")
        data = {
            "ticket": {
                "id": int(ticket),
                "number": f"2{ticket}",
                "title": found["subject"],
                "state": "new",
                "customer": {
                    "id": found["person"]["id"],
                    "email": found["person"]["email"],
                    "firstname": first,
                    "lastname": last,
                },
            },
            "article": self._article(ticket, self.last(ticket)),
        } | changes
        body = json.dumps(data).encode()
        digest = hmac.new(SECRET.encode(), body, hashlib.sha1).hexdigest()
        return {
            "User-Agent": "Zammad User Agent",
            "X-Zammad-Trigger": "copilot",
            "X-Zammad-Delivery": delivery,
            "X-Hub-Signature": f"sha1={digest}",
        }, body
