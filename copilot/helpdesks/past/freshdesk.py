"""Freshdesk: tickets in the order of their change, each one's conversations, canned responses.

Page numbers end at 300 there, and shift when a ticket changes meanwhile. So a page begins at
the moment at which the one before ended; numbers count only where a hundred tickets changed
in the same second.
"""

from __future__ import annotations

import datetime as dt
import json

from copilot.helpdesks import payload
from copilot.helpdesks.errors import HelpdeskRefusedError
from copilot.helpdesks.gate import Rule
from copilot.helpdesks.past.reader import MOST, Json, Page, Reader, lived

_BEGINNING = "1970-01-01T00:00:00Z"  # without a date, the last 30 days alone are listed
RULES = (
    Rule("GET", r"/api/v2/tickets"),
    Rule("GET", r"/api/v2/tickets/\d+"),
    Rule("GET", r"/api/v2/tickets/\d+/conversations"),
    Rule("GET", r"/api/v2/canned_response_folders"),
    Rule("GET", r"/api/v2/canned_response_folders/\d+/responses"),
)


class FreshdeskPast:
    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def tickets(self, cursor: str, since: dt.datetime | None, most: int = MOST) -> Page:
        at, number, before = _place(cursor, since)
        _, rows = self._reader.rows(
            "/api/v2/tickets",
            updated_since=at,
            order_by="updated_at",
            order_type="asc",
            include="requester,description",
            per_page=most,
            page=number,
        )
        new = [row for row in rows if payload.text(row, "id") not in before]
        records, faults = self._reader.each(lived(new), self._whole)
        return Page(records, _next(rows, at, number, before), faults)

    def _whole(self, row: Json) -> Json:
        path = f"/api/v2/tickets/{row['id']}"
        if not payload.text(row, "description_text", "description"):
            row = {**row, **self._reader.get(path, include="requester")}
        return {**row, "conversations": self._reader.all_rows(f"{path}/conversations", full=30)}

    def macros(self) -> Page:
        found: list[Json] = []
        faults: list[str] = []
        for folder in self._reader.all_rows("/api/v2/canned_response_folders"):
            path = f"/api/v2/canned_response_folders/{payload.text(folder, 'id')}/responses"
            try:
                rows = self._reader.all_rows(path)
            except HelpdeskRefusedError as error:  # a colleague's personal folder
                if not error.answered or error.answered == 401:
                    raise
                faults.append(error.message)
                continue
            found += [{"folder_id": folder["id"], **row} for row in rows]
        return Page(tuple(found), faults=tuple(faults))

    def close(self) -> None:
        self._reader.close()


def _place(cursor: str, since: dt.datetime | None) -> tuple[str, int, frozenset[str]]:
    """From when, which page of it, and what was read of that very moment."""
    if cursor:
        at, number, before = json.loads(cursor)
        return str(at), int(number), frozenset(map(str, before))
    start = since.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if since else _BEGINNING
    return start, 1, frozenset()


def _next(rows: list[Json], at: str, number: int, before: frozenset[str]) -> str:
    """The end is an empty page: how many a server puts on one is its own affair."""
    if not rows:
        return ""
    last = payload.text(rows[-1], "updated_at") or at
    same = {payload.text(row, "id") for row in rows if payload.text(row, "updated_at") == last}
    if same <= before or (last == at and len(same) == len(rows)):  # no moment later in it
        return json.dumps([at, number + 1, sorted(before | same)])
    return json.dumps([last, 1, sorted(same)])
