"""What in a past answer or macro was said to one customer and must not be said to another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from copilot.messages import Evidence
from knowledge.entities import Entity, find_entities
from knowledge.quantities import Quantity, find_quantities, is_money, same_quantity

# Things done or arranged for one person.
_DONE_DE = (
    r"\b(?:ich|wir)\b(?! (?:empfehlen|raten|bitten))[^.!?]{0,120}?\b(?:habe|haben|hatte|"
    r"hatten)\b|\b(?:habe|haben) (?:ich|wir)\b(?! (?:keine?n?|nur|auch|immer|leider|das|"
    r"den|die|ein\w*|noch) )|"
    r"\b(?:ich|wir) (?:habe|haben) (?:es|ihn|sie|das|dir|ihnen|dein\w*|ihr\w*|heute|"
    r"soeben|gerade|nun|jetzt|bereits|schon|mir|uns|die|den)\b|"
    r"\bich (?:lege|schicke|sende|buche|erstatte|storniere|veranlasse|überweise|trage|"
    r"leite|lasse|kümmere|prüfe|stelle|gebe|setze|schreibe|rufe|melde|tausche|kläre|frage|"
    r"schaue|sehe)\b|"
    r"\b(?:lege|schicke|sende|buche|erstatte|storniere|veranlasse|überweise|lasse|kümmere|"
    r"melde) ich\b|"
    r"\b(?:ist|sind|wurde|wurden) (?:\w+ ){0,6}?(?:veranlasst|storniert|erstattet|"
    r"gutgeschrieben|angewiesen|eingegangen|unterwegs|versandt|versendet|verschickt|"
    r"zugestellt|vermerkt|angekommen|überschnitten|beendet|pausiert|angelegt)\b|"
    r"\bhat sich seit\b|\b(?:noch )?heute\b|\bmorgen (?:früh|vormittag|nachmittag)?\b|"
    r"\bgestern\b|\bdiesmal\b|\bausnahmsweise\b|\b(?:aus )?kulanz\b|"
    r"\b(?:am|bis|ab|vom) (?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|"
    r"sonntag)\b(?! bis)(?!,? \d{1,2} uhr)(?!s)|\bdiese woche\b|\bnächste woche\b|"
    r"\bmit dem code\b|\bgutscheincode\b|\bgeben? (?:es|das) .{0,20}weiter\b|"
    r"\bhaben sich überschnitten\b|\b(?:im moment|zur ?zeit|derzeit|momentan)\b"
)
_DONE_EN = (
    r"\b(?:i|we)(?:'ve| have) (?:just |now |already |also |today )?(?:sent|refunded|"
    r"cancelled|canceled|issued|arranged|shipped|changed|added|opened|booked|received|"
    r"paused|noted|put|asked|forwarded|replaced|credited|checked|updated|processed|"
    r"registered|started)\b|"
    r"\b(?:i|we) (?:just |now |already )?(?:sent|refunded|cancelled|issued|arranged|"
    r"shipped|opened|credited|processed)\b|\bi(?:'ll| will| am going to|'m) \w+|"
    r"\b(?:has|have) been (?:\w+ ){0,2}?(?:refunded|cancelled|canceled|shipped|sent|"
    r"arranged|issued|credited|dispatched|processed|received)\b|\bis on its way\b|"
    r"\b(?:is|are) (?:now )?paused\b|\btoday\b|\btomorrow\b|\byesterday\b|\bthis time\b|"
    r"\bas a (?:one-off|gesture)\b|\bgoodwill\b|\bexceptionally\b|\bby (?:mon|tues|wednes|"
    r"thurs|fri|satur|sun)day\b|"
    r"\bon (?:mon|tues|wednes|thurs|fri|satur|sun)day\b(?! to)|\bthis week\b|"
    r"\bnext week\b|\b(?:at the moment|currently|right now)\b|\bwith (?:the )?code\b"
)
_DONE = {"de": re.compile(_DONE_DE, re.I), "en": re.compile(_DONE_EN, re.I)}
# "Sobald wir die Ware erhalten haben, erstatten wir …" is a rule, nothing done.
_RULE = re.compile(
    (
        r"^(?:ist|sind|wurde|hat|haben|kommt|bleibt|steht|sollte)\b[^.?!]*,|^(?:sobald|wenn|"
        r"falls|nachdem|sofern|solange|once|when|if|as soon as|after)\b|,? (?:sobald|wenn|"
        r"falls|nachdem|once|when|if|as soon as|after) (?:wir|die|das|der|we|the)\b"
    ),
    re.I,
)
_ATTACHED = re.compile(
    (
        r"\b(?:anbei|im anhang|angehängt|beigefügt|als anhang|in der anlage|attached|enclosed|"
        r"attachment)\b"
    ),
    re.I,
)
_PERSONAL = frozenset(
    {"order_number", "tracking_number", "email", "phone", "iban", "address", "name"}
)


def is_attachment_claim(text: str) -> bool:
    return _ATTACHED.search(text) is not None


def belongs_to_another_case(
    text: str, language: str, supported: Iterable[Quantity], known_links: str
) -> bool:
    """Whether a sentence of a past answer or macro was true for its own case only.

    `supported` are the quantities that public documents on the same question state;
    `known_links` is text whose links and contacts are the shop's own.
    """
    pattern = _DONE.get(language, _DONE["en"])
    if pattern.search(text) and not _RULE.search(text):
        return True
    for entity in _entities_in(text, language):
        if entity.kind in _PERSONAL and entity.text not in known_links:
            return True
        if entity.kind == "date" and re.search(r"\d", entity.text):
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
            r"gutschein|gutgeschrieben|refund of|voucher)\b",
            text,
            re.I,
        )
    )
