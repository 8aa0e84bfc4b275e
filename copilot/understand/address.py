"""Du or Sie: how the customer addresses the shop is how the shop answers."""

from __future__ import annotations

import re

from copilot.messages import Form

_DU = re.compile(
    r"\b(?:du|dich|dir|dein(?:e[mnrs]?)?|euch|eu(?:er|re[mnrs]?)|"
    r"(?:hab|könn|könnte|wollt|möchte|würde|müss|müsste|soll|sollte|dürf|dürfte|bietet?|"
    r"verkauft?|verschickt?|liefert?|schickt?|macht?|nehmt?|führt?|wisst?|"
    r"schaut?|seid|gebt|helft?|sagt?|versendet?|tauscht?|meldet?|akzeptiert?)t?\s+ihr|"
    r"ihr\s+(?:habt|seid|könnt|könntet|wollt|möchtet|würdet|müsst|solltet|dürft|bietet|verkauft|"
    r"verschickt|liefert|schickt|macht|nehmt|führt|wisst|lieben)|"
    r"(?:hab|kann|könnte|weiß|bist|hast|kannst|könntest|würdest|magst|schickst|gibst)st?\s+du|"
    r"(?:hallo|hi|hey|moin|servus|na|liebe\w*|tach) (?:ihr|euch|du)|ihr lieben|eire[mnrs]?|eich|"
    r"[a-zäöüß]{2,}t\s+ihr(?=\s+(?:mir|mich|uns|noch|auch|gerade|das|die|den|dem|denn|bitte|"
    r"eigentlich|nach|mal|es|in|im|ein\w{0,2}|schon|da|dort|für|so|mein\w*|zu|an|bei|mit|aktuell|"
    r"momentan|überhaupt|vielleicht|eure?\w*|was)\b|\s*[?!.]))\b",
    re.IGNORECASE,
)
# Without a pronoun: "schickt mir bitte", "gebt bescheid", "könnt mir", "schick mir".
_DU_VERBS = re.compile(
    r"(?:^|[.!?,]\s+|\bbitte\s+)(?:schickt?|sendet|gebt|gib|sagt?|meldet|schaut?|helft|hilf|"
    r"storniert|ändert|tauscht|erstattet|macht|lasst)\s+(?:mir|uns|mich|euch|bitte|mal|das|die|"
    r"den|meine?\w?)\b",
    re.IGNORECASE | re.MULTILINE,
)
_SIE_INSIDE = re.compile(
    r"(?<![.!?:;\n–-])(?<![.!?:;\n–-] )(?<=\S )(?:Sie|Ihnen|Ihr(?:e[mnrs]?)?)\b"
)
# In any case of letters: a plural verb before "sie" addresses; "ist sie", "hat sie" do not.
_SIE_VERB = re.compile(
    r"\b(?:können|könnten|haben|hätten|würden|möchten|wollen|müssen|sollten|dürfen|bieten|"
    r"verkaufen|liefern|verschicken|schicken|senden|"
    r"nehmen|führen|wissen|machen|geben|teilen|sagen|helfen|prüfen|stornieren|ändern|erstatten|"
    r"melden|akzeptieren|versenden|tauschen|"
    r"schauen|sehen|bestätigen|erklären|nennen|beraten|empfehlen|lassen|überweisen|sorgen|"
    r"reparieren|löschen)\s+sie\b"
    r"|\b(?:danke ihnen|mit ihnen|von ihnen|bei ihnen|an sie\b|sehr geehrte)|\bin ihrem (?:shop|"
    r"laden|onlineshop|katalog|sortiment)",
    re.IGNORECASE,
)
# "Ihr tolles Becken" on top of a sentence is the shop's or hers: it counts where nothing else does.
_SIE_OWNS = re.compile(
    r"(?:^|[.!?:]\s+)(?:Ihr(?!\s+[Ll]ieben)(?:\s+[a-zäöüß]+e[srn]?)?(?=\s+[A-ZÄÖÜ0-9])|"
    r"Ihre[mnrs]?(?=\s))",
    re.MULTILINE,
)
_SIE_START = re.compile(
    r"(?:^|[.!?:]\s+)Sie\s+(?:haben|können|hatten|schreiben|schrieben|liefern|bieten|sollten|"
    r"müssen|wollten|verkaufen|werben)\b"
)


def form_of_address(text: str, language: str, *, default: Form = "sie", earlier: str = "") -> Form:
    """The form that the customer's own words call for, else that of the mails before (`earlier`);
    `default` where neither shows one.

    "Sie" at the start of a sentence and "sie" in lower case count only with a verb that
    addresses somebody: they are as often "she" or "they".
    """
    if language != "de":
        return default
    text = text[:20_000]
    familiar = len(_DU.findall(text)) + len(_DU_VERBS.findall(text))
    formal = (
        len(_SIE_INSIDE.findall(text))
        + len(_SIE_VERB.findall(text))
        + len(_SIE_START.findall(text))
    )
    if not (familiar or formal) and _SIE_OWNS.search(text):
        return "sie"
    if familiar == formal:
        return form_of_address(earlier, language, default=default) if earlier else default
    return "du" if familiar > formal else "sie"
