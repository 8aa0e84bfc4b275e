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
from copilot.check.claims import products_in
from copilot.check.facts import context
from copilot.check.polarity import denies, is_open, limits, mentions_denial
from copilot.check.reading import Reading, ReplySentence
from copilot.check.subjects import concerned, own_documents
from copilot.check.words import shorten
from copilot.messages import Evidence
from knowledge.analyse import sentences, terms

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CLAUSE = re.compile(
    r"[,;:]\**\s+|\s*[()|]\s*|\s[–—-]\s|\s(?=(?:ohne|without)\s)"
    r"|\s(?:und|aber(?! nicht)|sondern|weil|da|denn|doch|damit|and|but(?! not)|because|since|so)\s",
    re.IGNORECASE,
)
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
    r"\W*(?:no|none|nein|nicht|keine?[nrs]?|nicht (?:möglich|dabei|vorhanden)"
    r"|not (?:possible|included))\W*",
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
    denied: bool
    open: bool  # on a condition
    bound: bool  # with a denial somewhere in its sentence


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
    verbs = stems(_SHOP_VERBS, reading.language)
    subjects = products_in(sentence.text, reading)
    against = [
        (clause, item)
        for clause, item in known
        if not (subjects and item.skus and not subjects & set(item.skus)) and not clause.open
    ]
    if _REFUSES.match(sentence.text):
        return None
    said = clauses(sentence.text, reading.language)
    for i, mine in enumerate(said):
        if mine.open:
            continue
        if mine.denied:
            found = _affirmed(mine, against, known, reading.language)
            if found is not None:
                return found
        elif not limits(mine.text) and not any(mentions_denial(c.text) for c in said[i:]):
            for theirs, item in against:
                named = stems(item.title, reading.language)
                keys = (theirs.words & mine.words) - affirmed - named - verbs
                near = told if item.skus else mine.whole
                if theirs.denied and keys and _speaks_of(mine, theirs, keys, asked, near, named):
                    return theirs, item
    return None


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
        if part.text.rstrip().endswith("?"):
            continue
        whole, bound = stems(part.text, language), mentions_denial(part.text)
        for piece in _CLAUSE.split(part.text):
            focus = frozenset(
                s for m in _FOCUS.finditer(piece) for s in stems(m["noun"] or m["word"], language)
            )
            if _LACKS.match(piece):  # "without a battery" says nothing of batteries
                continue
            words = stems(piece, language)
            if words:
                denied, conditional = denies(piece), is_open(part.text)
                found.append(Clause(piece, words, whole, before, focus, denied, conditional, bound))
            elif found and found[-1].whole == whole and _JUST_NO.fullmatch(piece):
                text = f"{found[-1].text}: {piece}"  # "Plumbed-in water: no."
                found[-1] = replace(found[-1], text=text, denied=denies(text))
        before = whole
    return tuple(found)


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
