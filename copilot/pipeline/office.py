"""What is done behind the counter: imports, a person's data, retention, insights, crawling.

None of it is part of a draft's way; each call opens its own heavy parts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from copilot.config import Settings
from copilot.store import CopilotStore
from knowledge.errors import SourceError

if TYPE_CHECKING:
    from copilot.imports import ImportReport, Judged, Options, Past, Wanted
    from copilot.imports import Progress as ImportProgress
    from copilot.imports.turns import Pair
    from copilot.insights import GapBook, Insights
    from copilot.insights.routing import Post
    from copilot.learn import Reputation
    from copilot.persons import PersonalData, PersonReport
    from copilot.retention import RetentionReport
    from knowledge.base import KnowledgeBase
    from knowledge.crawl import CrawlReport
    from knowledge.documents import Document
    from knowledge.parse import Failure
    from knowledge.store import KnowledgeStore


class Figures:
    """Insights from the tables alone; also beside a server that owns the data folder."""

    def __init__(
        self,
        settings: Settings,
        store: CopilotStore,
        gaps: GapBook,
        reputation: Reputation,
        entries: KnowledgeStore,
    ) -> None:
        self._entries = entries
        self._settings = settings
        self._store = store
        self._gaps = gaps
        self._reputation = reputation

    def insights(self, days: int | None = None, *, now: dt.datetime | None = None) -> Insights:
        """What the drafts of the last `days` tell, or all of them. Raises ConfigError."""
        from copilot.insights import insights, load_routing

        routing = load_routing(self._settings.home)
        return insights(
            self._store,
            self._gaps,
            self._reputation.repairs(),
            routing.department,
            days=days,
            now=now,
            named=self._named(),
        )

    def _named(self) -> Callable[[str], str]:
        """How the shop calls a document or a product."""
        products = {product.sku: product.name for product in self._entries.products()}

        def named(key: str) -> str:
            document = None if key in products else self._entries.document(key)
            return document.title if document else products.get(key, "")

        return named

    def route_complaints(self, post: Post | None = None) -> Sequence[tuple[str, str]]:
        """Hands new complaints to the departments' webhooks or outbox files; (draft id,
        department) of each. `post` sends a webhook. Raises ConfigError."""
        from copilot.insights import deliver, load_routing

        routing = load_routing(self._settings.home)
        sent = deliver(
            self._store.insights.facts(),
            routing,
            self._settings.home,
            post or _post,
            lambda draft_id: self._store.audit.has("complaint.routed", draft_id),
        )
        for draft_id, department in sent:
            self._store.audit.add("copilot", "complaint.routed", draft_id, {"to": department})
        return sent


class BackOffice(Figures):
    """`alone` guards work of which only one runs at a time; `changed` is told afterwards."""

    def __init__(
        self,
        settings: Settings,
        store: CopilotStore,
        knowledge: KnowledgeBase,
        *,
        gaps: GapBook,
        reputation: Reputation,
        alone: Callable[[str], AbstractContextManager[object]],
        changed: Callable[[], None],
    ) -> None:
        super().__init__(settings, store, gaps, reputation, knowledge.store)
        self._knowledge = knowledge
        self._alone = alone
        self._changed = changed

    # --- imports ------------------------------------------------------------------------

    def preview_import(
        self, path: Path, options: Options | None = None, limit: int = 20
    ) -> Iterator[Judged | Document | Failure]:
        """The first pairs and macros of an archive as an import would take or leave them."""
        from copilot.imports import preview

        return preview(path, self._knowledge, options, limit, erased=self._erased())

    def import_archive(
        self,
        path: Path,
        options: Options | None = None,
        *,
        progress: Callable[[ImportProgress], None] = lambda _progress: None,
        stop: Callable[[], bool] = lambda: False,
        by: str = "",
    ) -> ImportReport:
        """Past tickets and macros into the knowledge; one at a time. Raises SourceError."""
        from copilot.imports import run_import

        def work(erased: Callable[[Pair], bool]) -> ImportReport:
            return run_import(
                path, self._knowledge, options, progress=progress, stop=stop, erased=erased
            )

        return self._imported(path.name, by, work)

    def preview_past(
        self,
        name: str,
        past: Past,
        options: Options | None = None,
        wanted: Wanted | None = None,
        limit: int = 20,
    ) -> Iterator[Judged | Document | Failure]:
        """The same of a helpdesk's past, over its API."""
        from copilot.imports import preview_pull

        erased = self._erased()
        return preview_pull(name, past, self._knowledge, options, wanted, limit, erased=erased)

    def import_past(
        self,
        name: str,
        past: Past,
        options: Options | None = None,
        wanted: Wanted | None = None,
        *,
        progress: Callable[[ImportProgress], None] = lambda _progress: None,
        stop: Callable[[], bool] = lambda: False,
        by: str = "",
    ) -> ImportReport:
        """A helpdesk's past tickets and macros over its API. Raises what the helpdesk raises."""
        from copilot.imports import run_pull

        def work(erased: Callable[[Pair], bool]) -> ImportReport:
            return run_pull(
                name,
                past,
                self._knowledge,
                options,
                wanted,
                progress=progress,
                stop=stop,
                erased=erased,
            )

        return self._imported(name, by, work)

    def _imported(
        self, name: str, by: str, work: Callable[[Callable[[Pair], bool]], ImportReport]
    ) -> ImportReport:
        """One import at a time, told to all that cache the knowledge and to the audit log."""
        with self._alone("an import"):
            try:
                report = work(self._erased())
            finally:
                self._changed()
        self._store.audit.add(by, "knowledge.imported", name[:64], report.counts)
        return report

    def _erased(self) -> Callable[[Pair], bool]:
        """Whether a pair is of somebody who was erased."""
        known = self._store.forgotten.load()

        def erased(pair: Pair) -> bool:
            values = (*pair.emails, *pair.names, pair.customer, pair.order_number)
            return known.knows(values) or known.in_text(f"{pair.question}\n{pair.answer}")

        return erased if known else lambda _pair: False

    # --- websites -----------------------------------------------------------------------

    def crawl(
        self,
        sitemap: str,
        *,
        progress: Callable[[int], None] = lambda _done: None,
        stop: Callable[[], bool] = lambda: False,
        by: str = "",
    ) -> CrawlReport:
        """Reads a website by its sitemap: its own host and those of `crawl.hosts`.

        Raises SourceError, BusyError.
        """
        from knowledge.crawl import Fetcher, crawl

        own = _host_of(sitemap)
        settings = self._settings.crawl
        fetcher = Fetcher((own, *settings.hosts), delay_s=settings.delay_s)
        with self._alone("a crawl"), closing(fetcher):
            try:
                report = crawl(sitemap, self._knowledge, fetcher, progress=progress, stop=stop)
            finally:
                self._changed()
        self._store.audit.add(by, "knowledge.crawled", own[:64], report.counts)
        return report

    def crawl_all(
        self,
        sitemaps: Sequence[str] = (),
        *,
        progress: Callable[[int], None] = lambda _done: None,
        stop: Callable[[], bool] = lambda: False,
        by: str = "copilot",
    ) -> tuple[CrawlReport, ...]:
        """These websites, or those of the settings. One that cannot be read is reported.

        `progress` counts pages over all of them. Raises BusyError, and SourceError where none
        can be read.
        """
        from knowledge.crawl import CrawlReport

        reports: list[CrawlReport] = []
        faults: list[SourceError] = []
        done = 0
        for sitemap in tuple(sitemaps) or self._settings.crawl.sitemaps:

            def move(page: int, before: int = done) -> None:
                nonlocal done
                done = before + page
                progress(done)

            if stop():
                break
            try:
                reports.append(self.crawl(sitemap, progress=move, stop=stop, by=by))
            except SourceError as error:
                faults.append(error)
                told = f"{error.message} {error.hint}".strip()
                reports.append(CrawlReport(sitemap, {"failed": 1}, (told,)))
        if faults and len(faults) == len(reports):
            raise faults[0]
        return tuple(reports)

    # --- a person's data ----------------------------------------------------------------

    def export_person(self, person: str, *, by: str = "") -> dict[str, Any]:
        """All that is kept of a person. Raises NotFoundError."""
        return self._persons().export(person, by=by)

    def erase_person(self, person: str, *, by: str = "") -> PersonReport:
        """Removes all that is kept of a person. Raises NotFoundError, BusyError."""
        with self._alone("an erasure"):
            try:
                return self._persons().erase(person, by=by)
            finally:
                self._changed()

    def _persons(self) -> PersonalData:
        from copilot.persons import PersonalData

        return PersonalData(self._store, self._knowledge)

    # --- retention ----------------------------------------------------------------------

    def sweep(self, *, now: dt.datetime | None = None) -> RetentionReport:
        """Deletes what is older than the settings allow. Meant for once a day."""
        from copilot.retention import sweep

        with self._alone("a sweep"):
            return sweep(self._settings.retention, self._store, self._knowledge, now=now)


def _host_of(address: str) -> str:
    from knowledge.crawl.fetch import plain

    try:
        return urlsplit(plain(address)).hostname or ""
    except ValueError as error:
        raise SourceError(f"{address} is no address: {error}.", hint="Check it.") from error


def _post(address: str, body: Mapping[str, Any]) -> None:
    """Raises OSError where the address does not take it within ten seconds."""
    import httpx  # only where a department has a webhook

    try:
        answer = httpx.post(address, json=dict(body), timeout=10, trust_env=False)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise OSError(str(error)) from error
