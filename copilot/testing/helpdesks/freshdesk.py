"""Freshdesk: a note and a reply have an endpoint each, and the second one sends."""

from __future__ import annotations

import base64
import json
from typing import Any

from copilot.testing.helpdesks.server import (
    SECRET,
    TOKEN,
    Answer,
    Call,
    FakeHelpdesk,
    Headers,
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
