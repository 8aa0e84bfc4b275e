"""Who did what."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from copilot.api.guard import Operating
from copilot.api.models import Picked
from copilot.api.pages import Fields, Limit, Offset, chosen, next_offset, pick
from copilot.api.state import Service

router = APIRouter(prefix="/v1/audit", tags=["audit"])


class AuditOut(BaseModel):
    """An act of a person or of the product itself; it holds no customer's text."""

    model_config = ConfigDict(from_attributes=True)

    at: dt.datetime
    actor: str
    action: str
    subject: str
    details: dict[str, Any]


class AuditPage(BaseModel):
    entries: list[AuditOut | Picked]
    limit: int
    offset: int
    next_offset: int | None


@router.get("")
async def list_audit(
    state: Service,
    _caller: Operating,
    limit: Limit = 50,
    offset: Offset = 0,
    fields: Fields = None,
    subject: Annotated[str | None, Query(max_length=64, description="Of this id alone.")] = None,
) -> AuditPage:
    """The newest acts first; for admins."""
    wanted = chosen(fields, AuditOut)
    entries = state.copilot.store.audit.entries
    found = await state.workers.run(lambda: entries(subject, limit, offset))
    shown = pick((AuditOut.model_validate(entry) for entry in found), wanted)
    after = next_offset(len(shown), limit, offset)
    return AuditPage(entries=shown, limit=limit, offset=offset, next_offset=after)
