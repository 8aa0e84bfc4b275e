"""A reply, or a part of it, in another language than the message."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copilot.check.case import Fault
from copilot.check.reading import Reading
from copilot.messages import FindingCode, Severity, Span
from knowledge.analyse import detect_language
from knowledge.analyse.language import word_votes

_WORD = re.compile(r"[^\W\d_]{2,}")
_PART_WORD = re.compile(r"[^\W\d_]+")
_WHOLE = 4  # words that a whole reply needs before its language is judged
_PART = 4  # and a single sentence
_SURE = 2.0  # votes of the other language's words in a short sentence
_LONGER = 5  # words from which one telling word is enough, where the expected language has
_LEAST_SHARE = 0.25  # at most this share of the votes
# Formulas that no writer of the other language uses: too short to be judged by their words.
_FORMULAS = {
    "de": re.compile(
        r"^[ \t]*(?:dear (?:mrs?|ms|miss|sir|madam|customer)\b|hello (?:mrs?|ms)\b"
        r"|(?:kind|best|warm) regards\b|yours (?:sincerely|faithfully)\b)[^\n]*",
        re.IGNORECASE | re.MULTILINE,
    ),
    "en": re.compile(
        r"^[ \t]*(?:sehr geehrte[rs]?\b|guten (?:tag|morgen|abend)\b|hallo (?:frau|herr)\b"
        r"|(?:mit )?(?:freundliche[nr]?|viele[nr]?|liebe|beste|herzliche[nr]?) "
        r"(?:grü(?:ß|ss)e|gru(?:ß|ss))n?\b)[^\n]*",
        re.IGNORECASE | re.MULTILINE,
    ),
}


class WrongLanguage:
    """Compares the reply's language with the message's; short or mixed texts are let go."""

    code: FindingCode = "wrong_language"
    severity: Severity = "block"

    def faults(self, reading: Reading) -> Iterator[Fault]:
        expected = reading.case.understanding.language
        if expected in ("", "und"):
            return
        text = reading.unquoted
        found = language_of(text, expected, _WHOLE)
        if found != expected:
            yield self._fault("language_reply", (0, len(text)), found, expected)
            return
        for span, other in _joined(_parts(reading, expected)):
            yield self._fault("language_part", span, other, expected)

    def _fault(self, key: str, span: Span, found: str, expected: str) -> Fault:
        severity: Severity = "block" if key == "language_reply" else "review"
        return Fault(key, span, severity=severity, values={"found": found, "expected": expected})


def language_of(text: str, expected: str, least: int) -> str:
    """The text's language; `expected` where it is too short to tell."""
    if len(_WORD.findall(text)) < least:
        return expected
    found = detect_language(text, None)
    return expected if found == "und" else found


def _parts(reading: Reading, expected: str) -> Iterator[tuple[Span, str]]:
    """Sentences and formulas that are surely in another language."""
    text = reading.unquoted
    formulas = _FORMULAS.get(expected)
    found = (
        [(m.span(), "en" if expected == "de" else "de") for m in formulas.finditer(text)]
        if formulas
        else []
    )
    for sentence in reading.sentences:
        other = _surely_other(text[sentence.start : sentence.end], expected)
        if other:
            found.append(((sentence.start, sentence.end), other))
    yield from sorted(found)


def _surely_other(text: str, expected: str) -> str:
    """The other language where several of its words tell and none of the expected one's."""
    words = [w.casefold() for w in _PART_WORD.findall(text)]
    if len(words) < _PART:
        return ""
    votes = word_votes(words)
    best = max(votes, key=lambda code: votes[code], default="")
    needed = 1.0 if len(words) >= _LONGER else _SURE
    if not best or best == expected or votes[best] < needed:
        return ""
    if votes.get(expected, 0) > _LEAST_SHARE * votes[best]:
        return ""
    return best if detect_language(text, None) == best else ""


def _joined(parts: Iterator[tuple[Span, str]]) -> Iterator[tuple[Span, str]]:
    """Neighbours in one language are one fault; overlapping ones too."""
    held: tuple[Span, str] | None = None
    for (start, end), language in parts:
        if held is not None and held[1] == language and start - held[0][1] <= 3:
            held = ((held[0][0], max(end, held[0][1])), language)
            continue
        if held is not None:
            yield held
        held = ((start, end), language)
    if held is not None:
        yield held
