"""Events as text/event-stream. What fails in mid-stream is an `error` event, not a cut."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any, TypeVar

from fastapi import Request
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event

from copilot.api.errors import described

log = logging.getLogger(__name__)
T = TypeVar("T")
MEDIA_TYPE = "text/event-stream"


def wants_stream(request: Request) -> bool:
    """Whether the caller asks for events."""
    return MEDIA_TYPE in request.headers.get("accept", "")


def event_stream(
    events: AsyncIterator[T], shown: Callable[[T], tuple[str, Any]]
) -> StreamingResponse:
    """`shown` gives each event's name and JSON-ready data."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_frames(events, shown), media_type=MEDIA_TYPE, headers=headers)


async def _frames(
    events: AsyncIterator[T], shown: Callable[[T], tuple[str, Any]]
) -> AsyncIterator[bytes]:
    number = 0
    try:
        async for event in events:
            number += 1
            name, data = shown(event)
            yield frame(name, data, number)
    except Exception as error:
        status, content = described(error)
        if status == 500:
            log.exception("an event stream failed")
        yield frame("error", content, number + 1)


def frame(name: str, data: Any, number: int) -> bytes:
    """One event on the wire."""
    text = json.dumps(data, ensure_ascii=False)
    return format_sse_event(data_str=text, event=name, id=str(number))
