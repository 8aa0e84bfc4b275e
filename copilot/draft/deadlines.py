"""Days that matter to a reply: what a rule means for this order, what the customer sets."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence

from copilot.draft.case import DraftCase
from copilot.draft.dates import written
from copilot.draft.sources import Unit
from copilot.draft.usable import day_of, known_order
from knowledge.entities import Entity
from knowledge.quantities import Quantity, find_quantities

# Only where the period runs from the day of the order itself: the day of delivery is not
# known, and a wrong day is worse than none.
_FROM_ORDER = re.compile(
    r"\b(?:ab|nach|seit|vom|von) (?:(?:dem|der|ihrem|ihrer|deinem|deiner|"
    r"des) )?(?:tag(?:es)? (?:der|des) )?(?:bestell(?:datum|ung|tag)s?|kauf(?:datum|tag|"
    r"s)?)\b|"
    r"\b(?:from|of|after|since) (?:the |your )?(?:date of )?(?:order(?: date)?|"
    r"purchase(?: date)?|placing (?:the|your) order)\b",
    re.I,
)

# "Bitte melden Sie sich bis Freitag", "I need an answer by Monday"
_UNTIL = re.compile(
    r"\b(?:bis (?:spätestens |zum |zu |diesen |nächsten |kommenden |ende )*|"
    r"spätestens (?:am |bis )*|"
    r"(?:by|before|until|no later than) (?:the |next |this |end of )*)"
    r"(?:heute|morgen|übermorgen|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|(?:dies\w+ |"
    r"nächst\w+ )?woche|wochenende|\d{1,2}\.|today|tonight|tomorrow|(?:mon|tues|wednes|thurs|fri|"
    r"satur|sun)day|weekend|week|\d{1,2}(?:st|nd|rd|th)?\b)",
    re.I,
)
_DEMANDED = re.compile(
    r"\b(?:brauch\w*|benötig\w*|erwart\w*|frist\w*|antwort\w*|rückmeldung|bescheid|meld\w*|"
    r"zusage|bitte|muss|lösung|need|expect|reply|answer|hear|let me know|get back|deadline|please|"
    r"must|solution)\b",
    re.I,
)


def sets_deadline(case: DraftCase) -> bool:
    """Whether the customer names a day, not yet past, until which something must happen."""
    for sentence in re.split(r"(?<=[!?\n])|(?<=\D\.)\s", case.understanding.body[:20_000]):
        until = _UNTIL.search(sentence)
        if until and _DEMANDED.search(sentence) and not _asks(sentence[until.end() :]):
            return not any(
                _is_past(entity, until[0], case) for entity in case.understanding.entities
            )
    return False


def _asks(rest: str) -> bool:
    """Whether the sentence ends as a question. "bis zum 30.11. Was …" ended at the date."""
    end = re.search(r"(?<!\d)[.!?]|\.\s+[A-ZÄÖÜ]|\?", rest)
    return end is not None and end[0] == "?"


def _is_past(entity: Entity, until: str, case: DraftCase) -> bool:
    if entity.kind != "date" or entity.text[:2] not in until:
        return False
    try:
        return dt.date.fromisoformat(entity.value[:10]) < day_of(case)
    except ValueError:
        return False


def deadline_sentence(units: Sequence[Unit], case: DraftCase, language: str) -> str:
    """Says until which day the rule runs for the customer's order; "" where that is unsafe."""
    order = known_order(case)
    if order is None or order.date is None:
        return ""
    for unit in units:
        if not _FROM_ORDER.search(unit.text):
            continue
        ends = [
            end
            for quantity in find_quantities(unit.text, unit.evidence.language or language)
            if (end := _end(order.date, quantity)) is not None
        ]
        if len(ends) == 1:  # two periods in one sentence: which one is meant is not ours to say
            return _sentence(order.date, ends[0], case, language)
    return ""


def _end(start: dt.date, quantity: Quantity) -> dt.date | None:
    if quantity.upper is not None or quantity.value != quantity.value.to_integral_value():
        return None
    count = int(quantity.value)
    if quantity.unit in {"day", "week"} and 0 < count <= 3650:
        return start + dt.timedelta(days=count * (7 if quantity.unit == "week" else 1))
    if quantity.unit in {"month", "year"} and 0 < count <= 120:
        months = start.month - 1 + count * (12 if quantity.unit == "year" else 1)
        year, month = start.year + months // 12, months % 12 + 1
        return dt.date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
    return None


def _sentence(start: dt.date, end: dt.date, case: DraftCase, language: str) -> str:
    today = day_of(case)
    first, last = written(start, language, today=today), written(end, language, today=today)
    past = end < today
    if language == "de":
        your = "deiner" if case.form == "du" else "Ihrer"
        verb = "war das" if past else "ist das"
        return f"Bei {your} Bestellung vom {first} {verb} bis zum {last}."
    return f"For your order of {first} that {'was' if past else 'is'} until {last}."
