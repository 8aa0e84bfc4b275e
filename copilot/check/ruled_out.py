"""What the shop's documents only ever deny, and the reply affirms; and the other way round.

A word that a document has in a "not" alone ("Packstationen beliefern wir nicht") is ruled out; a
reply that has it without one says the opposite, however few other words the two share. Documents
of other products than the one that a sentence is about are left aside: its twin may well have it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from copilot.check.case import Fault
from copilot.check.facts import context
from copilot.check.polarity import denies, is_open, limits, mentions_denial
from copilot.check.reading import Reading, ReplySentence
from copilot.check.subjects import OWN_WORD, concerned, is_about, own_documents, spoken_of
from copilot.check.words import shorten
from copilot.messages import Evidence
from knowledge.analyse import sentences, terms

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CLAUSE = re.compile(
    r"([,;:]\**\s+|\s*[()|]\s*|\s[–—-]\s|\s(?=(?:ohne|without)\s)"
    r"|\s(?:und|aber(?! nicht)|sondern|weil|da|denn|doch|damit|and|but(?! not)"
    r"|because|since|so)\s)",
    re.IGNORECASE,
)
_REASON = re.compile(r"\W*(?:weil|da|denn|because|since|as|sonst|otherwise)\b", re.IGNORECASE)
_TURNS = re.compile(  # takes a denial back
    r"\b(?:aber|sondern|jedoch|allerdings|dafür|doch|dennoch|trotzdem|but|however|though|yet)\b",
    re.IGNORECASE,
)
_INCLUDED = re.compile(  # what is denied is that it comes along, not that there is any
    r"\b(?:dabei|bei|beigelegt|enthalten|inbegriffen|inklusive|lieferumfang|mitgeliefert|dazu"
    r"|im (?:karton|paket|set|koffer)|included?|includes|comes? with|supplied"
    r"|in the (?:box|pack))\b",
    re.IGNORECASE,
)
_PRICE = re.compile(r"\d\s?(?:€|£|\$|%|eur)|[€£$]\s?\d", re.IGNORECASE)
_NOUN = re.compile(r"(?<![\w-])[A-ZÄÖÜ][\w-]{2,}")
_FOCUS = re.compile(  # what a denial is directly about
    r"\b(?:(?i:keine?[nmrs]?|ohne|nicht (?:für|in|an|mit|auf|bei)(?: de[rnm]| die| das| einem?)?)"
    r"\s(?:[a-zäöüß]+e[nrsm]?\s)?(?P<noun>[A-ZÄÖÜ][\w-]{2,})"
    r"|(?i:no|without|not (?:for|in|to|on|with|at)(?: the| an?)?)\s(?P<word>[a-zA-Z-]{3,}))",
)
_REFUSES = re.compile(  # what follows gives the reason
    r"\W*(?:(?:nein|no|nee|nope)\b|(?:bitte|lieber|leider|besser|please|better|unfortunately) "
    r"(?:nicht|nein|not|don[’']t|do not)\b)",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d")
_JUST_NO = re.compile(
    r"\W*(?:(?:bitte|leider|lieber|please|better|unfortunately)\s)?(?:no|none|nein|nicht|not"
    r"|keine?[nrs]?|nicht (?:möglich|dabei|vorhanden)|not (?:possible|included))\W*",
    re.IGNORECASE,
)
_LACKS = re.compile(r"\W*(?:ohne|without)\b", re.IGNORECASE)  # denies but what follows it
_IDLE_WORDS = (
    "nicht kein keine nur bitte leider auch immer noch schon mehr sehr gern etwas ganz"
    " einfach sonst dafür dabei dazu davon hier dort dann jetzt bereits lassen geben machen"
    " gehen stehen nehmen bestellung bestellen geht gibt zurück laufen fahren kommen"
    " schicken senden verwenden benutzen not only please also again always still make take"
    " give get use go put way own may must need want order send sent pay ship work even back"
    " come keep going able possible möglich hinein herein hinaus heraus rein raus drin darin"
    " damit daran"
)
_IDLE = frozenset(_IDLE_WORDS.split())
#: What every shop does or not: that it is denied somewhere says nothing.
_SHOP_VERBS = (
    "liefern liefert geliefert lieferung versenden versand verschicken zurücknehmen nehmen tauschen"
    " umtauschen anbieten bieten führen gelten reparieren erstatten deliver delivery shipping"
    " accept sell offer return refund exchange repair replace"
)
_LEAST_LETTERS = 4
_LEAST_COMMON = 2  # words
_LEAST_DENIED = 1  # words of what was denied that some document denies, too
_ALIKE = 0.65  # share of the words of two clauses that they have in common


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence, the stems in it, and whether it denies them."""

    text: str
    words: frozenset[str]
    whole: frozenset[str]  # those of its sentence
    before: frozenset[str]  # and of the one before it
    focus: frozenset[str]  # those that a "no" stands directly before
    nouns: frozenset[str]  # German writes them with a capital; empty in other languages
    denied: bool
    open: bool  # on a condition
    bound: bool  # with a denial somewhere in its sentence
    stands: bool  # affirms by itself: no reason of a denial, no part of one


