"""What the shop knows, as frozen values.

A `Document` is one item of a source: a manual, a policy, one past answer, one macro.
Its `id` is the hash of where it comes from, its `revision` the hash of what it says, so
that an unchanged item is recognised without comparing texts. A `Passage` is the piece of
a document that is indexed and retrieved.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, get_args

Kind = Literal["product", "policy", "past_answer", "macro", "document"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_NOTHING: Mapping[str, str] = MappingProxyType({})


def digest(*parts: str) -> str:
    """First 32 hex digits of the SHA-256 of the parts, kept apart by a unit separator."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Document:
    """One item of the shop's knowledge.

    `origin` is the ingested folder, file or URL; `path` the file's path within it (POSIX
    separators); `key` the row's own id within a table, empty for a whole file. `text` is
    Markdown: headings with `#`, lists, tables. For a past answer `question` holds the
    customer's question and `text` the reply. `internal` documents steer drafts and checks
    and are never quoted to a customer. `skus` names the products it is about (empty: all).
    Dates are inclusive; `None` is open.
    """

    origin: str
    path: str
    kind: Kind
    title: str
    text: str
    language: str  # ISO 639-1, "und" where unknown
    key: str = ""
    question: str = ""
    skus: tuple[str, ...] = ()
    internal: bool = False
    date: dt.date | None = None  # when it was written
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    metadata: Mapping[str, str] = field(default_factory=lambda: _NOTHING)

    @property
    def id(self) -> str:
        return digest(self.origin, self.path, self.key)

    @property
    def source(self) -> str:
        """What a citation names: the row's own id, else the file's path."""
        return self.key or self.path

    @property
    def revision(self) -> str:
        return digest(
            self.kind,
            self.title,
            self.question,
            self.text,
            self.language,
            ";".join(self.skus),
            str(self.internal),
            str(self.date),
            str(self.valid_from),
            str(self.valid_until),
            json.dumps(dict(self.metadata), sort_keys=True, ensure_ascii=False),
        )


@dataclass(frozen=True, slots=True)
class Passage:
    """One retrievable piece of a document. `id` is `<document_id>-<position>`."""

    id: str
    document_id: str
    source: str
    kind: Kind
    title: str  # document title and heading path, joined by " › "
    text: str  # what is shown and quoted (a past answer's reply)
    language: str
    position: int = 0
    question: str = ""  # a past answer's question: what is embedded and matched
    skus: tuple[str, ...] = ()
    internal: bool = False
    date: dt.date | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None

    @property
    def embedded_text(self) -> str:
        """The text that stands for this passage in the vector index."""
        return self.question if self.question else f"{self.title}\n{self.text}"


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A search result. `score` is the fused score in 0..1, higher is better.

    `dense` is the cosine to the query in -1..1, `keyword` the BM25 score divided by the
    best of this query (0..1); `None` where that side did not return the passage. `rerank` is
    what the reranker said; `None` where there is none or its time ran out.
    """

    passage: Passage
    score: float
    dense: float | None = None
    keyword: float | None = None
    rerank: float | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """A catalogue entry."""

    sku: str
    name: str
    aliases: tuple[str, ...] = ()
    category: str = ""
    price_eur: str = ""  # "189.00"; as written in the catalogue where that is no amount
    metadata: Mapping[str, str] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class ShopOrder:
    """A row of the shop's order table. `items` are SKUs or names as written."""

    order_number: str
    customer_name: str = ""
    email: str = ""
    date: dt.date | None = None
    items: tuple[str, ...] = ()
    status: str = ""
    tracking_url: str = ""
    eta: str = ""
    metadata: Mapping[str, str] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """What may be found. Empty tuples filter nothing.

    `skus`: passages about these products, and those about no product in particular.
    `on`: only passages valid on that day. `internal`: whether internal ones are included.
    """

    kinds: tuple[Kind, ...] = ()
    languages: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    on: dt.date | None = None
    internal: bool = False
