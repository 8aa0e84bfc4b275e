"""All insights of a period together: what REST, the panel and the weekly report show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import token_set_ratio

from copilot.insights.figures import (
    Complaints,
    Hour,
    Topic,
    Week,
    complaints,
    hours,
    topics,
    weeks,
)
from copilot.insights.gaps import GapBook
from copilot.messages import Draft, Gap
from copilot.personal import scrub_for
from copilot.store import CopilotStore
from copilot.store.edits import EditCount, Repair
from copilot.store.insights import DraftFact, FaultyDocument

_CONTRADICTING = ("contradicting_sources", "outdated_source")
_MOST_GAPS = 20


@dataclass(frozen=True, slots=True)
class GapEntry:
    """A gap, and the entry that would close it, from what agents replied later; "" where
    nobody has answered yet."""

    gap: Gap
    proposed_question: str
    proposed_answer: str
    from_drafts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Insights:
    since: dt.datetime | None
    until: dt.datetime
    drafts: int
    topics: tuple[Topic, ...]
    weeks: tuple[Week, ...]
    hours: tuple[Hour, ...]
    complaints: tuple[Complaints, ...]
    gaps: tuple[GapEntry, ...]
    faulty: tuple[FaultyDocument, ...]  # contradictory or outdated entries
    repairs: tuple[Repair, ...]  # past answers and macros that agents keep correcting
    edits: tuple[EditCount, ...]


def insights(
    store: CopilotStore,
    gaps: GapBook,
    repairs: Sequence[Repair],
    department: Callable[[DraftFact], str],
    *,
    days: int | None = None,
    now: dt.datetime | None = None,
    zone: str = "Europe/Berlin",
) -> Insights:
    """Of the last `days`, or of all time."""
    now = now or dt.datetime.now(dt.UTC)
    since = now - dt.timedelta(days=days) if days else None
    facts = list(store.insights.facts(since))
    return Insights(
        since=since,
        until=now,
        drafts=len(facts),
        topics=topics(facts, now),
        weeks=weeks(facts),
        hours=hours(facts, zone),
        complaints=complaints(facts, department),
        gaps=tuple(gap_entry(store, gap) for gap in gaps.gaps(_MOST_GAPS)),
        faulty=store.insights.faulty(_CONTRADICTING, since),
        repairs=tuple(repairs),
        edits=store.edits.counts(since),
    )


def gap_entry(store: CopilotStore, gap: Gap) -> GapEntry:
    """The most typical of the replies that agents gave to a gap's questions, scrubbed."""
    drafts = [store.drafts.get(draft_id) for draft_id in gap.draft_ids]
    replies = [(draft, _written(draft)) for draft in drafts]
    answers = [(draft, text) for draft, text in replies if text]
    if not answers:
        return GapEntry(gap, gap.question, "", ())
    best, text = max(
        answers, key=lambda item: sum(token_set_ratio(item[1], other) for _, other in answers)
    )
    answer = scrub_for(best, text).text
    return GapEntry(gap, gap.question, answer, tuple(draft.id for draft, _ in answers))


def _written(draft: Draft) -> str:
    """What an agent wrote in place of the draft; an accepted draft answers no gap."""
    decision = draft.decision
    return decision.reply if decision and decision.kind == "edited" else ""
