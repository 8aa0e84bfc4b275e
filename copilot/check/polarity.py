"""Whether a text denies what it speaks of."""

from __future__ import annotations

import re
from functools import lru_cache

_DENIALS = r"nicht|kein(?:e[rmns]?)?|nie|niemals|weder|nein|not|no|never|cannot|neither"
_LACKING = r"nichts|ohne|without|nor|none"  # deny what stands beside them, not the statement
_NOT = re.compile(rf"\b(?:{_DENIALS}|{_LACKING})\b|n[’']t\b", re.IGNORECASE)
_NEGATION = re.compile(rf"\b(?:{_DENIALS})\b|n[’']t\b", re.IGNORECASE)
_DENYING = re.compile(  # words that say no without a "not"
    r"\b(?:ausgeschlossen|ausschließen|ausgenommen|verboten|untersagt|unzulässig|unmöglich"
    r"|ungeeignet"
    r"|schade[tn]|beschädig\w+|zerstör\w+|entfällt|excluded?|rule out|exempt|forbidden"
    r"|prohibited|impossible|unsuitable"
    r"|(?:raten? (?:ich|wir)|(?:ich|wir) raten?)\b[^.!?;]{0,60}\bab|abraten|abzuraten"
    r"|(?:sich|dir|euch) (?:(?:getrost|ruhig|gern|gerne|einfach|also|daher) )?(?:er)?sparen"
    r"|weglassen|weg ?bleiben|finger weg|verzichte[nt]?"
    r"|lass\w*\b[^.!?;]{0,40}\b(?:weg|aus dem spiel|bleiben)"
    r"|advise against|steer clear|stay away|keep\b[^.!?;]{0,40}\baway"
    r"|leave\b[^.!?;]{0,40}\b(?:off|out)"
    r"|do without|give\b[^.!?;]{0,20}\ba miss"
    r"|unavailable|(?:damages|harms|ruins) (?:the|your|its|it)|refuse[sd]?|avoid|vermeiden)\b"
    r"|(?:tags?|wochenende|feiertag\w*|days?|weekends?|holidays?|laden|shop|store"
    r"|showroom)\b[^.!?]{0,24}"
    r"\b(?:geschlossen|closed)\b|\bclosed on\b",
    re.IGNORECASE,
)
_SOOTHING = re.compile(
    r"\b(?:kein problem|keine sorge|keine angst|no problem|no worries|not at all|nicht nur"
    r"|not only|no other"
    r"|nicht wahr|kein(?:e[nrs]?)? andere[nrs]?|nichts anderes|no longer than|nicht (?:mehr"
    r"|länger) als"
    r"|ohne (?:bedenken|weiteres|sorgen?|probleme?|zögern|frage)"
    r"|without (?:a |any )?(?:problem|worry|hesitation|doubt)s?|not (?:more|longer) than|no doubt"
    r"|no later than|nicht später als)\b",
    re.IGNORECASE,
)
_LIMITS = re.compile(
    r"\b(?:nur|lass|lassen|schade\w*|vermeid\w*|verzicht\w*|statt|anstatt|leider|ausschließlich"
    r"|lieber|außer|erst"
    r"|selten|kaum|wenig|only|avoid|instead|except|harm\w*|damage\w*|unfortunately|rather"
    r"|refrain|afraid|sorry"
    r"|outside|hardly|dagegen|hingegen|wohl aber|whereas|unlike|anders als|unless|schlecht"
    r"|vergeb\w+|too \w+|zu (?:viel|groß|klein|lang|kurz|schwer|leicht|dunkel|hell|schwach|stark"
    r"|heiß|warm|kalt|breit|schmal|dünn|dick|hoch|niedrig|weit|eng|alt|spät|früh|hart|weich|nass|schnell)"
    r"|verstopf\w*|ruin\w*|clog\w*|block\w*|zerstör\w*|löst|risk\w*|gefähr\w*|danger\w*"
    r"|greift\b[^.!?]{0,40}\ban|attack\w*|verlier\w*|eher|los(?:e|es|ing))\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:ob|wenn|falls|sobald|sofern|solange|sonst|whether"
    r"|if|when|unless|as long as|should|otherwise)\b|\?",
    re.IGNORECASE,
)


@lru_cache(maxsize=16384)
def denies(text: str) -> bool:
    """An odd number of denials: "not without" affirms."""
    plain = _SOOTHING.sub(" ", text)
    return (len(_NOT.findall(plain)) + len(_DENYING.findall(plain))) % 2 == 1


def mentions_denial(text: str) -> bool:
    """Whether it has any word of denial, however the whole is meant."""
    return _NOT.search(_SOOTHING.sub(" ", text)) is not None


def negated(text: str) -> bool:
    """Whether the text denies its statement; "without a lid" does not."""
    return _NEGATION.search(_SOOTHING.sub(" ", text)) is not None


def without_denial(text: str) -> str:
    """What is left of a text without the words that deny it."""
    return _NEGATION.sub(" ", text)


def limits(text: str) -> bool:
    """Whether the text restricts what it says: "only", "unfortunately", "instead"."""
    return _LIMITS.search(text) is not None


def is_open(text: str) -> bool:
    """Whether it asks, or speaks of a case that may come."""
    return _OPEN.search(text) is not None
