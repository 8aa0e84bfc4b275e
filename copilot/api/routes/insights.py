"""What the drafts tell about the knowledge."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from copilot.api import models as m
from copilot.api.guard import Reading
from copilot.api.pages import Fields, Limit, Offset, chosen, next_offset, pick
from copilot.api.state import Service
from copilot.insights import Complaints, GapEntry, Hour, Insights, Topic, Week
from copilot.store.edits import EditCount, Repair
from copilot.store.insights import FaultyDocument

router = APIRouter(prefix="/v1/insights", tags=["insights"])

Days = Annotated[
    int | None, Query(ge=1, le=3_660, description="Only the last so many days; without it all.")
]


async def _read(state: Service, days: int | None) -> Insights:
    return await state.workers.run(lambda: state.copilot.office.insights(days))


@router.get("/report")
async def report(state: Service, _caller: Reading, days: Days = None) -> Insights:
    """All figures of a period together, each with the tickets behind it."""
    return await _read(state, days)


@router.get("/topics")
async def topics(state: Service, _caller: Reading, days: Days = None) -> tuple[Topic, ...]:
    """What customers write about, by volume, with the trend of the last seven days."""
    return (await _read(state, days)).topics


@router.get("/weeks")
async def weeks(state: Service, _caller: Reading, days: Days = None) -> tuple[Week, ...]:
    """Acceptance, edit distance and time to decision per week."""
    return (await _read(state, days)).weeks


@router.get("/hours")
async def hours(state: Service, _caller: Reading, days: Days = None) -> tuple[Hour, ...]:
    """Messages by weekday and hour."""
    return (await _read(state, days)).hours


@router.get("/complaints")
async def complaints(state: Service, _caller: Reading, days: Days = None) -> tuple[Complaints, ...]:
    """Complaints by product and cause, with the department that they go to."""
    return (await _read(state, days)).complaints


@router.get("/gap-entries")
async def gap_entries(state: Service, _caller: Reading, days: Days = None) -> tuple[GapEntry, ...]:
    """The largest gaps with an entry drafted from what agents replied later."""
    return (await _read(state, days)).gaps


@router.get("/faulty")
async def faulty(state: Service, _caller: Reading, days: Days = None) -> tuple[FaultyDocument, ...]:
    """Contradictory or outdated entries that checks met."""
    return (await _read(state, days)).faulty


@router.get("/repairs")
async def repairs(state: Service, _caller: Reading) -> tuple[Repair, ...]:
    """Past answers and macros that agents keep correcting, the worst first."""
    return await state.workers.run(state.copilot.reputation.repairs)


@router.get("/edits")
async def edits(state: Service, _caller: Reading, days: Days = None) -> tuple[EditCount, ...]:
    """What agents changed, by kind, source and drafter."""
    return (await _read(state, days)).edits


@router.get("/gaps")
async def gaps(
    state: Service,
    _caller: Reading,
    limit: Limit = 50,
    offset: Offset = 0,
    fields: Fields = None,
) -> m.GapPage:
    """Questions that the knowledge does not answer, the largest groups first."""
    wanted = chosen(fields, m.GapOut)
    found = await state.workers.run(lambda: state.copilot.gaps(limit, offset))
    shown = pick((m.GapOut.model_validate(gap) for gap in found), wanted)
    after = next_offset(len(shown), limit, offset)
    return m.GapPage(gaps=shown, limit=limit, offset=offset, next_offset=after)
