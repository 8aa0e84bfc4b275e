"""Work that runs for as long as it needs, in a thread of its own, telling how far it is."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from copilot.api.sse import MEDIA_TYPE, event_stream, wants_stream
from copilot.store.serial import to_json

QUIET_S = 15.0
Work = Callable[[Callable[[object], None], Callable[[], bool]], object]
STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}
}


@dataclass(frozen=True, slots=True)
class Progressed:
    data: Any


@dataclass(frozen=True, slots=True)
class Finished:
    result: object


@dataclass(frozen=True, slots=True)
class _Raised:
    error: BaseException


async def long_work(request: Request, work: Work) -> Response:
    """Work that may take hours: outside of the request's deadline and worker threads.

    Who asks for events gets `progress` and, at the end, `report`; others wait for the report.
    """
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


async def run_with_progress(work: Work) -> AsyncIterator[Progressed | Finished]:
    """Calls `work(progress, stop)`; yields its progress, then its result.

    A caller that leaves makes `stop()` true: what was done until then stays. Where nothing
    moves for a while the last progress is told again: callers give silent connections up.
    """
    loop = asyncio.get_running_loop()
    events: asyncio.Queue[Progressed | Finished | _Raised] = asyncio.Queue()
    left = threading.Event()

    def tell(event: Progressed | Finished | _Raised) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(events.put_nowait, event)

    def progress(value: object) -> None:
        tell(Progressed(to_json(value)))

    def run() -> None:
        try:
            tell(Finished(work(progress, left.is_set)))
        except BaseException as error:
            tell(_Raised(error))

    last = Progressed({"done": 0, "total": None})
    threading.Thread(target=run, name="copilot-background").start()
    try:
        while True:
            try:
                event = await asyncio.wait_for(events.get(), QUIET_S)
            except TimeoutError:
                yield last
                continue
            if isinstance(event, _Raised):
                raise event.error
            last = event if isinstance(event, Progressed) else last
            yield event
            if isinstance(event, Finished):
                return
    finally:
        left.set()
