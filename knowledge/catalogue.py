"""Which of the shop's products a text talks about.

Customers write a SKU, a name, half a name, an alias, another word order, a typing error or
an umlaut as they can. Names that are easily confused stay apart: the longest match wins
("X2 Pro" is not "X2"), digits are never corrected ("X2" is not "X3"), and a name that
several products share is reported as ambiguous, not guessed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.documents import Product
from knowledge.productnames import Token, is_code, is_commerce, is_everyday, key, name_tokens

_Holders = dict[str, frozenset[int]]  # word -> numbers of the products that hold it

_LONGEST_REMEMBERED = 1_000  # characters
_LONGEST_WINDOW = 8
_MOST_CANDIDATES = 12  # more products than this share a word: it names a kind, not a product
_SHORTEST_NUMERIC_SKU = 5
_SHORTEST_NAME = 4
_SHORTEST_PAIR = 6
_LARGEST_FAMILY = 6
_SKU_WORDS = ("art", "sku", "nr", "no", "#", "item", "produkt")
_TWO_SLIPS_FROM = 7
_EXACT, _REORDERED, _PARTIAL, _NICKNAME, _SLIP = 1.0, 0.95, 0.8, 0.6, 0.1


@dataclass(frozen=True, slots=True)
class ProductMention:
    """A product named at `span` of the text; `score` in 0..1, 1 for its name or SKU."""

    product: Product
    span: tuple[int, int]
    score: float


@dataclass(frozen=True, slots=True)
class AmbiguousMention:
    """A name at `span` that several products share, e.g. that of a family."""

    candidates: tuple[Product, ...]
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Match:
    span: tuple[int, int]
    products: tuple[int, ...]
    score: float
    tokens: int


class Catalogue:
    """The shop's products, ready for look-ups. Immutable; make a new one after a change."""

    def __init__(self, products: Iterable[Product]) -> None:
        self.products = tuple(products)
        self.by_sku = {product.sku: product for product in self.products}
        self._forms = [_forms(product) for product in self.products]
        self._words = [frozenset().union(*forms) if forms else frozenset() for forms in self._forms]
        self._cores = [_core(forms) for forms in self._forms]
        self._holders: _Holders = _holders(self._words)
        self._skus = _sku_keys(self.products)
        self._whole = _whole_names(self.products)
        self._words_apart, self._words_together = _rejoined(self.products)
        self._nicknames = _nicknames(self.products)
        self._categories = {
            word.key for product in self.products for word in name_tokens(product.category)
        }
        # Understanding, search, draft and checks ask about the same sentences.
        self._remembered = lru_cache(maxsize=512)(self._found)

    def __len__(self) -> int:
        return len(self.products)

    def resolve(self, text: str) -> list[ProductMention]:
        """The products that the text names, in text order."""
        return [
            ProductMention(self.products[match.products[0]], match.span, match.score)
            for match in self._matches(text)
            if len(match.products) == 1
        ]

    def ambiguous(self, text: str) -> list[AmbiguousMention]:
        """The names in the text that fit several products, in text order."""
        return [
            AmbiguousMention(tuple(self.products[i] for i in match.products), match.span)
            for match in self._matches(text)
            if len(match.products) > 1
        ]

    def _matches(self, text: str) -> Sequence[_Match]:
        return self._remembered(text) if len(text) <= _LONGEST_REMEMBERED else self._found(text)

    def _found(self, text: str) -> tuple[_Match, ...]:
        """Non-overlapping matches in text order; longer ones were taken first."""
        tokens = name_tokens(text)
        found = sorted(
            self._all_matches(text, tokens),
            key=lambda m: (-m.tokens, -m.score, len(m.products), m.span[0]),
        )
        taken: list[_Match] = []
        for match in found:
            if all(match.span[1] <= m.span[0] or match.span[0] >= m.span[1] for m in taken):
                taken.append(match)
        return tuple(sorted(taken, key=lambda match: match.span))

    def _all_matches(self, text: str, tokens: Sequence[Token]) -> Iterator[_Match]:
        corrected = [self._corrected(token) for token in tokens]
        for start in range(len(tokens)):
            yield from self._glued(text, tokens, start)
            yield from self._named(tokens, corrected, start)
            yield from self._nicknamed(text, tokens[start])

    def _glued(self, text: str, tokens: Sequence[Token], start: int) -> Iterator[_Match]:
        """SKUs and names however they are spaced or hyphenated: "EK43S", "ek-43 s"."""
        joined = ""
        for end in range(start, min(start + _LONGEST_WINDOW, len(tokens))):
            joined += tokens[end].bare
            span = tokens[start].start, tokens[end].end
            size = end - start + 1
            product = self._skus.get(joined)
            if product is not None and not _hides_in_number(text, span, joined):
                yield _Match(span, (product,), _EXACT, size)
            if same := self._whole.get(joined):
                yield _Match(span, same, _EXACT, size)
            elif pair := (self._words_apart if size > 1 else self._words_together).get(joined):
                least = self._least(frozenset(), pair)
                chosen = (least,) if least is not None else tuple(sorted(pair))
                if len(chosen) <= _MOST_CANDIDATES:
                    yield _Match(span, chosen, _PARTIAL, size)

    def _named(
        self,
        tokens: Sequence[Token],
        corrected: Sequence[tuple[str, int]],
        start: int,
    ) -> Iterator[_Match]:
        """The longest run of words from `start` that some product's names hold."""
        holders: frozenset[int] = frozenset()
        words: list[str] = []
        slips = 0
        for end in range(start, min(start + _LONGEST_WINDOW, len(tokens))):
            word, slip = corrected[end]
            narrowed = self._holders.get(word, frozenset())
            narrowed = narrowed & holders if words else narrowed
            if not narrowed:
                break
            holders, slips = narrowed, slips + slip
            words.append(word)
        if not words:
            return
        products, score = self._choose(words, holders)
        if products:
            span = tokens[start].start, tokens[start + len(words) - 1].end
            yield _Match(span, products, max(score - _SLIP * slips, 0.1), len(words))

    def _nicknamed(self, text: str, token: Token) -> Iterator[_Match]:
        """The word that tells siblings apart, written as in the name: "das Tour" of the
        "Fjordix Tour" beside a "Fjordix City". An ordinary word as well, so a guess."""
        span = token.start, token.end
        if products := self._nicknames.get(text[slice(*span)]):
            yield _Match(span, products, _NICKNAME, 1)

    def _choose(
        self, words: Sequence[str], holders: frozenset[int]
    ) -> tuple[tuple[int, ...], float]:
        asked = frozenset(words)
        named = tuple(i for i in sorted(holders) if asked in self._forms[i][:1])
        whole = named or tuple(i for i in sorted(holders) if asked in self._forms[i])
        if whole:
            return whole[:_MOST_CANDIDATES], _REORDERED
        if not any(self._is_telling(word, holders, len(asked)) for word in asked):
            return (), 0.0
        least = self._least(asked, holders)
        if least is not None:
            return (least,), _PARTIAL if len(asked) > 1 else _PARTIAL - 0.1
        return (tuple(sorted(holders)), 0.5) if len(holders) <= _MOST_CANDIDATES else ((), 0.0)

    def _least(self, asked: frozenset[str], holders: frozenset[int]) -> int | None:
        """The one product whose name all the others extend: "X2" before "X2 Pro"."""
        for number in sorted(holders, key=lambda i: len(self._words[i])):
            others = [self._forms[i] for i in holders if i != number]
            for form in self._forms[number]:
                if asked <= form and all(any(form < f for f in forms) for forms in others):
                    return number
        return None

    def _is_telling(self, word: str, holders: frozenset[int], of: int) -> bool:
        """Whether a word points at products rather than at a kind of thing."""
        if is_everyday(word) or word in self._categories or word.isdigit():
            return False
        if is_code(word):
            return True
        rare = len(self._holders[word]) <= max(3, len(self.products) // 50)
        core = any(word in self._cores[i] for i in holders)
        return rare and core and (of > 1 or len(word) >= _SHORTEST_NAME)

    # --- typing errors ---------------------------------------------------------------

    def _corrected(self, token: Token) -> tuple[str, int]:
        """The catalogue's word for a token, and the number of slips that this forgives."""
        word = token.key
        if word in self._holders or not word.isalpha() or len(word) < _SHORTEST_NAME:
            return word, 0
        if is_everyday(word):
            return word, 0
        most = 2 if len(word) >= _TWO_SLIPS_FROM else 1
        near = process.extractOne(
            word, self._by_first_letter.get(word[0], ()), scorer=OSA.distance, score_cutoff=most
        )
        return (near[0], int(near[1])) if near else (word, 0)

    @cached_property
    def _by_first_letter(self) -> dict[str, list[str]]:
        buckets: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._holders):
            if word.isalpha() and len(word) >= _SHORTEST_NAME and not is_everyday(word):
                buckets[word[0]].append(word)
        return buckets


