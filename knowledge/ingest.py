"""A knowledge folder or file into the knowledge base: one outcome per item.

Only what changed is read again, scrubbed, stored and indexed; what is gone from the folder
is removed. Work is committed in short batches, and a file counts as done only when all of
it is stored: an ingest that was stopped or killed goes on where it was, and does nothing
twice. A bad file or row is an outcome and the rest goes on.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Literal, Protocol

from knowledge.datasheet import data_sheets, sheet_languages
from knowledge.documents import Document, digest
from knowledge.errors import SourceError
from knowledge.forgotten import Forgotten
from knowledge.parse import (
    PARSER_VERSION,
    Failure,
    Item,
    Orders,
    PastAnswer,
    ProductNames,
    Products,
    Remark,
    SourceFile,
    parse_bytes,
)
from knowledge.parse.limits import read_bytes
from knowledge.privacy import Privacy
from knowledge.scope import Scope
from knowledge.scrub import summarise
from knowledge.store import Change, FileState, KnowledgeStore

Status = Literal[
    "added",
    "updated",
    "unchanged",
    "removed",
    "failed",
    "quarantined",
    "skipped",
    "incomplete",  # read, but for what the reason names
]
_BATCH = 64  # documents per commit: a decision waits no longer than this takes


class Base(Protocol):
    """The part of a knowledge base that an ingest needs."""

    store: KnowledgeStore

    def add(self, documents: Iterable[Document]) -> object: ...

    def remove(self, ids: Iterable[str]) -> object: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item. `source` is the row's own id or the file's path; `taken`
    the personal data that was replaced, as ("name × 2",)."""

    status: Status
    source: str
    path: str
    reason: str = ""
    hint: str = ""
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest is: files done of all, items so far, and the newest outcome."""

    done: int
    total: int
    items: int
    path: str = ""
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class IngestReport:
    """The sum of an ingest. `outcomes` leaves out what did not change."""

    path: str
    counts: dict[str, int]
    outcomes: tuple[Outcome, ...]
    taken: tuple[str, ...] = ()  # of all items together
    stopped: bool = False
    seconds: float = 0.0

    @property
    def problems(self) -> tuple[Outcome, ...]:
        """What somebody should look at."""
        told = ("failed", "quarantined", "incomplete")
        return tuple(o for o in self.outcomes if o.status in told)


def ingest(
    path: Path,
    base: Base,
    *,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    keep: Sequence[str] = (),
    forgotten: Forgotten | None = None,
) -> IngestReport:
    """Take a folder or a single file into the knowledge.

    `progress` hears of every file and item. `stop` is asked between items; what is
    committed by then stays, and nothing is removed. `keep` are the shop's own address,
    e-mail and telephone, which the scrubber leaves alone (those in policies and macros it
    knows). Orders and past answers of `forgotten` people are left out. Raises SourceError
    where the path cannot be used at all.
    """
    left_out = forgotten or Forgotten()
    return _Ingest(path, base, progress, stop or (lambda: False), keep, left_out).run()


@dataclass(slots=True)
class _Tally:
    """What happened so far."""

    counts: Counter[str] = field(default_factory=Counter)
    outcomes: list[Outcome] = field(default_factory=list)
    taken: Counter[str] = field(default_factory=Counter)

    def add(self, outcome: Outcome) -> None:
        self.counts[outcome.status] += 1
        if outcome.status != "unchanged":
            self.outcomes.append(outcome)

    @property
    def items(self) -> int:
        return self.counts.total()

    def report(self, path: Path, stopped: bool, seconds: float) -> IngestReport:
        taken = tuple(f"{kind} × {count}" for kind, count in self.taken.most_common())
        return IngestReport(
            str(path), dict(self.counts), tuple(self.outcomes), taken, stopped, seconds
        )


class _StopRequested(Exception):  # noqa: N818  # no error: somebody asked for it
    pass


class _Ingest:
    """One run. Everything that changes while it runs is in here."""

    def __init__(
        self,
        path: Path,
        base: Base,
        progress: Callable[[Progress], None] | None,
        stop: Callable[[], bool],
        keep: Sequence[str],
        forgotten: Forgotten,
    ) -> None:
        self._forgotten = forgotten
        self._base = base
        self._store = base.store
        self._progress = progress
        self._stop = stop
        self._scope = Scope.of(path, base.store.origins())
        self._context = _Context(base.store, keep)
        self._tally = _Tally()
        self._stored = {item.id: item for item in self._store.items(self._scope.origin)}
        self._states = self._store.files(self._scope.origin)
        self._batch: list[tuple[Document, Outcome]] = []
        self._finished: dict[str, FileState] = {}  # to be noted with the next commit
        self._seen: set[str] = set()
        self._done = self._total = 0

    def run(self) -> IngestReport:
        started = time.monotonic()
        files, failures = self._scope.files()
        self._total = len(files)
        stopped = False
        try:
            for failure in failures:
                self._fail(failure)
            for file in files:
                self._file(file)
                self._done += 1
                self._tell(file.path)
            self._flush()
            paths = {file.path for file in files}
            self._data_sheets(paths)
            self._remove_gone(paths)
        except _StopRequested:
            stopped = True
            self._flush()
        return self._tally.report(self._scope.path, stopped, time.monotonic() - started)

    # --- one file -------------------------------------------------------------------------

    def _file(self, file: SourceFile) -> None:
        self._ask_stop()
        if file.table in ("past_answer", ""):
            self._flush()  # policies tell whose addresses are the shop's own
        try:
            data = read_bytes(file.location, file.path)
        except SourceError as error:
            self._fail(Failure(file.path, error.message, error.hint))
            return
        fingerprint = self._context.fingerprint(file, data)
        state = self._states.get(file.path)
        if state is not None and state.fingerprint == fingerprint:
            self._as_it_was(file, state)
            return
        if state is not None:
            self._store.set_files(self._scope.origin, {file.path: None})
        items = parse_bytes(data, file, self._context.names)
        if file.table in ("past_answer", ""):
            items = self._context.learnt(items)
        failures = [self._item(item) for item in items]
        self._finish(file, fingerprint, [failure for failure in failures if failure])

    def _finish(self, file: SourceFile, fingerprint: str, failures: Sequence[Failure]) -> None:
        """A file is dealt with when all of it is in, or when it is set aside for good; that
        is written down after its last documents were."""
        if all(failure.quarantined for failure in failures):
            reason, hint = (failures[0].reason, failures[0].hint) if failures else ("", "")
            self._finished[file.path] = FileState(fingerprint, reason, hint)
        if len(self._finished) >= _BATCH:
            self._flush()

    def _as_it_was(self, file: SourceFile, state: FileState) -> None:
        if state.reason:
            self._fail(Failure(file.path, state.reason, state.hint, quarantined=True))
            return
        items = [item for item in self._stored.values() if item.path == file.path]
        for item in items:
            self._seen.add(item.id)
            self._report(Outcome("unchanged", item.key or item.path, item.path))
        if not items:  # a table of products, whose sheets come last, or of orders
            self._report(Outcome("unchanged", file.path, file.path))

    # --- one item -------------------------------------------------------------------------

    def _item(self, item: Item) -> Failure | None:
        """Take an item in; a failure is reported and handed back."""
        self._ask_stop()
        match item:
            case Failure():
                self._fail(item)
                return item
            case Products():
                products, origin = item.products, self._scope.origin
                change = self._store.put_products(products, origin=origin, path=item.path)
                self._table_read(item.path, change)
            case Orders():
                orders = [order for order in item.orders if not self._forgotten.order(order)]
                origin = self._scope.origin
                change = self._store.put_orders(orders, origin=origin, path=item.path)
                self._table_read(item.path, change)
            case PastAnswer() if self._forgotten.past_answer(item):
                pass  # what was stored of it goes with what is gone from the folder
            case PastAnswer():
                scrubbed = self._context.privacy.scrub(item)
                self._tally.taken.update(scrubbed.kinds)
                self._document(scrubbed.document, summarise(scrubbed.kinds))
            case Document():
                self._document(item, ())
            case Remark():
                self._report(Outcome("incomplete", item.path, item.path, item.reason, item.hint))
        return None

    def _table_read(self, path: str, change: Change) -> None:
        if change != "unchanged":
            self._context.forget()
        self._report(Outcome(change, path, path))

    def _document(self, document: Document, taken: tuple[str, ...]) -> None:
        before = self._stored.get(document.id)
        self._seen.add(document.id)
        status: Status = "updated" if before else "added"
        outcome = Outcome(status, document.source, document.path, taken=taken)
        if before is not None and before.revision == document.revision:
            self._report(replace(outcome, status="unchanged"))
            return
        self._batch.append((document, outcome))
        if len(self._batch) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        """Commit the batch; only then are its items reported."""
        batch, self._batch = self._batch, []
        finished, self._finished = self._finished, {}
        if batch:
            self._base.add([document for document, _ in batch])
        if finished:
            self._store.set_files(self._scope.origin, finished)
        for _, outcome in batch:
            self._report(outcome)

    def _fail(self, failure: Failure) -> None:
        """Report it, and keep what was stored before of the same file or row."""
        status: Status = "failed"
        if failure.quarantined or failure.skipped:
            status = "quarantined" if failure.quarantined else "skipped"
        if failure.row:
            self._seen.add(digest(self._scope.origin, failure.path, failure.key))
        else:
            kept = (item.id for item in self._stored.values() if _is_at(item.path, failure.path))
            self._seen.update(kept)
        source = failure.key or failure.path
        self._report(Outcome(status, source, failure.path, failure.reason, failure.hint))

    # --- the catalogue --------------------------------------------------------------------

    def _data_sheets(self, paths: set[str]) -> None:
        """The catalogue's rows as documents, in the languages of all the others: that is
        only known when those are in."""
        languages = sheet_languages(self._store.languages())
        origin = self._scope.origin
        for path, products in self._store.products_by_path(origin).items():
            if path in paths:
                for sheet in data_sheets(products, languages, origin=origin, path=path):
                    self._ask_stop()
                    self._document(sheet, ())
        self._flush()

    # --- what is gone ---------------------------------------------------------------------

    def _remove_gone(self, paths: set[str]) -> None:
        """Forget what the folder no longer holds, and what other origins held of it."""
        gone = [
            item
            for item in self._stored.values()
            if item.id not in self._seen and self._scope.covers(item.path)
        ]
        for origin in self._scope.absorbed:
            gone += self._store.items(origin)
        for start in range(0, len(gone), _BATCH):
            part = gone[start : start + _BATCH]
            self._base.remove([item.id for item in part])
            for item in part:
                self._report(Outcome("removed", item.key or item.path, item.path))
        self._forget_files(self._scope.origin, paths)
        for origin in self._scope.absorbed:
            self._forget_files(origin, set())

    def _forget_files(self, origin: str, paths: set[str]) -> None:
        own = origin == self._scope.origin
        for path in self._store.table_paths(origin) | set(self._store.files(origin)):
            if path in paths or (own and not self._scope.covers(path)):
                continue
            if path in self._store.table_paths(origin):
                self._store.put_products((), origin=origin, path=path)
                self._store.put_orders((), origin=origin, path=path)
                self._report(Outcome("removed", path, path))
            self._store.set_files(origin, {path: None})

    # --- telling --------------------------------------------------------------------------

    def _ask_stop(self) -> None:
        if self._stop():
            raise _StopRequested

    def _report(self, outcome: Outcome) -> None:
        self._tally.add(outcome)
        self._tell(outcome.path, outcome)

    def _tell(self, path: str, outcome: Outcome | None = None) -> None:
        if self._progress is not None:
            items = self._tally.items
            self._progress(Progress(self._done, self._total, items, path, outcome))


def _is_at(path: str, place: str) -> bool:
    return path == place or path.startswith(f"{place}/")


class _Context:
    """What the shop's tables tell about other files, read when first needed."""

    def __init__(self, store: KnowledgeStore, keep: Sequence[str]) -> None:
        self._store = store
        self._keep = keep
        self._names: tuple[str, ProductNames] | None = None
        self._privacy: Privacy | None = None

    def forget(self) -> None:
        """Products or orders changed."""
        self._names = self._privacy = None

    @property
    def names(self) -> ProductNames:
        return self._named()[1]

    @property
    def privacy(self) -> Privacy:
        if self._privacy is None:
            self._privacy = Privacy(self._store, self._keep)
        return self._privacy

    def learnt(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items of a table, read to the end: all its answers together tell which
        contacts are the shop's own."""
        held = list(items)
        self.privacy.learn(item for item in held if isinstance(item, PastAnswer))
        return iter(held)

    def fingerprint(self, file: SourceFile, data: bytes) -> str:
        """Changes when the file would be read differently: its content, or what tells
        products and people in it."""
        parts = [PARSER_VERSION, file.kind, str(file.table), sha256(data).hexdigest()]
        if file.kind == "product" and file.table is None:
            parts.append(self._named()[0])
        if file.table in ("past_answer", ""):
            parts.append(self.privacy.fingerprint)
        return digest(*parts)

    def _named(self) -> tuple[str, ProductNames]:
        if self._names is None:
            products = self._store.products()
            words = [word for p in products for word in (p.sku, p.name, *p.aliases)]
            self._names = digest(*words), ProductNames(products)
        return self._names
