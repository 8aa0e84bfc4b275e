"""Passages that may answer a question and that the reply does not hold, for an agent to pick."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MOST = 3  # to a question
_WORTH = 0.01  # how probable it must be that one belongs into the answer


@dataclass(frozen=True, slots=True)
class FurtherPassage:
    """Words for a reply, as its customer would be told them.

    `question` and `evidence` are ids. `score`: how probable it is that the words belong into the
    answer to the question, 0 to 1.
    """

    question: str
    text: str
    evidence: str
    score: float


def unsaid(likely: Iterable[FurtherPassage], reply: str) -> list[FurtherPassage]:
    """Those that `reply` does not hold, the likeliest of each question first, none twice."""
    said, found, told = _plain(reply), list[FurtherPassage](), dict[str, int]()
    texts = set[str]()
    for passage in sorted(likely, key=lambda passage: -passage.score):
        text = _plain(passage.text)
        if passage.score < _WORTH or text in said or text in texts:
            continue
        told[passage.question] = told.get(passage.question, 0) + 1
        if told[passage.question] <= MOST:
            texts.add(text)
            found.append(passage)
    return found


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(" .")
