"""Drafts and the decisions on them."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response

from copilot.api import convert
from copilot.api import models as m
from copilot.api.guard import Caller, Deciding, Drafting, Reading
from copilot.api.pages import Fields, Limit, Offset, chosen, next_offset, pick
from copilot.api.sse import MEDIA_TYPE, event_stream, wants_stream
from copilot.api.state import Service, State
from copilot.errors import InputError
from copilot.events import Done, Event
from copilot.helpdesks import file_reply
from copilot.messages import Draft, DraftState

router = APIRouter(prefix="/v1", tags=["drafts"])

Responses = dict[int | str, dict[str, Any]]
IdempotencyKey = Annotated[str | None, Header(min_length=1, max_length=200)]
Ticket = Annotated[str | None, Query(min_length=1, max_length=200, examples=["zendesk:5158"])]
_STREAM: Responses = {200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}}
_CONFLICT: Responses = {409: {"model": m.ErrorOut, "description": "Not the current state"}}
_MISSING: Responses = {404: {"model": m.ErrorOut, "description": "No such draft"}}
_DESK: Responses = {502: {"model": m.ErrorOut, "description": "The helpdesk did not take it"}}


@router.post("/drafts", response_model=m.DraftOut, responses=_STREAM | _CONFLICT)
async def make_draft(
    body: m.DraftIn,
    request: Request,
    state: Service,
    caller: Drafting,
    idempotency_key: IdempotencyKey = None,
) -> m.DraftOut | Response:
    """A checked draft. With `Accept: text/event-stream` step by step.

    The events are `understanding`, `evidence`, `text` (pieces, a preview), `check` and
    `draft`; or `error` at the end of a stream that failed, and then nothing was stored.
    """
    if not wants_stream(request):
        return convert.draft(await _made(state, caller, body, idempotency_key))
    if idempotency_key is not None:
        raise InputError(
            "An idempotency key cannot go with an event stream.",
            hint="Ask for JSON, or leave the key out.",
        )
    wanted = convert.draft_request(body)
    events = state.workers.stream(lambda: state.copilot.stream(wanted))

    def shown(event: Event) -> tuple[str, object]:
        if isinstance(event, Done):
            state.metrics.drafted(event.draft)
        return convert.event(event)

    return event_stream(events, shown)


async def _made(state: State, caller: Caller, body: m.DraftIn, key: str | None) -> Draft:
    wanted = convert.draft_request(body)
    if key is None:
        draft = await state.workers.run(lambda: state.copilot.draft(wanted))
        state.metrics.drafted(draft)
        return draft
    digest = hashlib.sha256(body.model_dump_json().encode()).hexdigest()

    def once() -> Draft:
        def make() -> str:
            draft = state.copilot.draft(wanted)
            state.metrics.drafted(draft)
            return draft.id

        found = state.copilot.store.idempotency.once(caller.id, key, digest, make)
        return state.copilot.draft_by_id(found)

    return await state.workers.run(once)


@router.get("/drafts")
async def list_drafts(
    state: Service,
    _caller: Reading,
    draft_state: Annotated[DraftState | None, Query(alias="state")] = None,
    ticket: Ticket = None,
    limit: Limit = 50,
    offset: Offset = 0,
    fields: Fields = None,
) -> m.DraftPage:
    """The newest first; with `ticket`, those of that message id alone."""
    wanted = chosen(fields, m.DraftOut)
    listing = state.copilot.drafts
    page = await state.workers.run(lambda: listing(draft_state, limit, offset, ticket=ticket))
    drafts = pick((convert.draft(item) for item in page.items), wanted)
    after = next_offset(len(drafts), limit, offset, page.total)
    return m.DraftPage(
        drafts=drafts, total=page.total, limit=limit, offset=offset, next_offset=after
    )


@router.get("/drafts/{draft_id}", responses=_MISSING, response_model=m.DraftOut | m.Picked)
async def get_draft(draft_id: str, state: Service, caller: Reading, fields: Fields = None) -> Any:
    """The draft's current version. The audit log keeps who was shown it."""
    wanted = chosen(fields, m.DraftOut)
    who = caller.name
    found = await state.workers.run(lambda: state.copilot.draft_by_id(draft_id, by=who))
    return pick([convert.draft(found)], wanted)[0]


@router.post("/drafts/{draft_id}/decision", responses=_MISSING | _CONFLICT)
async def decide(
    draft_id: str, body: m.DecisionIn, state: Service, _caller: Deciding
) -> m.DraftOut:
    """Accepts, edits or rejects. Where somebody was faster: 409 with the current state."""
    made = convert.decision(body)
    decided = await state.workers.run(lambda: state.copilot.decide(draft_id, body.version, made))
    state.metrics.decisions.labels(body.decision).inc()
    return convert.draft(decided)


@router.post("/drafts/{draft_id}/redraft", responses=_MISSING | _CONFLICT)
async def redraft(
    draft_id: str, body: m.RedraftIn, state: Service, _caller: Drafting
) -> m.DraftOut:
    """A new version for the same request, with another instruction."""
    made = await state.workers.run(
        lambda: state.copilot.redraft(
            draft_id,
            body.version,
            instruction=body.instruction,
            agent=body.agent,
            edited=body.reply,
        )
    )
    state.metrics.drafted(made)
    return convert.draft(made)


@router.post("/drafts/{draft_id}/alternatives", responses=_MISSING)
async def alternatives(
    draft_id: str, body: m.AlternativesIn, state: Service, caller: Drafting
) -> m.AlternativesOut:
    """Up to three really different replies to the same message, each checked; none is stored.

    From other sources, shorter, an acknowledgement alone. Beside them, to each question, up to
    three `passages` that may answer it and that the draft does not hold. The audit log keeps who
    was shown them.
    """
    made = state.copilot
    found, passages = await state.workers.run(
        lambda: (made.alternatives(draft_id, by=caller.name), made.passages(draft_id))
    )
    return m.AlternativesOut(
        alternatives=[convert.alternative(other, body.language) for other in found],
        passages=[convert.further_passage(passage) for passage in passages],
    )


@router.post("/drafts/{draft_id}/check", responses=_MISSING)
async def check_edited(
    draft_id: str, body: m.ReplyIn, state: Service, _caller: Reading
) -> m.CheckOut:
    """Checks an edited text by the draft's own evidence."""
    result = await state.workers.run(lambda: state.copilot.check_reply(draft_id, body.reply))
    return convert.check(result, body.language)


@router.post("/drafts/{draft_id}/note", responses=_MISSING | _CONFLICT | _DESK)
async def file_note(draft_id: str, body: m.NoteIn, state: Service, caller: Deciding) -> m.NoteOut:
    """Leaves the text as an internal note in the ticket that the draft's message names.

    With what the checks find in it; never anything that a customer would see. The same text
    is left once.
    """
    by = caller.name or body.agent
    filed = await state.workers.run(
        lambda: file_reply(state.desks, state.copilot, draft_id, body.reply, by=by)
    )
    return m.NoteOut.model_validate(filed)
