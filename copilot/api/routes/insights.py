"""What the drafts tell about the knowledge."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from copilot.api import models as m
from copilot.api.guard import Reading
from copilot.api.state import Service

router = APIRouter(prefix="/v1/insights", tags=["insights"])


@router.get("/gaps")
async def gaps(
    state: Service,
    _caller: Reading,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> m.GapPage:
    """Questions that the knowledge does not answer, the largest groups first."""
    found = await state.workers.run(lambda: state.copilot.gaps(limit, offset))
    shown = [m.GapOut.model_validate(gap) for gap in found]
    return m.GapPage(gaps=shown, limit=limit, offset=offset)
