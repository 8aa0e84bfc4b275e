"""Days as people write them in a reply."""

from __future__ import annotations

import datetime as dt
import re

_MONTHS = {
    "de": (
        "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
        "Oktober", "November", "Dezember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ),
}  # fmt: skip
_ISO = re.compile(
    r"\b(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?"
)
_GERMAN = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b")


def written(day: dt.date, language: str, *, today: dt.date | None = None) -> str:
    """ "3. Mai 2026", "3 May 2026"; without the year where it is this year's."""
    year = "" if today is not None and day.year == today.year else f" {day.year}"
    month = _MONTHS.get(language, _MONTHS["en"])[day.month - 1]
    return f"{day.day}. {month}{year}" if language == "de" else f"{day.day} {month}{year}"


def parse_day(text: str) -> dt.date | None:
    """The day that a field of a table names, if it is one day in a common notation."""
    for pattern, order in ((_ISO, (1, 2, 3)), (_GERMAN, (3, 2, 1))):
        match = pattern.search(text)
        if match is not None:
            try:
                return dt.date(*(int(match.group(group)) for group in order))
            except ValueError:
                return None
    return None


def days_of(text: str) -> list[dt.date]:
    """Every day in a common notation, in the order of the text ("2026-05-03/2026-05-05")."""
    found: list[tuple[int, dt.date]] = []
    for pattern in (_ISO, _GERMAN):
        for match in pattern.finditer(text):
            day = parse_day(match.group())
            if day is not None:
                found.append((match.start(), day))
    return [day for _, day in sorted(found)]
