"""Which products a sentence of the reply is about, and what the shop itself says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copilot.check.reading import Reading, ReplySentence
from copilot.messages import Evidence

#: Kinds of evidence that are the shop's own words, not an answer to somebody.
OWN_WORD = ("policy", "document", "product")
_PRONOUN = re.compile(
    r"\W*(?:es|er|sie|das|der|die|dieser?s?|it|they|that|this|these)\s"
    r"(?-i:(?![A-ZÄÖÜ]))",
    re.IGNORECASE,
)


def concerned(sentence: ReplySentence, reading: Reading) -> frozenset[str]:
    """Products that the sentence names, those that the message is about and those ordered."""
    ordered = reading.order.items if reading.order is not None else ()
    return spoken_of(sentence, reading).union(
        reading.case.understanding.skus, (i.sku for i in ordered if i.sku)
    )


def spoken_of(sentence: ReplySentence, reading: Reading) -> frozenset[str]:
    """Products that the sentence names, or means by a pronoun: those of the sentence before."""
    named = reading.products_in(sentence.text)
    if named or not _PRONOUN.match(sentence.text):
        return named
    before = [s for s in reading.content if s.end <= sentence.start]
    return reading.products_in(before[-1].text) if before else named


def is_about(item: Evidence, skus: frozenset[str], reading: Reading) -> bool:
    """Whether a passage may be about these products: its document is about one of them or about
    none, or it names one of them, as the list of a spare part's variants does."""
    if not item.skus or not skus or skus & set(item.skus):
        return True
    return bool(skus & reading.products_in(f"{item.title}. {item.text}"))


def own_documents(skus: frozenset[str], reading: Reading) -> Iterator[Evidence]:
    """The shop's own public words about these products, or about none; each passage once."""
    given = reading.case.given_sources
    seen: set[tuple[str, str]] = set()
    for item in reading.public_evidence:
        if not (given or item.kind in OWN_WORD) or (item.document_id, item.text) in seen:
            continue
        seen.add((item.document_id, item.text))
        if is_about(item, skus, reading):
            yield item
