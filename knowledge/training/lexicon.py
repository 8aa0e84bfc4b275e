"""Counts German words for the compound splitter: `word<TAB>count` a line, gzipped."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

RETAIL_WORDS = Path(__file__).parent / "retail_words.txt"
_RETAIL_COUNT = 20
_WORD = re.compile(r"[^\W\d_]+")
_GERMAN_LETTERS = re.compile(r"[a-zäöüß]{4,30}")
# German documentation quotes English: a word that English text has far more often is left out.
_MORE_GERMAN = 0.4


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Lower-cased words; one in mixed case (`macOS`, `SharePoint`) is a name, not a word."""
    counts: Counter[str] = Counter()
    for text in texts:
        for word in _WORD.findall(text):
            if word[1:].islower():
                counts[word.lower()] += 1
    return counts


def german_words(
    german: Iterable[str], english: Iterable[str], *, at_least: int = 2
) -> list[tuple[str, int]]:
    """Words of four letters and more with their counts, the most frequent first.

    What shops sell is rare in the texts, so that RETAIL_WORDS count as seen at least so often.
    """
    counts, foreign = count_words(german), count_words(english)
    for word in RETAIL_WORDS.read_text("utf-8").split():
        counts[word], foreign[word] = max(counts[word], _RETAIL_COUNT), 0
    scale = sum(counts.values()) / max(sum(foreign.values()), 1)
    kept = [
        (word, count)
        for word, count in counts.items()
        if count >= at_least
        and _GERMAN_LETTERS.fullmatch(word)
        and count > _MORE_GERMAN * scale * foreign[word]
    ]
    return sorted(kept, key=lambda item: (-item[1], item[0]))


def write_words(words: Iterable[tuple[str, int]], path: Path) -> None:
    """`word<TAB>count` a line, gzipped without a time stamp: the same words, the same bytes."""
    lines = "".join(f"{word}\t{count}\n" for word, count in words)
    path.write_bytes(gzip.compress(lines.encode(), 9, mtime=0))
