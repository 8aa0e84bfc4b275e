"""Runs the synchronous core in a bounded number of threads, with a deadline per request.

A request beyond the threads and the queue is refused at once (429): whoever was admitted
keeps a bounded waiting time. The deadline counts from admission. A thread whose request
gave up finishes its step and is then free; its place counts as taken until it is.
"""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from copilot.errors import DeadlineError, OverloadedError

T = TypeVar("T")
_END = object()


class Workers:
    def __init__(self, *, threads: int, queue: int, deadline_s: float) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="copilot")
        self._places = threading.BoundedSemaphore(threads + queue)
        self._deadline_s = deadline_s

    async def run(self, work: Callable[[], T]) -> T:
        """`work()`'s result. Raises OverloadedError, DeadlineError, and what `work` raises."""
        submitted = self._submit(work)
        future = asyncio.wrap_future(submitted)
        try:
            return await asyncio.wait_for(asyncio.shield(future), self._deadline_s)
        except TimeoutError:
            future.add_done_callback(_forget)
            submitted.cancel()  # what still waits for a thread need not start any more
            raise self._too_late() from None

    async def stream(
        self, make: Callable[[], Iterator[T]], *, deadline_s: float | None = None
    ) -> AsyncIterator[T]:
        """What the iterator yields, as it comes. Leaving early closes it at its next item."""
        loop = asyncio.get_running_loop()
        items: asyncio.Queue[object] = asyncio.Queue()
        left = threading.Event()

        def pump() -> None:
            iterator = make()
            try:
                for item in iterator:
                    if left.is_set():
                        break
                    loop.call_soon_threadsafe(items.put_nowait, item)
            except BaseException as error:
                loop.call_soon_threadsafe(items.put_nowait, _Raised(error))
            finally:
                close = getattr(iterator, "close", None)
                if close:
                    close()
                loop.call_soon_threadsafe(items.put_nowait, _END)

        self._submit(pump)
        end = loop.time() + (self._deadline_s if deadline_s is None else deadline_s)
        try:
            async for item in _until_end(items, end, loop):
                yield item  # type: ignore[misc]
        except TimeoutError:
            raise self._too_late() from None
        finally:
            left.set()

    def _submit(self, work: Callable[[], T]) -> Future[T]:
        if not self._places.acquire(blocking=False):
            raise OverloadedError(
                "Too many requests at a time.", hint="Try again after the seconds in Retry-After."
            )
        try:
            future = self._pool.submit(contextvars.copy_context().run, work)
        except BaseException:
            self._places.release()
            raise
        future.add_done_callback(lambda _done: self._places.release())
        return future

    def _too_late(self) -> DeadlineError:
        return DeadlineError(
            f"This took longer than {self._deadline_s:g} seconds.",
            hint="Try again, send a shorter message, or raise deadline_s.",
        )

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)


class _Raised:
    def __init__(self, error: BaseException) -> None:
        self.error = error


async def _until_end(
    items: asyncio.Queue[object], end: float, loop: asyncio.AbstractEventLoop
) -> AsyncIterator[object]:
    while True:
        item = await asyncio.wait_for(items.get(), max(0.0, end - loop.time()))
        if item is _END:
            return
        if isinstance(item, _Raised):
            raise item.error
        yield item


def _forget(future: asyncio.Future[T]) -> None:
    """Takes note of a late failure, so that nobody reports it as never looked at."""
    if not future.cancelled():
        future.exception()
