"""Spellings that mean the same written the same."""

from __future__ import annotations

import re
import unicodedata

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe"})
# Soft hyphen, zero-width characters, byte order mark, variation selectors: invisible.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff\ufe0e\ufe0f]")
_APOSTROPHES = re.compile("[’`´‘ʼ]")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
# "ae" stands for "ä", but "ue" in "quer", "neue" or "teuer" is no umlaut.
_UMLAUT_DIGRAPHS = re.compile(r"(?<![aeiouqäöü])([aou])e(?=[a-z])")


def words(text: str) -> frozenset[str]:
    """A word list as a table in the code: the words between white space."""
    return frozenset(text.split())


def normalise(text: str) -> str:
    """NFKC, lower case, one kind of apostrophe and hyphen, nothing invisible.

    Umlauts stay as they are. The length may change.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
        text = _DASHES.sub("-", text)
    return _APOSTROPHES.sub("'", text).lower()


def fold(text: str) -> str:
    """`normalise`, with umlauts as two letters (ä = ae), ß as ss, other accents dropped.

    >>> fold("Größe CAFÉ") == fold("groesse cafe")
    True
    """
    return without_accents(normalise(text).translate(_GERMAN))


def without_accents(text: str) -> str:
    """The letters alone: ä as a, é as e."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text)
    # Below U+0300 nothing combines: most letters need not be asked.
    bare = "".join([c for c in apart if c < "\u0300" or not unicodedata.combining(c)])
    return unicodedata.normalize("NFC", bare)


def skeleton(text: str) -> str:
    """`fold`, with umlauts as one letter, so that ä, ae and a are all the same.

    For comparing names that people type on foreign keyboards (Mühle, Muehle, Muhle).
    """
    return _UMLAUT_DIGRAPHS.sub(r"\1", fold(text))
