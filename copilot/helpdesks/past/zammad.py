"""Zammad: tickets page by page, each one's articles, text modules."""

from __future__ import annotations

import datetime as dt

from copilot.helpdesks.gate import Rule
from copilot.helpdesks.past.reader import MOST, Json, Page, Reader, lived, newer

_PAGE = 100
RULES = (
    Rule("GET", r"/api/v1/tickets"),
    Rule("GET", r"/api/v1/ticket_articles/by_ticket/\d+"),
    Rule("GET", r"/api/v1/text_modules"),
)


class ZammadPast:
    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def tickets(self, cursor: str, since: dt.datetime | None, most: int = MOST) -> Page:
        number = int(cursor or 1)
        _, rows = self._reader.rows("/api/v1/tickets", page=number, per_page=most, expand="true")
        wanted = [row for row in lived(rows) if newer(row, since, "updated_at")]
        records, faults = self._reader.each(wanted, self._whole)
        # A server may give fewer than were asked for: the end is an empty page.
        return Page(records, str(number + 1) if rows else "", faults)

    def _whole(self, row: Json) -> Json:
        _, articles = self._reader.rows(f"/api/v1/ticket_articles/by_ticket/{row['id']}")
        return {**row, "articles": articles}

    def macros(self) -> Page:
        rows = self._reader.all_rows("/api/v1/text_modules", per_page=_PAGE, expand="true")
        return Page(tuple({"keywords": "", **row} for row in rows))

    def close(self) -> None:
        self._reader.close()
