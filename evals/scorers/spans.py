"""Do the marked places of a text agree with the labelled ones?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Span = tuple[int, int]


def characters(spans: Iterable[Span]) -> set[int]:
    """The positions that lie in any of these half-open spans."""
    return {position for start, end in spans for position in range(start, end)}


def overlap(found: Sequence[Span], wanted: Sequence[Span]) -> float:
    """Shared characters by all marked ones (Jaccard); 1.0 where neither marks anything."""
    one, other = characters(found), characters(wanted)
    return len(one & other) / len(one | other) if one or other else 1.0


def span_counts(found: Sequence[Span], wanted: Sequence[Span]) -> tuple[int, int, int]:
    """Characters marked rightly, wrongly, and missed."""
    one, other = characters(found), characters(wanted)
    return (len(one & other), len(one - other), len(other - one))


def place_of(quote: str, text: str) -> Span | None:
    """Where a quotation stands, spaces and case aside at the ends; None where it does not."""
    start = text.find(quote.strip())
    if start < 0:
        start = text.lower().find(quote.strip().lower())
    return (start, start + len(quote.strip())) if start >= 0 else None
