"""The work on one message: understand, retrieve, draft, check. Stores nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from copilot.check import CheckCase, Explanation, verdict_of
from copilot.config import Settings
from copilot.draft import DraftCase
from copilot.draft.findings import escalation
from copilot.draft.fitting import fitted
from copilot.draft.variants import variants
from copilot.errors import ConflictError
from copilot.events import Checked, Found, TextDelta, Understood
from copilot.messages import (
    AlternativeKind,
    CheckRequest,
    CheckResult,
    Customer,
    Draft,
    DraftRequest,
    Evidence,
    Finding,
    GivenSource,
    Proposal,
    Understanding,
)
from copilot.pipeline import limits
from copilot.pipeline.alternatives import Alternative
from copilot.pipeline.clock import Clock
from copilot.pipeline.earlier import EarlierTickets
from copilot.pipeline.kept import with_edits
from copilot.pipeline.lookup import Lookup
from copilot.pipeline.mending import TIME_SHARE, blocking, mendable, summed, without_blocked
from copilot.pipeline.orders import OrderBook
from copilot.pipeline.shop import ShopView
from copilot.store import new_id
from knowledge.analyse import detect_language

if TYPE_CHECKING:
    from copilot.check import Checker
    from copilot.draft import Drafter, ExtractiveDrafter
    from copilot.draft.passages import FurtherPassage
    from copilot.draft.translate import Translator
    from copilot.pipeline.sections import Finder
    from copilot.understand import Understander
    from knowledge.base import KnowledgeBase
    from knowledge.documents import ShopOrder

Step = Understood | Found | TextDelta | Checked


@dataclass(frozen=True, slots=True)
class Steps:
    """The four steps, strangers to each other."""

    understander: Understander
    retriever: Finder
    drafter: Drafter
    quoter: ExtractiveDrafter  # finds passages, whoever drafts
    checker: Checker
    find_order: Callable[[str], ShopOrder | None] | None = None  # None: the shop's table
    translator: Translator | None = None  # None: no model is configured


class Work:
    """Leads a message through the steps. Thread-safe."""

    def __init__(
        self,
        settings: Settings,
        knowledge: KnowledgeBase,
        steps: Steps,
        shop: ShopView,
        today: Callable[[], dt.date],
        earlier: EarlierTickets,
    ) -> None:
        self._settings = settings
        self._knowledge = knowledge
        self._steps = steps
        self._shop = shop
        self._today = today
        self._earlier = earlier
        self._find_order = steps.find_order or knowledge.order
        self._orders = OrderBook(
            self._find_order,
            knowledge.store.orders_of,
            lambda sku: knowledge.catalogue.by_sku.get(sku),
        )

    def draft(
        self,
        request: DraftRequest,
        *,
        streamed: bool,
        before: Draft | None = None,
        edited: str = "",
    ) -> Generator[Step, None, Draft]:
        """Yields the steps as they are done; the generator's return value is the draft.

        With `before` it is that draft's next version; `edited` is what an agent made of it.
        Raises InputError, DeadlineError.
        """
        limits.check_message(request.message, self._settings.limits)
        clock = Clock(self._settings.deadline_s)
        with clock.step("understand"):
            understanding = self._understand(request)
        yield Understood(understanding)
        with clock.step("retrieve"):
            evidence = self._steps.retriever.retrieve(
                understanding, request.knowledge_filter, self._today()
            )
        yield Found(evidence)
        case = self._draft_case(request, understanding, evidence, before, edited)
        proposal = yield from self._propose(case, clock, streamed=streamed)
        if before and edited:
            proposal = _with_edits(proposal, before, edited)
        with clock.step("check"):
            result = self._checked(request, understanding, evidence, proposal)
        if mendable(proposal, result):
            proposal, result = self._mended(case, proposal, result, clock)
        elif not edited:
            proposal, result = self._cut(case, proposal, result, clock)
        yield Checked(result)
        clock.check("store")
        draft = _draft(request, understanding, proposal, result, clock, before)
        return replace(draft, usage=self._usage(proposal))

    def _usage(self, proposal: Proposal) -> Mapping[str, float]:
        """The model's tokens, with their cost where prices are set."""
        used: dict[str, float] = dict(proposal.tokens)
        prices = (self._settings.model_price_input, self._settings.model_price_output)
        if used and any(prices):
            spent = used.get("input", 0) * prices[0] + used.get("output", 0) * prices[1]
            used["cost"] = round(spent / 1_000_000, 6)
        return MappingProxyType(used)

    @property
    def translates(self) -> bool:
        return self._steps.translator is not None

    def translated(self, text: str, to: str, customer: Customer) -> str:
        """Raises ConflictError where no model is configured, ModelError where it fails."""
        if self._steps.translator is None:
            raise ConflictError(
                "There is no chat model that could translate.",
                hint="Set COPILOT_MODEL, see docs/configuration.md.",
            )
        limits.check_reply(text, self._settings.limits)
        names = (customer.first_name, customer.last_name)
        return self._steps.translator.translated(
            text, to, language=detect_language(text), names=[name for name in names if name]
        )

    def _understand(self, request: DraftRequest | CheckRequest) -> Understanding:
        found = self._steps.understander.understand(
            request.message,
            request.customer,
            order=self._orders.given(request.order, request.customer),
            skus=request.skus,
            form_of_address=request.form_of_address,
        )
        if request.form_of_address is None:
            message = request.message
            form = self._earlier.form(request.customer, message.id, message.text, found)
            found = replace(found, form_of_address=form or found.form_of_address)
        return self._orders.settled(found, request.customer)

    def _draft_case(
        self,
        request: DraftRequest,
        understanding: Understanding,
        evidence: tuple[Evidence, ...],
        before: Draft | None,
        edited: str = "",
    ) -> DraftCase:
        return DraftCase(
            request=request,
            understanding=understanding,
            evidence=evidence,
            shop=self._settings.shop,
            policies=self._shop.policies,
            today=self._today(),
            catalogue=self._knowledge.catalogue,
            previous=edited or (before.reply if before else ""),
            faults=before.findings if before else (),
        )

    def _propose(
        self, case: DraftCase, clock: Clock, *, streamed: bool
    ) -> Generator[TextDelta, None, Proposal]:
        """Pieces of text where wanted; the generator's return value is the proposal."""
        if not streamed:
            with clock.step("draft"):
                return self._steps.drafter.draft(case)
        pieces = self._steps.drafter.stream(case)
        while True:
            with clock.step("draft"):  # the reader's own time between pieces is not ours
                piece = next(pieces)
            if isinstance(piece, Proposal):
                return piece
            yield TextDelta(piece)

    def _mended(
        self, case: DraftCase, proposal: Proposal, result: CheckResult, clock: Clock
    ) -> tuple[Proposal, CheckResult]:
        """Once back to the model with what blocks; the better of the two counts."""
        seconds = TIME_SHARE * clock.left_s()
        again = replace(case, previous=proposal.reply, faults=blocking(result), within_s=seconds)
        with clock.step("draft"):
            second = self._steps.drafter.draft(again)
        if second.drafter != proposal.drafter:  # the model failed: the first one stands
            return proposal, result
        with clock.step("check"):
            checked = self._checked(case.request, case.understanding, case.evidence, second)
        used = summed(proposal.tokens, second.tokens)
        if len(blocking(checked)) < len(blocking(result)):
            return replace(second, tokens=used), checked
        return replace(proposal, tokens=used), result

    def _cut(
        self, case: DraftCase, proposal: Proposal, result: CheckResult, clock: Clock
    ) -> tuple[Proposal, CheckResult]:
        """Without what blocks, where that leaves less to block."""
        shorter = without_blocked(proposal, result, case.understanding.language)
        if shorter is None:
            return proposal, result
        with clock.step("check"):
            checked = self._checked(case.request, case.understanding, case.evidence, shorter)
        better = len(blocking(checked)) < len(blocking(result))
        return (shorter, checked) if better else (proposal, result)

    def _checked(
        self,
        request: DraftRequest,
        understanding: Understanding,
        evidence: tuple[Evidence, ...],
        proposal: Proposal,
    ) -> CheckResult:
        result = self._judged(request, understanding, proposal.reply, evidence)
        return self._with(result, proposal.findings, understanding)

    def _with(
        self, result: CheckResult, drafted: Sequence[Finding], understanding: Understanding
    ) -> CheckResult:
        """With what the drafter found, and who must see the case, however the reply reads."""
        handed_over = escalation(understanding, self._settings.shop.language)
        found = (*result.findings, *drafted, *handed_over)
        return replace(result, findings=found, verdict=verdict_of(found))

    def check(self, request: CheckRequest) -> CheckResult:
        """All checks over any reply. With `sources`, facts are judged by those alone."""
        return self.explain(request).result

    def explain(self, request: CheckRequest) -> Explanation:
        """The same with what each question's status rests on."""
        limits.check_request(request, self._settings.limits)
        clock = Clock(self._settings.deadline_s)
        with clock.step("understand"):
            understanding = self._understand(request)
        with clock.step("retrieve"):
            if request.sources is not None:
                evidence = tuple(map(_given, request.sources))
            else:
                evidence = self._steps.retriever.retrieve(understanding, today=self._today())
        given = request.sources is not None
        with clock.step("check"):
            return self._explained(
                request, understanding, request.reply, evidence, given_sources=given
            )

    def check_edited(self, draft: Draft, reply: str) -> CheckResult:
        """All checks over another text for the draft's message, by the draft's evidence."""
        limits.check_reply(reply, self._settings.limits)

        def judged() -> CheckResult:
            result = self._judged(draft.request, draft.understanding, reply, draft.evidence)
            return self._with(result, (), draft.understanding)

        if self._settings.orders.url:  # orders may change at any time
            return judged()
        return self._shop.checks((draft.id, draft.version, reply, self._today()), judged)

    def fitted(self, draft: Draft, text: str) -> str:
        """A past answer's or macro's text for the draft's customer."""
        case = self._draft_case(draft.request, draft.understanding, draft.evidence, None)
        return fitted(text, case, draft.language)

    def alternatives(self, draft: Draft) -> tuple[Alternative, ...]:
        """Replies that differ from the draft and from each other; see `copilot.draft.variants`."""
        case = self._draft_case(draft.request, draft.understanding, draft.evidence, None)
        first = Proposal(draft.reply, draft.citations, draft.drafter)
        found = variants(self._steps.drafter, case, first)
        return tuple(self._alternative(draft, other.kind, other.proposal) for other in found)

    def passages(self, draft: Draft) -> tuple[FurtherPassage, ...]:
        """What else could be said to the draft's questions; see `ExtractiveDrafter.passages`."""
        case = self._draft_case(draft.request, draft.understanding, draft.evidence, None)
        return self._steps.quoter.passages(case, draft.reply)

    def _alternative(self, draft: Draft, kind: AlternativeKind, other: Proposal) -> Alternative:
        checked = self._checked(draft.request, draft.understanding, draft.evidence, other)
        return Alternative(kind, other, checked)

    def _judged(
        self,
        request: DraftRequest | CheckRequest,
        understanding: Understanding,
        reply: str,
        evidence: tuple[Evidence, ...],
    ) -> CheckResult:
        return self._explained(request, understanding, reply, evidence).result

    def _explained(
        self,
        request: DraftRequest | CheckRequest,
        understanding: Understanding,
        reply: str,
        evidence: tuple[Evidence, ...],
        *,
        given_sources: bool = False,
    ) -> Explanation:
        """All checks over one reply. Its evidence includes what the findings looked up."""
        today = self._today()
        known = self._shop.lookups
        lookup = Lookup(self._knowledge, evidence, understanding.skus, today, known)
        case = CheckCase(
            understanding=understanding,
            reply=reply,
            evidence=evidence,
            given_sources=given_sources,
            customer=request.customer,
            order=understanding.order or request.order,
            form_of_address=request.form_of_address,
            attachments=request.attachments,
            policies=self._shop.policies,
            shop=self._settings.shop,
            catalogue=self._knowledge.catalogue,
            embedder=self._knowledge.embedder,
            public=self._shop.public,
            lookup=None if given_sources else lookup,
            find_order=self._find_order,
            today=today,
            channel=request.message.channel,
        )
        explained = self._steps.checker.explain(case)
        named = lookup.named_by(explained.result)
        return replace(explained, result=replace(explained.result, evidence=(*evidence, *named)))


def _with_edits(proposal: Proposal, before: Draft, edited: str) -> Proposal:
    """What the agent wrote stays, unless the reply is now in another language."""
    language = detect_language(before.reply)
    if detect_language(proposal.reply) != language:
        return proposal
    return with_edits(proposal, before.reply, edited, language)


def _draft(
    request: DraftRequest,
    understanding: Understanding,
    proposal: Proposal,
    result: CheckResult,
    clock: Clock,
    before: Draft | None,
) -> Draft:
    return Draft(
        id=before.id if before else new_id(),
        version=before.version + 1 if before else 1,
        state="open",
        language=understanding.language,
        understanding=understanding,
        questions=result.questions,
        reply=proposal.reply,
        citations=proposal.citations,
        evidence=result.evidence,
        findings=result.findings,
        verdict=result.verdict,
        drafter=proposal.drafter,
        timings_ms=MappingProxyType(clock.timings_ms()),
        request=request,
        created_at=before.created_at if before else dt.datetime.now(dt.UTC),
    )


def _given(source: GivenSource) -> Evidence:
    return Evidence(
        id=source.id,
        document_id=source.id,
        source=source.id,
        kind="document",
        title="",
        text=source.text,
        score=1.0,
        question="",
    )
