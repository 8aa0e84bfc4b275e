"""The value that every finder yields, and the patterns that finders share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽȘȚ"
LOWER = "a-zà-öø-ÿāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįıĵķĺļľŀłńņňŋōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷźżžșț"


_DIGIT = re.compile(r"\d")


class Spot(NamedTuple):
    """A thing of `kind` at the half-open `start:end`, with its normalised value."""

    kind: str
    value: str
    start: int
    end: int


class Cover:
    """Which characters of a text are spoken for. Quick however many spans there are."""

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._taken = bytearray()
        for start, end in spans:
            self.add(start, end)

    def add(self, start: int, end: int) -> None:
        if end > len(self._taken):
            self._taken.extend(bytes(end - len(self._taken)))
        self._taken[start:end] = b"\x01" * (end - start)

    def touches(self, start: int, end: int) -> bool:
        return self._taken.find(1, start, end) >= 0


def without_overlaps(spots: Iterable[Spot]) -> list[Spot]:
    """The spots in reading order; of overlapping ones, the earlier in `spots` stays."""
    kept: list[Spot] = []
    cover = Cover()
    for spot in spots:
        if not cover.touches(spot.start, spot.end):
            cover.add(spot.start, spot.end)
            kept.append(spot)
    return sorted(kept, key=lambda spot: spot.start)


def has_digit(text: str) -> bool:
    """Without one there is no number, address or date to look for."""
    return _DIGIT.search(text) is not None


def words(text: str) -> list[str]:
    """The words of a list that is easier to read as running text."""
    return text.split()
