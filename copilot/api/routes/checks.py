"""Checks of any reply, and search."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from copilot.api import convert
from copilot.api import models as m
from copilot.api.guard import Reading
from copilot.api.state import Service
from copilot.messages import Customer

router = APIRouter(prefix="/v1", tags=["checks"])

_NO_MODEL: dict[int | str, dict[str, Any]] = {
    409: {"model": m.ErrorOut, "description": "No chat model is configured"},
    502: {"model": m.ErrorOut, "description": "The chat model failed"},
}


@router.post("/checks")
async def check(body: m.CheckIn, state: Service, _caller: Reading) -> m.CheckOut:
    """What is wrong with any reply: the copilot's, a macro, a human's.

    With `sources`, facts are judged by those alone; without, by the shop's knowledge.
    """
    wanted = convert.check_request(body)
    result = await state.workers.run(lambda: state.copilot.check(wanted))
    return convert.check(result, body.language)


@router.post("/translations", responses=_NO_MODEL)
async def translate(body: m.TranslateIn, state: Service, _caller: Reading) -> m.TranslateOut:
    """A text in the agent's language, for reading. Needs a chat model."""
    customer = Customer(**body.customer.model_dump())
    text = await state.workers.run(lambda: state.copilot.translate(body.text, body.to, customer))
    return m.TranslateOut(text=text, language=body.to)


@router.post("/search")
async def search(body: m.SearchIn, state: Service, caller: Reading) -> m.SearchOut:
    """The passages that fit best, internal ones left out.

    Where past answers are among them, the audit log keeps who was shown which; never the query.
    """
    where = convert.search_filter(body)
    work = state.copilot.search
    found = await state.workers.run(lambda: work(body.query, body.k, where, by=caller.name))
    return convert.search(body.query, found)
