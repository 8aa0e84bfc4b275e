"""What a letter has around its text: a greeting and a closing, where the channel expects them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copilot.check.case import Fault
from copilot.check.reading import Reading
from copilot.messages import FindingCode, Severity

_LEAST_WORDS = 25  # of a reply: a short answer within a conversation needs no form
_WORD = re.compile(r"[^\W\d_]{2,}")
_SALUTED = re.compile(
    r"\W*(?:hallo|hi|hey|moin|servus|grüezi|grüß|liebe|sehr geehrte|guten? |werte"
    r"|hello|dear|good )",
    re.IGNORECASE,
)
_SHORT_LINE = 6  # words of a line that stands by itself: "Ride safe", "Dein Team"


class MissingGreeting:
    """A mail of some length that begins without a salutation."""

    code: FindingCode = "missing_greeting"
    severity: Severity = "hint"

    def faults(self, reading: Reading) -> Iterator[Fault]:
        first = reading.reply.strip().splitlines()[:1]
        saluted = _SALUTED.match(reading.reply) or any(map(_stands_alone, first))
        saluted = saluted or _begins_with_name(reading)
        if not _is_letter(reading) or saluted:
            return
        if not any(s.role == "greeting" for s in reading.sentences[:2]):
            yield Fault("greeting_missing")


class MissingClosing:
    """A mail of some length that ends without a closing formula."""

    code: FindingCode = "missing_closing"
    severity: Severity = "hint"

    def faults(self, reading: Reading) -> Iterator[Fault]:
        last = reading.reply.strip().splitlines()[-1:]
        if not _is_letter(reading) or any(map(_stands_alone, last)):
            return
        if not any(s.role == "closing" for s in reading.sentences[-4:]):
            yield Fault("closing_missing")


def _begins_with_name(reading: Reading) -> bool:
    """ "Anna, auf keinen Fall": the customer's name alone is a salutation, too."""
    person = reading.case.understanding.customer
    called = reading.reply.lstrip().partition(",")[0].lower()
    return bool(called) and called in {person.first_name.lower(), person.last_name.lower()}


def _stands_alone(line: str) -> bool:
    """A short line that is no sentence."""
    return len(line.split()) <= _SHORT_LINE and not line.rstrip().endswith((".", "?"))


def _is_letter(reading: Reading) -> bool:
    return reading.case.channel == "email" and len(_WORD.findall(reading.reply)) >= _LEAST_WORDS