Known = tuple[list[tuple[Clause, Evidence]], frozenset[str]]


def ruled_out(reading: Reading) -> Iterator[Fault]:
    """Sentences of the reply that affirm what documents only deny, or deny what they affirm."""
    asked = stems(" ".join(q.text for q in reading.questions), reading.language)
    told = stems(reading.message, reading.language)
    for sentence in reading.content:
        if sentence.role == "content" and not sentence.text.rstrip().endswith("?"):
            found = _conflict(sentence, asked, told, reading)
            if found is not None:
                yield _fault(sentence, *found)


def _conflict(
    sentence: ReplySentence, asked: frozenset[str], told: frozenset[str], reading: Reading
) -> tuple[Clause, Evidence] | None:
    known, affirmed = _known(concerned(sentence, reading), reading)
    subjects = spoken_of(sentence, reading)
    against = [
        (clause, item)
        for clause, item in known
        if not (subjects and item.skus and not subjects & set(item.skus)) and not clause.open
    ]
    if _REFUSES.match(sentence.text):
        return None
    for mine in clauses(sentence.text, reading.language):
        if mine.open:
            continue
        if mine.denied:
            found = _affirmed(mine, against, known, reading.language)
        else:
            found = _denied(mine, against, affirmed, asked, told, reading)
        if found is not None and not _known_elsewhere(mine, found[0], sentence, reading):
            return found
    return None


def _denied(
    mine: Clause,
    against: Sequence[tuple[Clause, Evidence]],
    affirmed: frozenset[str],
    asked: frozenset[str],
    told: frozenset[str],
    reading: Reading,
) -> tuple[Clause, Evidence] | None:
    """What documents only deny and the clause affirms."""
    if not mine.stands or _PRICE.search(mine.text):  # amounts are compared elsewhere
        return None
    verbs = stems(_SHOP_VERBS, reading.language)
    agreed = denied_too(reading)
    for theirs, item in against:
        named = stems(item.title, reading.language)
        keys = (theirs.words & mine.words) - affirmed - named - verbs
        if not theirs.denied or not keys or keys & agreed:
            continue
        if theirs.nouns - named and not theirs.nouns & (mine.words | mine.whole) - named:
            continue
        if theirs.focus and len(keys) == 1 and not keys & theirs.focus:
            continue
        if _INCLUDED.search(theirs.text) and not _INCLUDED.search(mine.text):
            continue
        near = told if item.skus else mine.whole
        if _speaks_of(mine, theirs, keys, asked, near, named):
            return theirs, item
    return None


def denied_too(reading: Reading) -> frozenset[str]:
    """Words of what the reply itself denies: it says the same as the document."""

    def read() -> frozenset[str]:
        said = (c for s in reading.content for c in clauses(s.text, reading.language))
        return frozenset().union(*(c.words for c in said if c.denied))

    return reading.once("denied in the reply", read)


def _known_elsewhere(
    mine: Clause, theirs: Clause, sentence: ReplySentence, reading: Reading
) -> bool:
    """Whether the knowledge has a passage, not found for the message, that says what the reply
    says of the words that count."""
    if reading.case.given_sources:
        return False
    keys = mine.words & theirs.words
    skus = concerned(sentence, reading)
    return any(
        clause.denied == mine.denied and keys <= clause.whole and not clause.open
        for item in reading.looked_up(sentence.text)
        if item.kind in OWN_WORD and is_about(item, skus, reading) and not item.internal
        for clause in clauses(item.text, reading.language)
    )


def _speaks_of(
    mine: Clause,
    theirs: Clause,
    keys: frozenset[str],
    asked: frozenset[str],
    near: frozenset[str],
    named: frozenset[str],
) -> bool:
    """Whether the two clauses are about one thing: they have more in common than the word that
    is ruled out, or it was asked for, or it is what the "no" stands before."""
    if len((theirs.words & mine.words) - named) >= _LEAST_COMMON:
        return True
    if len(mine.words & (theirs.words | theirs.before)) > _LEAST_COMMON:
        return True
    linked = (near & (theirs.whole | named)) - keys
    by_itself = keys & asked and theirs.words - keys
    return bool(by_itself or (linked and keys & (asked | theirs.focus)))


