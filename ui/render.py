"""HTML fragments of the panel. Each takes values and `Words`, and escapes what it shows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from copilot.messages import (
    CheckResult,
    Citation,
    Evidence,
    Finding,
    QuestionStatus,
    Verdict,
)
from ui.markup import Mark, Pin, attribute, escaped, marked, prose, shortened
from ui.pieces import MOST_CHARS, long_text, opening, titled
from ui.state import STEPS, Notice, View, numbered
from ui.words import Words

MOST_FINDINGS = 50  # more help nobody; the rest is counted
_STATUS_ICON = {"answered": "✓", "partly": "◐", "unanswered": "✕", "deferred": "…"}
_VERDICT_ICON = {"pass": "✓", "review": "!", "block": "✕"}


def notice(found: Notice | None, words: Words) -> str:
    if found is None:
        return ""
    values = {name: escaped(value) for name, value in found.values}
    key = found.key if words.knows(found.key) else "error_internal"
    detail = _detail(found, words) if found.detail else ""
    role = "alert" if found.tone in {"bad", "warn"} else "status"
    need = ' data-need="reason"' if key.startswith("why_") else ""
    head = f'<div class="rc-notice rc-{found.tone}" role="{role}"{need}>'
    return f"{head}{words(key, **values)}{detail}</div>"


def _detail(found: Notice, words: Words) -> str:
    """What the core, a helpdesk or a model says itself is in English; where there is a sentence
    of ours for it, that one, and the other in its title."""
    if not words.knows(found.told):
        return f'<span class="rc-sub" lang="en">{escaped(found.detail)}</span>'
    values = {name: escaped(value) for name, value in found.values}
    title = attribute(found.detail)
    return f'<span class="rc-sub" title="{title}">{words(found.told, **values)}</span>'


def translation(key: str, text: str | None, words: Words) -> str:
    """A text in the page's language, under its heading; nothing where there is none."""
    if not text:
        return ""
    inner = f'<div class="rc-card"><div class="rc-text">{long_text(text, words)}</div></div>'
    return titled(words(key), inner)


def progress(view: View, words: Words) -> str:
    """The four steps while a draft comes into being, else nothing."""
    if not view.is_busy:
        return ""
    now = STEPS.index(view.step) if view.step in STEPS else 0
    items = []
    for place, step in enumerate(STEPS):
        css = "done" if place < now else "now" if place == now else "later"
        items.append(f'<li class="{css}">{words(f"step_{step}")}</li>')
    return f'<ol class="rc-steps" role="status">{"".join(items)}</ol>'


# --- the verdict --------------------------------------------------------------------------


def verdict(
    found: Verdict | None,
    findings: Sequence[Finding],
    words: Words,
    note: str = "",
    *,
    superseded: bool = False,
) -> str:
    """What the checks say in one line; of a draft that a new message superseded just that."""
    if found is None:
        return ""
    if superseded:
        return _verdict("stale", "!", words("state_stale"), "")
    counts = {
        level: sum(f.severity == level for f in findings) for level in ("block", "review", "hint")
    }
    parts = [words(f"count_{level}", n=str(n)) for level, n in counts.items() if n]
    sub = " · ".join([*parts, *([note] if note else [])])
    return _verdict(found, _VERDICT_ICON[found], words(f"verdict_{found}"), sub)


def _verdict(css: str, icon: str, title: str, sub: str) -> str:
    rest = f'<div class="rc-sub">{sub}</div>' if sub else ""
    return (
        f'<div class="rc-verdict rc-v-{css}" role="status">'
        f'<span class="rc-icon" aria-hidden="true">{icon}</span>'
        f"<div><b>{title}</b>{rest}</div></div>"
    )


def questions(found: Sequence[QuestionStatus], words: Words) -> str:
    """How the reply deals with each question."""
    if not found:
        return ""
    rows = "".join(
        f'<li class="rc-s-{item.status}"{_jump(item.reply_span)}>'
        '<span class="rc-icon" aria-hidden="true">'
        f"{_STATUS_ICON[item.status]}</span>{_asked(item)}"
        f'<span class="rc-status">{words(f"status_{item.status}")}</span></li>'
        for item in found
    )
    return titled(words("questions_title"), f'<ul class="rc-questions">{rows}</ul>')


def _asked(item: QuestionStatus) -> str:
    text = escaped(shortened(item.text, 300))
    if item.reply_span is None:
        return f"<span>{text}</span>"
    return f'<button type="button" class="rc-plain">{text}</button>'


def findings(
    found: Sequence[Finding], words: Words, numbers: Mapping[str, int], *, known: frozenset[str]
) -> str:
    """`numbers`: of cited evidence; `known`: ids of all evidence that is shown."""
    shown = found[:MOST_FINDINGS]
    rows = "".join(_finding(place, item, words, numbers, known) for place, item in enumerate(shown))
    if not rows:
        return ""
    more = len(found) - len(shown)
    rest = f'<p class="rc-sub">{words("findings_more", n=str(more))}</p>' if more else ""
    return titled(words("findings_title"), f'<ul class="rc-findings">{rows}</ul>{rest}')


