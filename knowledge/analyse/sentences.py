"""A text cut into sentences, each with its exact place.

Made for mails and shop texts in German and English: abbreviations ("z. B.", "Nr."),
ordinals and dates ("am 3. Mai"), decimals, links, bullets, hard-wrapped lines,
salutations and closing formulas, and people who write everything in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.analyse.abbreviations import abbreviations, ends_sentence_too, is_month
from knowledge.analyse.folding import words


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` is `source[start:end]`, without surrounding white space."""

    text: str
    start: int
    end: int


_BULLET = re.compile(r"\s*(?:[-*•–—·▪►>]+\s+|\(?\d{1,2}[.)]\s+|\(?[a-z]\)\s+|#{1,6}\s|\|)")
_LIST_NUMBER = re.compile(r"\s*(?:[-*•–·]\s+)?\(?\d{1,2}[.)](?=\s)")
_CLOSING = re.compile(
    r"\s*(?:mit\s+(?:freundlich|best|lieb|herzlich)\w*\s+gr|(?:viele|liebe|beste|herzliche|schöne"
    r"|freundliche|lg|vg|mfg|gruß|gruss|grüße|gruesse|kind regards|best regards|best wishes"
    r"|regards|cheers|sincerely|yours|many thanks|thanks|thank you|vielen dank|danke)\b)",
    re.IGNORECASE,
)
_TERMINATOR = re.compile(r"(?P<mark>[.!?…]+)(?P<close>[\"'»“”‘’)\]*_]*)(?P<gap>\s+|$|(?=\S))")
_WRAPPED = 50  # a line at least this long, without a mark at its end, goes on in the next
_DETERMINERS = words(
    "am der die das dem den des zum zur im vom bis beim jeden jeder ab seit mein meine meinem ihr"
    " ihre ihrem unser unsere sein seine kein ein eine einem auf bereits schon erst ca nr"
)
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,3}")  # "z.b", "u.s.w"
_LAST_WORD = re.compile(r"[\w.'&/-]+$")
_NEXT_WORD = re.compile(r"[\s\"'„“»«(*_\[]*([^\W_]+)")
_GLUED = re.compile(r"[^\W\d_]{3,}$")
_OPENED = re.compile(r"(?<![:;=-])\([^()]*$")  # no ":("
_CLOSES_SOON = re.compile(r"[^().!?:;=]{1,40}(?<!-)\)")
_LINK = re.compile(r"(?:https?://|www\.|\S*@)\S*$|\S*/\S*$", re.IGNORECASE)


def sentences(text: str, language: str = "und") -> list[Sentence]:
    """The sentences of `text` in order. What lies between them is white space only."""
    found: list[Sentence] = []
    for start, end in _blocks(text):
        for first, last in _split(text, start, end, language):
            sentence = _trimmed(text, first, last)
            if sentence is not None:
                found.append(sentence)
    return found


def _trimmed(text: str, start: int, end: int) -> Sentence | None:
    piece = text[start:end]
    stripped = piece.strip()
    if not stripped:
        return None
    start += len(piece) - len(piece.lstrip())
    return Sentence(stripped, start, start + len(stripped))


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Runs of lines that belong together; a hard-wrapped line runs on into the next."""
    start = position = 0
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines):
        position += len(line)
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if not following or not _runs_on(line, following):
            yield start, position
            start = position


def _runs_on(line: str, following: str) -> bool:
    stripped, after = line.rstrip(), following.strip()
    if not stripped or not after:
        return False
    if _BULLET.match(following) or _CLOSING.match(following) or _CLOSING.match(line):
        return False
    if stripped[-1] in ".!?:;…":
        return False
    if after[0].islower() and not stripped.lstrip().startswith("#"):
        return not stripped.endswith(",") or len(stripped) >= _WRAPPED
    return len(stripped) >= _WRAPPED


def _split(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    number = _LIST_NUMBER.match(text, start, end)
    position = number.end() if number else start
    first = start
    while match := _TERMINATOR.search(text, position, end):
        position = match.end()
        if _is_boundary(text, first, match, end, language):
            yield first, match.end("close")
            first = match.end("close")
    yield first, end


_NEAR = 300


def _is_boundary(text: str, first: int, match: re.Match[str], end: int, language: str) -> bool:
    if match.end("close") >= end:
        return False
    # Only as much as a look needs: copies of all the rest would cost the square of the text.
    before = text[max(first, match.start() - _NEAR) : match.start()]
    after = text[match.end("close") : min(end, match.end("close") + _NEAR)]
    if not match.group("gap"):
        return _is_glued_boundary(before, match, after)
    mark, upcoming = match.group("mark"), _NEXT_WORD.match(after)
    word = upcoming.group(1) if upcoming else ""
    if "!" in mark or "?" in mark:
        return not (match.group("close") and word[:1].islower())
    if mark == ".":
        return not _in_brackets(before, after) and _ends_at_dot(before, word, language)
    return not word[:1].islower()


def _in_brackets(before: str, after: str) -> bool:
    """ "in die Wohnung (3. Stock)": a few words in brackets are no sentence of their own."""
    return bool(_OPENED.search(before) and _CLOSES_SOON.match(after))


def _is_glued_boundary(before: str, match: re.Match[str], after: str) -> bool:
    """ "Das ist kaputt.Was nun?": a boundary without a space, but not one within a link."""
    if _LINK.search(before) or not _GLUED.search(before) or not after[:2].isalpha():
        return False
    if match.group("mark") == ".":
        return before[-1].islower() and after[0].isupper() and after[1:2].islower()
    return after[0].isupper()


def _ends_at_dot(before: str, word: str, language: str) -> bool:
    last = _LAST_WORD.search(before)
    token = last.group() if last else ""
    if not token:
        return True
    if token.isdigit():
        return _ends_after_number(before[: last.start()] if last else "", token, word)
    bare = token.lower().rstrip(".")
    if len(bare) == 1 and bare.isalpha():
        return False
    if bare in abbreviations(language) or _DOTTED.fullmatch(bare):
        return ends_sentence_too(bare) and word[:1].isupper()
    return not word[:1].islower() or len(bare) > 3


def _ends_after_number(before: str, number: str, word: str) -> bool:
    if len(number) > 2:
        return True
    if not word or word[0].islower() or is_month(word):
        return False
    previous = re.findall(r"\w+", before[-30:])
    return not previous or previous[-1].lower() not in _DETERMINERS
