"""Where a message names a family ("der Strömfix") and not which of its products is meant.

What holds for one of them only is told with that product's name, and the reply asks back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from copilot.draft import phrases
from copilot.draft.case import DraftCase
from copilot.draft.sources import Unit
from copilot.draft.usable import known_order
from copilot.messages import Question
from knowledge.catalogue import Catalogue
from knowledge.documents import Product
from knowledge.families import families_in

_Family = tuple[Product, ...]


def unclear_families(case: DraftCase) -> list[_Family]:
    """The families that the message names without any hint at one of their products."""
    if case.catalogue is None:
        return []
    found = case.understanding
    order = known_order(case)
    known = {*found.skus, *case.request.skus, *(sku for q in found.questions for sku in q.skus)}
    known |= {item.sku for item in order.items} if order else set()
    text = f"{case.request.message.subject[:300]}\n{found.body[:5_000]}"
    named = [mention.products for mention in families_in(text, case.catalogue)]
    by_skus = {frozenset(product.sku for product in family): family for family in named}
    return [family for skus, family in by_skus.items() if not known & skus]


def told_for_one(
    units: Sequence[Unit],
    question: Question,
    families: Iterable[_Family],
    case: DraftCase,
    before: Sequence[Unit] = (),
) -> tuple[Unit, ...]:
    """The units again; figures of one product carry its name where the message does not tell
    which product it is about, or tells a family only, and the sentence `before` has not named it.
    """
    if case.catalogue is None:
        return tuple(units)
    anyone = not (question.skus or case.understanding.skus)
    family = {product.sku for products in families for product in products}
    told: list[Unit] = []
    last = _named_last(before, case.catalogue)
    for unit in units:
        sku = unit.evidence.skus[0] if len(unit.evidence.skus) == 1 else ""
        open_ = sku in family or (anyone and unit.evidence.kind == "product")
        product = case.catalogue.by_sku.get(sku) if open_ and sku != last else None
        told.append(_with_name(unit, product))
        last = sku
    return tuple(told)


def _named_last(before: Sequence[Unit], catalogue: Catalogue) -> str:
    """The SKU of the product that the reply has just named."""
    skus = before[-1].evidence.skus if before else ()
    product = catalogue.by_sku.get(skus[0]) if len(skus) == 1 else None
    if product is None or product.name not in f"{before[-1].lead} {before[-1].text}":
        return ""
    return product.sku


def which_one(
    units: Sequence[Unit], families: Iterable[_Family], case: DraftCase, language: str
) -> str:
    """Asks which product the customer has, where an answer held for one of several only."""
    for family in families:
        if any(_only_of(unit, family) is not None for unit in units):
            return phrases.which_product([p.name for p in family], language, case.form)
    return ""


def _only_of(unit: Unit, family: _Family) -> Product | None:
    own = [product for product in family if product.sku in unit.evidence.skus]
    return own[0] if len(own) == 1 else None


def _with_name(unit: Unit, product: Product | None) -> Unit:
    if product is None or unit.shape == "step" or product.name in f"{unit.lead} {unit.text}":
        return unit
    if not re.search(r"\d", unit.text):
        return unit
    if unit.lead:
        return replace(unit, lead=f"{product.name}, {unit.lead}")
    joint = ", " if unit.shape == "row" else ": "
    return replace(unit, text=f"{product.name}{joint}{unit.text}")
