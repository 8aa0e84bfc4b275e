"""Checks of any reply, and search."""

from __future__ import annotations

from fastapi import APIRouter

from copilot.api import convert
from copilot.api import models as m
from copilot.api.guard import Reading
from copilot.api.state import Service

router = APIRouter(prefix="/v1", tags=["checks"])


@router.post("/checks")
async def check(body: m.CheckIn, state: Service, _caller: Reading) -> m.CheckOut:
    """What is wrong with any reply: the copilot's, a macro, a human's.

    With `sources`, facts are judged by those alone; without, by the shop's knowledge.
    """
    wanted = convert.check_request(body)
    return convert.check(await state.workers.run(lambda: state.copilot.check(wanted)))


@router.post("/search")
async def search(body: m.SearchIn, state: Service, _caller: Reading) -> m.SearchOut:
    """The passages that fit best, internal ones left out."""
    where = convert.search_filter(body)
    found = await state.workers.run(lambda: state.copilot.search(body.query, body.k, where))
    return m.SearchOut(passages=[convert.passage(item) for item in found])
