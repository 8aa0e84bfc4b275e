"""Citation marks in a model's text ("[e1]", "[e1, e3]"): read here, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from copilot.messages import Citation

_MARK = re.compile(r"[ \t]*[\[【(](e\d+(?:\s*[,;&]\s*e\d+)*)[\]】)]", re.I)
_ENDS = re.compile(r"[.!?:]\s+|\n+")
_LONGEST = 80  # of a mark, with its brackets


@dataclass(frozen=True, slots=True)
class Cited:
    """A text without marks, what its parts rest on, and ids that nobody gave out."""

    text: str
    citations: tuple[Citation, ...]
    unknown: tuple[str, ...]


def read_citations(text: str, known: Collection[str]) -> Cited:
    """Takes the marks out. A mark stands for the words since the sentence or last mark began."""
    parts: list[str] = []
    citations: list[Citation] = []
    unknown: list[str] = []
    at = claimed = start = end = 0
    for match in _MARK.finditer(text):
        between = text[at : match.start()]
        parts.append(between)
        at = match.end()
        if between.strip() or end == 0:  # else: one more mark for the same words
            start, end = _claim("".join(parts), claimed)
        for found in re.findall(r"e\d+", match.group(1).lower()):
            if found not in known:
                unknown.append(found)
            elif end > start:
                citations.append(Citation(start, end, found))
                claimed = end
    parts.append(text[at:])
    return Cited("".join(parts), tuple(citations), tuple(dict.fromkeys(unknown)))


class StreamCleaner:
    """Takes marks out of a text that comes in pieces."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> str:
        text = _MARK.sub("", self._held + piece)
        cut = max(text.rfind("["), text.rfind("【"), text.rfind("("))
        if cut < 0 or len(text) - cut > _LONGEST or re.search(r"[\]】)]", text[cut:]):
            cut = len(text)
        cut = len(text[:cut].rstrip(" \t"))
        self._held = text[cut:]
        return text[:cut]

    def rest(self) -> str:
        held, self._held = self._held, ""
        return _MARK.sub("", held)


def _claim(written: str, claimed: int) -> tuple[int, int]:
    """The span of the sentence that ends here, not reaching into the last claim."""
    end = len(written.rstrip())
    start = claimed
    for match in _ENDS.finditer(written, claimed, max(claimed, end - 1)):
        if match.end() < end:
            start = match.end()
    while start < end and written[start] in " \t\n-•*":
        start += 1
    return start, end
