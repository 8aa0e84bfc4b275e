"""Rewrites German sentences from one form of address into the other.

    rewrite("Bitte senden Sie uns Ihre Nummer.", "du").text == "Bitte sende uns deine Nummer."

What is not sure is left as it stands and named in `doubts`; the caller flags it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from copilot.draft.german.to_du import ToDu
from copilot.draft.german.to_sie import ToSie
from copilot.draft.german.verbs import imperative_infinitive
from copilot.draft.wordlist import words
from copilot.messages import Form

_SIE = re.compile(r"(?<![.!?:\n„\"] )(?<!^)\b(?:Sie|Ihnen|Ihr(?:e[mnrs]?)?)\b|\b(?:Ihnen)\b")
_SIE_VERB = re.compile(r"\b\w+(?:en|ern|eln|ind) Sie\b|\bSie (?:\w+en|sind)\b")
_SENTENCE = re.compile(r"[.!?:;]\s+|\n")
# What may stand before a request: "Ja, ändere einfach …", "Sonst melde dich".
_OPENERS = words("ja nein klar gern gerne natürlich bitte dann danach sonst ansonsten also zuerst")
# Further on "Tank vor dem Entkalken leeren" may be an instruction to nobody: "schick uns" is not.
_ASKS = re.compile(r"^(?:\w+,? )?\w+ (?:uns|mir|das|den|die|es|einfach|bitte|mal)\b", re.I)
_DU = re.compile(r"\b(?:[Dd]u|[Dd]ich|[Dd]ir|[Dd]ein(?:e[mnrs]?|s)?)\b")


@dataclass(frozen=True, slots=True)
class Rewritten:
    """`doubts`: words of the text that could not be turned with certainty."""

    text: str
    doubts: tuple[str, ...] = ()


def form_of(text: str) -> Form | None:
    """The form of address that a German text speaks in; None where it shows none."""
    formal = len(_SIE.findall(text)) + len(_SIE_VERB.findall(text))
    familiar = len(_DU.findall(text))
    if familiar and familiar >= formal:
        return "du"
    if formal:
        return "sie"
    first, *others = _SENTENCE.split(text)
    surely = (sentence for sentence in others if _ASKS.search(sentence))
    return "du" if any(map(_opens_with_du_imperative, (first, *surely))) else None


def rewrite(text: str, form: Form, *, spoken: bool = False) -> Rewritten:
    """The text in the wanted form of address. A text that shows none comes back unchanged.

    `spoken`: the text speaks to somebody (a letter), so that "Ihr" at the start of a sentence
    means the reader; in a manual it may mean a part of the machine.
    """
    if form == "du":
        turning: ToDu | ToSie = ToDu(text, spoken=spoken)
    else:
        turning = ToSie(text)
    return Rewritten(turning.run(), tuple(turning.doubts))


def _opens_with_du_imperative(text: str) -> bool:
    spoken = re.findall(r"\w+", text.lower())
    first = next((word for word in spoken if word not in _OPENERS), "")
    return bool(imperative_infinitive(first)) and rewrite(text, "sie").text != text
