"""Sentences of a reply that tell what was done or arranged for one customer."""

from __future__ import annotations

import re

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
    r"\bdiese woche\b|\bnächste woche\b|"
    r"\bmit dem code\b|\bgutscheincode\b|\bgeben? (?:es|das) .{0,20}weiter\b|"
    r"\bhaben sich überschnitten\b"
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
    r"thurs|fri|satur|sun)day\b|\bthis week\b|\bnext week\b|\bwith (?:the )?code\b"
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


def concerns_one_case(sentence: str, language: str) -> bool:
    """Whether a sentence was true for the customer that it was written to, and for no other."""
    pattern = _DONE.get(language, _DONE["en"])
    return pattern.search(sentence) is not None and not is_rule(sentence)


def is_rule(sentence: str) -> bool:
    return _RULE.search(sentence) is not None
