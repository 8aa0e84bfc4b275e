"""Chatwoot: conversations page by page, each one's messages, canned responses."""

from __future__ import annotations

import datetime as dt

from copilot.helpdesks import payload
from copilot.helpdesks.gate import Rule
from copilot.helpdesks.past.reader import MOST, Json, Page, Reader, lived, newer

_MESSAGES = 20  # a page


def rules(account: int) -> tuple[Rule, ...]:
    base = f"/api/v1/accounts/{account}"
    return (
        Rule("GET", f"{base}/conversations"),
        Rule("GET", rf"{base}/conversations/\d+/messages"),
        Rule("GET", f"{base}/canned_responses"),
    )


class ChatwootPast:
    def __init__(self, reader: Reader, account: int) -> None:
        self._reader = reader
        self._base = f"/api/v1/accounts/{account}"

    def tickets(self, cursor: str, since: dt.datetime | None, most: int = MOST) -> Page:
        number = int(cursor or 1)
        data, rows = self._reader.rows(
            f"{self._base}/conversations",
            "data.payload",
            status="all",
            assignee_type="all",
            sort_by="created_at_asc",  # the usual order moves while it is read
            page=number,
        )
        changed = ("last_activity_at", "updated_at", "timestamp")
        wanted = [row for row in lived(rows) if newer(row, since, *changed)]
        records, faults = self._reader.each(wanted[:most], self._whole)
        total = payload.text(data, "data.meta.all_count")
        return Page(
            records,
            str(number + 1) if rows else "",
            faults,
            int(total) if total.isdigit() and since is None else None,
        )

    def _whole(self, row: Json) -> Json:
        path = f"{self._base}/conversations/{row['id']}/messages"
        found: dict[int, Json] = {}
        before: dict[str, int] = {}
        while True:
            _, rows = self._reader.rows(path, "payload", **before)
            new = {int(item["id"]): item for item in rows if isinstance(item.get("id"), int)}
            if not new.keys() - found.keys():
                break
            found |= new
            if len(rows) < _MESSAGES:
                break
            before = {"before": min(found)}
        return {**row, "messages": [found[id_] for id_ in sorted(found)]}

    def macros(self) -> Page:
        _, rows = self._reader.rows(f"{self._base}/canned_responses")
        return Page(tuple({"short_code": "", **row} for row in rows))

    def close(self) -> None:
        self._reader.close()
