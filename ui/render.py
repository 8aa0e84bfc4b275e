"""HTML fragments of the panel. Each takes values and `Words`, and escapes what it shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from copilot.messages import (
    CheckResult,
    Citation,
    Customer,
    Evidence,
    Finding,
    Order,
    QuestionStatus,
    Understanding,
    Verdict,
)
from ui.markup import Mark, Pin, attribute, escaped, marked, prose, shortened
from ui.state import STEPS, Notice, View, numbered
from ui.words import Words

MOST_FINDINGS = 50  # more help nobody; the rest is counted
MOST_CHARS = 20_000  # of one text on the page; what is longer is cut, and says so
_TODAY_ONLY = dt.timedelta(hours=20)
_STATUS_ICON = {"answered": "✓", "partly": "◐", "unanswered": "✕", "deferred": "…"}
_VERDICT_ICON = {"pass": "✓", "review": "!", "block": "✕"}


def notice(found: Notice | None, words: Words) -> str:
    if found is None:
        return ""
    values = {name: escaped(value) for name, value in found.values}
    key = found.key if words.knows(found.key) else "error_internal"
    detail = f'<span class="rc-sub">{escaped(found.detail)}</span>' if found.detail else ""
    role = "alert" if found.tone in {"bad", "warn"} else "status"
    need = ' data-need="reason"' if key.startswith("why_") else ""
    head = f'<div class="rc-notice rc-{found.tone}" role="{role}"{need}>'
    return f"{head}{words(key, **values)}{detail}</div>"


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


# --- the message --------------------------------------------------------------------------


def message(view: View, words: Words, products: Mapping[str, str]) -> str:
    """The customer's words with the questions marked, and what is known of the case."""
    found = view.understanding
    if found is None:
        return ""
    given = view.draft.request.message if view.draft else None
    subject = (
        f'<h3 class="rc-subject">{escaped(given.subject)}</h3>' if given and given.subject else ""
    )
    whole = ""
    if given and given.text.strip() != found.body.strip():
        whole = _details(
            words("message_whole"), f'<div class="rc-text">{long_text(given.text, words)}</div>'
        )
    return (
        f'<section class="rc-card" aria-label="{words("message_title")}">'
        f"{badges(found, words)}{subject}"
        f'<div class="rc-text">{_body(found, words)}</div>{whole}'
        f"{_case(found, words, products)}</section>"
    )


def _body(found: Understanding, words: Words) -> str:
    if len(found.body) > MOST_CHARS:
        return long_text(found.body, words)
    marks = [
        Mark(*question.span, css="rc-q", key=question.id, rank=1) for question in found.questions
    ]
    marks += [Mark(*item.span, css="rc-esc", key=item.topic) for item in found.escalate]
    return marked(found.body, marks)


def badges(found: Understanding, words: Words) -> str:
    """Escalation, complaint, urgency: in words."""
    shown = [
        ("bad", f"{words('badge_escalate')} {words(f'topic_{topic}')}")
        for topic in dict.fromkeys(item.topic for item in found.escalate)
    ]
    if found.complaint:
        shown.append(("warn", words("badge_complaint")))
    if found.urgent:
        shown.append(("warn", words("badge_urgent")))
    inner = "".join(f'<span class="rc-badge rc-{tone}">{text}</span>' for tone, text in shown)
    return f'<div class="rc-badges">{inner}</div>' if inner else ""


def _case(found: Understanding, words: Words, products: Mapping[str, str]) -> str:
    """Customer, order and products. `products`: name per SKU."""
    rows = [
        (words("case_customer"), escaped(name_of(found.customer) or words("case_unknown"))),
        (
            words("case_address"),
            words(f"address_{found.form_of_address}") if found.language == "de" else "",
        ),
        (words("case_order"), _order(found.order, found.unknown_order, words)),
        (words("case_products"), _products(found.skus, products)),
    ]
    inner = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows if value)
    return f'<dl class="rc-case">{inner}</dl>'


def name_of(who: Customer) -> str:
    full = " ".join(part for part in (who.salutation, who.first_name, who.last_name) if part)
    return full or who.email


def _order(order: Order | None, unknown: str, words: Words) -> str:
    if order is None:
        if unknown:
            missing = words("case_order_unknown")
            return f'{escaped(unknown)} <span class="rc-badge rc-warn">{missing}</span>'
        return ""
    items = ", ".join(item.name or item.sku for item in order.items)
    facts = [
        f'<span class="rc-badge">{escaped(order.status)}</span>' if order.status else "",
        escaped(items),
        f"{words('case_eta')} {escaped(order.eta)}" if order.eta else "",
    ]
    rest = " · ".join(fact for fact in facts[1:] if fact)
    sub = f'<div class="rc-sub">{rest}</div>' if rest else ""
    return f"<b>{escaped(order.number)}</b> {facts[0]}{sub}"


def _products(skus: Sequence[str], products: Mapping[str, str]) -> str:
    names = [f"{escaped(products.get(sku, sku))}" for sku in skus]
    return "".join(f'<span class="rc-badge">{name}</span>' for name in names)


# --- the verdict --------------------------------------------------------------------------


