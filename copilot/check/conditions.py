"""What a reply says of a thing in other words than the shop: free or not, included or not,
covered, needed. Each is a pair of sayings that exclude each other, and a "not" turns one into
the other: "sold separately" denies "the bench is included"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from copilot.check.case import Fault
from copilot.check.free import FREE
from copilot.check.polarity import denies, is_open
from copilot.check.reading import Reading, ReplySentence
from copilot.check.subjects import OWN_WORD, concerned, is_about, own_documents, spoken_of
from copilot.check.words import shorten
from copilot.messages import Evidence
from knowledge.analyse import sentences, terms

_YOU = r"(?:sie|du|ihr|you|der kunde|the customer)"
#: name -> what says it, what says the opposite
_SAYINGS: dict[str, tuple[str, str]] = {
    "free": (
        FREE,
        (rf"\b(?:tragen|trägst|zahlen|bezahlen|zahlst|übernehmen) {_YOU}\b|\b{_YOU} (?:tragen"
        rf"|zahlen|bezahlen)\b"
        r"|zu (?:ihren|deinen) lasten|auf (?:eigene|ihre|deine) (?:kosten|rechnung)"
        r"|kostenpflichtig\w*"
        r"|selbst (?:tragen|bezahlen|zahlen)|abgezogen|ziehen wir\b[^.]{0,40}\bab\b"
        r"|(?:at|for) (?:your|the customer['’]s) (?:own )?(?:cost|expense)|you (?:pay|bear"
        r"|cover)\b|is deducted|will be deducted"
        r"|\bwe deduct\b|\b(?:kostet|kosten|costs?|für|for)\b[^.,;]{0,16}\d[\d.,]*\s?(?:€"
        r"|euro?s?|eur|£)"
        r"|\b(?:costs?|for)\b[^.,;]{0,12}[€£$]\s?\d"),
    ),
    "included": (
        (r"\b(?:enthalten|inbegriffen|inklusive|im lieferumfang|mitgeliefert"
        r"|lieg(?:t|en) (?:\w+ ){0,2}bei|beigelegt"
        r"|gehör\w+ (?:\w+ ){0,2}dazu|dabei|included?|includes|comes? with|supplied|in the box)\b"),
        (r"\b(?:separat|gesondert|extra (?:zu )?(?:bestell\w*|erhältlich|kauf\w*|erworben)"
        r"|(?:sold|bought|ordered) separately"
        r"|separately|as an extra)\b"),
    ),
    "covered": (
        (r"\b(?:abgedeckt|gedeckt|garantiefall|gewährleistungsfall|fällt unter|covered"
        r"|under warranty)\b"),
        r"\b(?:verschleißteile?|verschleiß|wear parts?)\b",
    ),
    "needed": (
        (r"\b(?:nötig|erforderlich|notwendig|benötig\w+|braucht|brauchen|required?"
        r"|requires|needs?|needed"
        r"|necessary|nur nach (?:anmeldung|termin|absprache|vereinbarung)"
        r"|by appointment only)\b"),
        r"\b(?:freiwillig|optional|überflüssig|verzichtbar)\b",
    ),
}  # fmt: skip
_PATTERNS = {
    name: (re.compile(yes, re.IGNORECASE), re.compile(no, re.IGNORECASE))
    for name, (yes, no) in _SAYINGS.items()
}
_CLAUSE = re.compile(
    r"[,;:]\**\s+|\s*[()]\s*|\s[–—]\s|\s(?:aber(?! nicht)|sondern|weil|denn|doch|but(?! not)"
    r"|because|since)\s"
    r"|(?<=[a-zß])\s(?:und|and)\s(?=(?:\w+ ){0,3}(?:kostet|costs?|ist|sind|is|are|liegt|liegen"
    r"|comes?)\b)",
    re.IGNORECASE,
)
_PRICE = re.compile(r"\d+[.,]\d\d")
_AND = re.compile(r"\s(?:und|and)\s", re.IGNORECASE)
_EXCEPTION = re.compile(
    r"\b(?:after|nach|je|pro|per|each|every|jede[nrms]?|außer|ausgenommen|es sei denn"
    r"|nur (?:bei|wenn|für)|except|unless|only (?:if|for|when)|bei(?= \w)|ab|from|over"
    r"|for the|für (?:die|das|den)"
    r"|beyond|mehr als|erst|zweite\w*|second|innerhalb|within|first|erste\w*|up to|bis)\b",
    re.IGNORECASE,
)
_LEAST_LETTERS = 4
_LEAST_COMMON = 2  # words that two sayings have in common, where both have as many
_ALIKE = 0.5  # share of the words of the shorter saying that the other has


@dataclass(frozen=True, slots=True)
class Saying:
    """That something is so (`holds`) or not, of what the words name."""

    name: str
    holds: bool
    words: frozenset[str]
    text: str
    span: tuple[int, int]
    bound: bool  # to a case or an amount


def turned(reading: Reading) -> Iterator[Fault]:
    """Sayings of the reply of which the shop's documents say the opposite."""
    for sentence in reading.content:
        if sentence.role != "content" or is_open(sentence.text):
            continue
        mine = sayings(sentence.text, reading.language)
        if not mine:
            continue
        known = list(_known(sentence, reading))
        for said in mine:
            found = _against(said, known)
            if found is not None and not _known_elsewhere(said, sentence, reading):
                yield _fault(said, sentence, *found)


