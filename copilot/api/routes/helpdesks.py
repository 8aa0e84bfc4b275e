"""Connected helpdesks: their webhooks, and the jobs that come of them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from copilot.api import models as m
from copilot.api import pulling
from copilot.api.background import STREAM, long_work
from copilot.api.guard import Operating, Reading
from copilot.api.learning import ImportPreviewOut
from copilot.api.pages import Fields, Limit, Offset, chosen, next_offset, pick
from copilot.api.pulling import PullIn
from copilot.api.state import Service
from copilot.helpdesks import Incoming
from copilot.store.jobs import Job, JobState

router = APIRouter(prefix="/v1/helpdesks", tags=["helpdesks"])

Responses = dict[int | str, dict[str, Any]]
_MISSING: Responses = {404: {"model": m.ErrorOut, "description": "No such helpdesk or job"}}
_CONFLICT: Responses = {409: {"model": m.ErrorOut, "description": "The job is not dead"}}
_PAST: Responses = {
    404: {"model": m.ErrorOut, "description": "No such helpdesk"},
    500: {"model": m.ErrorOut, "description": "The helpdesk's settings lack something"},
    502: {"model": m.ErrorOut, "description": "The helpdesk refuses, or does not answer"},
}
_WEBHOOK: Responses = {
    200: {"model": m.IgnoredOut, "description": "Understood, and no customer's message"},
    401: {"model": m.ErrorOut, "description": "Forged, or too old to be sure"},
    404: {"model": m.ErrorOut, "description": "No such helpdesk"},
}


@router.post("/{name}/webhook", status_code=202, response_model=m.QueuedOut, responses=_WEBHOOK)
async def webhook(name: str, request: Request, state: Service) -> JSONResponse:
    """What a helpdesk calls when a customer has written. Its signature stands for a key.

    Answers at once: the draft is made later, and left in the ticket as a private note. A
    delivery that is repeated is told what the first one was.
    """
    body = await request.body()
    incoming = Incoming(
        headers={key.lower(): value for key, value in request.headers.items()},
        body=body,
        query=dict(request.query_params),
    )
    # Not among the workers: a queue full of drafts must not turn a customer's message away.
    answer = dict(await run_in_threadpool(state.desks.receive, name, incoming))
    state.metrics.webhooks.labels(name, answer["status"]).inc()
    return JSONResponse(answer, 202 if answer["status"] == "queued" else 200)


@router.get("")
def list_helpdesks(state: Service, _caller: Reading) -> m.HelpdeskPage:
    """The connected helpdesks with their jobs per state; never a secret."""
    shown = [m.HelpdeskOut.model_validate(desk) for desk in state.desks.status()]
    return m.HelpdeskPage(helpdesks=shown)


@router.get("/jobs")
async def list_jobs(
    state: Service,
    _caller: Reading,
    wanted: Annotated[list[JobState], Query(alias="state")] = [],  # noqa: B006 - it is copied
    helpdesk: Annotated[str | None, Query(max_length=40)] = None,
    limit: Limit = 50,
    offset: Offset = 0,
    fields: Fields = None,
) -> m.JobPage:
    """The newest first. `state=dead` lists what failed for good and can be retried."""
    picked = chosen(fields, m.JobOut)
    jobs = state.copilot.store.jobs
    page = await run_in_threadpool(jobs.newest, helpdesk, wanted, limit, offset)
    shown = pick((_job(job) for job in page.items), picked)
    after = next_offset(len(shown), limit, offset, page.total)
    return m.JobPage(jobs=shown, total=page.total, limit=limit, offset=offset, next_offset=after)


@router.get("/jobs/{job_id}", responses=_MISSING)
def get_job(job_id: str, state: Service, _caller: Reading) -> m.JobOut:
    """How far the work on one message is."""
    return _job(state.copilot.store.jobs.get(job_id))


@router.post("/jobs/retry")
def retry_dead_jobs(body: m.RetryIn, state: Service, caller: Operating) -> m.RetriedOut:
    """Queues all dead jobs anew, of one helpdesk or of all."""
    now = dt.datetime.now(dt.UTC)
    count = state.copilot.store.jobs.retry_dead(now, body.helpdesk, by=caller.name)
    return m.RetriedOut(retried=count)


@router.post("/jobs/{job_id}/retry", responses=_MISSING | _CONFLICT)
def retry_job(job_id: str, state: Service, caller: Operating) -> m.JobOut:
    """Queues a dead job anew."""
    job = state.copilot.store.jobs.retry(job_id, dt.datetime.now(dt.UTC), by=caller.name)
    state.desks.wake(job.helpdesk)
    return _job(job)


@router.post("/{name}/import", responses=STREAM | _PAST, response_model=dict[str, Any])
async def import_past(
    name: str, body: PullIn, request: Request, state: Service, caller: Operating
) -> Response:
    """Past tickets and macros over the helpdesk's API. One that was broken off goes on where it
    was; one after it takes what changed since.

    With `Accept: text/event-stream` the events are `progress` and, at the end, `report`.
    """
    desk = pulling.desk_of(name, state.settings.helpdesks)
    office = state.copilot.office
    return await long_work(
        request,
        lambda progress, stop: pulling.import_past(
            office, desk, body, progress, stop, by=caller.name
        ),
    )


@router.post("/{name}/import/preview", responses=_PAST)
async def preview_past(
    name: str, body: PullIn, state: Service, _caller: Operating
) -> ImportPreviewOut:
    """The first pairs and macros with score and reasons; nothing is stored."""
    desk = pulling.desk_of(name, state.settings.helpdesks)
    # Not among the workers: it takes as long as the helpdesk's limit for calls makes it.
    return await run_in_threadpool(pulling.preview_past, state.copilot.office, desk, body)


def _job(job: Job) -> m.JobOut:
    shown = m.JobOut.model_validate(job)
    # Reserved from the start; it names a draft once there is one.
    return shown if job.answers else shown.model_copy(update={"draft_id": None})
