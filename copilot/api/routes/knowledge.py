"""The knowledge: what is in it, what may come in, and work on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from copilot.api import learning
from copilot.api import models as m
from copilot.api.background import STREAM, long_work
from copilot.api.guard import AtTheMachine, Editing, Operating, Reading
from copilot.api.pages import Fields, Limit, Offset, chosen, next_offset, pick
from copilot.api.state import Service
from copilot.pipeline import Copilot
from knowledge.documents import Kind

router = APIRouter(prefix="/v1/knowledge", tags=["knowledge"])

Responses = dict[int | str, dict[str, Any]]
ProposalStates = Literal["open", "confirmed", "dismissed", "all"]
_CONFLICT: Responses = {409: {"model": m.ErrorOut, "description": "Confirmed or dismissed already"}}
_MISSING: Responses = {404: {"model": m.ErrorOut, "description": "No such thing"}}


@router.get("/documents")
async def list_documents(
    state: Service,
    _caller: Reading,
    kind: Annotated[list[Kind], Query()] = [],  # noqa: B006 - FastAPI copies it
    limit: Limit = 50,
    offset: Offset = 0,
    fields: Fields = None,
) -> m.DocumentPage:
    """What was ingested, without the texts."""
    wanted = chosen(fields, m.DocumentSummary)
    found = await state.workers.run(lambda: state.copilot.documents(tuple(kind), limit, offset))
    shown = pick((m.DocumentSummary.model_validate(document) for document in found), wanted)
    after = next_offset(len(shown), limit, offset)
    return m.DocumentPage(documents=shown, limit=limit, offset=offset, next_offset=after)


@router.get("/documents/{document_id}", responses=_MISSING)
async def get_document(document_id: str, state: Service, _caller: Reading) -> m.DocumentOut:
    """One document with its text."""
    found = await state.workers.run(lambda: state.copilot.document(document_id))
    return m.DocumentOut.model_validate(found)


@router.post("/documents/{document_id}/outdated", responses=_MISSING)
async def mark_outdated(document_id: str, state: Service, caller: Editing) -> m.OutdatedOut:
    """No draft rests on it from today on; survives an ingest of the unchanged file."""
    mark = state.copilot.mark_outdated
    last = await state.workers.run(lambda: mark(document_id, by=caller.name))
    return m.OutdatedOut(document_id=document_id, valid_until=last)


@router.delete("/documents/{document_id}/outdated", status_code=204, responses=_MISSING)
async def unmark_outdated(document_id: str, state: Service, caller: Editing) -> None:
    """It holds again, as far as it says itself."""
    unmark = state.copilot.unmark_outdated
    await state.workers.run(lambda: unmark(document_id, by=caller.name))


@router.get("/proposals")
async def list_proposals(
    state: Service,
    _caller: Reading,
    wanted: Annotated[ProposalStates, Query(alias="state")] = "open",
    limit: Limit = 50,
    offset: Offset = 0,
    fields: Fields = None,
) -> m.ProposalPage:
    """Scrubbed replies that may become past answers, the newest first."""
    picked = chosen(fields, m.ProposalOut)
    states = None if wanted == "all" else wanted
    found = await state.workers.run(lambda: state.copilot.proposals(states, limit, offset))
    shown = pick((m.ProposalOut.model_validate(item) for item in found), picked)
    after = next_offset(len(shown), limit, offset)
    return m.ProposalPage(proposals=shown, limit=limit, offset=offset, next_offset=after)


@router.post("/proposals/{proposal_id}/confirm", responses=_MISSING | _CONFLICT)
async def confirm(
    proposal_id: str, body: m.ConfirmIn, state: Service, caller: Editing
) -> m.DocumentOut:
    """Makes the proposal a past answer, which drafts may use from now on.

    409 also where the knowledge says otherwise: `error.details.conflicts` shows both sides.
    """
    document = await state.workers.run(
        lambda: state.copilot.confirm(
            proposal_id,
            body.answer,
            by=body.agent or caller.name,
            despite_conflicts=body.despite_conflicts,
        )
    )
    return m.DocumentOut.model_validate(document)


@router.post("/proposals/{proposal_id}/merge", responses=_MISSING | _CONFLICT)
async def merge(
    proposal_id: str, body: m.MergeIn, state: Service, caller: Editing
) -> m.DocumentOut:
    """Makes the proposal a further wording of a past answer that there is already."""
    document = await state.workers.run(
        lambda: state.copilot.merge(
            proposal_id,
            body.into,
            body.answer,
            by=body.agent or caller.name,
            despite_conflicts=body.despite_conflicts,
        )
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


@router.post("/ingest", responses=STREAM, response_model=dict[str, Any])
async def ingest(
    body: m.IngestIn, request: Request, state: Service, caller: AtTheMachine
) -> Response:
    """Takes a folder or file of the server's machine into the knowledge.

    With `Accept: text/event-stream` the events are `progress` and, at the end, `report`.
    """
    work = state.copilot.ingest
    return await long_work(
        request, lambda progress, stop: work(body.path, progress, stop, by=caller.name)
    )


@router.post("/import", responses=STREAM, response_model=dict[str, Any])
async def import_archive(
    body: learning.ImportIn, request: Request, state: Service, caller: AtTheMachine
) -> Response:
    """Past tickets and macros from an archive of the server's machine: an mbox, a Maildir, a
    helpdesk's export or a table. One that was broken off goes on where it was.

    With `Accept: text/event-stream` the events are `progress` and, at the end, `report`.
    """
    work = state.copilot.office.import_archive
    wanted = learning.import_options(body)
    path = Path(body.path)
    return await long_work(
        request,
        lambda progress, stop: work(path, wanted, progress=progress, stop=stop, by=caller.name),
    )


@router.post("/import/preview")
async def preview_import(
    body: learning.ImportIn, state: Service, _caller: AtTheMachine
) -> learning.ImportPreviewOut:
    """The first pairs of an archive with score and reasons; nothing is stored."""
    return await state.workers.run(lambda: learning.import_preview(state.copilot.office, body))


@router.post("/crawl", responses=STREAM, response_model=dict[str, Any])
async def crawl(
    body: learning.CrawlIn, request: Request, state: Service, caller: Operating
) -> Response:
    """Reads websites by their sitemaps: what did not change is left, what is gone goes.

    With `Accept: text/event-stream` the events are `progress` and, at the end, `report`.
    """

    def work(progress: Callable[[object], None], stop: Callable[[], bool]) -> dict[str, Any]:
        office = state.copilot.office
        tell = lambda done: progress({"done": done, "total": None})  # noqa: E731
        return learning.crawl(office, body, tell, stop, by=caller.name)

    return await long_work(request, work)


@router.post("/rebuild", responses=STREAM, response_model=dict[str, Any])
async def rebuild(request: Request, state: Service, caller: Operating) -> Response:
    """Makes both indexes anew from the database; searches go on meanwhile."""
    return await long_work(
        request, lambda progress, _stop: _rebuild(state.copilot, progress, caller.name)
    )


def _rebuild(copilot: Copilot, progress: Callable[[object], None], by: str) -> None:
    copilot.rebuild(lambda done, total: progress({"done": done, "total": total}), by=by)
