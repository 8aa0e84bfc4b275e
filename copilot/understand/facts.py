"""What a message names, and which products it is about."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache

from copilot.messages import Order, OrderItem
from knowledge.analyse import fold, terms
from knowledge.catalogue import Catalogue, ProductMention
from knowledge.documents import Product
from knowledge.entities import Entity, EntityKind, find_entities
from knowledge.families import families_in, siblings_in
from knowledge.productnames import is_commerce, is_everyday, name_tokens
from knowledge.spotting.people import first_names

_READ = 20_000
# "die Rose", "the Max", "den 450er"
_NOUN = re.compile(
    r"(?<![\w-])(?:[A-ZÄÖÜ][a-zäöüß]{3,}|"
    r"(?<=\b(?:der|den|dem|die|das|the|our|ein|ihr) )(?:[A-ZÄÖÜ][a-zäöüß]{2}|\d{2,4}er|\d{3,4}))"
    r"(?![\w-])"
)
_SHORT = 3  # letters of a word that tells siblings apart ("Mid", "Pro")
_FEW = 2  # products that share a word for their kind
SURE = 0.75  # a mention below names a kind of thing as likely as the product


def entities_of(
    body: str, language: str, received: dt.date, mentions: Sequence[ProductMention]
) -> tuple[Entity, ...]:
    """Everything named in the body, with the products, in order of place."""
    found = find_entities(body[:_READ], language, today=received)
    for mention in mentions:
        kind: EntityKind = "sku" if _is_sku(body, mention) else "product"
        start, end = mention.span
        found.append(Entity(kind, mention.product.sku, body[start:end], mention.span))
    return tuple(sorted(found, key=lambda entity: entity.span))


def _is_sku(body: str, mention: ProductMention) -> bool:
    written = re.sub(r"\W", "", body[slice(*mention.span)]).lower()
    return written == re.sub(r"\W", "", mention.product.sku).lower()


def mentions(text: str, catalogue: Catalogue, ordered: Sequence[str] = ()) -> list[ProductMention]:
    """The products that a text surely names; `ordered`: SKUs of what its writer bought.

    A single word that only an alias holds ("Filter" of "AquaLind Filterkartusche") names a
    kind of thing. A name shared by a family means the product that bears exactly that name.
    Beside one product its sibling is named by number or size alone ("oder die 70").
    """
    sure = [m for m in catalogue.resolve(text) if m.score >= SURE or _in_name(text, m)]
    sure = [m for m in sure if not _is_somebody(text, m)]
    for shared in catalogue.ambiguous(text):
        written = fold(text[slice(*shared.span)])
        exact = [p for p in shared.candidates if fold(p.name) == written]
        if len(exact) == 1:
            sure.append(ProductMention(exact[0], shared.span, 1.0))
    taken = [m.span for m in sure]
    sure += [
        ProductMention(shared.meant, shared.span, 1.0)
        for shared in families_in(text, catalogue)
        if shared.meant is not None and shared.span not in taken
    ]
    sure += _beside(sure, _by_noun(text, catalogue))
    spoken_of = {*ordered, *(m.product.sku for m in sure)}
    called = [
        ProductMention(product, span, 1.0)
        for product, span in siblings_in(text, catalogue, spoken_of)
    ]
    sure += _beside(sure, called)
    return sorted(sure, key=lambda m: m.span)


def _beside(sure: Sequence[ProductMention], more: Sequence[ProductMention]) -> list[ProductMention]:
    taken = [m.span for m in sure]
    return [m for m in more if all(m.span[1] <= a or b <= m.span[0] for a, b in taken)]


def _is_somebody(text: str, mention: ProductMention) -> bool:
    """ "Danke, Marlies" is no slip of the pen for the glasses "Marlen", "Bridget" no Bridge."""
    written = text[slice(*mention.span)]
    names = fold(" ".join((mention.product.name, *mention.product.aliases))).split()
    return written in first_names() and fold(written) not in names


def _by_noun(text: str, catalogue: Catalogue) -> list[ProductMention]:
    """ "die Rose": a noun that stands in the name of exactly one product."""
    names = _name_words(catalogue)
    found = []
    for match in _NOUN.finditer(text):
        holders = names.get(fold(match[0]).removesuffix("er"), names.get(fold(match[0]), []))
        if len(holders) == 1 and _carries(fold(match[0]), holders[0]):
            found.append(ProductMention(holders[0], match.span(), 0.6))
    return found


def _carries(word: str, product: Product) -> bool:
    """Whether an ordinary word is what the product's name is about: "Socken Zehenglück" and
    "Haferfein Creme", but no "Katze" of "Nordhof Katze Senior"."""
    if not is_everyday(name_tokens(word)[0].key):
        return True
    named = [
        token.bare
        for token in name_tokens(product.name)
        if product.name[token.start].isupper() and token.end - token.start > 1
    ]
    return word in (*named[:1], *named[-1:])


@lru_cache(maxsize=4)
def _name_words(catalogue: Catalogue) -> dict[str, list[Product]]:
    words: dict[str, list[Product]] = {}
    for product in catalogue.products:
        for word in dict.fromkeys(fold(product.name).split()):
            words.setdefault(word, []).append(product)
    return words


def _in_name(text: str, mention: ProductMention) -> bool:
    written = fold(text[slice(*mention.span)])
    return " " in written or any(
        part.startswith(written) for part in fold(mention.product.name).split()
    )


def message_skus(
    given: Sequence[str],
    mentions: Sequence[ProductMention],
    order: Order | None,
    body: str,
    language: str,
    catalogue: Catalogue,
) -> tuple[str, ...]:
    """What the message is about: the request's SKUs, those named, what goes with them and is
    spoken of, and the order's.

    Of an order with several items only those are taken whose name shares a word with the body.
    """
    named = tuple(dict.fromkeys((*given, *(m.product.sku for m in mentions))))
    items = [item for item in order.items if item.sku] if order else []
    if named:
        rest = _unnamed(body[:_READ], mentions)
        said = frozenset(terms(rest, language))
        spoken = [i.sku for i in items if said & _kinds(i, language, catalogue)]
        return tuple(dict.fromkeys((*named, *_fitting(rest, mentions, catalogue), *spoken)))
    said = frozenset(terms(body[:_READ], language))
    ordered = tuple(item.sku for item in items if said & _kinds(item, language, catalogue))
    kinds = _by_kind(said, language, catalogue)
    if len(items) == 1 and not ordered:  # an order of food, a question about the feeder
        return () if len(kinds) > 1 else (items[0].sku, *kinds)
    return ordered or (tuple(kinds) if len(kinds) == 1 else ())


def _unnamed(body: str, mentions: Sequence[ProductMention]) -> str:
    """The body without the products' names: what is said beside them."""
    for written in {body[slice(*m.span)] for m in mentions}:
        body = body.replace(written, " ") if written.strip() else body
    return body


