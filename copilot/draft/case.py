"""What a drafter gets to see, and the seam that every drafter fills."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from copilot.config import ShopSettings
from copilot.messages import DraftRequest, Evidence, Finding, Form, Proposal, Understanding
from knowledge.documents import Document

if TYPE_CHECKING:
    from knowledge.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class DraftCase:
    """One message with all that its reply may rest on.

    `evidence` may hold internal passages (flagged); they are never quoted. `policies` are
    the shop's internal documents: tone guide, goodwill limits. `today` is the day on which
    the reply is written. `previous` is an earlier reply to the same message and `faults`
    what the checks found in it: a drafter that can mends them, within `within_s` seconds.
    With the `catalogue`, sentences about other products are told from those about the
    customer's.
    """

    request: DraftRequest
    understanding: Understanding
    evidence: tuple[Evidence, ...] = ()
    shop: ShopSettings = field(default_factory=ShopSettings)
    policies: tuple[Document, ...] = ()
    today: dt.date | None = None
    catalogue: Catalogue | None = None
    previous: str = ""
    faults: tuple[Finding, ...] = ()
    within_s: float | None = None  # None: as long as the drafter may by itself

    @property
    def form(self) -> Form:
        """How the customer is addressed: what the caller says, else what was understood."""
        return self.request.form_of_address or self.understanding.form_of_address


class Drafter(Protocol):
    """Writes a reply. It must not raise on any message: what cannot be said is a finding."""

    @property
    def name(self) -> str: ...

    def draft(self, case: DraftCase) -> Proposal: ...

    def stream(self, case: DraftCase) -> Iterator[str | Proposal]:
        """Pieces of text as they come, at last the whole proposal.

        The pieces are a preview: the proposal that ends the stream is the draft, and
        replaces them where both differ (a model that broke off, say).
        """
        ...
