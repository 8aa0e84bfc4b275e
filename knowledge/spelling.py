"""Search terms that the index does not know, taken for terms that it does.

A misspelt word ("Kafemaschine"), a compound that only the shop writes together or apart,
a word of which the index holds longer forms: each is tried against the index's own terms.
"""

from __future__ import annotations

from typing import Protocol

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORTEST_MISSPELT = 4
_TWO_SLIPS_FROM = 8  # letters from which two slips are forgiven
_MOST_SPELLINGS = 3
_SHORTEST_PREFIX = 5
_SHORTEST_PART = 4
_LINKS = ("", "s", "n", "en", "es", "er", "e")
_SLIP_WEIGHT = 0.7
_LONGER_WEIGHT = 0.6
_PART_WEIGHT = 0.6
_SHORTER_WEIGHT = 0.5
_COMMON = 5  # a term this frequent beside a hapax one slip away: the hapax is the slip


class Vocabulary(Protocol):
    """An index's terms."""

    def frequency(self, term: str) -> int: ...

    def starting_with(self, prefix: str, limit: int | None = None) -> dict[str, int]: ...


def respelled(term: str, vocabulary: Vocabulary) -> list[tuple[str, float]]:
    """Terms of the index to look up for `term`, with weights in 0..1; the term itself first.

    Only letters are respelled: a digit more or less is another model or another order.
    """
    frequency = vocabulary.frequency(term)
    found = [(term, 1.0)] if frequency else []
    if frequency > 1 or not term.isalpha() or len(term) < _SHORTEST_MISSPELT:
        return found
    if frequency:
        return found + _slips(term, vocabulary, most=1, at_least=_COMMON)
    return (
        _slips(term, vocabulary, most=2 if len(term) >= _TWO_SLIPS_FROM else 1)
        or _parts(term, vocabulary)
        or _longer(term, vocabulary)
        or _shorter(term, vocabulary)
        or _longer_with_slip(term, vocabulary)
    )


def _slips(
    term: str, vocabulary: Vocabulary, *, most: int, at_least: int = 1
) -> list[tuple[str, float]]:
    """Frequent terms within `most` edits that start with the same letter."""
    known = vocabulary.starting_with(term[:2])
    known |= vocabulary.starting_with(term[0] + term[2:3]) if len(term) > 2 else {}
    candidates = [t for t, count in known.items() if count >= at_least and t != term]
    close = process.extract(
        term, candidates, scorer=OSA.distance, score_cutoff=most, limit=_MOST_SPELLINGS * 3
    )
    ranked = sorted(close, key=lambda match: (match[1], -known[match[0]]))
    best = ranked[0][1] if ranked else 0
    return [
        (spelling, _SLIP_WEIGHT**distance)
        for spelling, distance, _ in ranked[:_MOST_SPELLINGS]
        if distance == best
    ]


def _parts(term: str, vocabulary: Vocabulary) -> list[tuple[str, float]]:
    """A compound as two terms of the index: "wasserfilterkartusche"."""
    best: tuple[int, tuple[str, str]] | None = None
    for cut in range(_SHORTEST_PART, len(term) - _SHORTEST_PART + 1):
        tail, tail_count = term[cut:], vocabulary.frequency(term[cut:])
        if not tail_count:
            continue
        for link in _LINKS:
            head = term[:cut].removesuffix(link) if link else term[:cut]
            count = vocabulary.frequency(head) if len(head) >= _SHORTEST_PART else 0
            if count and (best is None or min(count, tail_count) > best[0]):
                best = min(count, tail_count), (head, tail)
    return [(part, _PART_WEIGHT) for part in best[1]] if best else []


def _longer(term: str, vocabulary: Vocabulary) -> list[tuple[str, float]]:
    """Compounds that start with the term: "mahlgradeinstellung" for "mahlgrad"."""
    if len(term) < _SHORTEST_PREFIX:
        return []
    known = vocabulary.starting_with(term, limit=20)
    ranked = sorted(known.items(), key=lambda item: -item[1])[:_MOST_SPELLINGS]
    return [(longer, _LONGER_WEIGHT) for longer, _ in ranked]


def _shorter(term: str, vocabulary: Vocabulary) -> list[tuple[str, float]]:
    """The longest end or beginning of a compound that is a term itself: "muhl" for
    "kaffeemuhl", "ruckgab" for "ruckgabefrist"."""
    fewest = max(_SHORTEST_PART, len(term) // 3)
    for length in range(len(term) - 1, fewest - 1, -1):
        for part in (term[-length:], term[:length]):
            if vocabulary.frequency(part):
                return [(part, _SHORTER_WEIGHT)]
    return []


def _longer_with_slip(term: str, vocabulary: Vocabulary) -> list[tuple[str, float]]:
    """Compounds whose beginning is one slip away: "versandkost" for "versannd"."""
    if len(term) < _SHORTEST_PREFIX + 1:
        return []
    known = vocabulary.starting_with(term[:3])
    ends = (len(term) - 1, len(term), len(term) + 1)
    near = [
        candidate
        for candidate in known
        if any(OSA.distance(term, candidate[:end], score_cutoff=1) <= 1 for end in ends)
    ]
    ranked = sorted(near, key=lambda candidate: -known[candidate])[:_MOST_SPELLINGS]
    return [(longer, _LONGER_WEIGHT * _SLIP_WEIGHT) for longer in ranked]
