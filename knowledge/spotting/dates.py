"""Dates, absolute and relative, German and English.

Values are ISO 8601: a day ("2024-05-03"), a month ("2024-05") or a week ("2024-W18").
A date without a year is the one nearest to today. Of "3/5/2024" the first figure is the
day, as everywhere in Europe, unless only the second can be one.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator

from knowledge.spotting.numbers import NUMBER_WORD, word_value
from knowledge.spotting.spot import Spot

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jänner january jan",
            "februar february feber feb",
            "märz march mär mar maerz",
            "april apr",
            "mai may",
            "juni june jun",
            "juli july jul",
            "august aug",
            "september sept sep",
            "oktober october okt oct",
            "november nov",
            "dezember december dez dec",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "montag monday",
            "dienstag tuesday",
            "mittwoch wednesday",
            "donnerstag thursday",
            "freitag friday",
            "samstag saturday sonnabend",
            "sonntag sunday",
        )
    )
    for name in names.split()
}
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:19|20)\d\d"
_ABSOLUTE = re.compile(
    r"(?i)(?<![\w./-])(?:"
    rf"(?P<iso>{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?![\w-])"
    rf"|(?P<dots>{_DAY}\.\s?(?:0?[1-9]|1[0-2])\.\s?(?:{_YEAR}|\d\d(?!\s?(?:uhr|:))))(?![\w]|\.\d)"
    rf"|(?P<slashes>\d{{1,2}}/\d{{1,2}}/(?:{_YEAR}|\d\d))(?![\w/])"
    rf"|(?P<short>{_DAY}\.(?:0?[1-9]|1[0-2])\.)(?![\w])"
    rf"|(?P<dayfirst>(?:the\s)?{_DAY}(?:\.|st|nd|rd|th)?(?:\sof)?\s?{_MONTH}(?:,?\s{_YEAR}\b)?)"
    rf"|(?P<monthfirst>{_MONTH}\s(?:the\s)?{_DAY}(?:st|nd|rd|th)?(?!\d|\w|:|[.,]\d)(?:,?\s{_YEAR}\b)?)"
    rf"|(?P<month>{_MONTH}\s{_YEAR}\b)"
    r")"
)
# "3.5." alone is a date only where the words or the zeros say so ("1.2. Reinigung" is not).
_SHORT_LEAD = re.compile(
    r"(?i)(?:\b(?:am|vom|seit|bis|zum|ab|den|dem|der|und|on|since|by|until|from|montag|dienstag|"
    r"mittwoch|donnerstag|freitag|samstag|sonntag|m[io]|d[io]|fr|s[ao])\b\.?,?|[–-])\s*(?:den\s)?$"
)
_SHIFTS = {
    "heute": 0, "today": 0, "gestern": -1, "yesterday": -1, "vorgestern": -2,
    "übermorgen": 2, "uebermorgen": 2, "tomorrow": 1, "tonight": 0, "morgen": 1,
}  # fmt: skip
_DAYWORD = re.compile(
    r"\b(?i:the day before yesterday|the day after tomorrow|heute|today|vorgestern|gestern|"
    r"yesterday|übermorgen|uebermorgen|tomorrow|tonight)\b|(?<!\w)morgen\b|(?<=\bbis )Morgen\b"
)
_WEEKDAY = re.compile(
    r"(?i)\b(?:(?P<lead>seit|since|am|on|letzte[nrms]?|vergangene[nrms]?|vorige[nrms]?|last|past|"
    r"bis|by|until|till|ab|from|nächste[nrms]?|kommende[nrms]?|diese[nrms]?|this|next|coming)\s+"
    r"(?:(?:am|zum|vergangenen|letzten|kommenden|nächsten|last|next)\s+)?)"
    rf"(?P<day>{'|'.join(_WEEKDAYS)})(?:s|abend|morgen|vormittag|nachmittag)?\b"
)
_AHEAD = re.compile(r"(?i)bis|by|until|till|ab\b|from|nächst|kommend|next|coming|zum")
_AGO = re.compile(
    rf"(?i)\b(?:(?:vor|seit)\s+(?:etwa\s|ca\.\s|rund\s|über\s|gut\s|genau\s|knapp\s|fast\s)?"
    rf"(?P<de>\d{{1,3}}|eine[mr]?|{NUMBER_WORD})\s(?P<de_unit>tag|woche|monat|jahr)(?:e?n|e)?"
    rf"|(?P<en>\d{{1,3}}|an?|{NUMBER_WORD})\s(?P<en_unit>day|week|month|year)s?\sago)\b"
)
_AHEAD_BY = re.compile(
    rf"(?i)\bin\s+(?:etwa\s|ca\.\s|about\s)?(?P<n>\d{{1,2}}|eine[mr]?|an?|{NUMBER_WORD})\s"
    r"(?P<unit>tag|woche|monat|day|week|month)(?:e?n|e|s)?\b"
)
_SPAN = re.compile(
    r"(?i)\b(?P<which>letzte[nrs]?|vorige[nrs]?|vergangene[nrs]?|last|diese[nrs]?|this|nächste[nrs]?|"
    r"kommende[nrs]?|next)\s(?P<unit>woche|week|monats?|month)\b"
)
_UNITS = {"tag": "day", "woche": "week", "monat": "month", "jahr": "year"}


def absolute_dates(text: str, today: dt.date) -> Iterator[Spot]:
    """Dates written with day or month figures or month names."""
    for match in _ABSOLUTE.finditer(text):
        if match["short"] and not _is_short_date(text, match):
            continue
        if match["monthfirst"] and match["monthfirst"].startswith(("may ", "march ")):
            continue  # "you may 3 times"
        value = _value(match, today)
        if value:
            start = match.start() + (4 if match.group().lower().startswith("the ") else 0)
            yield Spot("date", value, start, _end(match))


def _end(match: re.Match[str]) -> int:
    """Without the full stop of an abbreviated or spelt month at a sentence's end."""
    tail_is_stop = match.group().endswith(".") and not match["short"]
    return match.end() - int(tail_is_stop)