def _against(
    said: Saying, known: list[tuple[Saying, Evidence, frozenset[str]]]
) -> tuple[Saying, Evidence] | None:
    """The document's saying about the same thing, if no other agrees with the reply's."""
    alike = [
        (len(common), theirs, item)
        for theirs, item, named in known
        if theirs.name == said.name
        and (common := (said.words & theirs.words) - named)
        and len(common) >= min(_LEAST_COMMON, len(said.words), len(theirs.words))
        and len(common) >= _ALIKE * min(len(said.words), len(theirs.words))
    ]
    if not alike or any(theirs.holds == said.holds for _, theirs, _ in alike):
        return None
    _, best, item = max(alike, key=lambda found: found[0])
    return None if best.bound or said.bound else (best, item)


def _known_elsewhere(said: Saying, sentence: ReplySentence, reading: Reading) -> bool:
    """Whether the knowledge has a passage, not found for the message, that says the same, or
    the price that the reply names."""
    if reading.case.given_sources:
        return False
    skus = spoken_of(sentence, reading) or concerned(sentence, reading)
    found = [
        e
        for e in reading.looked_up(sentence.text)
        if e.kind in OWN_WORD and not e.internal and is_about(e, skus, reading)
    ]
    prices = _PRICE.findall(said.text)
    if prices and any(p in e.text for p in prices for e in (*own_documents(skus, reading), *found)):
        return True
    return any(
        theirs.name == said.name and theirs.holds == said.holds and theirs.words & said.words
        for item in found
        for theirs in sayings(item.text, reading.language)
    )


def _known(
    sentence: ReplySentence, reading: Reading
) -> Iterator[tuple[Saying, Evidence, frozenset[str]]]:
    skus = spoken_of(sentence, reading) or concerned(sentence, reading)
    for item in own_documents(skus, reading):
        if (item.language or reading.language) == reading.language:
            named = _topic(item.title, reading.language) if item.skus else frozenset()
            yield from ((saying, item, named) for saying in sayings(item.text, reading.language))


@lru_cache(maxsize=4096)
def sayings(text: str, language: str) -> tuple[Saying, ...]:
    """What a text says is free, included, covered or needed; remembered, as passages recur."""
    found: list[Saying] = []
    for part in sentences(text, language):
        if part.text.rstrip().endswith("?"):
            continue
        at = part.start
        for piece in _CLAUSE.split(part.text):
            at = text.find(piece, at)
            found += _of_clause(piece, at, part.text, language)
            at += len(piece)
    return tuple(found)


def _of_clause(piece: str, at: int, whole: str, language: str) -> Iterator[Saying]:
    for name, (yes, no) in _PATTERNS.items():
        one, other = yes.search(piece), no.search(piece)
        match = one or other
        if match is None or (one is not None and other is not None):
            continue
        rest = f"{piece[: match.start()]} {piece[match.end() :]}"
        words = _topic(rest, language) or _topic(whole, language)
        near = _beside(piece, match.span(), with_it=name != "free")  # "no charge"
        holds = (one is not None) != denies(near)
        bound = is_open(whole) or _EXCEPTION.search(rest) is not None
        yield Saying(name, holds, words, piece.strip(), (at, at + len(piece)), bound)


def _beside(piece: str, span: tuple[int, int], *, with_it: bool) -> str:
    """What stands with the saying between two "and": "not bad and free" denies nothing free."""
    before = _AND.split(piece[: span[0]])[-1]
    after = _AND.split(piece[span[1] :])[0]
    return f"{before} {piece[span[0] : span[1]] if with_it else ''} {after}"


@lru_cache(maxsize=16384)
def _topic(text: str, language: str) -> frozenset[str]:
    """The stems of a text, parts of compounds included, less words that say no subject."""
    return frozenset(
        t
        for t in terms(text, language)
        if len(t) >= _LEAST_LETTERS and t not in _EMPTY and not any(c.isdigit() for c in t)
    )


_EMPTY_WORDS = (
    "nicht kein kost cost euro bitt leid auch noch dann dafur dabei dazu dies ihre dein"
    " unser artikel item items piec stuck produkt product bestell order need must brauch"
    " muss mussen konn kann versand schick send zuruck ruck lief lieg gehor bekomm erhalt mach"
    " ship come sold back"
)
_EMPTY = frozenset(_EMPTY_WORDS.split())


def _fault(said: Saying, sentence: ReplySentence, theirs: Saying, item: Evidence) -> Fault:
    values = {"source": shorten(item.title or item.source, 60), "found": shorten(theirs.text, 90)}
    start, end = said.span
    span = (sentence.start + start, sentence.start + end)
    return Fault("claim_negated", span, item.question or None, (item.id,), values=values)