def _finding(
    place: int, item: Finding, words: Words, numbers: Mapping[str, int], known: frozenset[str]
) -> str:
    chips = "".join(
        chip(evidence_id, numbers.get(evidence_id), words)
        for evidence_id in item.evidence[:5]
        if evidence_id in known
    )
    where = ""
    if item.reply_span:
        show = words("finding_show")
        where = f'<button type="button" class="rc-link rc-where">{show}</button>'
    return (
        f'<li class="rc-finding rc-f-{item.severity}" data-finding="{place}"'
        f"{_jump(item.reply_span)}>"
        f'<div class="rc-head"><b>{words(f"finding_{item.code}")}</b>'
        f'<span class="rc-sev">{words(f"severity_{item.severity}")}</span></div>'
        f"<div>{escaped(shortened(item.said(words.language), 600))}</div>"
        f'<div class="rc-foot">{chips}{where}</div></li>'
    )


def _jump(span: tuple[int, int] | None) -> str:
    if span is None:
        return ""
    return f' data-start="{span[0]}" data-end="{span[1]}"'


def chip(evidence_id: str, number: int | None, words: Words) -> str:
    """A citation's number; a source that is not cited shows an arrow."""
    title = words("chip_title")
    return (
        f'<button type="button" class="rc-chip" data-source="{attribute(evidence_id)}" '
        f'title="{title}" aria-label="{title} {number or ""}">{number or "↗"}</button>'
    )


# --- the reply in place -------------------------------------------------------------------


def overlay(
    text: str, found: Sequence[Finding], citations: Sequence[Citation], words: Words, key: str = ""
) -> str:
    """The editor's text again, to be laid over it: underlines where findings are, chips in
    the margin where sources are; nothing of a huge one. `key` names the draft and its version."""
    if len(text) > MOST_CHARS:
        return _overlay("", key)
    ranks = {"block": 0, "review": 1, "hint": 2}
    marks = [
        Mark(*f.reply_span, css=f"rc-m-{f.severity}", key=str(place), rank=ranks[f.severity])
        for place, f in enumerate(found[:MOST_FINDINGS])
        if f.reply_span is not None
    ]
    numbers = numbered(citations)
    pins = [
        Pin(
            c.end,
            f'<span class="rc-pin">{chip(c.evidence_id, numbers[c.evidence_id], words)}</span>',
        )
        for c in citations
    ]
    return _overlay(marked(text, marks, pins), key)


def _overlay(inner: str, key: str) -> str:
    return f'<div class="rc-overlay" data-draft="{attribute(key)}">{inner}</div>'


def sources(found: Sequence[Evidence], citations: Sequence[Citation], words: Words) -> str:
    """Cited passages first, by number; the others folded away; internal ones are marked."""
    numbers = numbered(citations)
    if not found:
        return ""
    cited = sorted((e for e in found if e.id in numbers), key=lambda e: numbers[e.id])
    others = [e for e in found if e.id not in numbers]
    rows = "".join(source(e, words, numbers.get(e.id)) for e in cited)
    rest = "".join(source(e, words, None) for e in others)
    if rest:
        rest = (
            f'<details class="rc-more"><summary>'
            f"{words('sources_more', n=str(len(others)))}</summary>{rest}</details>"
        )
    return titled(words("sources_title"), rows + rest)


def source(item: Evidence, words: Words, number: int | None) -> str:
    tags = [words(f"kind_{item.kind}")]
    if item.internal:
        tags.append(f'<b class="rc-internal">{words("source_internal")}</b>')
    if item.date:
        tags.append(escaped(words.date(item.date)))
    if item.valid_until:
        tags.append(f"{words('source_until')} {escaped(words.date(item.valid_until))}")
    tags.append(f'<span class="rc-path">{escaped(item.source)}</span>')
    asked = f'<p class="rc-asked">{escaped(shortened(item.asked, 500))}</p>' if item.asked else ""
    insert = ""
    if item.kind in {"past_answer", "macro"} and not item.internal:
        insert = (
            f'<button type="button" class="rc-link" data-act="insert" '
            f'data-id="{attribute(item.id)}">{words("source_insert")}</button>'
        )
    badge = f'<span class="rc-chip">{number}</span>' if number else ""
    return (
        f'<details class="rc-source" data-evidence="{attribute(item.id)}"><summary>{badge}'
        f"<span>{escaped(shortened(item.title, 160))}</span></summary>{asked}"
        f'<div class="rc-text rc-quote">{long_text(item.text, words, prose)}</div>'
        f'<div class="rc-foot"><span class="rc-sub">{" · ".join(tags)}</span>{insert}</div>'
        "</details>"
    )