def _forms(product: Product) -> tuple[frozenset[str], ...]:
    """The word sets of the product's name and of each alias."""
    names = (product.name, *product.aliases)
    forms = (frozenset(token.key for token in name_tokens(name)) for name in names)
    return tuple(form for form in forms if form)


def _core(forms: Sequence[frozenset[str]]) -> frozenset[str]:
    """The words that carry a name: where a product has aliases, those that stand alone or in
    every form ("AquaLind"), not what aliases add to explain it ("AquaLind water filter")."""
    if len(forms) < 2:
        return frozenset().union(*forms)
    alone = (form for form in forms if len(form) == 1)
    return frozenset().union(*alone) | frozenset.intersection(*forms)


def _holders(words: Sequence[frozenset[str]]) -> _Holders:
    holders: dict[str, set[int]] = defaultdict(set)
    for number, held in enumerate(words):
        for word in held:
            holders[word].add(number)
    return {word: frozenset(numbers) for word, numbers in holders.items()}


def _nicknames(products: Sequence[Product]) -> dict[str, tuple[int, ...]]:
    """Words as written that only one product of a family has in its name."""
    names = [
        {token.key: product.name[token.start : token.end] for token in name_tokens(product.name)}
        for product in products
    ]
    holders = _holders([frozenset(name) for name in names])
    found: dict[str, set[int]] = defaultdict(set)
    for number, name in enumerate(names):
        if any(2 <= len(holders[word]) <= _LARGEST_FAMILY and word.isalpha() for word in name):
            for word, written in name.items():
                own = len(holders[word]) == 1 and word.isalpha() and len(word) >= _SHORTEST_NAME
                if own and written[0].isupper() and not is_commerce(word):
                    found[written].add(number)
    return {written: tuple(sorted(numbers)) for written, numbers in found.items()}