def verdict(
    found: Verdict | None, findings: Sequence[Finding], words: Words, note: str = ""
) -> str:
    if found is None:
        return ""
    counts = {
        level: sum(f.severity == level for f in findings) for level in ("block", "review", "hint")
    }
    parts = [words(f"count_{level}", n=str(n)) for level, n in counts.items() if n]
    sub = " · ".join([*parts, *([note] if note else [])])
    return (
        f'<div class="rc-verdict rc-v-{found}" role="status">'
        '<span class="rc-icon" aria-hidden="true">'
        f"{_VERDICT_ICON[found]}</span><div><b>{words(f'verdict_{found}')}</b>"
        f"{f'<div class=rc-sub>{sub}</div>' if sub else ''}</div></div>"
    )


def questions(found: Sequence[QuestionStatus], words: Words) -> str:
    """How the reply deals with each question."""
    if not found:
        return ""
    rows = "".join(
        f'<li class="rc-s-{item.status}"{_jump(item.reply_span)}>'
        '<span class="rc-icon" aria-hidden="true">'
        f"{_STATUS_ICON[item.status]}</span><span>{escaped(shortened(item.text, 300))}</span>"
        f'<span class="rc-status">{words(f"status_{item.status}")}</span></li>'
        for item in found
    )
    return _titled(words("questions_title"), f'<ul class="rc-questions">{rows}</ul>')


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
    return _titled(words("findings_title"), f'<ul class="rc-findings">{rows}</ul>{rest}')


def _finding(
    place: int, item: Finding, words: Words, numbers: Mapping[str, int], known: frozenset[str]
) -> str:
    chips = "".join(
        chip(evidence_id, numbers.get(evidence_id), words)
        for evidence_id in item.evidence[:5]
        if evidence_id in known
    )
    where = f'<span class="rc-where">{words("finding_show")}</span>' if item.reply_span else ""
    return (
        f'<li class="rc-finding rc-f-{item.severity}" data-finding="{place}"'
        f"{_jump(item.reply_span)}>"
        f'<div class="rc-head"><b>{words(f"finding_{item.code}")}</b>'
        f'<span class="rc-sev">{words(f"severity_{item.severity}")}</span></div>'
        f"<div>{escaped(shortened(item.message, 600))}</div>"
        f'<div class="rc-foot">{chips}{where}</div></li>'
    )


def _jump(span: tuple[int, int] | None) -> str:
    if span is None:
        return ""
    return f' data-start="{span[0]}" data-end="{span[1]}" tabindex="0" role="button"'


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
    the margin where sources are. `key` names the draft and its version."""
    if len(text) > MOST_CHARS:
        return ""
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
    inner = marked(text, marks, pins)
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
    return _titled(words("sources_title"), rows + rest)


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
            f'<button type="button" class="rc-link" data-insert="{attribute(item.text)}">'
            f"{words('source_insert')}</button>"
        )
    badge = f'<span class="rc-chip">{number}</span>' if number else ""
    return (
        f'<details class="rc-source" data-evidence="{attribute(item.id)}"><summary>{badge}'
        f"<span>{escaped(shortened(item.title, 160))}</span></summary>{asked}"
        f'<div class="rc-text rc-quote">{long_text(item.text, words, prose)}</div>'
        f'<div class="rc-foot"><span class="rc-sub">{" · ".join(tags)}</span>{insert}</div>'
        "</details>"
    )


def conflict(view: View, words: Words) -> str:
    """What somebody else made of the draft, with a way to take it over."""
    other = view.conflict
    if other is None:
        return _undo(view, words)
    text = other.decision.reply if other.decision and other.decision.reply else other.reply
    reason = other.decision.reason if other.decision else ""
    why = f'<p class="rc-sub">{words("conflict_reason")} {escaped(reason)}</p>' if reason else ""
    return (
        f'<section class="rc-card rc-conflict" aria-label="{words("conflict_title")}">'
        f"<h4>{words('conflict_title')} · {words(f'state_{other.state}')}</h4>{why}"
        f'<div class="rc-text">{long_text(text, words)}</div>'
        f'<button type="button" class="rc-link" data-act="take" data-id="{attribute(other.id)}">'
        f"{words('conflict_take')}</button></section>"
    )


def _undo(view: View, words: Words) -> str:
    if not view.previous:
        return ""
    return f'<button type="button" class="rc-link" data-act="undo">{words("draft_undo")}</button>'


# --- the page ---------------------------------------------------------------------------


def brand(shop: str) -> str:
    name = f'<span class="rc-sub">{escaped(shop)}</span>' if shop else ""
    logo = '<span class="rc-logo" aria-hidden="true"></span>'
    return f'<div class="rc-brand">{logo}<b>Reply Copilot</b>{name}</div>'


def help_line(words: Words) -> str:
    """Which keys do what; the script finds its own word in it."""
    return f'<p class="rc-sub" data-copied="{words("draft_copied")}">{words("keys_help")}</p>'


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


def _titled(title: str, inner: str) -> str:
    return f'<section aria-label="{title}"><h4>{title}</h4>{inner}</section>'


def _details(title: str, inner: str) -> str:
    return f'<details class="rc-more"><summary>{title}</summary>{inner}</details>'


def long_text(text: str, words: Words, shown: Callable[[str], str] = escaped) -> str:
    """Escaped, and cut where a page would suffer."""
    if len(text) <= MOST_CHARS:
        return shown(text)
    cut = words("text_cut", n=str(len(text)))
    return f'{shown(text[:MOST_CHARS])}<p class="rc-sub">{cut}</p>'
