"""The report as one HTML file without anything from elsewhere, or as CSV."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

from copilot.insights import plots
from copilot.insights.figures import Topic, Week
from copilot.insights.report import Insights
from copilot.insights.sheet import Cell, csv_text
from copilot.insights.words import WORDS, label, words_of

__all__ = ["csv_text", "fragment", "html", "write"]

_STYLE = """
:root{color-scheme:light}body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:62rem;
padding:0 1rem;color:#1c2430;background:#fff}h1{font-size:1.6rem;margin:0}h2{font-size:1.15rem;
margin:2.4rem 0 .6rem}p.sub{color:#5b6675;margin:.2rem 0 0}.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem 1.3rem .35rem 0;
border-bottom:1px solid #e3e7ec;vertical-align:top;overflow-wrap:break-word}
th{color:#5b6675;font-weight:600;font-size:.85rem}td.n,th.n{text-align:right;
font-variant-numeric:tabular-nums;white-space:nowrap}td:first-child{min-width:9rem}
details{font-size:.85rem;color:#5b6675;max-width:15rem;overflow-wrap:anywhere}
summary{cursor:pointer;white-space:nowrap}svg{display:block;width:100%;height:auto;margin:.4rem 0}
.none{color:#5b6675}.answer{white-space:pre-line;min-width:16rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.7rem;
margin:1.2rem 0 0}.tile{border:1px solid #e3e7ec;border-radius:.5rem;padding:.6rem .8rem}
.tile b{display:block;font-size:1.5rem;font-variant-numeric:tabular-nums}
.tile span{color:#5b6675;font-size:.82rem;display:block}
@media print{details{display:none}h2{break-after:avoid}tr,svg{break-inside:avoid}}
"""
_MOST_ROWS = 25
_NUMBERS = re.compile(r"[+-]?\d+(?:[.,]\d+)? ?%|–|new|neu")


def html(found: Insights, language: str = "en") -> str:
    """A page that stands alone: no script, no font, no image from elsewhere."""
    return _Page(found, language if language in WORDS else "en").text()


def fragment(found: Insights, language: str = "en") -> str:
    """The same without the page around it, for a panel that brings its own style."""
    page = _Page(found, language if language in WORDS else "en")
    return f'<div class="rc-insights">{page.body()}</div>'


def write(found: Insights, path: Path, language: str = "en") -> None:
    """As HTML or CSV, by the path's ending. Raises OSError."""
    text = csv_text(found) if path.suffix.lower() == ".csv" else html(found, language)
    path.write_text(text, encoding="utf-8", newline="")


class _Raw(str):
    """HTML already."""


class _Page:
    def __init__(self, found: Insights, language: str) -> None:
        self._found = found
        self._language = language
        self._w: Mapping[str, str] = words_of(language)

    def text(self) -> str:
        return (
            f'<!doctype html><html lang="{self._language}"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f"<title>{self._w['title']}</title><style>{_STYLE}</style>{self.body()}</html>\n"
        )

    def body(self) -> str:
        w, found = self._w, self._found
        since = f"{w['since']} {found.since:%Y-%m-%d} " if found.since else ""
        period = f"{since}{w['until']} {found.until:%Y-%m-%d}"
        days = w["days"].split()
        parts = [
            f"<h1>{w['title']}</h1><p class=sub>{found.drafts} {w['drafts']}, {period}</p>",
            self._tiles(),
            self._section("topics", self._topic_bars(), self._topics()),
            self._section("weeks", self._week_plots(), self._weeks()),
            self._section("peaks", plots.heat(found.hours, days, w["peaks"]), ""),
            self._section("complaints", self._complaint_bars(), self._complaints()),
            self._section("gaps", "", self._gaps()),
            self._section("faulty", "", self._faulty()),
            self._section("repairs", "", self._repairs()),
            self._section("edits", self._edit_bars(), self._edits()),
        ]
        return "".join(parts)

    def _label(self, name: str) -> str:
        return label(name, self._language)

    def _section(self, title: str, plot: str, table: str) -> str:
        inside = plot + table or f"<p class=none>{self._w['none']}</p>"
        return f"<h2>{escape(self._w[title])}</h2>{inside}"

    def _behind(self, tickets: Sequence[str]) -> _Raw:
        """The tickets behind a number."""
        listed = ", ".join(map(escape, tickets[:200]))
        more = f" … (+{len(tickets) - 200})" if len(tickets) > 200 else ""
        title = f"{self._w['tickets']} ({len(tickets)})"
        return _Raw(f"<details><summary>{title}</summary>{listed}{more}</details>")

    # --- at a glance ---------------------------------------------------------------------

    def _tiles(self) -> str:
        w, now, then = self._w, self._found.total, self._found.before
        complaints = len({t for one in self._found.complaints for t in one.tickets})
        shown: list[tuple[str, Callable[[Week], str]]] = [
            (w["drafts"], lambda week: str(week.drafts)),
            (w["acceptance"], lambda week: _percent(week.acceptance)),
            (w["distance"], lambda week: _percent(week.edit_distance)),
            (w["time"], _minutes),
        ]
        known = then if then and then.drafts else None
        tiles = [_tile(name, of(now), of(known) if known else "", w) for name, of in shown]
        tiles += [
            _tile(w["complaint_share"], str(complaints), "", w),
            _tile(w["open_gaps"], str(len(self._found.gaps)), "", w),
        ]
        return f"<div class=tiles>{''.join(tiles)}</div>"

    # --- topics and weeks ----------------------------------------------------------------

    def _topic(self, topic: Topic) -> str:
        name = self._label(topic.intent)
        return f"{name}: {topic.subject}" if topic.subject else name

    def _topic_bars(self) -> str:
        rows = [(self._topic(topic), topic.count) for topic in self._found.topics[:14]]
        return plots.bars(rows, self._w["topics"])

    def _topics(self) -> str:
        w = self._w
        rows = (
            (
                self._topic(t),
                t.count,
                f"{t.share:.0%}",
                f"{t.trend:+.0%}" if t.trend is not None else (w["new"] if t.last_week else "–"),
                self._behind(t.tickets),
            )
            for t in self._found.topics[:_MOST_ROWS]
        )
        return _table([w["topic"], w["count"], w["share"], w["trend"], w["tickets"]], rows)

    def _week_plots(self) -> str:
        w, shown = self._w, self._found.weeks[-26:]
        lines = plots.lines(
            shown,
            [
                (w["acceptance"], "{:.0%}", lambda week: week.acceptance),
                (w["distance"], "{:.0%}", lambda week: week.edit_distance),
                (w["time"], "{:.1f}", _minutes_of),
            ],
        )
        return plots.stacked_weeks(shown, lambda state: w[state], w["weeks"]) + lines

    def _weeks(self) -> str:
        w = self._w
        rows = (
            (
                f"{week.start:%Y-%m-%d}",
                week.drafts,
                _percent(week.acceptance),
                _percent(week.edit_distance),
                _minutes_of(week),
                self._behind(week.tickets),
            )
            for week in self._found.weeks
        )
        head = [w["week"], w["drafts"], w["acceptance"], w["distance"], w["time"], w["tickets"]]
        return _table(head, rows)

    # --- complaints ----------------------------------------------------------------------

    def _product(self, sku: str) -> str:
        return self._found.names.get(sku, sku) or "–"

    def _complaint_bars(self) -> str:
        counts = Counter[str]()
        for one in self._found.complaints:
            counts[f"{self._product(one.product)}, {self._label(one.cause)}"] += one.count
        return plots.bars(counts.most_common(10), self._w["complaints"])

    def _complaints(self) -> str:
        w = self._w
        rows = (
            (
                self._product(c.product),
                self._label(c.cause),
                self._label(c.department),
                c.count,
                self._behind(c.tickets),
            )
            for c in self._found.complaints[:_MOST_ROWS]
        )
        return _table([w["product"], w["cause"], w["department"], w["count"], w["tickets"]], rows)

    # --- what the knowledge lacks, and what is wrong in it --------------------------------

    def _gaps(self) -> str:
        w = self._w
        rows = (
            (
                entry.gap.question,
                entry.gap.count,
                _Raw(f"<div class=answer>{escape(entry.proposed_answer or w['waiting'])}</div>"),
                self._behind(entry.gap.draft_ids),
            )
            for entry in self._found.gaps
        )
        return _table([w["question"], w["count"], w["answer"], w["tickets"]], rows)

    def _faulty(self) -> str:
        w = self._w
        rows = (
            (
                self._found.names.get(one.document_id, one.source),
                self._label(one.kind),
                self._label(one.code),
                len(one.draft_ids),
                self._behind(one.draft_ids),
            )
            for one in self._found.faulty[:_MOST_ROWS]
        )
        return _table([w["source"], w["kind"], w["code"], w["count"], w["tickets"]], rows)

    def _repairs(self) -> str:
        w = self._w
        rows = (
            (
                self._found.names.get(one.document_id, one.document_id),
                self._label(one.kind),
                one.uses,
                one.corrected,
                self._behind(one.draft_ids),
            )
            for one in self._found.repairs[:_MOST_ROWS]
        )
        return _table([w["document"], w["kind"], w["uses"], w["corrected"], w["tickets"]], rows)

    def _edit_bars(self) -> str:
        counts = Counter[str]()
        for edit in self._found.edits:
            counts[self._label(edit.kind)] += edit.count
        return plots.bars(counts.most_common(), self._w["edits"])

    def _edits(self) -> str:
        """By drafter, and by the source that the changed words were cited from."""
        w, drafters, sources = self._w, Counter[tuple[str, str]](), Counter[tuple[str, str]]()
        for edit in self._found.edits:
            drafters[edit.kind, edit.drafter] += edit.count
            if edit.document_id:
                name = self._found.names.get(edit.document_id, edit.document_id)
                sources[name, edit.kind] += edit.count
        first = ((self._label(kind), drafter, n) for (kind, drafter), n in drafters.most_common())
        second = (
            (name, self._label(kind), n) for (name, kind), n in sources.most_common(_MOST_ROWS)
        )
        by_source = _table([w["document"], w["change"], w["count"]], second)
        title = f"<h2>{escape(w['by_source'])}</h2>" if by_source else ""
        return _table([w["change"], w["drafter"], w["count"]], first) + title + by_source


# --- cells -------------------------------------------------------------------------------


def _tile(name: str, value: str, before: str, w: Mapping[str, str]) -> str:
    then = f"<span>{escape(before)} {w['before']}</span>" if before else ""
    return f"<div class=tile><span>{escape(name)}</span><b>{escape(value)}</b>{then}</div>"


def _percent(share: float | None) -> str:
    return f"{share:.0%}" if share is not None else "–"


def _minutes_of(week: Week) -> float | None:
    return round(week.median_seconds / 60, 1) if week.median_seconds is not None else None


def _minutes(week: Week) -> str:
    minutes = _minutes_of(week)
    return f"{minutes:.1f}" if minutes is not None else "–"


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
    rows_html = "".join(f"<tr>{line}" for line in lines)
    return f"<div class=wide><table><tr>{top}{rows_html}</table></div>"


def _is_number(cell: Cell | _Raw) -> bool:
    return isinstance(cell, int | float | None) or bool(_NUMBERS.fullmatch(cell))


def _shown(cell: Cell | _Raw) -> str:
    if isinstance(cell, _Raw):
        return cell
    if cell is None:
        return "–"
    return escape(f"{cell:g}" if isinstance(cell, float) else str(cell))
