"""Work that runs for as long as it needs, in a thread of its own, telling how far it is."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from copilot.store.serial import to_json


@dataclass(frozen=True, slots=True)
class Progressed:
    data: Any


@dataclass(frozen=True, slots=True)
class Finished:
    result: object


@dataclass(frozen=True, slots=True)
class _Raised:
    error: BaseException


async def run_with_progress(
    work: Callable[[Callable[[object], None], Callable[[], bool]], object],
) -> AsyncIterator[Progressed | Finished]:
    """Calls `work(progress, stop)`; yields its progress, then its result.

    A caller that leaves makes `stop()` true: what was done until then stays.
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

    threading.Thread(target=run, name="copilot-background").start()
    try:
        while True:
            event = await events.get()
            if isinstance(event, _Raised):
                raise event.error
            yield event
            if isinstance(event, Finished):
                return
    finally:
        left.set()
