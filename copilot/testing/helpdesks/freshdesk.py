"""Freshdesk: a note and a reply have an endpoint each, and the second one sends."""

from __future__ import annotations

import base64
import datetime as dt
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


class FakeFreshdesk(FakeHelpdesk):
    kind = "freshdesk"

    def authenticated(self, headers: Headers) -> bool:
        pair = base64.b64encode(f"{TOKEN}:X".encode()).decode()
        return headers.get("authorization") == f"Basic {pair}"

    def routes(self) -> Routes:
        return [
            ("GET", r"/api/v2/tickets/(\d+)", self._ticket),
            ("GET", r"/api/v2/tickets/(\d+)/conversations", self._conversations),
            ("POST", r"/api/v2/tickets/(\d+)/notes", self._note),
            ("POST", r"/api/v2/tickets/(\d+)/reply", self._reply),
        ]

    def lists(self) -> Lists:
        return [
            ("/api/v2/tickets", self._tickets),
            ("/api/v2/canned_response_folders", self._folders),
            (r"/api/v2/canned_response_folders/1/responses", self._responses),
        ]

    def _tickets(self, query: dict[str, str]) -> Answer:
        """Without a date, the last thirty days; never a page beyond the three hundredth."""
        if int(query.get("page", 1)) > 300:
            return 400, {"description": "Validation failed"}
        month = (dt.datetime.now(dt.UTC) - dt.timedelta(days=30)).isoformat()
        since = query.get("updated_since", month).replace("Z", "")
        found = [
            self._head(ticket, held)
            for ticket, held in self.changed()
            if held["updated_at"] >= since
        ]
        if query.get("order_type", "desc") == "desc":
            found.reverse()
        return 200, self.page(found, query, 100)

    def _head(self, ticket: str, held: dict[str, Any]) -> dict[str, Any]:
        shown = self._ticket(ticket, {}, None)[1]
        return {**shown, "updated_at": held["updated_at"], "status": 5}

    def _folders(self, query: dict[str, str]) -> Answer:
        return 200, self.page([{"id": 1, "name": "General"}], query, 100)

    def _responses(self, query: dict[str, str]) -> Answer:
        shown = [
            {"id": macro["id"], "title": macro["title"], "folder_id": 1, "content": macro["text"]}
            for macro in self.macros
        ]
        return 200, self.page(shown, query, 100)

    def _ticket(self, ticket: str, _query: dict[str, str], _data: Any) -> Answer:
        found = self.tickets[ticket]
        first = found["said"][0]
        return 200, {
            "id": int(ticket),
            "subject": found["subject"],
            "description": first["text"],
            "created_at": first["at"],
            "source": 1,
            "requester_id": found["person"]["id"],
            "requester": found["person"],
        }

    def _conversations(self, ticket: str, query: dict[str, str], _data: Any) -> Answer:
        page = int(query.get("page", 1))
        later = self.tickets[ticket]["said"][1:]
        return 200, [
            {
                "id": item["id"],
                "body": item["text"],
                "incoming": item["author"] == "customer",
                "private": item["private"],
                "created_at": item["at"],
            }
            for item in later[(page - 1) * 30 : page * 30]
        ]

    def _note(self, ticket: str, _query: dict[str, str], data: Any) -> Answer:
        if data.get("private") is not True:
            self.sent.append(Call("POST", ticket, data))
        return 201, {"id": int(self.add(ticket, data["body"], "staff", private=True))}

    def _reply(self, ticket: str, _query: dict[str, str], data: Any) -> Answer:
        self.sent.append(Call("POST", ticket, data))
        return 201, {"id": int(self.add(ticket, data["body"], "staff"))}

    def webhook(self, ticket: str, **changes: Any) -> tuple[dict[str, str], bytes]:
        """The simple shape; `advanced=True` gives the one of docs/helpdesks.md."""
        found, said = self.tickets[ticket], self.last(ticket)
        person = found["person"]
        if changes.pop("advanced", False):
            data: dict[str, Any] = {
                "ticket_id": int(ticket),
                "subject": found["subject"],
                "latest_public_comment": said["text"],
                "requester_name": person["name"],
                "requester_email": person["email"],
            } | changes
        else:
            inner = {
                "triggered_event": "{ticket_action:created}",
                "ticket_id": ticket,
                "ticket_url": f"https://shop.freshdesk.example/helpdesk/tickets/{ticket}",
                "ticket_subject": found["subject"],
                "ticket_description": found["said"][0]["text"],
                "ticket_status": "Pending",
                "requester_name": person["name"],
                "requester_email": person["email"],
            } | changes
            data = {"freshdesk_webhook": inner}
        return {"X-Copilot-Secret": SECRET}, json.dumps(data).encode()
