"""Figures of a period, each with the tickets behind it. Pure functions of `DraftFact`s."""

from __future__ import annotations

import datetime as dt
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from zoneinfo import ZoneInfo

from copilot.insights.subjects import by_subject
from copilot.store.insights import DraftFact

_OTHER = "other"
_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class Topic:
    """`trend`: change of the last seven days against the seven before, as a share; None
    where there was nothing before. `subject`: the word that messages share which fit no
    known topic (`intent` is "other"); "" elsewhere."""

    intent: str
    count: int
    share: float
    last_week: int
    trend: float | None
    tickets: tuple[str, ...]
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Week:
    """Decisions by the week in which their draft was made (`start` is its Monday)."""

    start: dt.date
    drafts: int
    accepted: int
    edited: int
    rejected: int
    acceptance: float | None  # accepted of all decided
    edit_distance: float | None  # mean of accepted and edited
    median_seconds: float | None
    tickets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hour:
    """Messages of one hour of one weekday (0 is Monday), all weeks together."""

    weekday: int
    hour: int
    count: int


@dataclass(frozen=True, slots=True)
class Complaints:
    """Complaints about one product for one cause. `product` is "" where none was named."""

    product: str
    cause: str
    department: str
    count: int
    tickets: tuple[str, ...]


def topics(facts: Sequence[DraftFact], now: dt.datetime) -> tuple[Topic, ...]:
    """By volume; what rose is told by `trend`."""
    found = []
    for intent, group in _grouped(facts, lambda fact: fact.intent):
        parts = by_subject(group) if intent == _OTHER else [("", group)]
        found += [_topic(intent, part, len(facts), now, subject) for subject, part in parts]
    return tuple(sorted(found, key=lambda topic: (-topic.count, topic.intent, topic.subject)))


def _topic(
    intent: str, group: Sequence[DraftFact], of: int, now: dt.datetime, subject: str
) -> Topic:
    week = dt.timedelta(days=7)
    last = sum(now - week <= fact.created_at <= now for fact in group)
    before = sum(now - 2 * week <= fact.created_at < now - week for fact in group)
    trend = round((last - before) / before, 3) if before else None
    share = round(len(group) / of, 4)
    return Topic(intent, len(group), share, last, trend, _tickets(group), subject)


def weeks(facts: Sequence[DraftFact]) -> tuple[Week, ...]:
    """The oldest first; weeks without a draft are left out."""
    found = [_week(start, group) for start, group in _grouped(facts, _monday)]
    return tuple(sorted(found, key=lambda week: week.start))


def period(facts: Sequence[DraftFact], start: dt.date) -> Week:
    """All decisions of a period together."""
    return _week(start, facts)


def _monday(fact: DraftFact) -> dt.date:
    day = fact.created_at.date()
    return day - dt.timedelta(days=day.weekday())


def _week(start: dt.date, group: Sequence[DraftFact]) -> Week:
    states = Counter(fact.state for fact in group)
    decided = sum(states[state] for state in ("accepted", "edited", "rejected"))
    distances = [fact.distance for fact in group if fact.distance is not None]
    seconds = [fact.seconds for fact in group if fact.seconds is not None]
    return Week(
        start=start,
        drafts=len(group),
        accepted=states["accepted"],
        edited=states["edited"],
        rejected=states["rejected"],
        acceptance=round(states["accepted"] / decided, 4) if decided else None,
        edit_distance=round(statistics.fmean(distances), 4) if distances else None,
        median_seconds=round(statistics.median(seconds), 1) if seconds else None,
        tickets=_tickets(group),
    )


def hours(facts: Iterable[DraftFact], zone: str = "Europe/Berlin") -> tuple[Hour, ...]:
    """All 168 hours of a week, Monday 0:00 first, in the shop's own time."""
    place = ZoneInfo(zone)
    local = (fact.created_at.astimezone(place) for fact in facts)
    counts = Counter((moment.weekday(), moment.hour) for moment in local)
    return tuple(Hour(day, hour, counts[day, hour]) for day in range(7) for hour in range(24))


def complaints(
    facts: Iterable[DraftFact], department: Callable[[DraftFact], str]
) -> tuple[Complaints, ...]:
    """By product and cause; a complaint about two products counts for each."""
    one_each = [
        (sku, fact.intent, department(fact), fact)
        for fact in facts
        if fact.complaint
        for sku in (fact.skus or ("",))
    ]
    groups = _grouped(one_each, lambda item: item[:3])
    found = [
        Complaints(*key, len(group), _tickets([item[3] for item in group])) for key, group in groups
    ]
    return tuple(sorted(found, key=lambda one: (-one.count, one.product, one.cause)))


_Item = TypeVar("_Item")


def _grouped(
    items: Iterable[_Item], key: Callable[[_Item], _Key]
) -> list[tuple[_Key, list[_Item]]]:
    groups: defaultdict[_Key, list[_Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return list(groups.items())


def _tickets(facts: Iterable[DraftFact]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact.ticket for fact in facts))
