"""Counter-questions, and whether the answer to one already stands in the message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from knowledge.entities import EntityKind

if TYPE_CHECKING:
    from copilot.check.reading import Reading

_ASKED_FOR: Mapping[EntityKind, re.Pattern[str]] = {
    "order_number": re.compile(
        r"\b(?:bestell|auftrags|order)[ -]?(?:nummer|nr|number|no|id)\b", re.IGNORECASE
    ),
    "email": re.compile(r"\be-?mail[ -]?(?:adresse|address)\b", re.IGNORECASE),
    "phone": re.compile(r"\b(?:telefon|handy|phone)[ -]?(?:nummer|number)\b", re.IGNORECASE),
    "iban": re.compile(r"\b(?:iban|bankverbindung|bank details|kontonummer)\b", re.IGNORECASE),
    "tracking_number": re.compile(
        r"\b(?:sendungs|tracking|paket)[ -]?(?:nummer|number)\b", re.IGNORECASE
    ),
}
_ASKS = re.compile(
    r"\?|\b(?:bitte|benötig\w*|brauch\w*|teil\w*|nenn\w*|send\w*|schick\w*|gib|geben|mitteil\w*|please|need"
    r"|provide|tell|share|could you|can you|let us know|confirm)\b",
    re.IGNORECASE,
)


def asks_again(sentence: str, reading: Reading) -> str | None:
    """What the sentence asks for although the message gives it; None where it does not."""
    if not _ASKS.search(sentence):
        return None
    there = {e.kind: e.text for e in reading.message_entities}
    for kind, pattern in _ASKED_FOR.items():
        match = pattern.search(sentence)
        if match and kind in there:
            return f"{match.group()} {there[kind]}"
    return None
