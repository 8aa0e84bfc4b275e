"""Faults of the answer itself: nothing fits, or one question is left out."""

from __future__ import annotations

from collections.abc import Iterator

from copilot.check.answer import asks_again
from copilot.check.case import Fault
from copilot.check.reading import Reading
from copilot.check.words import shorten
from copilot.messages import FindingCode, QuestionStatus, Severity


class CannedMismatch:
    """The reply says something, but nothing that any of the questions asks for; or it asks
    for what the customer already said."""

    code: FindingCode = "canned_mismatch"
    severity: Severity = "block"

    def faults(self, reading: Reading) -> Iterator[Fault]:
        if is_mismatch(reading):
            first, last = reading.content[0], reading.content[-1]
            asked = reading.questions[0].id if reading.questions else None
            yield Fault("mismatch", (first.start, last.end), asked)
            return
        for sentence in reading.sentences:
            again = asks_again(sentence.text, reading)
            if again is not None:
                span = (sentence.start, sentence.end)
                yield Fault("asked_again", span, severity="review", values={"text": again})


class UnansweredQuestion:
    """A question is left out while others are answered, or the reply has no content."""

    code: FindingCode = "unanswered_question"
    severity: Severity = "review"

    def faults(self, reading: Reading) -> Iterator[Fault]:
        if is_mismatch(reading):  # said once, by the other check
            return
        for status in reading.statuses:
            if status.status == "unanswered":
                yield _left_out(status)


def _left_out(status: QuestionStatus) -> Fault:
    return Fault("unanswered", None, status.id, values={"text": shorten(status.text)})


def is_mismatch(reading: Reading) -> bool:
    """Whether a reply with content answers none of the questions, or, where none was found, is
    surely about something else."""
    return reading.assessment.canned and any(s.role == "content" for s in reading.content)
