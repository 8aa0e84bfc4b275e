"""What the customer has done already ("hab schon entkalkt", "restarted it twice").

Such a step is not proposed as if nobody had thought of it: it gets "if not done yet".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from copilot.draft import phrases
from copilot.draft.sources import Unit
from copilot.messages import Question
from knowledge.analyse import terms

_READ = 5_000
_SENTENCE = re.compile(r"[.!?;\n]+")
_PIECE = re.compile(r",|\b(?:und|aber|oder|dann|and|but|then)\b", re.I)
_APART = r"(?:zurück|heraus|hinein|ab|an|auf|aus|ein|um|nach|los|weg|durch|fest|leer|neu)"
_DONE = {
    "de": re.compile(
        r"\b(?:habe?n?|wurden?|ist|sind|schon|bereits|auch|mehr(?:fach|mals)|\w+mal)\b", re.I
    ),
    "en": re.compile(r"\b(?:i|we|i've|we've|already|been|tried|once|twice|times)\b", re.I),
}
_UNDONE = re.compile(
    r"\b(?:nicht|nie|kein\w*|soll\w*|muss\w*|kann|not|never|should|must|can|will)\b|n['’]t\b", re.I
)
_PARTICIPLE = {
    "de": re.compile(
        rf"\b(?P<apart>{_APART})?(?:ge(?P<verb>\w{{3,}}?)(?:e?t|en)|"
        r"(?P<other>(?:ent|ver|be|er|zer)\w{3,}?)e?t|(?P<plain>\w{4,}ier)t)\b",
        re.I,
    ),
    "en": re.compile(r"\b(?P<verb>[a-z]{4,}?)(?:ed|ing)\b|\b(?P<other>reset)\b", re.I),
}
_WORDS = re.compile(r"\w+")
_LITTLE = (
    "hab habe schon bereits auch mehrfach mehrmals zweimal dreimal mal neu komplett gestern heute "
    "already twice once times several tried today yesterday completely"
)


@dataclass(frozen=True, slots=True)
class Tried:
    """One thing done: the verb's root, what stands apart from it ("aus"), and what to."""

    verb: str
    apart: str
    objects: frozenset[str]


def tried_by(body: str, language: str) -> tuple[Tried, ...]:
    """Everything that the customer tells to have done."""
    table = "de" if language == "de" else "en"
    return tuple(_tried(body[:_READ], table))


def not_again(
    units: Sequence[Unit], tried: Sequence[Tried], question: Question, language: str
) -> tuple[Unit, ...]:
    """The units again; instructions that the customer has followed say "if not done yet".

    A customer who asks about that very thing is told all the same.
    """
    asked = question.text if question.text.rstrip().endswith("?") else ""
    news = [t for t in tried if t.verb not in {_root(w, "de") for w in _WORDS.findall(asked)}]
    return tuple(_marked(unit, news, language) for unit in units)


def _tried(body: str, table: str) -> Iterator[Tried]:
    for sentence in _SENTENCE.split(body):
        if not _DONE[table].search(sentence):
            continue
        for piece in _PIECE.split(sentence):
            if not _UNDONE.search(piece):
                yield from _done_in(piece, table)


def _done_in(piece: str, table: str) -> Iterator[Tried]:
    for match in _PARTICIPLE[table].finditer(piece):
        found = match.groupdict()
        verb = found.get("verb") or found.get("other") or found.get("plain") or ""
        rest = f"{piece[: match.start()]} {piece[match.end() :]}"
        yield Tried(
            verb.lower() if table == "de" else _root(verb, table),
            (found.get("apart") or "").lower(),
            frozenset(terms(rest, table)) - _little(table),
        )


@cache
def _little(table: str) -> frozenset[str]:
    return frozenset(term for word in _LITTLE.split() for term in terms(word, table))


def _marked(unit: Unit, tried: Sequence[Tried], language: str) -> Unit:
    if unit.shape == "row" or not any(_is_done(unit, item) for item in tried):
        return unit
    return replace(unit, text=f"{phrases.unless_done(language)} {unit.text}")


def _is_done(unit: Unit, done: Tried) -> bool:
    language = "de" if unit.evidence.language == "de" else "en"
    words = [word.lower() for word in _WORDS.findall(unit.text)]
    if not _is_told_to(words, done, language):
        return False
    return not done.objects or bool(done.objects & set(terms(unit.text, language)))


def _is_told_to(words: Sequence[str], done: Tried, language: str) -> bool:
    """Whether the sentence is an instruction with this verb: it opens the sentence ("Reinigen
    Sie …", "Clean the …") or, as an infinitive, ends it ("Filter reinigen.")."""
    if not words:
        return False
    opening = words[1:2] if words[0] in ("bitte", "please", "then", "first", "dann") else words[:1]
    for word in opening:
        if _root(word, language) == done.verb and (not done.apart or done.apart in words):
            return True
    last = words[-1]
    return (
        language == "de"
        and last.endswith("n")
        and (_root(last.removeprefix(done.apart), "de") == done.verb)
    )


def _root(word: str, language: str) -> str:
    """A verb without its ending; a doubled consonant ("resetting") counts once."""
    word = word.lower()
    if language == "de":
        return re.sub(r"(?:en|n|e)$", "", word)
    word = re.sub(r"(?:ed|ing|e)$", "", word)
    return re.sub(r"([bdgmnpt])\1$", r"\1", word)
