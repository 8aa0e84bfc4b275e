"""Whether the service is alive and ready, and its figures. Outside of /v1."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST

from copilot.api import models as m
from copilot.api.guard import Reading, is_local
from copilot.api.state import Service
from copilot.pipeline import Status

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def alive() -> m.AliveOut:
    """The process answers. Says nothing of what it needs: see /readyz."""
    return m.AliveOut()


@router.get(
    "/readyz",
    response_model=m.StatusOut,
    responses={503: {"model": m.StatusOut, "description": "Not ready"}},
)
async def ready(request: Request, state: Service) -> JSONResponse:
    """Whether drafts can be made: database, indexes, drafter.

    Needs no key; details and counts are told on this machine only (see /v1/status).
    """
    # Not among the workers: a full queue must not look like a broken database.
    found = await asyncio.to_thread(state.copilot.status)
    shown = _shown(found)
    if not is_local(request):
        silent = [m.PartOut(name=part.name, ok=part.ok) for part in shown.parts]
        shown = m.StatusOut(ready=shown.ready, parts=silent, counts={})
    return JSONResponse(shown.model_dump(), 200 if found.ready else 503)


@router.get("/v1/status")
async def status(state: Service, _caller: Reading) -> m.StatusOut:
    """The same with details and counts."""
    return _shown(await asyncio.to_thread(state.copilot.status))


def _shown(found: Status) -> m.StatusOut:
    parts = [m.PartOut.model_validate(part) for part in found.parts]
    return m.StatusOut(ready=found.ready, parts=parts, counts=dict(found.counts))


@router.get("/metrics", response_class=Response)
def metrics(state: Service, _caller: Reading) -> Response:
    """Prometheus' exposition format."""
    for desk in state.desks.status():
        for name, number in desk.jobs.items():
            state.metrics.jobs.labels(desk.name, name).set(number)
    return Response(state.metrics.text(), media_type=CONTENT_TYPE_LATEST)