def _sku_keys(products: Sequence[Product]) -> dict[str, int]:
    return {key(product.sku): i for i, product in enumerate(products) if key(product.sku)}


def _whole_names(products: Sequence[Product]) -> dict[str, tuple[int, ...]]:
    """Names and aliases without spaces."""
    names: dict[str, set[int]] = defaultdict(set)
    for number, product in enumerate(products):
        for alias in product.aliases:
            names[key(alias)].add(number)
    proper: dict[str, set[int]] = defaultdict(set)
    for number, product in enumerate(products):
        proper[key(product.name)].add(number)
    names |= proper  # a product's name is not another one's alias
    names.pop("", None)
    return {name: tuple(sorted(numbers)) for name, numbers in names.items()}


def _rejoined(products: Sequence[Product]) -> tuple[_Holders, _Holders]:
    """Long words of names that may be written apart ("aqua pure"), and neighbouring words
    that may be written as one ("baristaduo")."""
    apart: dict[str, set[int]] = defaultdict(set)
    together: dict[str, set[int]] = defaultdict(set)
    for number, product in enumerate(products):
        for name in (product.name, *product.aliases):
            words = [token.bare for token in name_tokens(name)]
            for word in words:
                apart[word].add(number)
            for one, other in pairwise(words):
                together[one + other].add(number)
    return _long_ones(apart), _long_ones(together)


def _long_ones(holders: dict[str, set[int]]) -> _Holders:
    return {
        word: frozenset(numbers)
        for word, numbers in holders.items()
        if len(word) >= _SHORTEST_PAIR and not word.isdigit()
    }


def _hides_in_number(text: str, span: tuple[int, int], sku: str) -> bool:
    """Whether a SKU of digits is rather a part of a longer number, an amount or a count."""
    if not sku.isdigit():
        return False
    if len(sku) != span[1] - span[0]:
        return True
    before, after = text[max(span[0] - 12, 0) : span[0]], text[span[1] : span[1] + 2]
    if re.search(r"\d[-/.,]$", before) or re.match(r"[-/.,]\d", after):
        return True
    named = any(word in before.lower() for word in _SKU_WORDS)
    return len(sku) < _SHORTEST_NUMERIC_SKU and not named
