"""Patient reading of lists: what is waited out, what is a fault, what ends the run."""

from __future__ import annotations

import datetime as dt
import logging
import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from copilot.helpdesks import payload
from copilot.helpdesks.errors import HelpdeskBusyError, HelpdeskRefusedError
from copilot.helpdesks.gate import Gate
from copilot.helpdesks.limiter import backoff
from copilot.helpdesks.signatures import read_time

log = logging.getLogger(__name__)
Json = dict[str, Any]
T = TypeVar("T")

MOST = 100  # tickets on a page
_MOST_BACKOFF_S = 120.0
_SLICE_S = 0.2  # between two looks whether somebody wants to stop
_ONE_TICKETS_OWN = frozenset([403, 404, 410])  # gone meanwhile, or not for this token
_MOST_PAGES = 200  # of one ticket


@dataclass(frozen=True, slots=True)
class Page:
    """Records as the vendor's own export has them, a ticket's posts inside.

    `next`: where the page after begins, empty at the end. `faults`: tickets that could not be
    read, in words. `total`: of all pages, where the vendor tells.
    """

    records: tuple[Json, ...]
    next: str = ""
    faults: tuple[str, ...] = ()
    total: int | None = None


class Past(Protocol):
    """One vendor's past. Calls raise HelpdeskError when patience did not help."""

    def tickets(self, cursor: str, since: dt.datetime | None, most: int = MOST) -> Page:
        """The page at `cursor` (empty: the first) of the tickets that changed since then.

        With fewer than `MOST`, for a look at the first ones, there is no going on.
        """
        ...

    def macros(self) -> Page:
        """All canned replies, on one page."""
        ...

    def close(self) -> None: ...


class Reader:
    """GETs through a gate. `stop` ends a wait: HelpdeskBusyError, and the cursor still holds."""

    def __init__(
        self,
        gate: Gate,
        *,
        attempts: int,
        backoff_s: float,
        threads: int,
        stop: Callable[[], bool] = lambda: False,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gate = gate
        self._attempts = attempts
        self._backoff_s = backoff_s
        self._threads = threads
        self._stop = stop
        self._sleep = sleep

    def rows(self, path: str, key: str = "", **params: str | int) -> tuple[Any, list[Json]]:
        """The answer and the objects of its list. One without a list is tried again: taken
        for an empty page, it would end the run in the middle."""
        return self._patiently(lambda: _rows(self._gate.get(path, **params), path, key))

    def get(self, path: str, **params: str | int) -> Json:
        """The JSON object at `path`."""
        return self._patiently(lambda: _object(self._gate.get(path, **params), path))

    def all_rows(
        self, path: str, key: str = "", *, full: int = 1, **params: str | int
    ) -> list[Json]:
        """The objects of all numbered pages, each once, until one brings nothing new, or
        fewer than a `full` page holds."""
        found: dict[str, Json] = {}
        for page in range(1, _MOST_PAGES + 1):
            _, rows = self.rows(path, key, page=page, **params)
            new = {payload.text(row, "id"): row for row in rows}
            if not new.keys() - found.keys():
                break
            found |= new
            if len(rows) < full:
                break
        return list(found.values())

    def each(
        self, rows: Sequence[Json], whole: Callable[[Json], Json]
    ) -> tuple[tuple[Json, ...], tuple[str, ...]]:
        """Each row made whole by further calls, some at a time; and what could not be."""
        with ThreadPoolExecutor(self._threads, thread_name_prefix="past") as pool:
            made = list(pool.map(lambda row: _made(whole, row), rows))
        return (
            tuple(one for one in made if not isinstance(one, str)),
            tuple(one for one in made if isinstance(one, str)),
        )

    def close(self) -> None:
        self._gate.close()

    def _patiently(self, call: Callable[[], T]) -> T:
        failed = 0
        while True:
            try:
                return call()
            except HelpdeskBusyError as error:
                failed += not error.throttled  # who asks for patience did nothing wrong
                if failed >= self._attempts:
                    raise
                chance = random.random()  # noqa: S311 - spreads calls, guards nothing
                usual = backoff(self._backoff_s, failed, _MOST_BACKOFF_S, chance)
                self._wait(max(error.retry_after_s, usual), error)

    def _wait(self, seconds: float, error: HelpdeskBusyError) -> None:
        log.info("again in %.1f s: %s", seconds, error)
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self._stop():
                raise error
            self._sleep(min(left, _SLICE_S))


def newer(row: Json, since: dt.datetime | None, *names: str) -> bool:
    """Whether a row changed since then; one that does not tell counts as changed."""
    at = read_time(payload.text(row, *names))
    return since is None or at is None or at >= since


def _made(whole: Callable[[Json], Json], row: Json) -> Json | str:
    name = payload.text(row, "id")
    if not name.isdigit():
        return f"A ticket without a number: {', '.join(sorted(row)[:8]) or 'nothing in it'}."
    try:
        return whole(row)
    except HelpdeskRefusedError as error:
        if error.answered in _ONE_TICKETS_OWN or not error.answered:
            return f"Ticket {name}: {error.message}"
        raise


def _rows(data: Any, path: str, key: str) -> tuple[Any, list[Json]]:
    found = payload.at(data, key) if key else data
    if not isinstance(found, list):
        raise HelpdeskBusyError(f"GET {path}: the answer holds no list{f' `{key}`' * bool(key)}.")
    return data, [dict(item) for item in found if isinstance(item, Mapping)]


def _object(data: Any, path: str) -> Json:
    if not isinstance(data, dict):
        raise HelpdeskBusyError(f"GET {path}: the answer is no object.")
    return data


def lived(rows: Iterable[Json]) -> list[Json]:
    """Without what the vendor keeps as deleted or spam."""
    return [
        row
        for row in rows
        if not (row.get("deleted") is True or row.get("spam") is True)
        and payload.text(row, "status").casefold() != "deleted"
    ]
