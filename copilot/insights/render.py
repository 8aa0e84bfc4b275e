"""The report as one HTML file without anything from elsewhere, and as CSV tables."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

from copilot.insights.report import Insights

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Insights",
        "drafts": "drafts",
        "topics": "What customers write about",
        "weeks": "Decisions per week",
        "peaks": "When customers write",
        "complaints": "Complaints by product and cause",
        "gaps": "What the knowledge lacks",
        "faulty": "Contradictory or outdated entries",
        "repairs": "Entries that agents keep correcting",
        "edits": "What agents change",
        "tickets": "Tickets",
        "none": "Nothing in this period.",
        "topic": "Topic",
        "count": "Number",
        "share": "Share",
        "trend": "7 days against the 7 before",
        "week": "Week of",
        "accepted": "accepted",
        "edited": "edited",
        "rejected": "rejected",
        "acceptance": "Acceptance",
        "distance": "Edit distance",
        "time": "Minutes to decision",
        "product": "Product",
        "cause": "Cause",
        "department": "Department",
        "question": "Question",
        "answer": "Proposed answer",
        "source": "Source",
        "kind": "Kind",
        "code": "Finding",
        "uses": "Uses",
        "corrected": "Corrected",
        "change": "Change",
        "drafter": "Drafter",
        "document": "Document",
        "until": "until",
        "since": "from",
        "days": "Mon Tue Wed Thu Fri Sat Sun",
        "waiting": "nobody has answered yet",
        "new": "new",
    },
    "de": {
        "title": "Auswertung",
        "drafts": "Entwürfe",
        "topics": "Worum es den Kunden geht",
        "weeks": "Entscheidungen je Woche",
        "peaks": "Wann Kunden schreiben",
        "complaints": "Beschwerden nach Produkt und Ursache",
        "gaps": "Was im Wissen fehlt",
        "faulty": "Widersprüchliche oder veraltete Einträge",
        "repairs": "Einträge, die immer wieder korrigiert werden",
        "edits": "Was Bearbeiter ändern",
        "tickets": "Tickets",
        "none": "Nichts in diesem Zeitraum.",
        "topic": "Thema",
        "count": "Anzahl",
        "share": "Anteil",
        "trend": "7 Tage gegen die 7 davor",
        "week": "Woche ab",
        "accepted": "übernommen",
        "edited": "bearbeitet",
        "rejected": "verworfen",
        "acceptance": "Übernommen",
        "distance": "Änderungsgrad",
        "time": "Minuten bis zur Entscheidung",
        "product": "Produkt",
        "cause": "Ursache",
        "department": "Abteilung",
        "question": "Frage",
        "answer": "Vorgeschlagene Antwort",
        "source": "Quelle",
        "kind": "Art",
        "code": "Befund",
        "uses": "Verwendet",
        "corrected": "Korrigiert",
        "change": "Änderung",
        "drafter": "Verfasser",
        "document": "Dokument",
        "until": "bis",
        "since": "von",
        "days": "Mo Di Mi Do Fr Sa So",
        "waiting": "noch nicht beantwortet",
        "new": "neu",
    },
}
_STYLE = """
:root{color-scheme:light}body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:62rem;
padding:0 1rem;color:#1c2430;background:#fff}h1{font-size:1.6rem;margin:0}h2{font-size:1.15rem;
margin:2.2rem 0 .6rem}p.sub{color:#5b6675;margin:.2rem 0 0}table{border-collapse:collapse;
width:100%}th,td{text-align:left;padding:.35rem 1.3rem .35rem 0;border-bottom:1px solid #e3e7ec;
vertical-align:top;overflow-wrap:anywhere}th{color:#5b6675;font-weight:600;font-size:.85rem}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
details{font-size:.85rem;color:#5b6675}summary{cursor:pointer;white-space:nowrap}
svg{display:block;width:100%;height:auto;margin:.4rem 0}.none{color:#5b6675}
.answer{white-space:pre-line}@media print{details{display:none}}
"""
_COLOURS = {"accepted": "#2f7d5b", "edited": "#d99a2b", "rejected": "#b8463f", "bar": "#3d6fb4"}
_MOST_ROWS = 25
_NUMBERS = re.compile(r"[+-]?\d+%|–")
_TOPICS_DE = {
    "where_is_my_order": "Wo ist die Bestellung?",
    "shipping_info": "Versand",
    "return": "Rückgabe",
    "refund": "Erstattung",
    "exchange": "Umtausch",
    "warranty_defect": "Defekt, Gewährleistung",
    "wrong_or_damaged": "Falsch oder beschädigt",
    "compatibility": "Passt es?",
    "care_howto": "Bedienung und Pflege",
    "spare_part": "Ersatzteile",
    "cancel_order": "Stornieren",
    "change_order": "Bestellung ändern",
    "change_address": "Adresse ändern",
    "invoice": "Rechnung",
    "payment_problem": "Zahlung",
    "subscription_change": "Abo ändern",
    "subscription_cancel": "Abo kündigen",
    "availability": "Verfügbarkeit",
    "price_discount": "Preis und Rabatt",
    "data_protection": "Datenschutz",
    "account_login": "Konto und Anmeldung",
    "complaint": "Beschwerde",
    "praise": "Lob",
    "product_question": "Frage zum Produkt",
    "other": "Sonstiges",
}
_DEPARTMENTS_DE = {
    "shipping": "Versand",
    "product": "Produkt",
    "sales": "Vertrieb",
    "it": "IT",
    "marketing": "Marketing",
    "service": "Kundendienst",
}

Cell = str | int | float | None


def html(found: Insights, language: str = "en") -> str:
    """A page that stands alone: no script, no font, no image from elsewhere."""
    w = _WORDS.get(language, _WORDS["en"])
    since = f"{w['since']} {found.since:%Y-%m-%d} " if found.since else ""
    period = f"{since}{w['until']} {found.until:%Y-%m-%d}"
    parts = [
        f"<h1>{w['title']}</h1><p class=sub>{found.drafts} {w['drafts']}, {period}</p>",
        _section(w["topics"], _topic_bars(found, w), _topics(found, w), w),
        _section(w["weeks"], _week_bars(found, w), _weeks(found, w), w),
        _section(w["peaks"], _heat(found, w), "", w),
        _section(w["complaints"], "", _complaints(found, w), w),
        _section(w["gaps"], "", _gaps(found, w), w),
        _section(w["faulty"], "", _faulty(found, w), w),
        _section(w["repairs"], "", _repairs(found, w), w),
        _section(w["edits"], "", _edits(found, w), w),
    ]
    lang = language if language in _WORDS else "en"
    return (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width"><title>{w["title"]}</title><style>{_STYLE}</style>'
        f"{''.join(parts)}</html>\n"
    )


def _label(name: str, w: Mapping[str, str], german: Mapping[str, str]) -> str:
    return german.get(name, name) if w is _WORDS["de"] else name.replace("_", " ")


def _section(title: str, plot: str, table: str, w: Mapping[str, str]) -> str:
    inside = plot + table or f"<p class=none>{w['none']}</p>"
    return f"<h2>{escape(title)}</h2>{inside}"


# --- tables ------------------------------------------------------------------------------


def _table(head: Sequence[str], rows: Iterable[Sequence[Cell | _Raw]]) -> str:
    body = list(rows)
    if not body:
        return ""
    numeric = [all(_is_number(row[n]) for row in body) for n in range(len(head))]
    mark = [" class=n" if number else "" for number in numeric]
    top = "".join(f"<th{m}>{escape(name)}" for m, name in zip(mark, head, strict=True))
    lines = (
        "".join(f"<td{m}>{_shown(cell)}" for m, cell in zip(mark, row, strict=True)) for row in body
    )
    return f"<table><tr>{top}" + "".join(f"<tr>{line}" for line in lines) + "</table>"


def _is_number(cell: Cell | _Raw) -> bool:
    return isinstance(cell, int | float | None) or bool(_NUMBERS.fullmatch(cell))


class _Raw(str):
    """HTML already."""


def _shown(cell: Cell | _Raw) -> str:
    if isinstance(cell, _Raw):
        return cell
    if cell is None:
        return "–"
    return escape(f"{cell:g}" if isinstance(cell, float) else str(cell))


def _behind(tickets: Sequence[str], w: Mapping[str, str]) -> _Raw:
    """The tickets behind a number."""
    listed = ", ".join(map(escape, tickets[:200]))
    return _Raw(f"<details><summary>{w['tickets']} ({len(tickets)})</summary>{listed}</details>")


def _topics(found: Insights, w: Mapping[str, str]) -> str:
    rows = (
        (
            _label(t.intent, w, _TOPICS_DE),
            t.count,
            f"{t.share:.0%}",
            _trend(t.trend, t.last_week, w),
            _behind(t.tickets, w),
        )
        for t in found.topics[:_MOST_ROWS]
    )
    return _table([w["topic"], w["count"], w["share"], w["trend"], w["tickets"]], rows)


def _trend(trend: float | None, last: int, w: Mapping[str, str]) -> str:
    return f"{trend:+.0%}" if trend is not None else (w["new"] if last else "–")


def _weeks(found: Insights, w: Mapping[str, str]) -> str:
    rows = (
        (
            f"{week.start:%Y-%m-%d}",
            week.drafts,
            f"{week.acceptance:.0%}" if week.acceptance is not None else "–",
            f"{week.edit_distance:.0%}" if week.edit_distance is not None else "–",
            round(week.median_seconds / 60, 1) if week.median_seconds is not None else None,
            _behind(week.tickets, w),
        )
        for week in found.weeks
    )
    head = [w["week"], w["drafts"], w["acceptance"], w["distance"], w["time"], w["tickets"]]
    return _table(head, rows)


def _complaints(found: Insights, w: Mapping[str, str]) -> str:
    rows = (
        (
            c.product or "–",
            _label(c.cause, w, _TOPICS_DE),
            _label(c.department, w, _DEPARTMENTS_DE),
            c.count,
            _behind(c.tickets, w),
        )
        for c in found.complaints[:_MOST_ROWS]
    )
    return _table([w["product"], w["cause"], w["department"], w["count"], w["tickets"]], rows)


def _gaps(found: Insights, w: Mapping[str, str]) -> str:
    rows = (
        (
            entry.gap.question,
            entry.gap.count,
            _Raw(f"<div class=answer>{escape(entry.proposed_answer or w['waiting'])}</div>"),
            _behind(entry.gap.draft_ids, w),
        )
        for entry in found.gaps
    )
    return _table([w["question"], w["count"], w["answer"], w["tickets"]], rows)


def _faulty(found: Insights, w: Mapping[str, str]) -> str:
    rows = (
        (one.source, one.kind, one.code, len(one.draft_ids), _behind(one.draft_ids, w))
        for one in found.faulty[:_MOST_ROWS]
    )
    return _table([w["source"], w["kind"], w["code"], w["count"], w["tickets"]], rows)


def _repairs(found: Insights, w: Mapping[str, str]) -> str:
    rows = (
        (one.document_id, one.kind, one.uses, one.corrected, _behind(one.draft_ids, w))
        for one in found.repairs[:_MOST_ROWS]
    )
    return _table([w["document"], w["kind"], w["uses"], w["corrected"], w["tickets"]], rows)


def _edits(found: Insights, w: Mapping[str, str]) -> str:
    counts: dict[tuple[str, str], int] = {}
    for edit in found.edits:
        key = (edit.kind, edit.drafter)
        counts[key] = counts.get(key, 0) + edit.count
    rows = sorted(((*key, count) for key, count in counts.items()), key=lambda row: -row[2])
    return _table([w["change"], w["drafter"], w["count"]], rows)


# --- plots -------------------------------------------------------------------------------


def _svg(width: int, height: int, title: str, inside: str) -> str:
    return (
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}" '
        f'font-family="system-ui,sans-serif" font-size="12" fill="#1c2430">{inside}</svg>'
    )


def _topic_bars(found: Insights, w: Mapping[str, str]) -> str:
    shown = found.topics[:12]
    if not shown:
        return ""
    most = max(topic.count for topic in shown)
    bars = ""
    for n, topic in enumerate(shown):
        y, width = 22 * n + 15, max(2, 540 * topic.count // most)
        name = escape(_label(topic.intent, w, _TOPICS_DE)[:28])
        bars += (
            f'<text x="190" y="{y}" text-anchor="end">{name}</text>'
            f'<rect x="200" y="{y - 12}" width="{width}" height="15" rx="2" '
            f'fill="{_COLOURS["bar"]}"/><text x="{206 + width}" y="{y}">{topic.count}</text>'
        )
    return _svg(800, 22 * len(shown) + 6, w["topics"], bars)


def _week_bars(found: Insights, w: Mapping[str, str]) -> str:
    shown = found.weeks[-26:]
    most = max((week.accepted + week.edited + week.rejected for week in shown), default=0)
    if not most:
        return ""
    step = min(70.0, 740 / len(shown))
    parts = []
    for n, week in enumerate(shown):
        y = 170.0
        for state in ("accepted", "edited", "rejected"):
            height = 150 * getattr(week, state) / most
            y -= height
            parts.append(
                f'<rect x="{40 + n * step:.1f}" y="{y:.1f}" width="{step * 0.72:.1f}" '
                f'height="{height:.1f}" fill="{_COLOURS[state]}"/>'
            )
        if len(shown) <= 13 or n % 3 == 0:
            x = 40 + (n + 0.36) * step
            parts.append(
                f'<text x="{x:.1f}" y="188" text-anchor="middle">{week.start:%d.%m.}</text>'
            )
    parts.append(f'<text x="32" y="28" text-anchor="end">{most}</text>')
    parts.append('<text x="32" y="172" text-anchor="end">0</text>')
    for n, state in enumerate(("accepted", "edited", "rejected")):
        parts.append(
            f'<rect x="{40 + 130 * n}" y="200" width="11" height="11" fill="{_COLOURS[state]}"/>'
            f'<text x="{57 + 130 * n}" y="210">{w[state]}</text>'
        )
    return _svg(800, 218, w["weeks"], "".join(parts))


def _heat(found: Insights, w: Mapping[str, str]) -> str:
    most = max((hour.count for hour in found.hours), default=0)
    if not most:
        return ""
    days = w["days"].split()
    cells = "".join(
        f'<rect x="{40 + 31 * hour.hour}" y="{20 + 22 * hour.weekday}" width="29" height="20" '
        f'fill="{_COLOURS["bar"]}" fill-opacity="{0.06 + 0.94 * hour.count / most:.2f}">'
        f"<title>{days[hour.weekday]} {hour.hour}:00 – {hour.count}</title></rect>"
        for hour in found.hours
    )
    left = "".join(
        f'<text x="30" y="{35 + 22 * n}" text-anchor="end">{day}</text>'
        for n, day in enumerate(days)
    )
    top = "".join(
        f'<text x="{54 + 31 * h}" y="13" text-anchor="middle">{h}</text>' for h in range(0, 24, 2)
    )
    return _svg(800, 178, w["peaks"], top + left + cells)


# --- CSV ---------------------------------------------------------------------------------


def csv_text(found: Insights) -> str:
    """One table of all figures: section, name, figure, value, tickets."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["section", "name", "figure", "value", "tickets"])
    for row in _csv_rows(found):
        writer.writerow([_safe(cell) for cell in row])
    return out.getvalue()


def _safe(cell: Cell) -> Cell:
    """A spreadsheet must not take a customer's words for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" else cell


def _csv_rows(found: Insights) -> Iterable[Sequence[Cell]]:
    for topic in found.topics:
        yield "topics", topic.intent, "count", topic.count, " ".join(topic.tickets)
        yield "topics", topic.intent, "trend", topic.trend, ""
    for week in found.weeks:
        for name in ("drafts", "accepted", "edited", "rejected", "acceptance", "edit_distance",
                     "median_seconds"):  # fmt: skip
            behind = " ".join(week.tickets) if name == "drafts" else ""
            yield "weeks", f"{week.start:%Y-%m-%d}", name, getattr(week, name), behind
    for hour in found.hours:
        if hour.count:
            yield "hours", f"{hour.weekday} {hour.hour:02}", "count", hour.count, ""
    for one in found.complaints:
        name = f"{one.product} {one.cause}".strip()
        yield "complaints", name, one.department, one.count, " ".join(one.tickets)
    for entry in found.gaps:
        gap = entry.gap
        yield "gaps", gap.question, "count", gap.count, " ".join(gap.draft_ids)
        if entry.proposed_answer:
            yield "gaps", gap.question, "proposed_answer", entry.proposed_answer, ""
    for faulty in found.faulty:
        behind = " ".join(faulty.draft_ids)
        yield "faulty", faulty.source, faulty.code, len(faulty.draft_ids), behind
    for repair in found.repairs:
        behind = " ".join(repair.draft_ids)
        yield "repairs", repair.document_id, "corrected", repair.corrected, behind
    for edit in found.edits:
        yield "edits", edit.kind, edit.document_id or edit.drafter, edit.count, ""


def write(found: Insights, path: Path, language: str = "en") -> None:
    """As HTML or CSV, by the path's ending. Raises OSError."""
    text = csv_text(found) if path.suffix.lower() == ".csv" else html(found, language)
    path.write_text(text, encoding="utf-8", newline="")
