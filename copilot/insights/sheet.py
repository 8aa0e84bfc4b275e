"""The report as one CSV table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from copilot.insights.report import Insights

Cell = str | int | float | None
_OF_A_WEEK = (
    "drafts", "accepted", "edited", "rejected", "acceptance", "edit_distance", "median_seconds",
)  # fmt: skip


def csv_text(found: Insights) -> str:
    """All figures: section, name, figure, value, and the tickets behind it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["section", "name", "figure", "value", "tickets"])
    for row in _rows(found):
        writer.writerow([_safe(cell) for cell in row])
    return out.getvalue()


def _safe(cell: Cell) -> Cell:
    """A spreadsheet must not take a customer's words for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" else cell


def _rows(found: Insights) -> Iterable[Sequence[Cell]]:
    for topic in found.topics:
        name = f"{topic.intent}: {topic.subject}" if topic.subject else topic.intent
        yield "topics", name, "count", topic.count, " ".join(topic.tickets)
        yield "topics", name, "trend", topic.trend, ""
    for week in found.weeks:
        for figure in _OF_A_WEEK:
            behind = " ".join(week.tickets) if figure == "drafts" else ""
            yield "weeks", f"{week.start:%Y-%m-%d}", figure, getattr(week, figure), behind
    for hour in found.hours:
        if hour.count:
            yield "hours", f"{hour.weekday} {hour.hour:02}", "count", hour.count, ""
    for one in found.complaints:
        name = f"{one.product} {one.cause}".strip()
        yield "complaints", name, one.department, one.count, " ".join(one.tickets)
    yield from _of_documents(found)


def _of_documents(found: Insights) -> Iterable[Sequence[Cell]]:
    for entry in found.gaps:
        gap = entry.gap
        yield "gaps", gap.question, "count", gap.count, " ".join(gap.draft_ids)
        if entry.proposed_answer:
            behind = " ".join(entry.from_drafts)
            yield "gaps", gap.question, "proposed_answer", entry.proposed_answer, behind
    for faulty in found.faulty:
        behind = " ".join(faulty.draft_ids)
        yield "faulty", faulty.source, faulty.code, len(faulty.draft_ids), behind
    for repair in found.repairs:
        name = found.names.get(repair.document_id, repair.document_id)
        yield "repairs", name, "corrected", repair.corrected, " ".join(repair.draft_ids)
        yield "repairs", name, "uses", repair.uses, ""
    for edit in found.edits:
        name = found.names.get(edit.document_id, edit.document_id)
        yield "edits", name or edit.drafter, edit.kind, edit.count, ""