def inserted(text: str, nonce: str, *, whole: bool = False) -> str:
    """A text for the script to put where the cursor was, or in the place of the whole text;
    `nonce` tells it from the last."""
    instead = " data-whole" if whole else ""
    return f'<span hidden data-inserted="{attribute(text)}" data-nonce="{nonce}"{instead}></span>'


def others(names: Sequence[str], words: Words) -> str:
    """Who else has the draft open."""
    if not names:
        return ""
    shown = ", ".join(escaped(name) if name else words("others_unknown") for name in names)
    return f'<div class="rc-notice rc-info" role="status">{words("others_here", names=shown)}</div>'


def conflict(view: View, words: Words) -> str:
    """What somebody else made of the draft, with a way to take it over; else the texts that
    stood here before."""
    other = view.conflict
    if other is None:
        return _earlier(view, words)
    newer = view.draft is not None and other.id != view.draft.id
    title = words("conflict_newer" if newer else "conflict_title")
    take = words("conflict_open" if newer else "conflict_take")
    text = other.decision.reply if other.decision and other.decision.reply else other.reply
    reason = other.decision.reason if other.decision else ""
    why = f'<p class="rc-sub">{words("conflict_reason")} {escaped(reason)}</p>' if reason else ""
    return (
        f'<section class="rc-card rc-conflict" aria-label="{title}">'
        f"<h2>{title} · {words(f'state_{other.state}')}</h2>{why}"
        f'<div class="rc-text">{long_text(text, words)}</div>'
        f'<button type="button" class="rc-link" data-act="take" data-id="{attribute(other.id)}">'
        f"{take}</button></section>"
    )


def _earlier(view: View, words: Words) -> str:
    if not view.earlier or not view.is_open:
        return ""
    rows = "".join(
        f'<details class="rc-source"><summary><span>{escaped(opening(text))}</span></summary>'
        f'<div class="rc-text rc-quote">{long_text(text, words)}</div>'
        f'<button type="button" class="rc-link" data-act="earlier" data-id="{place}">'
        f"{words('earlier_take')}</button></details>"
        for place, text in reversed(list(enumerate(view.earlier)))
    )
    return titled(words("earlier_title"), rows)


# --- the page ---------------------------------------------------------------------------


def brand(shop: str) -> str:
    name = f'<span class="rc-sub">{escaped(shop)}</span>' if shop else ""
    logo = '<span class="rc-logo" aria-hidden="true"></span>'
    return f'<div class="rc-brand">{logo}<h1>Reply Copilot</h1>{name}</div>'


def keys_help(words: Words) -> str:
    """Which keys do what, in a dialog that the script opens; it finds its own word in it."""
    rows = "".join(
        f"<tr><th scope='row'>{_keys(keys, words)}</th><td>{words(key)}</td></tr>"
        for keys, key in _KEYS
    )
    return (
        f'<button type="button" class="rc-link" data-keys data-copied="{words("draft_copied")}">'
        f"{words('keys_open')} <kbd>?</kbd></button>"
        f'<dialog class="rc-keys" aria-labelledby="rc-keys-title">'
        f'<h2 id="rc-keys-title">{words("keys_title")}</h2><table>{rows}</table>'
        f'<form method="dialog"><button class="rc-button">{words("keys_close")}</button></form>'
        "</dialog>"
    )


_KEYS = (
    ("{ctrl}+Enter", "keys_go"),
    ("Alt+1 … 5", "keys_tabs"),
    ("F8 / {shift}+F8", "keys_findings"),
    ("Alt+A", "keys_alternatives"),
    ("Alt+N", "keys_next"),
    ("Alt+R", "keys_reject"),
    ("Alt+C", "keys_copy"),
    ("Alt+H", "keys_copy_html"),
    ("Alt+E", "keys_editor"),
    ("{ctrl}+Z", "keys_undo"),
    ("Esc", "keys_escape"),
    ("?", "keys_help"),
)


def _keys(keys: str, words: Words) -> str:
    named = keys.format(ctrl=words("key_ctrl"), shift=words("key_shift"))
    return "".join(
        f"<kbd>{part}</kbd>" if part not in {"+", " / ", " … "} else part
        for part in re.split(r"(\+| / | … )", named)
    )


def check_result(result: CheckResult | None, words: Words) -> str:
    """Everything that a check of one's own text says."""
    if result is None:
        return ""
    chance = words("check_chance", n=str(round(result.answers_message * 100)))
    known = frozenset(e.id for e in result.evidence)
    return (
        verdict(result.verdict, result.findings, words, chance)
        + findings(result.findings, words, {}, known=known)
        + questions(result.questions, words)
        + sources(result.evidence, (), words)
    )
