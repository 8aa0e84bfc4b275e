"""Names that a text uses for several of the shop's products at once: "der Strömfix"; and what is
left of a name beside its sibling's: "Lynea 40 oder 70", "die 40er", "der Kleine"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from knowledge.catalogue import Catalogue
from knowledge.documents import Product
from knowledge.productnames import is_everyday, name_tokens

_SHORTEST = 4
_LARGEST = 6  # more products than that share a kind of thing, not a name
_SIZE = re.compile(
    r"(?:\b(?P<large>gro(?:ß|ss)\w*|größer\w*|big(?:ger)?|large[rst]*)|"
    r"\b(?P<small>klein\w*|small(?:er|est)?|little))\W+$",
    re.I,
)
_NUMBERED = re.compile(r"(\D*)(\d+)(\D*)")
#: "die 40er", "einen neuen 5er", "the 70s", "oder 70", "and the 254"
_BY_NUMBER = re.compile(
    r"(?<![\w.,-])(?:(?:oder|or|und|and|vs\.?|bzw\.?|/|&)\s*(?:der |die |das |den |dem |the )?"
    r"(?P<other>\d{1,4})(?:er|s)?|(?P<er>\d{1,4})er|the (?P<the>\d{2,4})s?)"
    r"(?![\w%€£$°-]|[.,]\d| (?:%|€|eur|euro|[a-z]{1,2}\b|mal\b|times|tage|days|stück|pieces))",
    re.I,
)
#: An article and a size, and no noun behind it: "schafft der Kleine das", "the big one"
_BY_SIZE = re.compile(
    r"\b(?:(?i:der|die|das|den|dem|mein\w{0,2})\s+"
    r"(?:(?P<large>(?i:gro(?:ß|ss)e[nrs]?|größere[nrs]?))|(?P<small>(?i:kleine(?:re)?[nrs]?)))"
    r"(?!\w)(?!\s+[A-ZÄÖÜ])|"
    r"(?i:the|my)\s+(?:(?P<big>(?i:big(?:ger)?|larger?))|(?P<little>(?i:small(?:er)?|little)))"
    r"\s+one\b)"
)


_LARGE = frozenset(token.key for token in name_tokens("L XL groß big large"))
_SMALL = frozenset(token.key for token in name_tokens("S XS klein small little mini"))


@dataclass(frozen=True, slots=True)
class FamilyMention:
    """A name at `span` that several products share. `meant` is the one product that a size
    before it points at ("the big X" of an X 250 and an X 450), None where nothing does."""

    products: tuple[Product, ...]
    span: tuple[int, int]
    meant: Product | None = None


def families_in(text: str, catalogue: Catalogue) -> list[FamilyMention]:
    """The family names in the text that are not part of a product's full name, in its order."""
    taken = [mention.span for mention in catalogue.resolve(text)]
    named = _families(catalogue)
    found = {mention.span: mention.candidates for mention in catalogue.ambiguous(text)}
    for token in name_tokens(text):
        span = token.start, token.end
        if token.key in named and all(not _meet(span, other) for other in [*taken, *found]):
            found[span] = named[token.key]
    return [
        FamilyMention(found[span], span, _sized(text[: span[0]], found[span]))
        for span in sorted(found)
    ]


def siblings_in(
    text: str, catalogue: Catalogue, spoken_of: Collection[str]
) -> list[tuple[Product, tuple[int, int]]]:
    """Products, with the place, that the text calls by their number or size alone because a
    sibling (its SKU in `spoken_of`) is what the text is about anyway."""
    found = [
        (by_number[number], match.span())
        for by_number in _numbered(catalogue)
        if any(product.sku in spoken_of for product in by_number.values())
        for match in _BY_NUMBER.finditer(text)
        if (number := int(match["other"] or match["er"] or match["the"])) in by_number
    ]
    for match in _BY_SIZE.finditer(text):
        large = bool(match["large"] or match["big"])
        pairs = [p for p in _sizes(catalogue) if any(x.sku in spoken_of for x in p)]
        if len(pairs) == 1:  # of two families one cannot tell whose small one is meant
            found.append((pairs[0][large], match.span()))
    return found


@lru_cache(maxsize=4)
def _numbered(catalogue: Catalogue) -> tuple[Mapping[int, Product], ...]:
    """Products whose names differ in one number alone, by that number."""
    frames: dict[tuple[str, str], dict[int, Product]] = defaultdict(dict)
    for product in catalogue.products:
        if part := _NUMBERED.fullmatch(product.name):
            frames[part[1], part[3]][int(part[2])] = product
    return tuple(by_number for by_number in frames.values() if len(by_number) > 1)


@lru_cache(maxsize=4)
def _sizes(catalogue: Catalogue) -> tuple[tuple[Product, Product], ...]:
    """Two products of one name of which one is called the small one: (small, large)."""
    pairs = [
        (numbers[min(numbers)], numbers[max(numbers)])
        for numbers in _numbered(catalogue)
        if len(numbers) == 2
    ]
    for family in _families(catalogue).values():
        small = [p for p in family if _called(p, _SMALL)]
        large = [p for p in family if _called(p, _LARGE)]
        pair = (*small, *large)
        if len(small) == len(large) == 1 and small != large and pair not in pairs:
            pairs.append((small[0], large[0]))
    return tuple(pairs)


def _called(product: Product, size: frozenset[str]) -> bool:
    names = (product.name, *product.aliases)
    return any(token.key in size for name in names for token in name_tokens(name))


@lru_cache(maxsize=4)
def _families(catalogue: Catalogue) -> dict[str, tuple[Product, ...]]:
    """Products by the word that their names share."""
    holders: dict[str, dict[str, Product]] = defaultdict(dict)
    kinds = {token.key for p in catalogue.products for token in name_tokens(p.category)}
    for product in catalogue.products:
        for token in name_tokens(product.name):
            if token.key.isalpha() and len(token.key) >= _SHORTEST and token.key not in kinds:
                holders[token.key][product.sku] = product
    return {
        word: tuple(products.values())
        for word, products in holders.items()
        if 2 <= len(products) <= _LARGEST and not is_everyday(word)
    }


def _sized(before: str, family: tuple[Product, ...]) -> Product | None:
    size = _SIZE.search(before[-20:])
    parts = [_NUMBERED.fullmatch(product.name) for product in family]
    numbers = {int(part[2]): product for part, product in zip(parts, family, strict=True) if part}
    frames = {(part[1], part[3]) for part in parts if part}
    if size is None or len(numbers) != len(family) or len(frames) != 1:
        return None
    return numbers[max(numbers) if size["large"] else min(numbers)]


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
