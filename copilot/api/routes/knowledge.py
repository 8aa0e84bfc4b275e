"""The knowledge: what is in it, what may come in, and work on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from copilot.api import models as m
from copilot.api.background import Finished, Progressed, run_with_progress
from copilot.api.guard import AtTheMachine, Editing, Operating, Reading
from copilot.api.sse import MEDIA_TYPE, event_stream, wants_stream
from copilot.api.state import Service
from copilot.pipeline import Copilot
from copilot.store.serial import to_json
from knowledge.documents import Kind

router = APIRouter(prefix="/v1/knowledge", tags=["knowledge"])

Responses = dict[int | str, dict[str, Any]]
Limit = Annotated[int, Query(ge=1, le=200)]
Offset = Annotated[int, Query(ge=0, le=10**9)]
ProposalStates = Literal["open", "confirmed", "dismissed", "all"]
_CONFLICT: Responses = {409: {"model": m.ErrorOut, "description": "Confirmed or dismissed already"}}
_MISSING: Responses = {404: {"model": m.ErrorOut, "description": "No such thing"}}
_STREAM: Responses = {200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}}


@router.get("/documents")
async def list_documents(
    state: Service,
    _caller: Reading,
    kind: Annotated[list[Kind], Query()] = [],  # noqa: B006 - FastAPI copies it
    limit: Limit = 50,
    offset: Offset = 0,
) -> m.DocumentPage:
    """What was ingested, without the texts."""
    found = await state.workers.run(lambda: state.copilot.documents(tuple(kind), limit, offset))
    shown = [m.DocumentSummary.model_validate(document) for document in found]
    return m.DocumentPage(documents=shown, limit=limit, offset=offset)


@router.get("/documents/{document_id}", responses=_MISSING)
async def get_document(document_id: str, state: Service, _caller: Reading) -> m.DocumentOut:
    """One document with its text."""
    found = await state.workers.run(lambda: state.copilot.document(document_id))
    return m.DocumentOut.model_validate(found)


@router.get("/proposals")
async def list_proposals(
    state: Service,
    _caller: Reading,
    wanted: Annotated[ProposalStates, Query(alias="state")] = "open",
    limit: Limit = 50,
    offset: Offset = 0,
) -> m.ProposalPage:
    """Scrubbed replies that may become past answers, the newest first."""
    chosen = None if wanted == "all" else wanted
    found = await state.workers.run(lambda: state.copilot.proposals(chosen, limit, offset))
    shown = [m.ProposalOut.model_validate(proposal) for proposal in found]
    return m.ProposalPage(proposals=shown, limit=limit, offset=offset)


@router.post("/proposals/{proposal_id}/confirm", responses=_MISSING | _CONFLICT)
async def confirm(
    proposal_id: str, body: m.ConfirmIn, state: Service, caller: Editing
) -> m.DocumentOut:
    """Makes the proposal a past answer, which drafts may use from now on."""
    document = await state.workers.run(
        lambda: state.copilot.confirm(proposal_id, body.answer, by=body.agent or caller.name)
    )
    return m.DocumentOut.model_validate(document)


@router.post("/proposals/{proposal_id}/dismiss", responses=_MISSING | _CONFLICT)
async def dismiss(
    proposal_id: str, body: m.DismissIn, state: Service, caller: Editing
) -> m.ProposalOut:
    """Closes the proposal; nothing goes into the knowledge."""

    def work() -> m.ProposalOut:
        state.copilot.dismiss(proposal_id, by=body.agent or caller.name)
        return m.ProposalOut.model_validate(state.copilot.proposal(proposal_id))

    return await state.workers.run(work)


@router.post("/ingest", responses=_STREAM, response_model=dict[str, Any])
async def ingest(
    body: m.IngestIn, request: Request, state: Service, _caller: AtTheMachine
) -> Response:
    """Takes a folder or file of the server's machine into the knowledge.

    With `Accept: text/event-stream` the events are `progress` and, at the end, `report`.
    """
    copilot = state.copilot
    return await _long(request, lambda progress, stop: copilot.ingest(body.path, progress, stop))


@router.post("/rebuild", responses=_STREAM, response_model=dict[str, Any])
async def rebuild(request: Request, state: Service, _caller: Operating) -> Response:
    """Makes both indexes anew from the database; searches go on meanwhile."""
    return await _long(request, lambda progress, _stop: _rebuild(state.copilot, progress))


def _rebuild(copilot: Copilot, progress: Callable[[object], None]) -> None:
    copilot.rebuild(lambda done, total: progress({"done": done, "total": total}))


Work = Callable[[Callable[[object], None], Callable[[], bool]], object]


async def _long(request: Request, work: Work) -> Response:
    """Work that may take hours: outside of the request's deadline and worker threads."""
    events = run_with_progress(work)
    if wants_stream(request):
        return event_stream(events, _shown)
    report: object = None
    async for event in events:
        if isinstance(event, Finished):
            report = event.result
    return JSONResponse(_report(report))


def _shown(event: Progressed | Finished) -> tuple[str, Any]:
    if isinstance(event, Progressed):
        return "progress", event.data
    return "report", _report(event.result)


def _report(result: object) -> Any:
    return {"done": True} if result is None else to_json(result)