def _affirmed(
    mine: Clause,
    against: Sequence[tuple[Clause, Evidence]],
    known: Sequence[tuple[Clause, Evidence]],
    language: str,
) -> tuple[Clause, Evidence] | None:
    """What a document says in the same words without a "not", if none says so with one."""
    for theirs, item in against:
        if theirs.bound or limits(theirs.text) or _FIGURE.search(theirs.text):
            continue  # what holds with a limit or so many times may well not hold here
        if mentions_denial(item.title):  # "What is no fault": all below it is denied
            continue
        named = stems(item.title, language)
        said, words = mine.words - named, theirs.words - named
        common = said & words
        if len(common) < _LEAST_COMMON or len(common) < _ALIKE * max(len(said), len(words)):
            continue
        if not any(len(c.words & common) >= _LEAST_DENIED and c.denied for c, _ in known):
            return theirs, item
    return None


def _known(skus: frozenset[str], reading: Reading) -> Known:
    """Clauses of the documents of these products or of none, and all words that they affirm."""

    def read() -> Known:
        found = list(_read(skus, reading))
        return found, frozenset().union(*(c.words for c, _ in found if not c.denied))

    return reading.once(f"clauses of {sorted(skus)}", read)


def _read(skus: frozenset[str], reading: Reading) -> Iterator[tuple[Clause, Evidence]]:
    for item in own_documents(skus, reading):
        if (item.language or reading.language) == reading.language:
            yield from ((clause, item) for clause in clauses(item.text, reading.language))


@lru_cache(maxsize=4096)
def clauses(text: str, language: str) -> tuple[Clause, ...]:
    """A passage's clauses; remembered, because the same passages come up again."""
    found: list[Clause] = []
    before: frozenset[str] = frozenset()
    for part in sentences(text, language):
        if not part.text.rstrip().endswith("?"):
            found += _of_sentence(part.text, before, language)
            before = stems(part.text, language)
    return tuple(found)


def _of_sentence(text: str, before: frozenset[str], language: str) -> list[Clause]:
    found: list[Clause] = []
    whole, bound = stems(text, language), mentions_denial(text)
    refused, at = False, 0
    for piece, link in _pieces(text):
        at += len(piece) + len(link[1])
        rest = text[at:]
        words = stems(piece, language)
        if _LACKS.match(piece):  # "without a battery" says nothing of batteries
            continue
        denied = denies(piece)
        if words:
            turns = _TURNS.search(f"{link[0]} {piece}") is not None
            stands = not (
                denied
                or limits(piece)
                or mentions_denial(rest)
                or denies(rest)
                or (refused and not turns)
                or _REASON.match(f"{link[0].strip()} {piece}")
            )
            found.append(
                Clause(
                    piece,
                    words,
                    whole,
                    before,
                    _focus(piece, language),
                    _nouns(piece, language),
                    denied,
                    is_open(text),
                    bound,
                    stands,
                )
            )
        elif found and _JUST_NO.fullmatch(piece):
            said = f"{found[-1].text}: {piece}"  # "Plumbed-in water: no."
            found[-1] = replace(found[-1], text=said, denied=denies(said), stands=False)
            denied = True
        refused = refused or denied or limits(piece)
    return found


def _pieces(text: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """The parts of a sentence, each with what links it to the one before and the one after."""
    parts = ["", *_CLAUSE.split(text), ""]
    for i in range(1, len(parts) - 1, 2):
        yield parts[i], (parts[i - 1], parts[i + 1])


def _focus(piece: str, language: str) -> frozenset[str]:
    return frozenset(
        s for m in _FOCUS.finditer(piece) for s in stems(m["noun"] or m["word"], language)
    )


def _nouns(piece: str, language: str) -> frozenset[str]:
    if language != "de":
        return frozenset()
    return frozenset(s for m in _NOUN.finditer(piece) for s in stems(m.group(), language))


@lru_cache(maxsize=16384)
def stems(text: str, language: str) -> frozenset[str]:
    """The stems of whole words: no parts of compounds, no numbers, no words of any sentence."""
    kept = context(text, language)
    found = (_stem(word, language) for word in _WORD.findall(text) if word.casefold() not in _IDLE)
    return frozenset(stem for stem in found if stem in kept and len(stem) >= _LEAST_LETTERS)


@lru_cache(maxsize=16384)
def _stem(word: str, language: str) -> str:
    found = terms(word, language)
    return found[0] if found else ""


def _fault(sentence: ReplySentence, clause: Clause, item: Evidence) -> Fault:
    values = {"source": shorten(item.title or item.source, 60), "found": shorten(clause.text, 90)}
    span = (sentence.start, sentence.end)
    return Fault("claim_negated", span, item.question or None, (item.id,), values=values)
