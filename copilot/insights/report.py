"""All insights of a period together: what REST, the panel and the weekly report show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from copilot.insights.figures import (
    Complaints,
    Hour,
    Topic,
    Week,
    complaints,
    hours,
    period,
    topics,
    weeks,
)
from copilot.insights.gaps import GapBook
from copilot.letters import answer_of, same_answer
from copilot.messages import Draft, Gap
from copilot.personal import scrub_for
from copilot.store import CopilotStore
from copilot.store.edits import EditCount, Repair
from copilot.store.insights import DraftFact, FaultyDocument

_CONTRADICTING = ("contradicting_sources", "outdated_source")
_MOST_GAPS = 20
_READ_GAPS = 100
Named = Callable[[str], str]  # the name of a document's id or a SKU; "" where unknown


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
    """`total`: the period as a whole; `before`: the one of the same length before it, None
    where the period has no beginning. `names`: of the documents and SKUs that are spoken of."""

    since: dt.datetime | None
    until: dt.datetime
    drafts: int
    total: Week
    before: Week | None
    topics: tuple[Topic, ...]
    weeks: tuple[Week, ...]
    hours: tuple[Hour, ...]
    complaints: tuple[Complaints, ...]
    gaps: tuple[GapEntry, ...]
    faulty: tuple[FaultyDocument, ...]  # contradictory or outdated entries
    repairs: tuple[Repair, ...]  # past answers and macros that agents keep correcting
    edits: tuple[EditCount, ...]
    names: Mapping[str, str] = field(default_factory=dict)


def insights(
    store: CopilotStore,
    gaps: GapBook,
    repairs: Sequence[Repair],
    department: Callable[[DraftFact], str],
    *,
    days: int | None = None,
    now: dt.datetime | None = None,
    zone: str = "Europe/Berlin",
    named: Named = lambda _key: "",
) -> Insights:
    """Of the last `days`, or of all time."""
    now = now or dt.datetime.now(dt.UTC)
    since = now - dt.timedelta(days=days) if days else None
    facts = list(store.insights.facts(since))
    first = since or (facts[0].created_at if facts else now)
    found = Insights(
        since=since,
        until=now,
        drafts=len(facts),
        total=period(facts, first.date()),
        before=_before(store, since, now),
        topics=topics(facts, now),
        weeks=weeks(facts),
        hours=hours(facts, zone),
        complaints=complaints(facts, department),
        gaps=gap_entries(store, gaps.gaps(_READ_GAPS))[:_MOST_GAPS],
        faulty=store.insights.faulty(_CONTRADICTING, since),
        repairs=tuple(repairs),
        edits=store.edits.counts(since),
    )
    return replace(found, names=_names(found, named))


def _before(store: CopilotStore, since: dt.datetime | None, now: dt.datetime) -> Week | None:
    if since is None:
        return None
    start = since - (now - since)
    return period(list(store.insights.facts(start, since)), start.date())


def _names(found: Insights, named: Named) -> dict[str, str]:
    keys = [one.document_id for one in found.repairs]
    keys += [one.document_id for one in found.faulty]
    keys += [one.document_id for one in found.edits]
    keys += [one.product for one in found.complaints]
    return {key: name for key in dict.fromkeys(keys) if key and (name := named(key))}


def gap_entries(store: CopilotStore, gaps: Iterable[Gap]) -> tuple[GapEntry, ...]:
    """Gaps with what would close them. What agents answered alike is one gap, in whatever
    words it was asked. The largest first."""
    found: list[GapEntry] = []
    for entry in (gap_entry(store, gap) for gap in gaps):
        at = next((n for n, other in enumerate(found) if _is_one(entry, other)), None)
        if at is None:
            found.append(entry)
        else:
            found[at] = _joined(found[at], entry)
    return tuple(sorted(found, key=lambda entry: -entry.gap.count))


def _is_one(entry: GapEntry, other: GapEntry) -> bool:
    one, two = entry.gap.language, other.gap.language
    return one == two and same_answer(entry.proposed_answer, other.proposed_answer, one) > 0


def _joined(first: GapEntry, second: GapEntry) -> GapEntry:
    one, two = first.gap, second.gap
    gap = replace(
        one,
        count=one.count + two.count,
        draft_ids=tuple(dict.fromkeys((*one.draft_ids, *two.draft_ids))),
        last_seen=max(one.last_seen, two.last_seen),
    )
    return replace(first, gap=gap, from_drafts=(*first.from_drafts, *second.from_drafts))


def gap_entry(store: CopilotStore, gap: Gap) -> GapEntry:
    """The reply that most agents gave to a gap's questions, scrubbed, without the letter
    around it; of several as usual the one that says most."""
    drafts = [store.drafts.get(draft_id) for draft_id in gap.draft_ids]
    written = [(draft, answer_of(_written(draft), gap.language)) for draft in drafts]
    answers = [(draft, text) for draft, text in written if text]
    if not answers:
        return GapEntry(gap, gap.question, "", ())
    texts = [text for _, text in answers]
    best, text = max(
        answers,
        key=lambda item: (
            sum(same_answer(item[1], other, gap.language) > 0 for other in texts),
            len(item[1]),
        ),
    )
    answer = scrub_for(best, text).text
    return GapEntry(gap, gap.question, answer, tuple(draft.id for draft, _ in answers))


def _written(draft: Draft) -> str:
    """What an agent wrote in place of the draft; an accepted draft answers no gap."""
    decision = draft.decision
    return decision.reply if decision and decision.kind == "edited" else ""
