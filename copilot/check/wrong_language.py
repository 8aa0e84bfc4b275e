"""A reply, or a paragraph of it, in another language than the message."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copilot.check.case import Fault
from copilot.check.reading import Reading
from copilot.messages import FindingCode, Severity
from knowledge.analyse import detect_language

_PARAGRAPH = re.compile(r"\S(?:.(?!\n\s*\n))*.?", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]{2,}")
_WHOLE = 4  # words that a whole reply needs before its language is judged
_PART = 8  # and a single paragraph


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
        for match in _PARAGRAPH.finditer(text):
            found = language_of(match.group(), expected, _PART)
            if found != expected:
                yield self._fault("language_part", match.span(), found, expected)

    def _fault(self, key: str, span: tuple[int, int], found: str, expected: str) -> Fault:
        severity: Severity = "block" if key == "language_reply" else "review"
        return Fault(key, span, severity=severity, values={"found": found, "expected": expected})


def language_of(text: str, expected: str, least: int) -> str:
    """The text's language; `expected` where it is too short to tell."""
    if len(_WORD.findall(text)) < least:
        return expected
    found = detect_language(text, None)
    return expected if found == "und" else found
