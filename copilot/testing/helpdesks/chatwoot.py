"""Chatwoot: messages in pages of twenty, private or sent."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import time
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


class FakeChatwoot(FakeHelpdesk):
    kind = "chatwoot"
    account = 3

    def needed(self) -> dict[str, Any]:
        return {"account": self.account}

    def authenticated(self, headers: Headers) -> bool:
        return headers.get("api_access_token") == TOKEN

    def routes(self) -> Routes:
        messages = rf"/api/v1/accounts/{self.account}/conversations/(\d+)/messages"
        return [("GET", messages, self._messages), ("POST", messages, self._post)]

    def lists(self) -> Lists:
        base = f"/api/v1/accounts/{self.account}"
        return [
            (f"{base}/conversations", self._conversations),
            (f"{base}/canned_responses", self._canned),
        ]

    def _conversations(self, query: dict[str, str]) -> Answer:
        """Twenty-five a page, the last active ones first unless another order is asked for."""
        found = self.changed()
        if query.get("sort_by") == "created_at_asc":
            found.sort(key=lambda item: int(item[0]))
        else:
            found.reverse()
        shown = [
            {
                "id": int(ticket),
                "status": "resolved",
                "meta": {"sender": held["person"]},
                "labels": [],
                "messages": [self._message(held["said"][-1])],
                "last_activity_at": int(dt.datetime.fromisoformat(held["updated_at"]).timestamp()),
            }
            for ticket, held in found
        ]
        page = self.page(shown, {"page": query.get("page", "1")}, 25)
        return 200, {"data": {"meta": {"all_count": len(shown)}, "payload": page}}

    def _canned(self, _query: dict[str, str]) -> Answer:
        return 200, [
            {"id": macro["id"], "short_code": macro["title"], "content": macro["text"]}
            for macro in self.macros
        ]

    def _messages(self, ticket: str, query: dict[str, str], _data: Any) -> Answer:
        said = self.tickets[ticket]["said"]
        before = int(query.get("before", 10**12))
        older = [item for item in said if item["id"] < before]
        return 200, {"meta": {}, "payload": [self._message(item) for item in older[-20:]]}

    def _message(self, said: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": said["id"],
            "content": said["text"],
            "message_type": 0 if said["author"] == "customer" else 1,
            "private": said["private"],
            "created_at": int(dt.datetime.fromisoformat(said["at"]).timestamp()),
        }

    def _post(self, ticket: str, _query: dict[str, str], data: Any) -> Answer:
        private = data.get("private") is True
        if not private:
            self.sent.append(Call("POST", ticket, data))
        return 200, {"id": int(self.add(ticket, data["content"], "staff", private=private))}

    def webhook(self, ticket: str, **changes: Any) -> tuple[dict[str, str], bytes]:
        said = self.last(ticket)
        person = self.tickets[ticket]["person"]
        delivery = changes.pop("delivery", f"d-{said['id']}")
        data = {
            "event": "message_created",
            "account": {"id": self.account, "name": "Shop"},
            "id": said["id"],
            "content": said["text"],
            "content_type": "text",
            "message_type": "incoming" if said["author"] == "customer" else "outgoing",
            "private": said["private"],
            "sender": person,
            "created_at": said["at"],
            "conversation": {"id": int(ticket), "channel": "Channel::WebWidget", "can_reply": True},
        } | changes
        body = json.dumps(data).encode()
        stamp = str(int(time.time()))
        signed = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256)
        return {
            "X-Chatwoot-Signature": f"sha256={signed.hexdigest()}",
            "X-Chatwoot-Timestamp": stamp,
            "X-Chatwoot-Delivery": delivery,
        }, body
