"""A helpdesk's past over its API into the knowledge, page by page.

Nothing raw is written down: a page's tickets are cut, scrubbed and stored, and then the place
of the next page is. A run that was stopped, killed or refused goes on there; a run after one
that came to its end takes what changed since.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, Literal, Protocol

from copilot.errors import CopilotError
from copilot.imports import exports, vendors
from copilot.imports.archive import ORIGIN, Found
from copilot.imports.intake import (
    Base,
    ImportReport,
    Intake,
    Options,
    Progress,
    selector_of,
    shown,
)
from copilot.imports.selector import Judged
from copilot.imports.turns import Pair
from knowledge.documents import Document, digest
from knowledge.parse import Failure

What = Literal["all", "tickets", "macros"]
_MARGIN = dt.timedelta(minutes=5)  # between the helpdesk's clock and ours
_MOST_MACROS = 100_000
_LOOK = 50  # tickets that a preview reads at most: each costs a call


class Page(Protocol):
    """See `copilot.helpdesks.past`."""

    @property
    def records(self) -> tuple[dict[str, Any], ...]: ...
    @property
    def next(self) -> str: ...
    @property
    def faults(self) -> tuple[str, ...]: ...
    @property
    def total(self) -> int | None: ...


class Past(Protocol):
    """A helpdesk's past, page by page; see `copilot.helpdesks.past`."""

    def tickets(self, cursor: str, since: dt.datetime | None, most: int = ...) -> Page: ...
    def macros(self) -> Page: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """`since`: only tickets that changed from then on; without it, all, or what changed since
    the last run. `anew`: from the beginning, whatever earlier runs did."""

    what: What = "all"
    since: dt.datetime | None = None
    anew: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a run is. `until`: when the last complete run began."""

    options: str
    cursor: str = ""
    done: int = 0
    since: str = ""
    began: str = ""
    until: str = ""


def run_pull(
    name: str,
    past: Past,
    base: Base,
    options: Options | None = None,
    wanted: Wanted | None = None,
    *,
    progress: Callable[[Progress], None] = lambda _progress: None,
    stop: Callable[[], bool] = lambda: False,
    erased: Callable[[Pair], bool] = lambda _pair: False,
) -> ImportReport:
    """Takes a helpdesk's past in. `name` stays the same between runs; `stop` is asked between
    pages. Raises the helpdesk's error; what was taken until then stays, and so does the place.
    """
    options, wanted = options or Options(), wanted or Wanted()
    return _Pull(name, past, base, options, wanted, erased).run(progress, stop)


def preview_pull(
    name: str,
    past: Past,
    base: Base,
    options: Options | None = None,
    wanted: Wanted | None = None,
    limit: int = 20,
    *,
    erased: Callable[[Pair], bool] = lambda _pair: False,
) -> Iterator[Judged | Document | Failure]:
    """The first pairs, then macros, as an import would take or leave them; nothing is stored."""
    options, wanted = options or Options(), wanted or Wanted()

    def items() -> Iterator[Found]:
        if wanted.what != "macros":
            page = past.tickets("", wanted.since, min(limit, _LOOK))
            yield from (item for record in page.records if (item := vendors.read(record)))
        if wanted.what != "tickets":
            yield from _macros(past.macros().records, name)

    yield from islice(shown(items(), selector_of(base, options, erased)), limit)


class _Pull:
    def __init__(
        self,
        name: str,
        past: Past,
        base: Base,
        options: Options,
        wanted: Wanted,
        erased: Callable[[Pair], bool],
    ) -> None:
        self._name = name
        self._past = past
        self._base = base
        self._wanted = wanted
        self._note = f"import:past:{digest(name)}"
        self._place = self._where(digest(str(options.min_quality), str(wanted.since or "")))
        self._intake = Intake(base, options, erased, done=self._place.done)

    def run(self, progress: Callable[[Progress], None], stop: Callable[[], bool]) -> ImportReport:
        started = time.monotonic()
        stopped = False
        try:
            if self._wanted.what != "tickets":
                self._take_macros()
            if self._wanted.what != "macros":
                stopped = self._take_tickets(progress, stop)
        except CopilotError:
            if not stop():  # else: the wait for a helpdesk that asked for patience was ended
                raise
            stopped = True
        kind = "macros" if self._wanted.what == "macros" else "tickets"
        seconds = time.monotonic() - started
        return self._intake.report(self._name, kind, stopped=stopped, seconds=seconds)

    def _where(self, options: str) -> _Place:
        """Where an earlier run of the same kind ended; else a new run."""
        noted = json.loads(self._base.store.get_meta(self._note) or "{}")
        now = (dt.datetime.now(dt.UTC) - _MARGIN).isoformat()
        if self._wanted.anew or noted.get("options") != options:
            return _Place(options, since=_iso(self._wanted.since), began=now)
        place = _Place(**noted)
        if place.cursor:
            return place
        return _Place(options, since=place.until, began=now, until=place.until)

    def _take_tickets(self, progress: Callable[[Progress], None], stop: Callable[[], bool]) -> bool:
        """Page after page; whether it was stopped."""
        place = self._place
        since = dt.datetime.fromisoformat(place.since) if place.since else None
        cursor = place.cursor
        while True:
            page = self._past.tickets(cursor, since)
            self._intake.take([*map(_item, page.records)])
            for fault in page.faults:
                self._intake.fault(fault)
            cursor = self._moved(cursor, page.next)
            self._keep(cursor)
            progress(Progress(self._intake.done, page.total))
            if not cursor:
                return False
            if stop():
                return True

    def _moved(self, cursor: str, after: str) -> str:
        if after and after == cursor:
            raise CopilotError(
                f"The helpdesk gives the same page again and again after {self._intake.done} "
                "tickets.",
                hint="Run it again later; what was read until here stays.",
            )
        return after

    def _keep(self, cursor: str) -> None:
        place = self._place
        noted = (
            _Place(place.options, cursor, self._intake.done, place.since, place.began, place.until)
            if cursor
            else _Place(place.options, until=place.began)
        )
        self._base.store.set_meta(self._note, json.dumps(asdict(noted)))

    def _take_macros(self) -> None:
        """All of them; those that the helpdesk has no more are removed."""
        page = self._past.macros()
        for fault in page.faults:
            self._intake.fault(fault)
        found = _macros(page.records, self._name)
        self._intake.add(found)
        if self._wanted.what == "macros":
            self._intake.done = len(found)
        if not page.faults:
            self._intake.remove(self._gone({document.id for document in found}))

    def _gone(self, there: set[str]) -> Sequence[str]:
        stored = self._base.store.documents(("macro",), _MOST_MACROS)
        ours = (d for d in stored if d.origin == ORIGIN and d.path == self._name)
        return [document.id for document in ours if document.id not in there]


def _item(record: dict[str, Any]) -> Found:
    """A ticket; one without a post in it is passed over as an export's would be."""
    found = vendors.read(record)
    return found or Failure("", f"Ticket {record.get('id')} holds no message.")


def _macros(records: Sequence[dict[str, Any]], name: str) -> list[Document]:
    made = (exports.macro(record, name, ORIGIN) for record in records)
    return [document for document in made if document is not None]


def _iso(at: dt.datetime | None) -> str:
    return at.isoformat() if at else ""
