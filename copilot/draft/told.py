"""What a message tells beside its questions: "und quietschen tun sie auch".

A customer who tells a trouble wants help with it, whether or not a question mark follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from copilot.draft.likeness import content_words, importance
from copilot.messages import Question

_READ = 3_000
_MOST = 2  # of one message, the most telling
_LONGEST = 240  # letters of one
_TELLING = 1.2  # what its words must be worth
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=\S)[^.!?\n]+)*[.!?\n]*")


def told_beside(body: str, language: str, questions: Sequence[Question]) -> list[Question]:
    """The sentences and lines outside the questions that tell something; in their order."""
    taken = [question.span for question in questions]
    told = list(_told(body[:_READ], language, taken))
    most = sorted(told, key=lambda item: -_worth(item.text, language))[:_MOST]
    return [item for item in told if item in most]


def _told(body: str, language: str, taken: Sequence[tuple[int, int]]) -> Iterator[Question]:
    for match in _SENTENCE.finditer(body):
        start, end = match.span()
        if any(start < last and first < end for first, last in taken):
            continue
        text = match.group().strip()
        if len(text) > _LONGEST or _worth(text, language) < _TELLING:
            continue
        yield Question("", text, text, (start, end), explicit=False)


def _worth(text: str, language: str) -> float:
    return sum(map(importance, content_words(text, language)))
