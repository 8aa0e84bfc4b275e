"""Who wants to be forgotten: hashes that keep an ingest from bringing a person back.

A tombstone must not be a list of e-mail addresses: it holds keyed hashes, which tell whether
a value that comes along is one of them and nothing else.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from knowledge.documents import ShopOrder
from knowledge.parse.items import PastAnswer
from knowledge.rows import order_key

_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"[\w#-]*\d[\w-]*")
_LEAST_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Forgotten:
    """`key` is this installation's own; `hashes` of values as `hashed` makes them."""

    key: bytes = b""
    hashes: frozenset[str] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return bool(self.hashes)

    def knows(self, values: Iterable[str]) -> bool:
        """Whether one of the values is an address, a number or a name that was erased."""
        return any(value.strip() and self._hash(value) in self.hashes for value in values)

    def in_text(self, text: str) -> bool:
        """Whether an erased e-mail address or order number stands in the text."""
        return bool(self.hashes) and self.knows(_values(text))

    def order(self, order: ShopOrder) -> bool:
        return bool(self.hashes) and self.knows((order.email, order.order_number))

    def past_answer(self, past: PastAnswer) -> bool:
        """By its columns, and by what stands in its texts."""
        if not self.hashes:
            return False
        document = past.document
        texts = (document.question, document.text, document.title, *document.metadata.values())
        own = (past.customer_name, past.order_number)
        return self.knows(own) or any(self.in_text(text) for text in texts)

    def _hash(self, value: str) -> str:
        return hashed(self.key, value)


def hashed(key: bytes, value: str) -> str:
    """A value's tombstone: the same for every spelling of an address, name or number."""
    plain = " ".join(value.split()).casefold()
    plain = plain if "@" in plain or not any(c.isdigit() for c in plain) else order_key(plain)
    return hmac.new(key, plain.encode(), hashlib.sha256).hexdigest()


def _values(text: str) -> Iterator[str]:
    for match in _EMAIL.finditer(text):
        yield match[0].rstrip(".")
    for match in _NUMBER.finditer(text):
        if sum(c.isdigit() for c in match[0]) >= _LEAST_DIGITS:
            yield match[0]
