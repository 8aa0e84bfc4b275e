"""Taking other people's data out of a text before it is indexed, and saying what went.

A past answer names the customer that it was written for. Whoever reads it in a draft must
not learn that name: each personal thing is replaced by `⟦kind⟧`, which a drafter fills with
the present customer's data or drops. Dates and prices are no one's and stay.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.entities import Entity, find_personal
from knowledge.spotting import contacts
from knowledge.spotting.spot import Spot, without_overlaps

# Raise it when the same text is scrubbed otherwise than before.
SCRUBBER_VERSION = "1"
_PARCEL_LINK = re.compile(
    r"(?i)(?:track|trace|sendung|paket|parcel|shipment|piececode|dhl\.|dpd\.|gls-|gls\.|hermes|"
    r"ups\.com|fedex|post\.at|post\.ch|evri|royalmail).*(?:\d{5}|=\w{5})"
)
_OWN_LINK = re.compile(
    r"(?i)@|[?&/](?:token|order|bestell\w*|kunde\w*|customer\w*|e?mail)[=/]\S*\d"
)
_TITLES = r"(?:Frau|Herrn?|Fr\.|Hr\.|Mr\.?|Mrs\.?|Ms\.?|Miss|Familie|Dr\.|Prof\.)"
_MARK = re.compile(r"⟦\w+⟧")


@dataclass(frozen=True, slots=True)
class Replacement:
    """What was taken: its kind, the original words, and where the mark stands now."""

    kind: str
    text: str
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """The text that may be indexed. `taken` holds personal data: report only `summary()`."""

    text: str
    taken: tuple[Replacement, ...] = ()

    def summary(self) -> tuple[str, ...]:
        """How many of each kind, for people: ("name × 2", "order_number × 1")."""
        return summarise(replacement.kind for replacement in self.taken)


def summarise(kinds: Iterable[str]) -> tuple[str, ...]:
    """Counts of the kinds, the most frequent first."""
    return tuple(f"{kind} × {count}" for kind, count in Counter(kinds).most_common())


def scrub(
    text: str,
    language: str,
    *,
    names: Iterable[str] = (),
    order_numbers: Sequence[str] = (),
    keep: Iterable[str] = (),
) -> Scrubbed:
    """The text with personal data replaced by marks.

    `names`: people known to be meant (their first and last names count alone, too).
    `order_numbers`: numbers of this shop; others of their shape are taken as well.
    `keep`: the shop's own address, e-mail, telephone and product names, never touched.
    """
    kept = [*_occurrences(text, keep, "keep"), *_marks(text)]
    found = [_spot(entity) for entity in find_personal(text, language, order_numbers=order_numbers)]
    own = _occurrences(text, _alone(order_numbers), "order_number")
    wanted = without_overlaps([*kept, *own, *_known_names(text, names), *found])
    return _replaced(text, [spot for spot in wanted if _is_personal(spot)])


def _spot(entity: Entity) -> Spot:
    kind: str = entity.kind
    if kind == "url" and _is_tracking(entity.value):
        kind = "tracking_url"
    return Spot(kind, entity.value, *entity.span)


def _is_tracking(url: str) -> bool:
    """Links to a parcel or, by an address or number in them, to one person's page."""
    return bool(_PARCEL_LINK.search(url) or _OWN_LINK.search(url))


def _is_personal(spot: Spot) -> bool:
    """Not of an office or a hotline, no ordinary link, nothing to be kept."""
    if spot.kind == "email":
        return not contacts.is_role(spot.value)
    if spot.kind == "phone":
        return not contacts.is_service_number(spot.value)
    return spot.kind not in ("keep", "url")


def _marks(text: str) -> Iterator[Spot]:
    for match in _MARK.finditer(text):
        yield Spot("keep", "", *match.span())


def _alone(numbers: Sequence[str]) -> Iterator[str]:
    """Numbers long enough to mean nothing else wherever they stand."""
    return (number for number in numbers if len(number) >= 4)


def _occurrences(text: str, phrases: Iterable[str], kind: str) -> Iterator[Spot]:
    folded = text.casefold()
    for phrase in phrases:
        # Comparing first is far cheaper than a pattern for each of many phrases.
        if phrase.strip() and phrase.strip().casefold() in folded:
            for match in _phrase(phrase.strip()).finditer(text):
                yield Spot(kind, phrase, *match.span())


@lru_cache(maxsize=4096)
def _phrase(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?i)(?<!\w){re.escape(phrase)}(?!\w)")


def _known_names(text: str, names: Iterable[str]) -> Iterator[Spot]:
    """Each full name first, then its parts: "Anna Schmidt", "Schmidt", "Anna"."""
    for name in names:
        parts = [p for p in re.split(r"[\s,]+", re.sub(_TITLES, " ", name)) if p]
        forms = [" ".join(parts), ", ".join(reversed(parts)), *sorted(parts, key=len, reverse=True)]
        for form in forms:
            if len(form) >= 2 and form[0].isupper():
                for written in {form, form.upper()}:
                    for start in _standing_alone(text, written):
                        yield Spot("name", name, start, start + len(written))


def _standing_alone(text: str, name: str) -> Iterator[int]:
    """Where the name stands as a word, also in the genitive ("Schmidts Bestellung").

    By plain search: each past answer has names of its own, for which compiling a pattern
    would take longer than the rest.
    """
    start = text.find(name)
    while start >= 0:
        after = text[start + len(name) : start + len(name) + 2]
        before_is_word = start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_")
        if not before_is_word and re.match(r"(?:s?(?!\w)|['’]s)", after):
            yield start
        start = text.find(name, start + 1)


def _replaced(text: str, spots: Sequence[Spot]) -> Scrubbed:
    parts: list[str] = []
    taken: list[Replacement] = []
    position = length = 0
    for spot in spots:
        mark = f"⟦{spot.kind}⟧"
        before = text[position : spot.start]
        length += len(before)
        taken.append(
            Replacement(spot.kind, text[spot.start : spot.end], (length, length + len(mark)))
        )
        parts += [before, mark]
        length, position = length + len(mark), spot.end
    return Scrubbed("".join(parts) + text[position:], tuple(taken))
