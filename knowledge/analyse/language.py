"""Which language a text is in, also a very short one.

Function words decide where they are clear, which they are in nearly every sentence and
costs microseconds. Only what they leave open (single words, slogans) goes to lingua's letter
statistics, loaded once, when first needed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from knowledge.analyse.folding import normalise
from knowledge.analyse.stopwords import SHARED, TELLING

if TYPE_CHECKING:
    from lingua import LanguageDetector

UNKNOWN = "und"
_SAMPLE = 4_000  # characters that are looked at; a longer text says nothing new
_LATIN = ("de", "en", "fr", "es", "it", "nl", "pl", "tr", "pt")
_SCRIPTS = {
    "CYRILLIC": "ru",
    "GREEK": "el",
    "ARABIC": "ar",
    "HEBREW": "he",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CJK": "zh",
    "THAI": "th",
    "DEVANAGARI": "hi",
}
# Not language: addresses, placeholders, markup, tokens with digits.
_NOISE = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+|⟦[^⟧]*⟧|\{\{.*?\}\}|<[^<>]{0,200}>|\b\w*\d[\w-]*\b", re.DOTALL
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_ENOUGH_LETTERS = 3
_CLEAR_LEAD = 1.5
_MAIN = ("de", "en")
_MAIN_PRIOR, _HINT_PRIOR = 4.0, 4.0
_FOREIGN_WORDS = 3
_CONFIDENT = 0.6


def detect_language(text: str, hint: str | None = None) -> str:
    """ISO 639-1 code of the text's main language, or "und" where nothing tells.

    `hint` (what the ticket or the customer's earlier mails say) wins where the text alone
    is not clear: an emoji, an order number, a single word that many languages have.
    """
    code = _detect(text[:_SAMPLE], (hint or "")[:2].lower())
    return code or (hint or UNKNOWN)


@lru_cache(maxsize=4_096)
def _detect(text: str, hint: str) -> str:
    """The language, or "" where the text does not tell."""
    words = _WORD.findall(normalise(_NOISE.sub(" ", text)))
    letters = "".join(words)
    if len(letters) < _ENOUGH_LETTERS:
        return ""
    return _by_script(letters) or _by_words(words, hint) or _by_letters(words, hint)


def _by_script(letters: str) -> str:
    """The language of a script that hardly any other language of the table uses."""
    if letters.isascii():
        return ""
    scripts = Counter(
        name for c in letters[:200] if (name := unicodedata.name(c, "").partition(" ")[0])
    )
    scripts.update({"HIRAGANA": scripts["CJK"]} if scripts["HIRAGANA"] else {})
    main, _ = scripts.most_common(1)[0]
    return _SCRIPTS.get(main, "")


def word_votes(words: list[str]) -> dict[str, float]:
    """How many telling words of each language there are; shared ones count a quarter."""
    votes: dict[str, float] = {}
    for language, telling in TELLING.items():
        score = sum(0.25 if word in SHARED else 1.0 for word in words if word in telling)
        # Letters that only German has among the languages with such words.
        if language == "de":
            score += 0.5 * sum("ß" in word or "ä" in word for word in words)
        if score:
            votes[language] = score
    return votes


def _by_words(words: list[str], hint: str) -> str:
    votes = word_votes(words)
    if hint in votes:
        votes[hint] += 0.5
    ranked = sorted(votes.items(), key=lambda item: -item[1])
    if not ranked:
        return ""
    best, score = ranked[0]
    rival = ranked[1][1] if len(ranked) > 1 else 0.0
    enough = 1.0 if len(words) <= 6 else 2.0
    return best if score >= enough and score >= _CLEAR_LEAD * rival else ""


def _by_letters(words: list[str], hint: str) -> str:
    """The likeliest language by letter sequences, given that most customers write the main
    ones; a few words that look like another language are not enough to believe it."""
    likely: dict[str, float] = {}
    for confidence in _detector().compute_language_confidence_values(" ".join(words)):
        code = confidence.language.iso_code_639_1.name.lower()
        prior = (_MAIN_PRIOR if code in _MAIN else 1.0) * (_HINT_PRIOR if code == hint else 1.0)
        likely[code] = confidence.value * prior
    best = max(likely, key=lambda code: likely[code])
    if best not in (*_MAIN, hint) and len(words) < _FOREIGN_WORDS:
        return ""
    return best if likely[best] >= _CONFIDENT * sum(likely.values()) else ""


@lru_cache(maxsize=1)
def _detector() -> LanguageDetector:
    # Imported and built here: most processes never meet a text that words do not settle.
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    codes = [getattr(IsoCode639_1, code.upper()) for code in _LATIN]
    # Low accuracy: 0.2 s and 20 MB instead of 3.5 s and 250 MB; longer texts, where the high
    # one would be better, are settled by their function words.
    builder = LanguageDetectorBuilder.from_iso_codes_639_1(*codes)
    return builder.with_low_accuracy_mode().build()
