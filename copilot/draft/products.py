"""Which products a text names: tells sentences about the customer's from those about others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from copilot.messages import Question
from knowledge.families import families_in

if TYPE_CHECKING:
    from copilot.draft.sources import Unit
    from knowledge.catalogue import Catalogue


class ProductSense:
    """The products of one message against those that sentences name."""

    def __init__(
        self,
        catalogue: Catalogue | None = None,
        skus: Sequence[str] = (),
        family: Iterable[str] = (),
    ) -> None:
        """`family`: the SKUs of which one is meant, where the message does not tell which."""
        self._catalogue = catalogue
        self._skus = frozenset(skus)
        self._family = frozenset(family)

    def bearing(self, unit: Unit, question: Question) -> tuple[float, float, float]:
        """Whether the unit names what is asked about, stands in its document, and how far it
        is about others only (0, 0.5 by its heading, 1)."""
        wanted = frozenset(question.skus) or self._skus
        if not wanted:
            return 0.0, 0.0, 0.0
        everything = wanted | self._skus
        here = float(bool(wanted & frozenset(unit.evidence.skus)))
        said = self.named(unit.text)
        if said:
            other = not said & everything
            return float(said <= everything), here, float(other)
        around = self.named(unit.heading)
        return 0.0, here, 0.5 if around and not around & everything else 0.0

    def is_others(self, text: str, question: Question) -> bool:
        """Whether a text names products or families of them, and none that the question or
        message is about."""
        wanted = self.asked(question) | self._skus | self._family
        said = self.named(text) | self._of_family(text)
        return bool(wanted and said) and not said & wanted

    def is_beside_the_family(self, unit: Unit) -> bool:
        """Whether a unit stands in a document of products that the message cannot mean."""
        own = frozenset(unit.evidence.skus)
        return bool(self._family and own) and not own & (self._family | self._skus)

    def _of_family(self, text: str) -> frozenset[str]:
        if self._catalogue is None or not text:
            return frozenset()
        return _family_skus_in(self._catalogue, text)

    def words(self, text: str, *, besides: frozenset[str] = frozenset()) -> frozenset[str]:
        """The words of the text, lower case, with which it names products `besides` these."""
        if self._catalogue is None:
            return frozenset()
        found: set[str] = set()
        for mention in self._catalogue.resolve(text):
            if mention.product.sku in besides:
                continue
            start, end = mention.span
            found |= set(re.findall(r"[\w-]+", text[start:end].lower()))
        return frozenset(found)

    def nameless(self, text: str) -> str:
        """The text without names of products: the 18 of "Akku 18V" measures nothing."""
        if self._catalogue is None:
            return text
        for mention in reversed(self._catalogue.resolve(text)):
            start, end = mention.span
            text = f"{text[:start]} _ {text[end:]}"
        return text

    def named(self, text: str) -> frozenset[str]:
        """The SKUs that a text names."""
        if self._catalogue is None or not text:
            return frozenset()
        return _skus_in(self._catalogue, text)

    def asked(self, question: Question) -> frozenset[str]:
        """The products that a question is about, else those of the message."""
        return frozenset(question.skus) or self._skus


@lru_cache(maxsize=8192)
def _skus_in(catalogue: Catalogue, text: str) -> frozenset[str]:
    return frozenset(mention.product.sku for mention in catalogue.resolve(text))


@lru_cache(maxsize=8192)
def _family_skus_in(catalogue: Catalogue, text: str) -> frozenset[str]:
    return frozenset(
        product.sku for mention in families_in(text, catalogue) for product in mention.products
    )
