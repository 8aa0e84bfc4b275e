"""Deleting what is older than the operator wants to keep it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from copilot.config.values import RetentionSettings
from copilot.errors import ConfigError
from copilot.store import CopilotStore
from knowledge.base import KnowledgeBase
from knowledge.documents import Document

_PAGE = 500


@dataclass(frozen=True, slots=True)
class RetentionReport:
    """How much of each kind was deleted."""

    counts: Mapping[str, int]


def sweep(
    settings: RetentionSettings,
    store: CopilotStore,
    knowledge: KnowledgeBase,
    *,
    now: dt.datetime | None = None,
) -> RetentionReport:
    """One sweep; what has no date of its own is kept. Raises ConfigError."""
    now = now or dt.datetime.now(dt.UTC)
    sources = _sources(settings.sources)
    counts = {
        "drafts": store.persons.forget_before(_before(now, settings.drafts_days)),
        "audit": store.persons.forget_audit_before(_before(now, settings.audit_days)),
        "orders": _orders(knowledge, _before(now, settings.orders_days)),
    }
    old = list(_past_answers(knowledge, settings.past_answers_days, sources, now.date()))
    knowledge.remove([document.id for document in old])
    counts["past_answers"] = len(old)
    if any(counts.values()):
        store.audit.add("copilot", "retention.swept", "", counts)
        store.forgotten.shred()
    return RetentionReport(MappingProxyType(counts))


def _before(now: dt.datetime, days: int) -> dt.datetime | None:
    return now - dt.timedelta(days=days) if days else None


def _orders(knowledge: KnowledgeBase, before: dt.datetime | None) -> int:
    if before is None:
        return 0
    numbers = knowledge.store.orders_before(before.date())
    knowledge.store.remove_orders(numbers)
    return len(numbers)


def _past_answers(
    knowledge: KnowledgeBase, days: int, sources: Mapping[str, int], today: dt.date
) -> Iterator[Document]:
    if not days and not sources:
        return
    offset = 0
    while page := knowledge.store.documents(("past_answer",), _PAGE, offset):
        offset += len(page)
        for document in page:
            kept = sources.get(document.origin, sources.get(document.path, days))
            if kept and document.date and document.date < today - dt.timedelta(days=kept):
                yield document


def _sources(values: tuple[str, ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for value in values:
        name, _, days = value.partition("=")
        if not name.strip() or not days.strip().isdigit():
            raise ConfigError(
                f'`retention.sources`: "{value}" is no source with its days.',
                hint="Write imports=730 or past_answers.csv=1095.",
            )
        found[name.strip()] = int(days)
    return found
