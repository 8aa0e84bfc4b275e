"""Zendesk: Basic authentication, comments in pages, newest first if asked."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
from typing import Any

from copilot.testing.helpdesks.server import (
    SECRET,
    TOKEN,
    Answer,
    Call,
    FakeHelpdesk,
    Headers,
    Lists,
    Routes,
)


class FakeZendesk(FakeHelpdesk):
    kind = "zendesk"
    user = "bot@shop.example"

    def needed(self) -> dict[str, Any]:
        return {"user": self.user}

    def authenticated(self, headers: Headers) -> bool:
        pair = base64.b64encode(f"{self.user}/token:{TOKEN}".encode()).decode()
        return headers.get("authorization") == f"Basic {pair}"

    def routes(self) -> Routes:
        return [
            ("GET", r"/api/v2/tickets/(\d+)\.json", self._ticket),
            ("GET", r"/api/v2/tickets/(\d+)/comments\.json", self._comments),
            ("PUT", r"/api/v2/tickets/(\d+)\.json", self._update),
        ]

    def lists(self) -> Lists:
        return [
            (r"/api/v2/incremental/tickets/cursor\.json", self._export),
            (r"/api/v2/macros\.json", self._macros),
        ]

    def _export(self, query: dict[str, str]) -> Answer:
        """In the order of their change; a cursor goes on behind the ticket that it names."""
        since = dt.datetime.fromtimestamp(int(query.get("start_time", 0)), dt.UTC).isoformat()
        begin = query.get("cursor", f"{since}|0")
        at, _, last = begin.partition("|")
        later = [
            item
            for item in self.changed()
            if (item[1]["updated_at"], int(item[0])) > (at, int(last))
        ]
        page = self.page(later, {"per_page": query.get("per_page", "1000")}, 1000)
        after = f"{page[-1][1]['updated_at']}|{page[-1][0]}" if page else begin
        return 200, {
            "tickets": [
                {
                    "id": int(ticket),
                    "subject": held["subject"],
                    "status": "solved",
                    "requester_id": held["person"]["id"],
                    "updated_at": held["updated_at"],
                }
                for ticket, held in page
            ],
            "after_cursor": after,
            "end_of_stream": len(page) == len(later),
        }

    def _macros(self, query: dict[str, str]) -> Answer:
        shown = [
            {
                "id": macro["id"],
                "title": macro["title"],
                "active": macro["active"],
                "actions": [
                    {"field": "status", "value": "solved"},
                    {"field": "comment_value", "value": macro["text"]},
                ],
            }
            for macro in self.page(self.macros, query, 100)
        ]
        return 200, {"macros": shown, "next_page": None, "count": len(self.macros)}

    def _users(self, ticket: str) -> list[dict[str, Any]]:
        person = self.tickets[ticket]["person"]
        return [{**person, "role": "end-user"}, {"id": 1, "name": "Lena", "role": "agent"}]

    def _ticket(self, ticket: str, _query: dict[str, str], _data: Any) -> Answer:
        found = self.tickets[ticket]
        shown = {
            "id": int(ticket),
            "subject": found["subject"],
            "requester_id": found["person"]["id"],
            "via": {"channel": "email"},
        }
        return 200, {"ticket": shown, "users": self._users(ticket)}

    def _comments(self, ticket: str, query: dict[str, str], _data: Any) -> Answer:
        found = self.tickets[ticket]
        said = list(found["said"])
        if query.get("sort_order") == "desc":
            said.reverse()
        size, page = min(int(query.get("per_page", 100)), 100), int(query.get("page", 1))
        shown = [
            {
                "id": item["id"],
                "author_id": found["person"]["id"] if item["author"] == "customer" else 1,
                "html_body": item["text"],
                "public": not item["private"],
                "created_at": item["at"],
            }
            for item in said[(page - 1) * size : page * size]
        ]
        more = f"https://elsewhere.example/{page + 1}" if len(said) > page * size else None
        return 200, {"comments": shown, "next_page": more, "users": self._users(ticket)}

    def _update(self, ticket: str, _query: dict[str, str], data: Any) -> Answer:
        comment = data["ticket"]["comment"]
        text = comment.get("html_body") or comment.get("body", "")
        private = comment.get("public", True) is False
        if not private:
            self.sent.append(Call("PUT", ticket, data))
        note = self.add(ticket, text, "staff", private=private)
        return 200, {"ticket": {"id": int(ticket)}, "audit": {"id": int(note)}}

    def webhook(self, ticket: str, **changes: Any) -> tuple[dict[str, str], bytes]:
        said = self.last(ticket)
        person = self.tickets[ticket]["person"]
        staff = said["author"] == "staff"
        data = {
            "account_id": "123",
            "id": changes.pop("delivery", f"01{hashlib.sha256(said['at'].encode()).hexdigest()}"),
            "type": "zen:event-type:ticket.comment_added",
            "subject": f"zen:ticket:{ticket}",
            "time": said["at"],
            "zendesk_event_version": "2022-11-06",
            "event": {
                "comment": {
                    "id": str(said["id"]),
                    "body": said["text"],
                    "is_public": not said["private"],
                    "author": {"id": "1", "is_staff": staff, "name": person["name"]},
                }
            },
            "detail": {
                "id": ticket,
                "subject": self.tickets[ticket]["subject"],
                "status": "OPEN",
                "requester_id": str(person["id"]),
                "is_public": True,
                "via": {"channel": "email"},
            },
        } | changes
        return self.signed(json.dumps(data).encode())

    def signed(self, body: bytes, at: dt.datetime | None = None) -> tuple[dict[str, str], bytes]:
        stamp = (at or dt.datetime.now(dt.UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
        digest = hmac.new(SECRET.encode(), stamp.encode() + body, hashlib.sha256).digest()
        return {
            "X-Zendesk-Webhook-Signature": base64.b64encode(digest).decode(),
            "X-Zendesk-Webhook-Signature-Timestamp": stamp,
        }, body
