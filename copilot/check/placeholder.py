"""Placeholders that nobody filled in, in the syntax of every helpdesk, and scrub marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copilot.check.case import Fault
from copilot.check.reading import Reading, blank
from copilot.check.words import shorten
from copilot.messages import FindingCode, Severity, Span

_WORD = (
    r"(?:vor|nach|kunden?|first|last|full|sur|customer|user|agent|product|produkt)?[ _.-]?"
    r"(?:name|nachname|vorname|anrede|datum|date|betrag|amount|preis|price|link|url|nummer|number"
    r"|nr|order|bestellung|bestellnummer|ordernumber|kundennummer|tracking|trackingnummer"
    r"|sendungsnummer|produkt|product|artikel|item|adresse|address|firma|company|shop|shopname"
    r"|agent|mitarbeiter|signatur|signature|grund|reason|text|email|e-mail|telefon|phone|ort|stadt"
    r"|city|zeitraum|tage|days|iban|code|gutscheincode|voucher)"
)
_FILL = (
    r"(?:einfügen|einsetzen|ergänzen|eintragen|insert|enter|fill in|tbd|todo|hier|here"
    r"|placeholder|platzhalter)"
)
_FLAGS = re.IGNORECASE

SCRUB_MARK = re.compile(r"⟦[^⟧\n]{0,60}⟧?|⟧")
PATTERNS: tuple[re.Pattern[str], ...] = (
    re.compile(r"\{\{[^{}\n]{0,120}\}\}|\{%[^{}\n]{0,120}%\}|\{\{|\}\}"),  # Zendesk, Liquid, Jinja
    re.compile(r"\*\|[A-Z0-9_:]{1,60}\|\*", _FLAGS),  # Mailchimp
    re.compile(r"[$#!@]\{[^{}\n]{1,80}\}"),  # ${x}, #{x}, !{x}
    re.compile(r"\{![^{}\n]{1,80}\}"),  # Salesforce
    re.compile(r"(?<![\w$#!@{])\{[A-Za-zÄÖÜäöüß_][\w .:|ÄÖÜäöüß-]{0,60}\}"),  # {x}
    re.compile(r"\{[A-Za-z_]\w{0,40}\}"),
    re.compile(r"%%?[A-Za-zÄÖÜ][A-Za-z0-9_.ÄÖÜ-]{1,60}%%?"),  # %X%
    re.compile(r"\[%[^\]\n]{1,60}%?\]|\[\[[^\]\n]{1,60}\]\]"),
    re.compile(r"<<[^<>\n]{1,60}>>|«[A-Za-z_ÄÖÜäöü]{1,30}»|‹[A-Za-z_ÄÖÜäöü]{1,30}›"),
    re.compile(r"@@\w{1,40}@@|##\w[\w ]{0,40}##|__[A-Z][A-Z_ ]{1,40}__|\$[A-Z][A-Z_]{2,40}\$?"),
    re.compile(r"\[[A-ZÄÖÜ][A-ZÄÖÜ0-9_ /.-]{1,60}\](?!\()"),  # [NAME]
    re.compile(rf"\[[^\]\n]{{0,40}}\b{_FILL}\b[^\]\n]{{0,40}}\](?!\()", _FLAGS),
    re.compile(rf"\[(?:ihr |dein |your |the |der |die |das )?{_WORD}\](?!\()", _FLAGS),
    re.compile(rf"<(?:ihr |dein |your )?{_WORD}>|<[a-z]+(?:[_.][a-z]+)+>", _FLAGS),
    re.compile(rf"\((?:bitte )?{_WORD}\b[^)\n]{{0,30}}\b{_FILL}\)", _FLAGS),
    re.compile(r"\b[Xx]{2}\.[Xx]{2}\.(?:[Xx]{2,4}|\d{4})?|\bXX+(?:[,.-]XX+)*\b|\bxxx+\b"),
    re.compile(r"(?<!\w)_{2,}(?!\w)|(?<![.\w])\.{6,}(?!\w)|…{2,}"),
    re.compile(r"\blorem ipsum\b[^\n.]{0,80}", _FLAGS),
    re.compile(r"\b(?:TODO|TBD|FIXME)\b"),
    re.compile(
        r"\bSehr geehrte(?:r/|/r|\(r\)|\*r|:r| Frau\s?/\s?Herr| Herr\s?/\s?Frau)[^,\n]{0,40}"
    ),
    re.compile(r"\b(?:None|null|undefined|NaN)\b(?=\s*[,.!]|$)", re.MULTILINE),
)
_MASKED = re.compile(r"https?://\S+|`[^`\n]*`", _FLAGS)
_SIZES = re.compile(r"^(?:XXL|XXXL|XXS|XXXXL|XX)$")


class UnfilledPlaceholder:
    """Any placeholder left in the reply; overlapping ones are reported once."""

    code: FindingCode = "unfilled_placeholder"
    severity: Severity = "block"

    def faults(self, reading: Reading) -> Iterator[Fault]:
        for start, end in placeholders(reading.reply):
            text = reading.reply[start:end]
            key = "scrub_mark" if text[0] in "⟦⟧" else "placeholder"
            yield Fault(key, (start, end), values={"text": shorten(text, 40)})


def placeholders(reply: str) -> list[Span]:
    """Spans of all placeholders, in order, without overlaps (the longest wins)."""
    text = _MASKED.sub(blank, reply)
    found = [m.span() for m in SCRUB_MARK.finditer(reply)]
    found += [m.span() for p in PATTERNS for m in p.finditer(text) if not _SIZES.match(m.group())]
    found.sort(key=lambda s: (s[0], -s[1]))
    kept: list[Span] = []
    for span in found:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
