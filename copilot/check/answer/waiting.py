"""What of a reply only waits: it promises an answer, asks for what it needs, or tells of a message
whose text was lost. An honest deferral is no mismatch; asking for what was told is one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from copilot.check.answer.asking import asks_again
from copilot.check.answer.features import Features
from copilot.messages import Question, Span

if TYPE_CHECKING:
    from copilot.check.reading import Reading, ReplySentence

_WHEN = re.compile(
    r"\d|\b(?:heute|morgen|übermorgen|bis|sobald|woche|stunden?|tagen?|vormittag|mittag|abend"
    r"|today|tomorrow|by|within|as soon as|week|hours?|days?|morning|noon|tonight)\b",
    re.IGNORECASE,
)
_SIGNATURE_ONLY = 15  # words of a message that may have lost its text
_WHAT_ABOUT = re.compile(
    r"\b(?:worum|um was|was genau|was können wir|wie können wir|what (?:is|was) (?:it|this)|how can"
    r" we|what can we|tell us more)\b",
    re.IGNORECASE,
)
_LOST = re.compile(  # a reply that tells of a message without its text
    r"\b(?:signatur\w*|signature|leere?[nrs]?|empty|blank)\b|\btext\w* fehlt"
    r"|\b(?:kein(?:en)?|ohne|no|without(?: any)?) (?:text|inhalt|content|message)\b",
    re.IGNORECASE,
)
_GENERIC = {"deferral": 12, "counter": 7}  # words of one that may belong to any matter
_FEW_CONTENT = 1  # sentences of content beside a deferral that make it an answer after all


def asks_for_the_known(reading: Reading) -> bool:
    """Whether the reply does nothing but ask for what the message tells."""
    return all(_asks_again(s, reading) for s in _said(reading))


def _asks_again(sentence: ReplySentence, reading: Reading) -> bool:
    return sentence.role != "content" and asks_again(sentence.text, reading) is not None


def says_something(reading: Reading) -> bool:
    """Whether some sentence is more than regret, a promise or a question."""
    return any(s.role == "content" for s in reading.content)


def puts_off(reading: Reading) -> bool:
    """Whether the reply is little else than a promise."""
    return any(s.role == "deferral" for s in reading.content) and defers(reading)


def only_waits(found: Features, reading: Reading) -> bool:
    """Whether what fits the question best is a promise to look after it, or a question."""
    first, last = found.window
    roles = {s.role for s in reading.content[first : last + 1]}
    return bool(roles) and roles <= {"deferral", "counter", "apology"} and roles != {"apology"}


def _said(reading: Reading) -> list[ReplySentence]:
    """The sentences that answer, promise or ask: all but regret."""
    return [s for s in reading.content if s.role != "apology"] or list(reading.content)


def defers(reading: Reading) -> bool:
    """Whether the reply is little else than a deferral that names the matter or a time, or a
    question for what it needs: "we have received your request" alone is neither."""
    found = waiting(reading.content, reading)
    if not found or sum(s.role == "content" for s in reading.content) > _FEW_CONTENT:
        return False
    told = reading.terms_of(reading.message)
    open_mail = len(reading.message.split()) <= _SIGNATURE_ONLY
    return any(
        len(s.text.split()) <= _GENERIC[s.role]
        or (s.role == "deferral" and _WHEN.search(s.text))
        or told & reading.terms_of(s.text)
        or (open_mail and s.role == "counter" and _WHAT_ABOUT.search(s.text))
        for s in found
    )


def where_deferred(
    question: Question, candidates: Sequence[ReplySentence], reading: Reading
) -> Span | None:
    """Where the reply promises an answer or asks for what it needs to give one.

    Asking for what stands in the message is no deferral. Beside other content a deferral
    counts only for a question that it names.
    """
    found = waiting(candidates, reading)
    words = reading.terms_of(question.text)
    named = [s for s in found if words & reading.terms_of(s.text)]
    if named:
        return named[0].start, named[0].end
    if found and defers(reading):
        return found[0].start, found[0].end
    return None


def put_off_alone(
    question: Question, questions: Sequence[Question], reading: Reading
) -> Span | None:
    """Where the reply promises to look after something, and nothing but `question` can be meant:
    the promise names none of the other `questions`."""
    others = [reading.terms_of(other.text) for other in questions if other.id != question.id]
    for sentence in reading.content:
        words = reading.terms_of(sentence.text)
        if sentence.role == "deferral" and not any(words & other for other in others):
            return sentence.start, sentence.end
    return None


def waiting(candidates: Sequence[ReplySentence], reading: Reading) -> list[ReplySentence]:
    """Sentences that promise an answer or ask for what the message does not say."""
    found = [s for s in candidates if s.role in ("deferral", "counter")]
    return [s for s in found if s.role == "deferral" or asks_again(s.text, reading) is None]


def tells_of_loss(reading: Reading) -> bool:
    """Whether the reply says that the message came without its text."""
    return _LOST.search(reading.reply) is not None
