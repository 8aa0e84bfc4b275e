"""Names that a text uses for several of the shop's products at once: "der Strömfix"."""

from __future__ import annotations

import re
from collections import defaultdict
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
