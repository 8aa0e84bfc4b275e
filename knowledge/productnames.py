"""The words of product names, written so that spellings of the same name are equal."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from knowledge.analyse import skeleton
from knowledge.analyse.compounds import lexicon
from knowledge.analyse.folding import words
from knowledge.analyse.stopwords import ENGLISH, GERMAN, TELLING
from knowledge.analyse.terms import stem

_WORD = re.compile(r"[^\W_]+|(?<=\w)\+(?!\w)")  # "X2+" is said "X2 plus"
_FREQUENT = 3.0  # log of occurrences from which a word of the list is an ordinary one
_BEGINNING = 3  # letters
_HAS_DIGIT = re.compile(r"\d")

# Words that many names hold and that point at no product by themselves.
_COMMERCE = words(
    """
    pro plus mini maxi midi classic classics premium set sets neu new edition limited version modell
    model serie series typ type xl xs xxl small medium large gross klein light lite max ultra basic
    standard deluxe original home office outdoor kit pack packung stueck paar pair farbe color
    colour groesse size schwarz weiss rot blau gruen gelb grau silber gold braun rosa lila orange
    beige black white red blue green yellow grey gray silver brown pink purple produkt produkte
    product products artikel item items bestellung order paket parcel lieferung delivery versand
    shipping rechnung invoice garantie warranty ersatz ersatzteil ersatzteile teil teile part parts
    spare zubehoer accessory gutschein voucher preis price euro service support team shop kunde
    kunden customer geld money frage fragen question tag tage woche wochen day days week weeks
    problem defekt kaputt broken heute gestern morgen today fuer mit ohne und von the for with
    gramm gram liter kilo meter zentimeter inch zoll stunden minuten hours minutes
"""
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: `key` is compared, `bare` is the folded word without stemming."""

    key: str
    bare: str
    start: int
    end: int


def name_tokens(text: str) -> list[Token]:
    """The words of a name or text with their places; hyphens and slashes part words."""
    return [
        Token(_key(match.group()), _bare(match.group()), match.start(), match.end())
        for match in _WORD.finditer(text)
    ]


def key(name: str) -> str:
    """A whole name or SKU as one string without spaces and punctuation."""
    return "".join(_bare(word) for word in _WORD.findall(name))


@lru_cache(maxsize=100_000)
def _bare(word: str) -> str:
    return "plus" if word == "+" else skeleton(word)


@lru_cache(maxsize=100_000)
def _key(word: str) -> str:
    bare = _bare(word)
    return bare if _HAS_DIGIT.search(bare) else stem(bare, "de")


def is_code(word: str) -> bool:
    """Letters and digits together: "x2", "43s"."""
    return bool(_HAS_DIGIT.search(word)) and not word.isdigit()


def is_everyday(word: str) -> bool:
    """Whether a key is an ordinary word of German or English."""
    return is_commerce(word) or word in _frequent_keys(word[:_BEGINNING])


def is_commerce(word: str) -> bool:
    """Whether a key is a function word or one that every shop uses."""
    return word in _EVERYDAY


_EVERYDAY = frozenset(
    _key(word) for word in (*_COMMERCE, *GERMAN, *ENGLISH, *TELLING["de"], *TELLING["en"])
)


@lru_cache(maxsize=1)
def _frequent() -> Mapping[str, list[str]]:
    """The frequent words of the shipped word list by the beginning of their keys."""
    found = defaultdict(list)
    for word, weight in lexicon().items():
        if weight >= _FREQUENT:
            found[_bare(word)[:_BEGINNING]].append(word)
    return found


@lru_cache(maxsize=4096)
def _frequent_keys(beginning: str) -> frozenset[str]:
    """Keys of the frequent words that begin so: to stem the whole list takes a second, which a
    single check on the command line need not wait for. A stem keeps a word's beginning."""
    return frozenset(_key(word) for word in _frequent().get(beginning, ()))
