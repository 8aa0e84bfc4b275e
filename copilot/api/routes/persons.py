"""A person's right to know and to be forgotten, and how long things are kept; for admins.

Who is meant stands in the body: addresses of people have no business in URLs and their logs.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from copilot.api.background import STREAM, long_work
from copilot.api.guard import Operating
from copilot.api.models import ErrorOut
from copilot.api.state import Service
from copilot.pipeline.office import BackOffice

router = APIRouter(prefix="/v1", tags=["personal data"])

_MISSING: dict[int | str, dict[str, Any]] = {
    404: {"model": ErrorOut, "description": "Nothing is kept of them"}
}


class PersonIn(BaseModel):
    """`person`: an e-mail address, an order number or the helpdesk's customer id."""

    model_config = ConfigDict(extra="forbid")

    person: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=320)]


@router.post("/persons/export", responses=_MISSING)
async def export(body: PersonIn, state: Service, caller: Operating) -> dict[str, Any]:
    """All that is kept of a person. 404 where nothing is."""
    office = state.copilot.office
    return await state.workers.run(lambda: office.export_person(body.person, by=caller.name))


@router.post("/persons/erase", responses=STREAM | _MISSING, response_model=dict[str, Any])
async def erase(body: PersonIn, request: Request, state: Service, caller: Operating) -> Response:
    """Removes all that is kept of a person, from tables and indexes, for good. With
    `Accept: text/event-stream` the report comes as an event."""
    office = state.copilot.office
    return await long_work(
        request, lambda _progress, _stop: erased(office, body.person, by=caller.name)
    )


@router.post("/retention/sweep", responses=STREAM, response_model=dict[str, Any])
async def sweep(request: Request, state: Service, _caller: Operating) -> Response:
    """Deletes at once what is older than the settings under [retention] allow."""
    office = state.copilot.office
    return await long_work(request, lambda _progress, _stop: swept(office))


def erased(office: BackOffice, person: str, *, by: str) -> dict[str, Any]:
    return {"erased": dict(office.erase_person(person, by=by).counts)}


def swept(office: BackOffice) -> dict[str, Any]:
    return {"deleted": dict(office.sweep().counts)}
