"""What an import takes in: tickets cut into pairs, judged, stored; and what became of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from copilot.imports.archive import ORIGIN, Found
from copilot.imports.quality import USUAL
from copilot.imports.selector import Judged, Selector
from copilot.imports.tickets import PastTicket
from copilot.imports.turns import Cut, Pair, cut
from knowledge.catalogue import Catalogue
from knowledge.documents import Document
from knowledge.parse import Failure
from knowledge.privacy import Privacy
from knowledge.scrub import summarise
from knowledge.store import KnowledgeStore

_PAGE = 1_000
_MOST_PROBLEMS = 50


class Base(Protocol):
    """The part of a knowledge base that an import needs."""

    store: KnowledgeStore

    @property
    def catalogue(self) -> Catalogue: ...

    def add(self, documents: Iterable[Document]) -> int: ...

    def remove(self, ids: Iterable[str]) -> object: ...


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


@dataclass(slots=True)
class _Tally:
    counts: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


class Intake:
    """Takes items in, batch by batch, and counts. `done` counts from where it began."""

    def __init__(
        self, base: Base, options: Options, erased: Callable[[Pair], bool], *, done: int = 0
    ) -> None:
        self.done = done
        self._began = done
        self._base = base
        self._selector = selector_of(base, options, erased)
        self._revisions = base.store.revisions(ORIGIN)
        self._tally = _Tally()

    def take(self, batch: Sequence[Found]) -> None:
        """Judges and stores; what is stored already is left as it is."""
        self.add([document for item in batch for document in self._item(item)])
        self.done += len(batch)

    def add(self, documents: Sequence[Document]) -> None:
        """Stores what is new or changed."""
        changed = [d for d in documents if self._revisions.get(d.id) != d.revision]
        self.count("unchanged", len(documents) - len(changed))
        for document in changed:
            self.count("updated" if document.id in self._revisions else "added")
            self._revisions[document.id] = document.revision
        if changed:
            self._base.add(changed)

    def remove(self, ids: Sequence[str]) -> None:
        """What the helpdesk does not have any more."""
        if ids:
            self._base.remove(ids)
            self.count("removed", len(ids))

    def count(self, fate: str, number: int = 1) -> None:
        self._tally.counts[fate] += number

    def fault(self, reason: str) -> None:
        """An item that could not be read: counted, and told as far as there is room."""
        self.count("failed")
        if len(self._tally.problems) < _MOST_PROBLEMS:
            self._tally.problems.append(reason)

    def _item(self, item: Found) -> Iterator[Document]:
        if isinstance(item, Failure):
            self.fault(f"{item.reason} {item.hint}".strip())
            return
        if isinstance(item, Document):
            yield item
            return
        found = pairs_of(item)
        if found.reason:
            self._tally.dropped[found.reason] += 1
        for pair in found.pairs:
            judged = self._selector.judge(pair)
            if judged.fate == "take":
                self._tally.taken.update(judged.taken)
                yield judged.document
            else:
                self.count(judged.fate)

    def report(self, path: str, kind: str, *, stopped: bool, seconds: float) -> ImportReport:
        tally = self._tally
        return ImportReport(
            path=path,
            kind=kind,
            tickets=self.done,
            counts={fate: count for fate, count in tally.counts.items() if count},
            dropped=dict(tally.dropped),
            taken=summarise(tally.taken.elements()),
            problems=tuple(tally.problems),
            resumed_at=self._began,
            stopped=stopped,
            seconds=round(seconds, 2),
        )


def shown(items: Iterable[Found], selector: Selector) -> Iterator[Judged | Document | Failure]:
    """Each pair and macro as an import would store or leave it."""
    for item in items:
        if isinstance(item, Failure | Document):
            yield item
        else:
            yield from (selector.judge(pair) for pair in pairs_of(item).pairs)


def pairs_of(item: PastTicket | Pair) -> Cut:
    return Cut((item,)) if isinstance(item, Pair) else cut(item)


def selector_of(base: Base, options: Options, erased: Callable[[Pair], bool]) -> Selector:
    """Knows every past answer that is stored already."""
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
