"""What a draft must say, and must not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

_SPACE = re.compile(r"\s+")
_MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "en": "January February March April May June July August September October November December",
}


def plain(text: str) -> str:
    """Lower case, one space between words."""
    return _SPACE.sub(" ", text).strip().casefold()


def says(text: str, fact: str) -> bool:
    """Whether the text has the fact; `a|b` allows either, a date any way of writing it."""
    said = plain(text)
    return any(_has(said, form) for form in fact.split("|") if form.strip())


def _has(said: str, form: str) -> bool:
    try:
        day = dt.date.fromisoformat(form.strip())
    except ValueError:
        return _bounded(said, plain(form))
    return any(_bounded(said, plain(written)) for written in written_dates(day))


def _bounded(said: str, wanted: str) -> bool:
    """No digit right before or after: "5 Tage" is not in "15 Tage"."""
    before = r"(?<!\d)(?<!\d[.,])" if wanted[:1].isdigit() else ""
    after = r"(?!\d)(?![.,]\d)" if wanted[-1:].isdigit() else ""
    return re.search(f"{before}{re.escape(wanted)}{after}", said) is not None


def written_dates(day: dt.date) -> Iterator[str]:
    """How German and English mails write a day."""
    german, english = (_MONTHS[code].split()[day.month - 1] for code in ("de", "en"))
    yield day.isoformat()
    yield f"{day.day}. {german}"
    yield f"{day:%d}. {german}"
    yield f"{day:%d.%m.}"
    yield f"{day.day}.{day.month}."
    yield f"{day.day} {english}"
    yield f"{english} {day.day}"


def share_said(text: str, facts: Sequence[str]) -> float:
    """How many of the facts the text has, 0..1; there must be at least one."""
    return sum(says(text, fact) for fact in facts) / len(facts)
