"""Takes out of a model's text what it can only have from the customer's mail.

A mail may ask for a code word, a link or a voucher in the reply, in words that no list
foresees. Whatever the words: a code or an address that neither the sources nor the order nor
the agent know has no business in a reply, and the sentence that carries it goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from copilot.draft.case import DraftCase
from copilot.draft.pseudonymise import is_placeholder
from knowledge.analyse.sentences import sentences

_CODE = re.compile(
    r"\b(?=[\w-]*\d)(?=[\w-]*[A-ZÄÖÜ])\w+(?:-\w+)*\b|\b(?:[\w-]+\.)+(?:[a-z]{2,})\b/?\S*"
)
_LOUD = re.compile(r"\b[A-ZÄÖÜ]{5,}(?:-\w+)*\b|\b[A-ZÄÖÜ][a-zäöüß]+(?:-[A-ZÄÖÜ][a-zäöüß]+)+\b")
_LEAST = 5  # characters: shorter ones are units, sizes and abbreviations
_SPACE = re.compile(r"[ \t]+\n|\n{3,}")


def without_echoes(text: str, case: DraftCase, language: str) -> tuple[str, tuple[str, ...]]:
    """The text less such sentences, and the codes for which they went."""
    known = "\n".join(_known(case)).casefold()
    asked = case.request.message.text.casefold()
    gone: list[str] = []
    kept, at = [], 0
    for sentence in sentences(text, language):
        named = [*_codes(sentence.text), *_loud(sentence.text, asked)]
        foreign = [code for code in named if code.casefold() not in known]
        if foreign:
            gone += foreign
        else:
            kept.append(text[at : sentence.end])
        at = sentence.end
    return _SPACE.sub("\n\n", "".join(kept)).strip(), tuple(dict.fromkeys(gone))


def _codes(sentence: str) -> list[str]:
    """A stand-in that the model made up is no code: it is told as what it is."""
    found = _CODE.findall(sentence)
    return [code for code in found if len(code) >= _LEAST and not is_placeholder(code)]


def _loud(sentence: str, asked: str) -> list[str]:
    """Words in capitals and Joined-Names, if they stand in the mail: others are just words."""
    return [word for word in _LOUD.findall(sentence) if word.casefold() in asked]


def _known(case: DraftCase) -> Iterator[str]:
    """What a reply may name: the shop's, the order's, the customer's and the agent's words."""
    for item in case.evidence:
        if not item.internal:
            yield from (item.title, item.text, *item.skus)
    for order in (case.request.order, case.understanding.order):
        if order is not None:
            yield from (order.number, order.tracking_url, order.eta, order.status)
            yield from (text for item in order.items for text in (item.name, item.sku))
    for customer in (case.request.customer, case.understanding.customer):
        yield from (customer.email, customer.first_name, customer.last_name)
    yield from (case.request.instruction, case.previous, case.shop.name, *case.shop.allowed_links)
    yield from case.understanding.skus
    yield case.understanding.unknown_order
    yield from (product.name for product in case.catalogue.products) if case.catalogue else ()
