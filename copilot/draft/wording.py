"""How a sentence stands by itself: does it lean on another, or say nothing that is asked?"""

from __future__ import annotations

import re
from functools import lru_cache

# A sentence that points back cannot stand alone. "Sie können …" may do both: it speaks to the
# reader unless its verb is in the singular. "Hilft das nicht, …" points back, too.
_ORPHAN = re.compile(
    r"^(?:er|(?-i:sie)|Sie (?=(?:ist|hat|wird|kann|muss|darf|soll|will|war|\w{2,}t|"
    r"(?:wäre|würde|könnte|wurde|sollte|musste|konnte|durfte)(?! (?:ich|wir|man)\b))\b)|es|"
    r"diese[rsnm]?|dies|das|dabei|danach|dann|dazu|dadurch|davon|dafür|"
    r"damit|darin|dort|daher|deshalb|außerdem|"
    r"allerdings|jedoch|sonst|ansonsten|andernfalls|ebenso|zusätzlich|anschließend|hierzu|"
    r"hierfür|der (?!\w*[A-ZÄÖÜ])|darunter|beides|in diesem fall|bis dahin|ausgenommen|ausnahmen?|"
    r"(?:ist|sind|bleib\w+|hilft|helfen|wird|kommt|geht|hat|haben|steht|fehlt|läuft|klappt|"
    r"passt|reicht|funktioniert|trifft) (?-i:er|sie|es|ihn|dies|das)(?= (?-i:[a-zäöü])|[,.])|"
    r"it|they|this|these|that|those|then|there|afterwards|otherwise|however|in (?:that|this) case|"
    r"(?:if|when|once|until|unless) (?:it|they|this|that|not|so)|after that|also|both|exceptions?|"
    r"excepted|excluded)\b",
    re.I,
)
_DEFINITION = re.compile(
    r"^(?:(?:Die|Der|Das|The) )?(?:[A-ZÄÖÜ0-9][\w.-]*\s){1,4}(?:ist|sind|is|"
    r"are) (?:unser\w*|ein\w*|die|der|das|our|an?|the)\b|"
    r"^(?:Bitte nicht|Please do not confuse|Nicht zu verwechseln|"
    r"Nicht verwechseln).{0,80}(?:verwechsel|confuse|:)"
)
_PRICE_ONLY = re.compile(
    r"^(?:(?:Der|Die|Das) (?:Artikel )?.{1,60} kostet [\d.,]+ ?€|"
    r"The price of .{1,60} is €? ?[\d.,]+)"
)


@lru_cache(maxsize=8192)
def is_orphan(text: str) -> bool:
    """Whether a sentence leans on the one before it."""
    return _ORPHAN.search(text) is not None


@lru_cache(maxsize=8192)
def is_definition(text: str) -> bool:
    """Whether a sentence only introduces its subject: "The X is a …"."""
    return _DEFINITION.search(text) is not None


@lru_cache(maxsize=8192)
def is_price_only(text: str) -> bool:
    """Whether a sentence is the catalogue's price of a product and nothing else."""
    return _PRICE_ONLY.search(text) is not None
