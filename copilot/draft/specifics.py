"""What in a past answer or macro was said to one customer and must not be said to another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from copilot.messages import Evidence
from copilot.onecase import concerns_one_case, is_rule
from knowledge.entities import Entity, find_entities
from knowledge.quantities import Quantity, find_quantities, is_money, same_quantity

# Perhaps true for a while only: who confirms an answer says that it goes on.
_FLEETING_DE = (
    r"\b(?:am|bis|ab|vom) (?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|"
    r"sonntag)\b(?! bis)(?!,? \d{1,2} uhr)(?!s)|\b(?:im moment|zur ?zeit|derzeit|momentan)\b"
)
_FLEETING_EN = (
    r"\bon (?:mon|tues|wednes|thurs|fri|satur|sun)day\b(?! to)|"
    r"\b(?:at the moment|currently|right now)\b"
)
_FLEETING = {"de": re.compile(_FLEETING_DE, re.I), "en": re.compile(_FLEETING_EN, re.I)}
_ATTACHED = re.compile(
    (
        r"\b(?:anbei|im anhang|angehängt|beigefügt|als anhang|in der anlage|attached|enclosed|"
        r"attachment)\b"
    ),
    re.I,
)
_PERSONAL = frozenset(
    {"order_number", "tracking_number", "email", "phone", "iban", "address", "name", "reference"}
)
# Tax and account numbers: two capitals, then digits, perhaps in groups; and codes like 77K120.
_NUMBERED = re.compile(
    r"\b[A-Z]{2}\d{4,}[\dA-Z]*(?:[.\-/ ]\d{2,})*\b|\b\d+[A-Z]{1,3}\d{2,}[\dA-Z]*\b"
)
# Of the one piece that somebody bought.
_PIECE = re.compile(
    r"\b(?:lot|batch|charge|seriennummer|serial number)\s+(?:n[or]\.?\s*)?(\w*\d\w*)", re.I
)


def is_attachment_claim(text: str) -> bool:
    return _ATTACHED.search(text) is not None


def belongs_to_another_case(
    text: str,
    language: str,
    supported: Iterable[Quantity],
    known_links: str,
    *,
    confirmed: bool = False,
) -> bool:
    """Whether a sentence of a past answer or macro was true for its own case only.

    `supported` are the quantities that public documents on the same question state;
    `known_links` is text whose links and contacts are the shop's own. Of a reply that an
    editor `confirmed` nothing falls that merely sounds fleeting, no contact and no date.
    """
    if concerns_one_case(text, language):
        return True
    if confirmed:
        return False
    if _FLEETING.get(language, _FLEETING["en"]).search(text) and not is_rule(text):
        return True
    for entity in _entities_in(text, language):
        if entity.kind in _PERSONAL and entity.text not in known_links:
            return True
        if entity.kind == "date" and re.search(r"\d", entity.text):
            return True
    numbers = [*_NUMBERED.findall(text), *_PIECE.findall(text)]
    if any(number not in known_links for number in numbers):
        return True
    return any(
        is_money(quantity)
        and _is_a_payment(text)
        and not any(same_quantity(quantity, other) for other in supported)
        for quantity in quantities_in(text, language)
    )


def contradicts(text: str, language: str, stated: Iterable[Quantity]) -> bool:
    """Whether a sentence names a quantity where documents name only others of its unit."""
    others = list(stated)
    for quantity in quantities_in(text, language):
        same_unit = [other for other in others if quantity.unit and other.unit == quantity.unit]
        if same_unit and not any(same_quantity(quantity, other) for other in same_unit):
            return True
    return False


def quantities_of(evidence: Iterable[Evidence]) -> list[Quantity]:
    """The quantities that documents (not past answers, not macros) state."""
    return [
        quantity
        for source in evidence
        if source.kind in ("policy", "product", "document") and not source.internal
        for quantity in quantities_in(source.text, source.language)
    ]


@lru_cache(maxsize=4096)
def quantities_in(text: str, language: str) -> tuple[Quantity, ...]:
    return tuple(find_quantities(text, language))


@lru_cache(maxsize=4096)
def _entities_in(text: str, language: str) -> tuple[Entity, ...]:
    return tuple(find_entities(text, language))


def _is_a_payment(text: str) -> bool:
    return bool(
        re.search(
            r"\b(?:dein\w*|ihr\w*|your|den|die|the) [€$£]?\d|\b(?:amount of|betrag|"
            r"erstattung (?:über|von)|gutschrift|"
            r"gutschein|gutgeschrieben|refund of|voucher)\b|"
            r"\b(?:we|wir) (?:refund(?:ed)?|credit(?:ed)?|erstatte[nt]|überweisen)\b[^.;]{0,25}\d",
            text,
            re.I,
        )
    )
