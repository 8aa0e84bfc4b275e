"""The agent's instruction for one draft, as far as a composer without a model understands it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from copilot.messages import Form

Length = Literal["", "shorter", "longer"]

_SHORTER = re.compile(
    (
        r"\b(?:kürzer\w*|kurz\w*|knapp\w*|kompakt\w*|shorter|short|brief\w*|concise\w*|"
        r"briefer|tl;?dr)\b"
    ),
    re.I,
)
_LONGER = re.compile(
    (
        r"\b(?:ausführlich\w*|länger\w*|detaillier\w*|mehr details?|longer|more detail\w*|"
        r"detailed|elaborate)\b"
    ),
    re.I,
)
_LANGUAGES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(?:auf englisch|englisch\w*|in english|english)\b", re.I), "en"),
    (re.compile(r"\b(?:auf deutsch|deutsch\w*|in german|german|deutsch)\b", re.I), "de"),
)
_DU = re.compile(r"\b(?:du-form|duz\w*|per du|mit du|informal\w*|locker\w*)\b", re.I)
_SIE = re.compile(
    r"\b(?:sie-form|siez\w*|per sie|mit sie|formell\w*|förmlich\w*|formal\w*)\b", re.I
)
_APOLOGISE = re.compile(r"\b(?:entschuldig\w*|apologi[sz]e|apology|sorry|bedauern)\b", re.I)
_NO = re.compile(r"\b(?:nicht|kein\w*|ohne|no|not|without|don't)\b", re.I)
_FILLER = re.compile(
    r"\b(?:bitte|etwas|ein|bisschen|wenig|noch|und|mal|mach\w*|machen|schreib\w*|"
    r"antwort\w*|formulier\w*|es|das|auf|in|per|mit|"
    r"please|a|bit|little|make|it|and|write|reply|answer|more|be|the|to|sehr|möglichst|"
    r"viel|much|very|den|text|sich|uns|for|us|"
    r"kunden?|customer|dem|der|die)\b|[^\w]+",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Hint:
    """What is understood of an instruction. `rest`: what is not, in the agent's words."""

    length: Length = ""
    language: str = ""
    form: Form | None = None
    apologise: bool = False
    rest: str = ""


def read_hint(instruction: str) -> Hint:
    """The instruction's parts. Whatever is left over is reported, not guessed at."""
    parts = [
        p.strip() for p in re.split(r"[;.\n]|,(?! dass)|\bund\b|\band\b", instruction) if p.strip()
    ]
    hint = Hint()
    left: list[str] = []
    for part in parts:
        hint, understood = _read(part, hint)
        if not understood:
            left.append(part)
    return Hint(hint.length, hint.language, hint.form, hint.apologise, ", ".join(left))


def _read(part: str, hint: Hint) -> tuple[Hint, bool]:
    length, language, form, apologise = hint.length, hint.language, hint.form, hint.apologise
    rest = part
    for pattern, value in ((_SHORTER, "shorter"), (_LONGER, "longer")):
        if pattern.search(rest):
            length = "shorter" if value == "shorter" else "longer"
            rest = pattern.sub(" ", rest)
    for pattern, code in _LANGUAGES:
        if pattern.search(rest):
            language, rest = code, pattern.sub(" ", rest)
    if _DU.search(rest):
        form, rest = "du", _DU.sub(" ", rest)
    elif _SIE.search(rest):
        form, rest = "sie", _SIE.sub(" ", rest)
    if _APOLOGISE.search(rest) and not _NO.search(rest):
        apologise, rest = True, _APOLOGISE.sub(" ", rest)
    understood = not _FILLER.sub("", rest)
    return (Hint(length, language, form, apologise) if understood else hint), understood
