"""The search terms of a text: what the keyword index holds and what a query asks for.

Both sides go through the same function, so that "Mühlen", "Muehle" and "mühle" meet.
Terms may repeat: their number is the term frequency.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from functools import lru_cache

import snowballstemmer  # type: ignore[import-untyped]

from knowledge.analyse import compounds
from knowledge.analyse.folding import fold, normalise, without_accents
from knowledge.analyse.stopwords import ENGLISH, GERMAN

ANALYSER_VERSION = "1"

_STEMMERS = {
    "de": "german",
    "en": "english",
    "fr": "french",
    "es": "spanish",
    "it": "italian",
    "nl": "dutch",
    "pl": "polish",
    "tr": "turkish",
    "pt": "portuguese",
}
STEMMED_LANGUAGES = tuple(_STEMMERS)
_STOPWORDS = {"de": GERMAN, "en": ENGLISH}
_EITHER = ("de", "en")  # what an unknown language is tried as
_LONGEST_TERM = 60  # a longer run of letters is a link or binary, not a word
_LONGEST_LINK = 2_000
_LONGEST_REMEMBERED = 1_000  # characters

_UNITS = (
    "ml|cl|l|liter|litre|cm|mm|km|m|kg|mg|g|gramm|bar|kw|w|watt|v|volt|hz|mah|gb|mb|tb|zoll|inch"
    "|°c|grad|%|€|eur|euro|tage?n?|days?|wochen?|weeks?|monate?n?|months?|jahre?n?|years?"
    "|stunden?|hours?|minuten?|minutes?|min|h|°"
)
_TOKEN = re.compile(
    rf"(?P<measure>(?<![\w.,-])\d+(?:[.,]\d+)*\s?(?:{_UNITS})(?![\w°%€]))"
    r"|(?P<code>\w+(?:[-_./]\w+)+)"
    r"|(?P<word>[^\W_]+(?:'[^\W\d_]{1,3})?)"
)
_MEASURE = re.compile(r"([\d.,]+)\s?(\D+)")
_PARTS = re.compile(r"[^\W\d_]+|\d+")
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?:\D|$))")
_UNIT_NAMES = {
    "liter": "l", "litre": "l", "gramm": "g", "watt": "w", "volt": "v", "eur": "€", "euro": "€",
    "grad": "°c", "°": "°c", "inch": "zoll", "min": "minut", "h": "stund",
    "tag": "day", "tage": "day", "tagen": "day", "day": "day", "days": "day",
    "woche": "week", "wochen": "week", "week": "week", "weeks": "week",
    "monat": "month", "monate": "month", "monaten": "month", "month": "month", "months": "month",
    "jahr": "year", "jahre": "year", "jahren": "year", "year": "year", "years": "year",
    "stunde": "hour", "stunden": "hour", "hour": "hour", "hours": "hour",
    "minute": "minute", "minuten": "minute", "minutes": "minute",
}  # fmt: skip


def terms(text: str, language: str) -> list[str]:
    """Folded, stemmed terms in text order, compounds followed by their parts.

    Function words are dropped, unless nothing else would be left. Codes (SKUs, order
    numbers) stay whole, without their hyphens, followed by their parts; a number with a
    unit is one term beside the bare number. An unknown language yields German and English
    stems where they differ.
    """
    if len(text) > _LONGEST_REMEMBERED:
        return list(_terms.__wrapped__(text, language))
    return list(_terms(text, language))


_THREAD = threading.local()


@lru_cache(maxsize=4_096)  # every step asks for the terms of the same sentences
def _terms(text: str, language: str) -> tuple[str, ...]:
    tokens = list(_tokens(normalise(text)))
    kept = [term for kind, token in tokens for term in _analyse(kind, token, language, stop=True)]
    if not kept:
        kept = [t for kind, token in tokens for t in _analyse(kind, token, language, stop=False)]
    return tuple(kept)


def analyser_fingerprint() -> str:
    """Changes whenever the same text would yield other terms."""
    return f"{ANALYSER_VERSION}-{compounds.fingerprint()}"


def query_terms(text: str, language: str, others: Sequence[str]) -> tuple[list[str], list[str]]:
    """A query's own `terms`, and what its words would be in `others` beyond those.

    A function word of the query's language stays one in every language: German "die" does
    not ask for English "die".
    """
    own = terms(text, language)
    told = set(own)
    foreign = [
        term
        for kind, token in _tokens(normalise(text))
        if token not in _STOPWORDS.get(language, ())
        for other in others
        for term in _analyse(kind, token, other, stop=True)
        if term not in told
    ]
    return own, list(dict.fromkeys(foreign))


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "word"
        token = match.group()
        if len(token) <= _LONGEST_TERM:
            yield kind, token
        else:
            parts = _PARTS.findall(token[:_LONGEST_LINK])
            yield from (("word", part) for part in parts if len(part) <= _LONGEST_TERM)


@lru_cache(maxsize=200_000)
def _analyse(kind: str, token: str, language: str, *, stop: bool) -> tuple[str, ...]:
    if kind == "measure":
        return _measure(token)
    if kind == "code":
        return _code(token, language, stop=stop)
    return _word(token, language, stop=stop)


def _measure(token: str) -> tuple[str, ...]:
    match = _MEASURE.fullmatch(token)
    if match is None:
        return (token,)
    number = plain_number(match.group(1))
    unit = match.group(2).strip()
    return number, f"{number}{_UNIT_NAMES.get(unit, unit)}"


def plain_number(number: str) -> str:
    """Digits with a decimal point at most: "1.299,00" is "1299", "1,5" is "1.5"."""
    number = _THOUSANDS.sub("", number).replace(",", ".")
    if number.count(".") != 1:
        return number.strip(".")
    return number.rstrip("0").rstrip(".")


def _code(token: str, language: str, *, stop: bool) -> tuple[str, ...]:
    """ "ek-43s" as "ek43s" and parts; "e-mail-adresse" as its words and the joined word."""
    parts = [part for piece in re.split(r"[-_./]", token) for part in _pieces(piece)]
    words = tuple(
        term for part in parts if len(part) > 1 for term in _word(part, language, stop=stop)
    )
    joined = fold(re.sub(r"[-_./]", "", token))
    if token.replace(".", "").replace(",", "").isdigit():
        return (plain_number(token),) if token.count(".") == 1 else (joined, *words)
    return (joined, *words) if joined not in words else words


def _pieces(piece: str) -> list[str]:
    return _PARTS.findall(piece) if piece.isalpha() or piece.isdigit() else [piece]


def _word(token: str, language: str, *, stop: bool) -> tuple[str, ...]:
    if language in _STEMMERS:
        return _stemmed(token, language, stop=stop)
    if language not in ("und", ""):
        return (fold(token),)
    both = [_stemmed(token, known, stop=stop) for known in _EITHER]
    return tuple(dict.fromkeys(both[0] + both[1])) if all(both) else ()


def _stemmed(token: str, language: str, *, stop: bool) -> tuple[str, ...]:
    if stop and token in _STOPWORDS.get(language, ()):
        return ()
    if any(c.isdigit() for c in token):
        return (fold(token),)
    token = token.split("'")[0] if language == "en" else token.replace("'", "")
    found = [stem(token, language)]
    if language == "de":
        found += [stem(part, language) for part in compounds.parts(token.replace("ß", "ss"))]
    return tuple(found)


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """The word's Snowball stem, folded; umlauts end as one letter in German and English."""
    if language == "en":
        word = without_accents(word)
    return fold(_stemmer(language).stemWord(word))


def _stemmer(language: str) -> snowballstemmer.stemmer:
    """This thread's own: a stemmer works on a word within itself, and two at once spoil both."""
    found: dict[str, snowballstemmer.stemmer] = _THREAD.__dict__
    if language not in found:
        found[language] = snowballstemmer.stemmer(_STEMMERS[language])
    return found[language]
