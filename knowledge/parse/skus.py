"""Which products a product document is about, from its file name, title and first lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from knowledge.documents import Product

_PLURALS = ("en", "er", "n", "e", "s")
_TOP = 600  # characters in which a manual says what it is the manual of


def _key(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    for umlaut, plain in (("a\u0308", "ae"), ("o\u0308", "oe"), ("u\u0308", "ue")):
        text = text.replace(umlaut, plain)
    text = "".join(char for char in text if not unicodedata.combining(char))
    return " ".join(re.findall(r"[^\W_]+", text))


class ProductNames:
    """SKUs and names of the catalogue, ready to be found in a title."""

    def __init__(self, products: Iterable[Product]) -> None:
        self._by_key: dict[str, set[str]] = {}
        self._codes: dict[str, str] = {}
        for product in products:
            self._codes[_key(product.sku)] = product.sku
            for name in (product.sku, product.name, *product.aliases):
                if key := _key(name):
                    self._by_key.setdefault(key, set()).add(product.sku)
        self._longest = max((len(key.split()) for key in self._by_key), default=0)

    def skus_of(self, stem: str, title: str, text: str) -> tuple[str, ...]:
        """SKUs of the document's products; empty where nothing names one.

        A file name or title that is a name, or its plural ("Gutscheine"), then one that holds a
        name, then a single SKU in the first lines. The longest name counts: "X2 Pro" is not "X2".
        """
        for whole in (stem, title):
            if len(found := self._by_key.get(_key(whole), set())) == 1:
                return tuple(found)
        for whole in (stem, title):
            if len(found := self._of_plural(_key(whole))) == 1:
                return tuple(found)
        for part in (title, stem):
            if found := self._within(part):
                return tuple(sorted(found))
        top = f" {_key(text[:_TOP])} "
        named = {sku for key, sku in self._codes.items() if f" {key} " in top}
        return tuple(named) if len(named) == 1 else ()

    def _of_plural(self, key: str) -> set[str]:
        endings = (ending for ending in _PLURALS if key.endswith(ending))
        singulars = (self._by_key.get(key.removesuffix(ending), set()) for ending in endings)
        return next((found for found in singulars if found), set())

    def _within(self, text: str) -> set[str]:
        words = _key(text).split()
        found: set[str] = set()
        position = 0
        while position < len(words):
            for length in range(min(self._longest, len(words) - position), 0, -1):
                skus = self._by_key.get(" ".join(words[position : position + length]), set())
                if len(skus) == 1:
                    found |= skus
                    position += length - 1
                    break
            position += 1
        return found
