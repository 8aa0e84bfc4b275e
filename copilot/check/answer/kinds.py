"""What kind of answer a question asks for, and whether a text holds one.

A question may ask for several; one that asks for none of these expects nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["when", "amount", "where", "why", "how", "yes_no", "which"]
_I = re.IGNORECASE
_MONTHS = (
    "januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember"
    "|january|february|march|may|june|july|october|december"
)


@dataclass(frozen=True, slots=True)
class KindPattern:
    """How a kind is asked for and what an answer of that kind contains."""

    asked: re.Pattern[str]
    given: re.Pattern[str]


KINDS: Mapping[Kind, KindPattern] = {
    "when": KindPattern(
        re.compile(
            r"\b(?:wann|wie lange?|wie schnell|bis wann|ab wann|seit wann|wie oft|how long|how soon"
            r"|how often|how fast|when|what time|by what date|dauer\w*|frist\w*|deadline)\b",
            _I,
        ),
        re.compile(
            rf"\b\d+\s*\.?\s*(?:{_MONTHS})\b|\b(?:tage?n?|wochen?|monate?n?|jahre?n?|stunden?"
            rf"|minuten?"
            r"|werktage?n?|sofort|umgehend|heute|morgen|täglich|wöchentlich|monatlich|jährlich|uhr"
            r"|sobald|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|days?|weeks?"
            r"|months?"
            r"|years?|hours?|minutes?|immediately|today|tomorrow|daily|weekly|monthly|as soon as"
            r"|until"
            r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|einmal|regelmäßig|once"
            r"|every"
            rf"|{_MONTHS})\b|\b\d{{1,2}}\.\d{{1,2}}\.",
            _I,
        ),
    ),
    "amount": KindPattern(
        re.compile(
            r"\b(?:wie ?viele?n?|was kostet|was kosten|kostet|kosten|kostenlos|preis\w*"
            r"|wie teuer|wie hoch"
            r"|wie groß|wie schwer|wie breit|wie warm|how much|how many|how big|how large"
            r"|how heavy|cost"
            r"|costs|price|fees?|gebühr\w*)\b",
            _I,
        ),
        re.compile(
            r"\d|\b(?:kostenlos|kostenfrei|gratis|umsonst|keine kosten|free|no charge|no cost"
            r"|zwei|drei|vier"
            r"|fünf|two|three|four|five|alle|beliebig\w*|unbegrenzt|unlimited|any number)\b|[€$£%]",
            _I,
        ),
    ),
    "where": KindPattern(
        re.compile(r"\b(?:wo|wohin|woher|where|an welche adresse|to which address)\b", _I),
        re.compile(
            r"https?://|www\.|\b(?:unter|auf der|auf dem|im|in der|in den|am|beim|bei der"
            r"|filiale|adresse"
            r"|seite|website|konto|menü|einstellungen|postfiliale|under|at|on the|in the|page"
            r"|address"
            r"|website|account|settings|menu|here|hier|link)\b",
            _I,
        ),
    ),
    "why": KindPattern(
        re.compile(
            r"\b(?:warum|wieso|weshalb|weswegen|aus welchem grund|why|how come|reason)\b", _I
        ),
        re.compile(
            r"\b(?:weil|da|denn|grund|gründe\w*|deshalb|daher|dadurch|aufgrund|wegen|damit"
            r"|liegt (?:an|daran)"
            r"|because|since|as|due to|reason|therefore|so that|caused|in order to|this is)\b",
            _I,
        ),
    ),
    "how": KindPattern(
        re.compile(
            r"\b(?:wie (?:kann|muss|soll|funktioniert|geht|bekomme|erhalte|mache|reinige|stelle"
            r"|finde|komme|krieg)"
            r"|wie\b(?!.{0,3}(?:viel|lang|hoch|oft|groß|teuer))|was (?:muss|kann|soll|mache|tun)"
            r"|how (?:do|can|to"
            r"|should|does|would)|what (?:should|can|do) i|instructions?|anleitung)\b",
            _I,
        ),
        re.compile(
            r"\b(?:klicken|wählen|öffnen|drücken|gehen sie|geben sie|melden sie|senden sie"
            r"|nutzen sie|stellen"
            r"|können|kannst|müssen|bitte|zuerst|danach|anschließend|schritt\w*|click|select"
            r"|open|press|go to"
            r"|enter|use|choose|first|then|next|step|please|you can|follow|install|check"
            r"|make sure)\b",
            _I,
        ),
    ),
    "yes_no": KindPattern(
        re.compile(
            r"(?:^|[.!?,;]\s*|\b(?:und|and|or|oder)\s+)(?:kann|können|könnt\w*|ist|sind|gibt|hat"
            r"|haben|habt|darf"
            r"|dürfen|muss|müssen|wird|werden|soll\w*|lässt|passt|passen|geht|funktioniert"
            r"|brauch\w*|bekomm\w*"
            r"|do|does|did|is|are|can|could|will|would|has|have|may|should|must)\s",
            _I,
        ),
        re.compile(
            r"\b(?:ja|nein|nicht|kein\w*|leider|möglich|gerne?|natürlich|selbstverständlich|yes"
            r"|no|not|cannot"
            r"|unfortunately|possible|of course|sure|can|kann|können|n't)\b",
            _I,
        ),
    ),
    "which": KindPattern(
        re.compile(
            r"\b(?:welche[nmrs]?|was für|which|what kind|what (?:is|are)|was (?:ist|sind))\b", _I
        ),
        re.compile(
            r"\b(?:ist|sind|folgende\w*|is|are|following|nämlich|namely)\b|:\s*\n|^\s*[-*•]",
            _I | re.M,
        ),
    ),
}


def asked(question: str) -> frozenset[Kind]:
    """The kinds of answer that the question asks for."""
    return frozenset(kind for kind, pattern in KINDS.items() if pattern.asked.search(question))


def share_given(question: str, text: str) -> float:
    """The share of the expected kinds that the text holds; 1 where nothing is expected."""
    wanted = asked(question)
    if not wanted:
        return 1.0
    return sum(KINDS[kind].given.search(text) is not None for kind in wanted) / len(wanted)
