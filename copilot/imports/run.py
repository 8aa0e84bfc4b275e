"""An archive into the knowledge: read, cut, judge, store, in short batches.

How far it came is written down with each batch, so that an import that was stopped or
killed goes on there. Documents have ids of their tickets: what is read twice is one.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Protocol

from copilot.imports.archive import ORIGIN, Archive, Found, open_archive
from copilot.imports.quality import USUAL
from copilot.imports.selector import Judged, Selector
from copilot.imports.tickets import PastTicket
from copilot.imports.turns import Cut, Pair, cut
from knowledge.catalogue import Catalogue
from knowledge.documents import Document, digest
from knowledge.parse import Failure
from knowledge.privacy import Privacy
from knowledge.scrub import summarise
from knowledge.store import KnowledgeStore

_BATCH = 200  # tickets between two commits
_PAGE = 1_000
_MOST_PROBLEMS = 50


class Base(Protocol):
    """The part of a knowledge base that an import needs."""

    store: KnowledgeStore

    @property
    def catalogue(self) -> Catalogue: ...

    def add(self, documents: Iterable[Document]) -> int: ...


@dataclass(frozen=True, slots=True)
class Options:
    """`own`: the shop's addresses or domains, for mail archives."""

    min_quality: float = USUAL
    own: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()  # the shop's own contacts, which the scrubber leaves alone


@dataclass(frozen=True, slots=True)
class Progress:
    """Tickets done, of how many where that is known."""

    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of an archive. `counts` by fate; `dropped` says why tickets gave nothing."""

    path: str
    kind: str
    tickets: int
    counts: dict[str, int]
    dropped: dict[str, int]
    taken: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    resumed_at: int = 0
    stopped: bool = False
    seconds: float = 0.0


def preview(
    path: Path,
    base: Base,
    options: Options | None = None,
    limit: int = 20,
    *,
    erased: Callable[[Pair], bool] = lambda _pair: False,
) -> Iterator[Judged | Document | Failure]:
    """The first pairs and macros as an import would store or leave them; nothing is stored."""
    options = options or Options()
    archive = open_archive(path, options.own)
    selector = _selector(base, options, erased)

    def shown() -> Iterator[Judged | Document | Failure]:
        for item in archive.items(0):
            if isinstance(item, Failure | Document):
                yield item
            else:
                yield from (selector.judge(pair) for pair in _pairs(item).pairs)

    yield from islice(shown(), limit)


def run_import(
    path: Path,
    base: Base,
    options: Options | None = None,
    *,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    erased: Callable[[Pair], bool] = lambda _pair: False,
) -> ImportReport:
    """Takes an archive in. `stop` is asked between batches. Raises SourceError."""
    return _Import(path, base, options or Options(), erased).run(
        progress or (lambda _progress: None), stop or (lambda: False)
    )


@dataclass(slots=True)
class _Tally:
    counts: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    done: int = 0


class _Import:
    def __init__(
        self, path: Path, base: Base, options: Options, erased: Callable[[Pair], bool]
    ) -> None:
        self._path = path
        self._base = base
        self._options = options
        self._erased = erased
        self._name = f"import:{digest(str(path.absolute()))}"
        self._tally = _Tally()

    def run(self, progress: Callable[[Progress], None], stop: Callable[[], bool]) -> ImportReport:
        started = time.monotonic()
        archive = open_archive(self._path, self._options.own)
        fingerprint = _fingerprint(self._path, self._options)
        start = self._resume(fingerprint)
        self._selector = _selector(self._base, self._options, self._erased)
        self._revisions = self._base.store.revisions(ORIGIN)
        self._tally.done = start
        stopped = False
        items = archive.items(start)
        while batch := list(islice(items, _BATCH)):
            self._batch(batch)
            self._base.store.set_meta(
                self._name, json.dumps({"archive": fingerprint, "done": self._tally.done})
            )
            progress(Progress(self._tally.done, archive.total))
            if stopped := stop():
                break
        return self._report(archive, start, stopped, time.monotonic() - started)

    def _resume(self, fingerprint: str) -> int:
        """Items that an earlier run has done, of the very same archive."""
        noted = json.loads(self._base.store.get_meta(self._name) or "{}")
        return int(noted.get("done", 0)) if noted.get("archive") == fingerprint else 0

    def _batch(self, batch: Sequence[Found]) -> None:
        documents = [document for item in batch for document in self._item(item)]
        changed = [d for d in documents if self._revisions.get(d.id) != d.revision]
        self._tally.counts["unchanged"] += len(documents) - len(changed)
        for document in changed:
            self._tally.counts["updated" if document.id in self._revisions else "added"] += 1
            self._revisions[document.id] = document.revision
        if changed:
            self._base.add(changed)
        self._tally.done += len(batch)

    def _item(self, item: Found) -> Iterator[Document]:
        if isinstance(item, Failure):
            self._tally.counts["failed"] += 1
            if len(self._tally.problems) < _MOST_PROBLEMS:
                self._tally.problems.append(f"{item.reason} {item.hint}".strip())
            return
        if isinstance(item, Document):
            yield item
            return
        found = _pairs(item)
        if found.reason:
            self._tally.dropped[found.reason] += 1
        for pair in found.pairs:
            judged = self._selector.judge(pair)
            if judged.fate == "take":
                self._tally.taken.update(judged.taken)
                yield judged.document
            else:
                self._tally.counts[judged.fate] += 1

    def _report(self, archive: Archive, start: int, stopped: bool, seconds: float) -> ImportReport:
        tally = self._tally
        return ImportReport(
            path=str(self._path),
            kind=archive.kind,
            tickets=tally.done,
            counts={fate: count for fate, count in tally.counts.items() if count},
            dropped=dict(tally.dropped),
            taken=summarise(tally.taken.elements()),
            problems=tuple(tally.problems),
            resumed_at=start,
            stopped=stopped,
            seconds=round(seconds, 2),
        )


def _pairs(item: PastTicket | Pair) -> Cut:
    return Cut((item,)) if isinstance(item, Pair) else cut(item)


def _selector(base: Base, options: Options, erased: Callable[[Pair], bool]) -> Selector:
    selector = Selector(
        Privacy(base.store, options.keep),
        base.catalogue,
        min_quality=options.min_quality,
        erased=erased,
    )
    offset = 0
    while page := base.store.documents(("past_answer",), _PAGE, offset):
        selector.know(page)
        offset += len(page)
    return selector


def _fingerprint(path: Path, options: Options) -> str:
    """Changes with the archive, and with what another run would take from it."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    stats = [f"{file.name}:{file.stat().st_size}:{file.stat().st_mtime_ns}" for file in files]
    return digest(*stats, str(options.min_quality), *options.own)