def _is_short_date(text: str, match: re.Match[str]) -> bool:
    lead = text[max(0, match.start() - 24) : match.start()]
    return bool(_SHORT_LEAD.search(lead)) or bool(re.fullmatch(r"\d\d\.\d\d\.", match["short"]))


def _value(match: re.Match[str], today: dt.date) -> str:
    figures = [int(n) for n in re.findall(r"\d+", match.group())]
    name = re.search(rf"(?i)\b{_MONTH}", match.group()) or re.search(
        rf"(?i){_MONTH}", match.group()
    )
    try:
        if match["iso"]:
            return dt.date(*figures).isoformat()
        if match["month"] and name:
            return f"{figures[0]}-{_month(name):02d}"
        if name and (match["dayfirst"] or match["monthfirst"]):
            year = figures[1] if len(figures) > 1 else None
            return _near(figures[0], _month(name), year, today)
        day, month = figures[0], figures[1]
        if match["slashes"] and month > 12:
            day, month = month, day
        return _near(day, month, figures[2] if len(figures) > 2 else None, today)
    except ValueError:  # 31.02.: looks like a date, is none
        return ""


def _month(name: re.Match[str]) -> int:
    return _MONTHS[name.group().rstrip(".").casefold()]


def _near(day: int, month: int, year: int | None, today: dt.date) -> str:
    if year is not None:
        return dt.date(year + 2000 if year < 100 else year, month, day).isoformat()
    years = (today.year - 1, today.year, today.year + 1)
    dates = [dt.date(y, month, day) for y in years if (month, day) != (2, 29) or y % 4 == 0]
    return min(dates, key=lambda date: abs((date - today).days)).isoformat()


def relative_dates(text: str, today: dt.date) -> Iterator[Spot]:
    """ "gestern", "seit Montag", "vor zwei Wochen", "last month", counted from `today`."""
    for match in _DAYWORD.finditer(text):
        word = match.group().casefold()
        shift = {"the day before yesterday": -2, "the day after tomorrow": 2}.get(word)
        days = _SHIFTS[word] if shift is None else shift
        yield Spot("date", (today + dt.timedelta(days=days)).isoformat(), *match.span())
    for match in _WEEKDAY.finditer(text):
        yield Spot("date", _weekday(match, today).isoformat(), *match.span("day"))
    for pattern, sign in ((_AGO, -1), (_AHEAD_BY, 1)):
        for match in pattern.finditer(text):
            groups = match.groupdict()
            number = _number(groups.get("n") or groups.get("de") or groups.get("en") or "")
            unit = groups.get("unit") or groups.get("de_unit") or groups.get("en_unit") or ""
            if number is not None:
                yield Spot("date", _shift(today, sign * number, unit.lower()), *match.span())
    for match in _SPAN.finditer(text):
        yield Spot("date", _period(match, today), *match.span())


def _number(written: str) -> int | None:
    if written.isdigit():
        return int(written)
    if re.fullmatch(r"(?i)eine[mr]?|an?", written):
        return 1
    value = word_value(written)
    return int(value) if value is not None and value == int(value) else None


def _weekday(match: re.Match[str], today: dt.date) -> dt.date:
    target = _WEEKDAYS[match["day"].casefold()]
    if _AHEAD.search(match["lead"]):
        return today + dt.timedelta(days=(target - today.weekday() - 1) % 7 + 1)
    return today - dt.timedelta(days=(today.weekday() - target - 1) % 7 + 1)


def _shift(today: dt.date, count: int, unit: str) -> str:
    unit = _UNITS.get(unit, unit)
    if unit in ("day", "week"):
        days = count * (7 if unit == "week" else 1)
        return (today + dt.timedelta(days=days)).isoformat()
    months = today.year * 12 + today.month - 1 + count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(today.day, last)).isoformat()


def _period(match: re.Match[str], today: dt.date) -> str:
    which = match["which"].casefold()
    step = 0 if which.startswith(("diese", "this")) else -1
    if which.startswith(("nächst", "kommend", "next")):
        step = 1
    if match["unit"].casefold().startswith(("woche", "week")):
        year, week, _ = (today + dt.timedelta(weeks=step)).isocalendar()
        return f"{year}-W{week:02d}"
    year, month = divmod(today.year * 12 + today.month - 1 + step, 12)
    return f"{year}-{month + 1:02d}"
