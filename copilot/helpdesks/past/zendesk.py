"""Zendesk: the incremental export by cursor, each ticket's comments, macros."""

from __future__ import annotations

import datetime as dt
from typing import Any

from copilot.helpdesks import payload
from copilot.helpdesks.errors import HelpdeskBusyError
from copilot.helpdesks.gate import Rule
from copilot.helpdesks.past.reader import MOST, Json, Page, Reader, lived

_PAGE = 100
_EXPORT = "/api/v2/incremental/tickets/cursor.json"
RULES = (
    Rule("GET", r"/api/v2/incremental/tickets/cursor\.json"),
    Rule("GET", r"/api/v2/tickets/\d+/comments\.json"),
    Rule("GET", r"/api/v2/macros\.json"),
)


class ZendeskPast:
    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def tickets(self, cursor: str, since: dt.datetime | None, most: int = MOST) -> Page:
        start = int(since.timestamp()) if since else 0
        where: dict[str, str | int] = {"cursor": cursor} if cursor else {"start_time": start}
        data, rows = self._reader.rows(_EXPORT, "tickets", per_page=most, **where)
        records, faults = self._reader.each(lived(rows), self._whole)
        return Page(records, _after(data), faults)

    def _whole(self, row: Json) -> Json:
        path = f"/api/v2/tickets/{row['id']}/comments.json"
        comments: list[Json] = []
        users: dict[str, Any] = {}
        more, page = True, 1
        while more:
            data, rows = self._reader.rows(
                path, "comments", include="users", per_page=_PAGE, page=page
            )
            comments += rows
            users |= {payload.text(user, "id"): user for user in payload.rows(data, "users")}
            more, page = bool(payload.text(data, "next_page") and rows), page + 1
        return {**row, "comments": comments, "users": list(users.values())}

    def macros(self) -> Page:
        path = "/api/v2/macros.json"
        return Page(tuple(self._reader.all_rows(path, "macros", full=_PAGE, per_page=_PAGE)))

    def close(self) -> None:
        self._reader.close()


def _after(data: Any) -> str:
    """The next page's cursor; empty at the end of the stream."""
    if payload.at(data, "end_of_stream") is True:
        return ""
    found = payload.text(data, "after_cursor")
    if not found:
        raise HelpdeskBusyError(f"GET {_EXPORT}: the page names neither its end nor the next one.")
    return found
