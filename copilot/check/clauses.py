"""Cuts a sentence in two where a formula and a statement share it.

"Guten Tag, der Versand kostet 9,90 €." is a greeting and a fact: taken as a greeting alone,
the fact would never be checked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilot.check.roles import Role, role_of

_HELLO = (
    r"hallo|hi|hey|moin(?:\ moin)?|servus|grüezi|hello|grüß\ (?:gott|dich|sie)"
    r"|(?:einen?\ )?(?:schönen\ )?guten?\ (?:tag|morgen|abend)"
    r"|good\ (?:morning|afternoon|evening|day)"
)
_ENDING = r"(?:[rsn]|[/(:*]r\)?)?"  # "geehrte/r", "Liebe(r)"
_DEAR = rf"(?:sehr\ )?geehrte{_ENDING}|liebe{_ENDING}|werte{_ENDING}|dear"
_LITTLE = (
    rf"{_DEAR}|frau|herrn?|mrs?\.?|ms\.?|miss|mx\.?|dr\.?|prof\.?|damen|herren"
    r"|kund(?:e|in|en|innen)|customers?|valued|sirs?|madam|or|und|and|von(?:\ de[rmn])?"
    r"|van(?:\ de[rn]?)?|de|zu|zusammen|nochmals?|again|there|all|everyone|everybody|team|leute"
    r"|an|to\ you"
)
_PLACEHOLDER = (
    r"\[[^\]\n]{1,40}\]|\{\{?[^{}\n]{1,60}\}\}?|%[\w.]{1,40}%|<<?[^<>\n]{1,40}>>?"
    r"|⟦[^⟧\n]{1,40}⟧"
)
_NAME = (
    r"(?-i:(?!(?:Ja|Nein|Yes|No|Danke|Thanks|Vielen|Der|Die|Das|The|Sie|You|Wir|We|Ich|I)\b)"
    r"[A-ZÄÖÜÀ-Þ][\w.'’-]*)"
)
_CALLED = rf"(?:(?:{_LITTLE})(?![\w])|{_NAME}|{_PLACEHOLDER})(?:\s?/\s?\w+)?"
_GREETING = re.compile(
    rf"""^\W*(?:(?:{_HELLO})(?!\w)|(?:{_DEAR})(?=\ +{_CALLED}|\ +\w+[,!])(?!\ +nicht\b))
    (?:\ +{_CALLED}){{0,7}}
    (?:\ +[^\W\d_]+(?=\s*(?:[,!.]|$)))?     # a name in lower case: "hallo anna,"
    (?:,\ *{_CALLED}(?:\ +{_CALLED}){{0,4}}(?=\s*(?:[,!.]|$)))*
    \s*[,!.:;–—-]*\s*""",
    re.IGNORECASE | re.VERBOSE,
)
_BOUNDARY = re.compile(r"(?:[,;:]|\s[–—-])\s+|\s+(?:und|and|aber|but)\s+", re.IGNORECASE)
_MAIN = re.compile(  # how a main clause that states something begins
    r"(?:(?:der|die|das|den|dem|ein|eine|unser|unsere|ihr|ihre|dein|deine)\s+[A-ZÄÖÜ]\w+"
    r"|(?:der|die|das|the)\s+[\w-]+\s+[\w-]+"
    r"|(?:sie|du|es|er|you|it|he|she|they|this|that|our|your|there)\s+\w+)",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"(?:die|der|das)\s+(?:wir|ich|sie|du|ihr|uns|ihnen|dir|wird|werden|ist|sind|hat|haben)\b"
    r"|(?:das|es|it|that)\s+(?:freut|is|tut|hilft|helps)\b",
    re.IGNORECASE,
)
_FORMULAS: frozenset[Role] = frozenset({"thanks", "offer", "closing"})
_FIGURE = re.compile(r"\d")


def parts(text: str) -> Sequence[tuple[int, int, Role]]:
    """(start, end, role) of what stands in one sentence: one piece, or formula and statement."""
    match = _GREETING.match(text)
    if match is not None and match.end() > 0:
        return _greeted(text, match.end())
    return _stated(text, 0, _beside_greeting(text))


def _greeted(text: str, end: int) -> Sequence[tuple[int, int, Role]]:
    rest = text[end:]
    role = role_of(text)
    if not any(c.isalnum() for c in rest) or role == "closing":  # "Liebe Grüße"
        return [(0, len(text), role if role == "closing" else "greeting")]
    return [(0, len(text[:end].rstrip()), "greeting"), *_stated(text, end, _beside_greeting(rest))]


def _beside_greeting(text: str) -> Role:
    """The role of what no greeting precedes, or what follows it: "Lieber nicht, …" is none."""
    role = role_of(text)
    return "content" if role == "greeting" else role


def _stated(text: str, start: int, role: Role) -> Sequence[tuple[int, int, Role]]:
    """A formula keeps what belongs to it; a main clause with a figure stands on its own."""
    if role in _FORMULAS:
        for cut in _BOUNDARY.finditer(text, start):
            rest = text[cut.end() :]
            if _FIGURE.search(rest) and _MAIN.match(rest) and not _RELATIVE.match(rest):
                return [(start, cut.start(), role), (cut.end(), len(text), role_of(rest))]
    return [(start, len(text), role)]
