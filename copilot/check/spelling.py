"""Misspelt words: unknown to dictionary, shop and customer, one slip away from a common word.

Precision comes first. A word that is rare, a name or a compound is no mistake; so only a word
that a frequent one explains is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from copilot.check.case import Fault
from copilot.check.reading import Reading
from copilot.messages import FindingCode, Severity

if TYPE_CHECKING:
    from spellchecker import SpellChecker

_WORD = re.compile(r"(?<![\w@./#&-])[^\W\d_]{5,}(?![\w@/#&-]|\.\w)")
_ANY_WORD = re.compile(r"[^\W\d_]{3,}")
_LANGUAGES = ("de", "en")
_ENDINGS = ("e", "en", "er", "es", "em", "n", "s", "st", "t", "te", "ten", "ing", "ed", "ly")
_BRITISH = (  # the English list is American
    ("our", "or"), ("ise", "ize"), ("isa", "iza"), ("isi", "izi"), ("tre", "ter"), ("ll", "l"),
    ("yse", "yze"), ("ogue", "og"), ("ence", "ense"), ("cheque", "check"),
)  # fmt: skip
_LINKS = ("", "s", "n", "en", "es", "er", "e")
_LEAST_STEM = 4
_LEAST_PART = 4
_PART_COMMON = 8e-7
_COMMON = 8e-7  # share of all words from which a word is common enough to have been meant


class Spelling:
    """Hints at misspelt words. Names, products, the customer's and the shop's words are known."""

    code: FindingCode = "spelling"
    severity: Severity = "hint"

    def faults(self, reading: Reading) -> Iterator[Fault]:
        language = reading.case.understanding.language
        if language not in _LANGUAGES:
            return
        shown: set[str] = set()
        for match in _WORD.finditer(reading.unquoted):
            word = match.group()
            if word in shown or word.casefold() in _vocabulary(reading):
                continue
            meant = slip(word.casefold(), language)
            if meant is not None and not self._is_name(match, reading):
                shown.add(word)
                yield Fault("misspelt", match.span(), values={"text": word, "meant": meant})

    @staticmethod
    def _is_name(match: re.Match[str], reading: Reading) -> bool:
        """Words of the greeting and closing; in English also capitals within a sentence."""
        sentence = reading.sentence_at(match.start())
        if sentence is None or sentence.role in ("greeting", "closing") or match.group().isupper():
            return True
        inside = match.start() > sentence.start
        return reading.language == "en" and inside and match.group()[0].isupper()


@lru_cache(maxsize=16384)
def slip(word: str, language: str) -> str | None:
    """The common word that was meant; None where the word may well be right."""
    own_first = sorted(_LANGUAGES, key=lambda other: other != language)
    if any(_is_known(word, other) for other in own_first):
        return None
    if language == "de" and _is_compound(word):
        return None
    words = _dictionary(language)
    near = words.known(words.edit_distance_1(word))
    best = max(near, key=words.word_usage_frequency, default=None)
    if best is None or words.word_usage_frequency(best) < _COMMON or best[0] != word[0]:
        return None
    return best


def _is_known(word: str, language: str) -> bool:
    words = _dictionary(language)
    spelt = {word, word.replace("ß", "ss"), word.replace("ss", "ß")}
    spelt |= {word.replace(british, american) for british, american in _BRITISH}
    if any(one in words for one in spelt):
        return True
    if language == "de" and any(word + end in words for end in ("e", "en", "st")):
        return True  # an imperative, or a form without its last letter
    stems = (word.removesuffix(end) for end in _ENDINGS if word.endswith(end))
    return any(len(stem) >= _LEAST_STEM and stem in words for stem in stems)


def _is_compound(word: str) -> bool:
    """Whether two known words make it up, with a linking letter perhaps."""
    return any(
        _is_part(word[cut:])
        and any(
            len(head := word[:cut].removesuffix(link)) >= _LEAST_PART and _is_part(head)
            for link in _LINKS
            if word[:cut].endswith(link)
        )
        for cut in range(_LEAST_PART, len(word) - _LEAST_PART + 1)
    )


def _is_part(word: str) -> bool:
    """A word that others are made of: not every syllable that some text has."""
    words = _dictionary("de")
    forms = (word, *(word.removesuffix(end) for end in _ENDINGS if word.endswith(end)))
    return any(words.word_usage_frequency(form) >= _PART_COMMON for form in forms if form in words)


@lru_cache(maxsize=2)
def _dictionary(language: str) -> SpellChecker:
    # Imported here: a list of words takes a second to read, and many commands need none.
    from spellchecker import SpellChecker

    return SpellChecker(language=language, distance=1)


def _vocabulary(reading: Reading) -> frozenset[str]:
    """Words of the customer, the shop's documents, its products and its signature."""

    def read() -> frozenset[str]:
        case = reading.case
        texts = [reading.message, case.shop.signature, case.shop.closing_de, case.shop.closing_en]
        texts += [f"{e.title} {e.text} {e.asked}" for e in case.evidence]
        texts += [p.text for p in case.policies]
        catalogue = case.catalogue
        if catalogue is not None:
            texts += [f"{p.name} {' '.join(p.aliases)}" for p in catalogue.by_sku.values()]
        return frozenset(w.casefold() for text in texts for w in _ANY_WORD.findall(text))

    return reading.once("vocabulary", read)