def _fitting(
    rest: str, mentions: Sequence[ProductMention], catalogue: Catalogue
) -> tuple[str, ...]:
    """What is named after a named product and spoken of: the "Spare poles for Tarrow 2" where
    the poles of a Tarrow 2 are bent."""
    told = (token for token in name_tokens(rest) if len(token.bare) > _SHORT)
    said = {token.key for token in told if not is_commerce(token.key)}
    words = {sku: _named_words(product) for sku, product in catalogue.by_sku.items()}
    found = {
        sku: None
        for mention in mentions
        for sku, forms in words.items()
        if sku != mention.product.sku
        and any(
            whole < form and said & (form - whole)
            for whole in words.get(mention.product.sku, ())
            if len(whole) > 1
            for form in forms
        )
    }
    return tuple(found)


def _named_words(product: Product) -> tuple[frozenset[str], ...]:
    names = (product.name, *product.aliases)
    return tuple(frozenset(token.key for token in name_tokens(name)) for name in names)


def _by_kind(said: frozenset[str], language: str, catalogue: Catalogue) -> frozenset[str]:
    """ "mein Trinkbrunnen": the products of which a word speaks that few bear."""
    rare = {
        term: skus for term, skus in _kind_words(catalogue, language).items() if len(skus) <= _FEW
    }
    told = [rare[term] for term in said if term in rare]
    single = frozenset().union(*(skus for skus in told if len(skus) == 1))
    if len(single) == 1:  # "the fountain … new filters": the other word is for its parts
        return single
    return frozenset.intersection(*told) if told else frozenset()


@lru_cache(maxsize=8)
def _kind_words(catalogue: Catalogue, language: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for product in catalogue.products:
        for term in _kinds(OrderItem(product.name, product.sku), language, catalogue):
            found.setdefault(term, set()).add(product.sku)
    return {term: frozenset(skus) for term, skus in found.items()}


def _kinds(item: OrderItem, language: str, catalogue: Catalogue) -> set[str]:
    """Search terms of an item's name, aliases and category: "Mäher" finds the Akku-Rasenmäher."""
    product = catalogue.by_sku.get(item.sku)
    called = [item.name, *((*product.aliases, product.category) if product else ())]
    return {term for name in called for term in terms(name, language) if len(term) > 3}
