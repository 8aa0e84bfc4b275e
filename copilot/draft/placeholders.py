"""Gaps in macros and scrub marks in past answers, filled with this customer's own facts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from copilot.draft.case import DraftCase
from copilot.draft.dates import days_of, written
from copilot.draft.greeting import known_customer

# The syntaxes of helpdesks and of shops' own text blocks.
_GAP = re.compile(
    r"\{\{\{?\s*(?P<a>[^{}\n]{1,120}?)\s*\}?\}\}|⟦(?P<b>[^⟧\n]{1,60})⟧|\*\|(?P<c>[^|\n]{1,60})\|\*|"
    r"[$#!]\{(?P<d>[^{}\n]{1,80})\}|<<(?P<e>[^<>\n]{1,60})>>|«(?P<f>[\w ._ÄÖÜäöü]{1,40})»|"
    r"\[\[(?P<g>[^\]\n]{1,60})\]\]|\[%?(?P<h>[A-ZÄÖÜ][^\]\n]{1,60}?)%?\](?!\()|"
    r"%%?(?P<i>[A-Za-zÄÖÜ][\w.ÄÖÜ-]{1,60})%%?|"
    r"\{(?P<j>[A-Za-zÄÖÜäöüß_][\w .:-]{0,60})\}|"
    r"<(?P<k>[a-zäöü]{1,40}(?:[_ .-][a-zäöü]{1,40}){0,3}|"
    r"(?!(?:STRG|CTRL|ENTER|SHIFT|ENTF|TABLE|STRONG|SPAN)>)"  # keys and markup
    r"[A-ZÄÖÜ]{4,40}(?:[_ .-][A-ZÄÖÜ]{1,40}){0,3})>|"
    r"##(?P<l>\w[\w ]{0,40})##|__(?P<m>[A-Z][A-Z_ ]{1,40})__|\bX{3,}\b|_{3,}"
)
# What a gap's name means, first match wins.
_MEANINGS: tuple[tuple[str, str], ...] = (
    ("tracking_url", r"track\w*.?(?:url|link)|sendungs\w*.?(?:link|url)|tracking$|verfolgung"),
    ("tracking_number", r"track|sendungsnummer|paketnummer"),
    ("order_number", (
r"(?:order|bestell\w*|auftrags?\w*).?(?:number|no|nr|nummer|id|name)|^order$|"
r"^bestellung$|^bestellnr"
)),
    ("order_date", r"(?:order|bestell|kauf)\w*.?(?:date|datum)|created"),
    ("eta", (
r"\beta\b|(?:liefer|zustell|delivery|arrival|ship)\w*.?(?:date|datum|termin|tag)|"
r"versanddatum"
)),
    ("status", r"status"),
    ("agent", r"agent|mitarbeiter|bearbeiter|current_user|assignee|absender|signatur"),
    ("shop", r"shop|brand|firma|company|organi[sz]ation|store"),
    ("email", r"e?-?mail"),
    ("phone", r"phone|telefon"),
    ("first_name", r"\bfname|first.?name|vorname|given|rufname"),
    ("last_name", r"\blname|last.?name|nachname|surname|family"),
    ("salutation", r"anrede|salutation|title"),
    ("product", r"produkt|product|artikel|item"),
    ("name", r"name|kunde|customer|requester"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filled:
    """`complete`: no gap is left."""

    text: str
    complete: bool


def has_gap(text: str) -> bool:
    return _GAP.search(text) is not None


def fill(text: str, case: DraftCase, language: str, *, keep_open: bool = False) -> Filled:
    """The text with each gap that we can name a value for filled. The others go, or with
    `keep_open` stay as they are."""
    known = facts(case, language)
    open_gaps = 0

    def value(match: re.Match[str]) -> str:
        nonlocal open_gaps
        name = next((group for group in match.groups() if group), "")
        filled = known.get(meaning(name), "")
        open_gaps += not filled
        return filled or (match[0] if keep_open else "")

    return Filled(_GAP.sub(value, text), open_gaps == 0)


def meaning(name: str) -> str:
    """What a gap asks for: "ticket.requester.first_name" → "first_name"; "" where unknown."""
    lower = re.sub(r"[\s\-]+", "_", name.strip().lower())
    return next((key for key, pattern in _MEANINGS if re.search(pattern, lower)), "")


def facts(case: DraftCase, language: str) -> dict[str, str]:
    """This customer's and this order's facts by meaning."""
    customer, order = known_customer(case), case.understanding.order
    known = {
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "name": " ".join(filter(None, (customer.first_name, customer.last_name))),
        "agent": case.request.agent,
        "shop": case.shop.name,
    }
    if order is not None:
        days = days_of(order.eta)
        eta = written(days[-1], language, today=case.today) if days else order.eta
        names = [item.name for item in order.items if item.name]
        known |= {
            "order_number": order.number,
            "tracking_url": order.tracking_url,
            "order_date": written(order.date, language, today=case.today) if order.date else "",
            "eta": eta,
            "product": names[0] if len(names) == 1 else "",
        }
    return known
