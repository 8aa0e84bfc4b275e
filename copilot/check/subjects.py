"""Which products a sentence of the reply is about, and what the shop itself says of them."""

from __future__ import annotations

from collections.abc import Iterator

from copilot.check.claims import products_in
from copilot.check.reading import Reading, ReplySentence
from copilot.messages import Evidence

#: Kinds of evidence that are the shop's own words, not an answer to somebody.
OWN_WORD = ("policy", "document", "product")


def concerned(sentence: ReplySentence, reading: Reading) -> frozenset[str]:
    """Products that the sentence names, those that the message is about and those ordered."""
    ordered = reading.order.items if reading.order is not None else ()
    return products_in(sentence.text, reading).union(
        reading.case.understanding.skus, (i.sku for i in ordered if i.sku)
    )


def is_about(item: Evidence, skus: frozenset[str]) -> bool:
    """Whether a passage may be about these products: it is about one of them, or about none."""
    return not item.skus or not skus or bool(skus & set(item.skus))


def own_documents(skus: frozenset[str], reading: Reading) -> Iterator[Evidence]:
    """The shop's own public words about these products, or about none; each passage once."""
    given = reading.case.given_sources
    seen: set[tuple[str, str]] = set()
    for item in reading.public_evidence:
        if not (given or item.kind in OWN_WORD) or (item.document_id, item.text) in seen:
            continue
        seen.add((item.document_id, item.text))
        if is_about(item, skus):
            yield item
