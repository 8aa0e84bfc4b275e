"""Who did what."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from copilot.api.guard import Operating
from copilot.api.pages import Limit
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
    entries: list[AuditOut]


@router.get("")
async def list_audit(
    state: Service,
    _caller: Operating,
    limit: Limit = 50,
    subject: Annotated[str | None, Query(max_length=64, description="Of this id alone.")] = None,
) -> AuditPage:
    """The newest acts first; for admins."""
    found = await state.workers.run(lambda: state.copilot.store.audit.entries(subject, limit))
    return AuditPage(entries=[AuditOut.model_validate(entry) for entry in found])
