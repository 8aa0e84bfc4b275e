"""What a check gets to see, and what it hands back.

`CheckCase` is the input of all checks; a check reads it through a `Reading`
(`copilot.check.reading`), which computes sentences, quantities and the like once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from copilot.config import ShopSettings
from copilot.messages import (
    Attachment,
    Customer,
    Evidence,
    FindingCode,
    Form,
    Order,
    Severity,
    Span,
    Understanding,
)
from knowledge.documents import Document, ShopOrder

if TYPE_CHECKING:
    from copilot.check.reading import Reading
    from knowledge.catalogue import Catalogue
    from knowledge.embed import Embedder


@dataclass(frozen=True, slots=True)
class PublicFacts:
    """Hosts and contacts that stand in the shop's own public knowledge.

    `contacts` holds e-mail addresses, telephone numbers and IBANs in `copilot.check.contacts`'
    normal form, `streets` streets with their numbers in theirs.
    `copilot.check.public_facts(documents)` reads them from documents; compute it once per change
    of the knowledge, not per reply.
    """

    hosts: frozenset[str] = frozenset()
    contacts: frozenset[str] = frozenset()
    streets: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CheckCase:
    """A reply with everything that it is judged by.

    `evidence` may hold internal passages (flagged). With `given_sources` the evidence is the
    caller's own and facts are judged by it alone (policies, message and order still count).
    `policies` are the internal documents. `lookup` finds what the knowledge says about a
    sentence of the reply that the evidence does not cover; `find_order` is the shop's order
    table. `today` is the day by which validity and "in the past" are judged. A `channel` of "email"
    expects a greeting and a closing.
    """

    understanding: Understanding
    reply: str
    evidence: tuple[Evidence, ...] = ()
    given_sources: bool = False
    customer: Customer = field(default_factory=Customer)
    order: Order | None = None
    form_of_address: Form | None = None
    attachments: tuple[Attachment, ...] = ()
    policies: tuple[Document, ...] = ()
    shop: ShopSettings = field(default_factory=ShopSettings)
    catalogue: Catalogue | None = None
    embedder: Embedder | None = None
    public: PublicFacts = field(default_factory=PublicFacts)
    lookup: Callable[[str], Sequence[Evidence]] | None = None
    find_order: Callable[[str], ShopOrder | None] | None = None
    today: dt.date | None = None
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault as a check reports it; the checker adds code and wording.

    `key` names the sentence in `copilot.check.words`, `values` fill its gaps. `severity`
    overrules the check's own.
    """

    key: str
    span: Span | None = None
    question: str | None = None
    evidence: tuple[str, ...] = ()
    severity: Severity | None = None
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class Check(Protocol):
    """One check. It must not raise on any reply, however odd."""

    @property
    def code(self) -> FindingCode: ...

    @property
    def severity(self) -> Severity: ...

    def faults(self, reading: Reading) -> Iterable[Fault]: ...
