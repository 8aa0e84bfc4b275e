"""HTML of what came in: the customer's words with the questions marked, and the case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from copilot.messages import Customer, Order, Understanding
from ui.markup import Mark, escaped, marked
from ui.pieces import MOST_CHARS, details, long_text
from ui.state import View
from ui.words import Words


def message(view: View, words: Words, products: Mapping[str, str]) -> str:
    """The customer's words with the questions marked, and what is known of the case."""
    found = view.understanding
    if found is None:
        return ""
    given = view.draft.request.message if view.draft else None
    subject = (
        f'<h2 class="rc-subject">{escaped(given.subject)}</h2>' if given and given.subject else ""
    )
    whole = ""
    if given and given.text.strip() != found.body.strip():
        whole = details(
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
    asks = words("mark_question")
    marks = [
        Mark(*question.span, css="rc-q", key=question.id, rank=1, title=asks)
        for question in found.questions
    ]
    if found.complaint_span is not None:
        told = words("mark_complaint")
        marks.append(Mark(*found.complaint_span, css="rc-complaint", rank=1, title=told))
    for item in found.escalate:
        told = f"{words('badge_escalate')} {words(f'topic_{item.topic}')}"
        marks.append(Mark(*item.span, css="rc-esc", key=item.topic, title=told))
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
        f"{words('case_eta')} {escaped(_day(order.eta, words))}" if order.eta else "",
    ]
    rest = " · ".join(fact for fact in facts[1:] if fact)
    sub = f'<div class="rc-sub">{rest}</div>' if rest else ""
    return f"<b>{escaped(order.number)}</b> {facts[0]}{sub}"


def _day(text: str, words: Words) -> str:
    """A shop's date as the panel's language writes it; any other text as it is."""
    try:
        return words.date(dt.date.fromisoformat(text))
    except ValueError:
        return text


def _products(skus: Sequence[str], products: Mapping[str, str]) -> str:
    names = [f"{escaped(products.get(sku, sku))}" for sku in skus]
    return "".join(f'<span class="rc-badge">{name}</span>' for name in names)
