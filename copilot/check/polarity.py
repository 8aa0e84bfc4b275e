"""Whether a text denies what it speaks of."""

from __future__ import annotations

import re
from functools import lru_cache

_NOT = re.compile(
    r"\b(?:nicht|nichts|kein(?:e[rmns]?)?|nie|niemals|ohne|weder|not|no|never|cannot|without"
    r"|neither|nor|nein"
    r"|none)\b|n[’']t\b",
    re.IGNORECASE,
)
_DENYING = re.compile(  # words that say no without a "not"
    r"\b(?:ausgeschlossen|ausschließen|ausgenommen|verboten|untersagt|unzulässig|unmöglich"
    r"|ungeeignet"
    r"|schade[tn]|beschädig\w+|zerstör\w+|entfällt|excluded?|rule out|exempt|forbidden"
    r"|prohibited|impossible|unsuitable"
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
    r"|not (?:more|longer) than|no doubt|no later than|nicht später als)\b",
    re.IGNORECASE,
)
_LIMITS = re.compile(
    r"\b(?:nur|lass|lassen|schade\w*|vermeid\w*|verzicht\w*|statt|anstatt|leider|ausschließlich"
    r"|lieber|außer|erst"
    r"|selten|kaum|wenig|only|avoid|instead|except|harm\w*|damage\w*|unfortunately|rather"
    r"|refrain|afraid|sorry"
    r"|outside|hardly|dagegen|hingegen|wohl aber|whereas|unlike|anders als|unless|schlecht"
    r"|vergeb\w+|zu (?:viel|groß|klein|lang|schwer)|too (?:many|much|big|small|long)"
    r"|verstopf\w*|ruin\w*|clog\w*|block\w*|zerstör\w*|löst|risk\w*|gefähr\w*|danger\w*"
    r"|greift\b[^.!?]{0,40}\ban|attack\w*|verlier\w*|eher|los(?:e|es|ing))\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:ob|wenn|falls|sobald|sofern|solange|whether|if|when|unless|as long as|should)\b|\?",
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


def limits(text: str) -> bool:
    """Whether the text restricts what it says: "only", "unfortunately", "instead"."""
    return _LIMITS.search(text) is not None


def is_open(text: str) -> bool:
    """Whether it asks, or speaks of a case that may come."""
    return _OPEN.search(text) is not None
