"""The copilot: a message in, a checked draft out, a human's decision stored.

Every method may be called from several threads at once. All raise `CopilotError`s (see
`copilot.errors`) and `knowledge.errors.KnowledgeError`s, each with a message and a hint.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from copilot.config import Settings
from copilot.decide import Decider
from copilot.errors import BusyError, CopilotError, InputError, NotFoundError
from copilot.events import Done, Event, Failed
from copilot.insights import GapBook
from copilot.learn import Learner, Reputation, nothing_stands
from copilot.messages import (
    AnswerProposal,
    CheckRequest,
    CheckResult,
    Customer,
    Decision,
    Draft,
    DraftRequest,
    DraftState,
    Finding,
    Gap,
    Message,
)
from copilot.owner import Ownership
from copilot.pipeline import limits
from copilot.pipeline.earlier import EarlierTickets
from copilot.pipeline.office import BackOffice
from copilot.pipeline.shop import ShopView
from copilot.pipeline.status import Status, status_of
from copilot.pipeline.work import Steps, Work
from copilot.store import CopilotStore, Page
from copilot.store.drafts import conflict_of
from copilot.store.proposals import ProposalState
from knowledge.analyse import terms
from knowledge.documents import Document, Kind, ScoredPassage, SearchFilter
from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from copilot.check import Explanation
    from copilot.draft.passages import FurtherPassage
    from copilot.pipeline.alternatives import Alternative
    from knowledge.base import KnowledgeBase
    from knowledge.ingest import IngestReport, Progress

log = logging.getLogger(__name__)

MOST_PASSAGES = 100


class Copilot:
    """Made by `Copilot.open(settings)`; give it back with `close()` or `with`."""

    def __init__(
        self,
        settings: Settings,
        store: CopilotStore,
        knowledge: KnowledgeBase,
        steps: Steps,
        *,
        today: Callable[[], dt.date] = dt.date.today,
        ownership: Ownership | None = None,
        reputation: Reputation | None = None,
        closers: Sequence[Callable[[], None]] = (),
    ) -> None:
        self.settings = settings
        self.store = store
        self.knowledge = knowledge
        self._today = today
        self._drafter = steps.drafter.name
        self._ownership = ownership
        self._closers = list(closers)
        self._shop = ShopView(knowledge)
        earlier = EarlierTickets(store.drafts.newest_of)
        self._work = Work(settings, knowledge, steps, self._shop, today, earlier)
        self._decider = Decider(store)
        self._learner = Learner(
            store, self._add_document, self._remove_document, self._related, self._shop.owns
        )
        self.reputation = reputation or Reputation(store, knowledge.store.revision)
        self._gaps = GapBook(store, terms)
        self._ingesting = threading.Lock()
        self.office = BackOffice(
            settings,
            store,
            knowledge,
            gaps=self._gaps,
            reputation=self.reputation,
            alone=self._alone,
            changed=self._shop.changed,
        )

    @classmethod
    def open(
        cls,
        settings: Settings,
        *,
        address: str = "",
        for_rebuild: bool = False,
        today: Callable[[], dt.date] = dt.date.today,
    ) -> Copilot:
        """Takes the data folder, brings the database up to date, opens indexes and models.

        `address` is told to others who want the same folder. `today` is another clock, so
        that an evaluation says the same next year. With `for_rebuild`, indexes
        that another embedder made are no error; nothing is found until `rebuild`. Raises
        BusyError (somebody owns the folder), StorageError, ConfigError, KnowledgeError.
        """
        from copilot.pipeline.opening import open_copilot  # it builds this very class

        return open_copilot(settings, address=address, for_rebuild=for_rebuild, today=today)

    def announce(self, address: str) -> None:
        """Tells others who want this data folder where to hand in their work."""
        if self._ownership is not None:
            self._ownership.announce(address)

    @property
    def knowledge_generation(self) -> int:
        """Another number after each change of the knowledge that this process made."""
        return self._shop.generation

    # --- drafts -------------------------------------------------------------------------

    def draft(self, request: DraftRequest, *, draft_id: str = "") -> Draft:
        """A new draft, checked and stored. Older open drafts of the message become stale.

        With `draft_id`, that is its id: who reserved one can ask later whether it was made.
        """
        for event in self._run(request, streamed=False, draft_id=draft_id):
            if isinstance(event, Done):
                return event.draft
        raise AssertionError("a run ends with Done or raises")

    def warm_up(self) -> None:
        """Loads what the first draft would load; nothing is stored."""
        message = Message("Guten Tag, wie lange kann ich die Ware zurückgeben?")
        for _ in self._work.draft(DraftRequest(message), streamed=False):
            pass

    def stream(self, request: DraftRequest) -> Iterator[Event]:
        """The same step by step (see `copilot.events`). What fails ends it with `Failed`.

        Closing the iterator early stores nothing.
        """
        try:
            yield from self._run(request, streamed=True)
        except CopilotError as error:
            yield Failed(error.code, error.message, error.hint, error.details)
        except KnowledgeError as error:
            yield Failed("knowledge", error.message, error.hint)

    def redraft(
        self,
        draft_id: str,
        version: int,
        *,
        instruction: str | None = None,
        agent: str = "",
        edited: str = "",
    ) -> Draft:
        """A new version of an open draft, for the same request with another instruction.

        `edited` is what the agent made of the draft so far: what they wrote stays. Raises
        NotFoundError, ConflictError (old version, or no longer open).
        """
        before = self.draft_by_id(draft_id)
        _must_be_current(before, version)
        request = before.request
        if instruction is not None:
            request = replace(request, instruction=instruction)
        if agent:
            request = replace(request, agent=agent)
        if edited:
            limits.check_reply(edited, self.settings.limits)
        for event in self._run(request, streamed=False, before=before, edited=edited):
            if isinstance(event, Done):
                return event.draft
        raise AssertionError("a run ends with Done or raises")

    def drafts(
        self,
        state: DraftState | None = None,
        limit: int = 50,
        offset: int = 0,
        *,
        ticket: str | None = None,
    ) -> Page:
        """The newest first, with the number of all; `ticket`: of that message id alone."""
        return self.store.drafts.newest(state, self._page(limit), offset, ticket=ticket)

    def draft_by_id(self, draft_id: str, *, by: str | None = None) -> Draft:
        """The draft's current version; `by` whom it is shown to, for the audit log. Raises
        NotFoundError."""
        found = self.store.drafts.get(draft_id)
        if by is not None:
            self.store.audit.saw(by, draft_id)
        return found

    def draft_of(self, message_id: str) -> Draft | None:
        """The draft to work on for a helpdesk's ticket (`message.id`, as "zendesk:5158")."""
        return self.store.drafts.of_message(message_id)

    def _run(
        self,
        request: DraftRequest,
        *,
        streamed: bool,
        before: Draft | None = None,
        edited: str = "",
        draft_id: str = "",
    ) -> Iterator[Event]:
        draft = yield from self._work.draft(
            request, streamed=streamed, before=before, edited=edited
        )
        if draft_id:
            draft = replace(draft, id=draft_id)
        if before:
            self.store.drafts.add_version(draft)
        else:
            self.store.drafts.add(draft)
        self._note_gaps(draft)
        yield Done(draft)

    def _note_gaps(self, draft: Draft) -> None:
        try:
            self._gaps.note(draft)
        except CopilotError:  # the draft stands; a gap not counted is no reason to lose it
            log.exception("gaps of draft %s were not noted", draft.id)

    # --- checks -------------------------------------------------------------------------

    def check(self, request: CheckRequest) -> CheckResult:
        """What is wrong with any reply. With `sources`, facts are judged by those alone."""
        return self._work.check(request)

    def explain(self, request: CheckRequest) -> Explanation:
        """What `check` says, with the numbers that each question's status rests on."""
        return self._work.explain(request)

    def check_reply(self, draft_id: str, reply: str) -> CheckResult:
        """What is wrong with an edited text of a stored draft, by the draft's own evidence."""
        return self._work.check_edited(self.draft_by_id(draft_id), reply)

    def fitted(self, draft_id: str, text: str) -> str:
        """A past answer's or macro's text made fit for a draft's customer: without greeting
        and closing, gaps filled where the facts are known, in the right form of address."""
        return self._work.fitted(self.draft_by_id(draft_id), text)

    def alternatives(self, draft_id: str, *, by: str | None = None) -> tuple[Alternative, ...]:
        """Up to three other replies to a stored draft's message, each really different and checked:
        from other sources, shorter, an acknowledgement alone. Stores nothing. `by`: whom they
        are shown to, as in `draft_by_id`. Raises NotFoundError."""
        return self._work.alternatives(self.draft_by_id(draft_id, by=by))

    def passages(self, draft_id: str) -> tuple[FurtherPassage, ...]:
        """To each question of a stored draft's message up to three passages that may answer it and
        that the draft does not hold, the likeliest first. Raises NotFoundError."""
        return self._work.passages(self.draft_by_id(draft_id))

    @property
    def translates(self) -> bool:
        """Whether a chat model is configured that `translate` can ask."""
        return self._work.translates

    def translate(
        self, text: str, to: Literal["de", "en"], customer: Customer | None = None
    ) -> str:
        """A text in the agent's language, for reading; the model gets no personal data.

        Raises ConflictError (no model is configured), ModelError, InputError.
        """
        return self._work.translated(text, to, customer or Customer())

    # --- decisions ----------------------------------------------------------------------

    def decide(self, draft_id: str, version: int, decision: Decision) -> Draft:
        """Closes a draft as accepted, edited or rejected; never sends anything.

        Raises NotFoundError, ConflictError (old version or decided already, with the
        current state), ReasonRequiredError (a blocking finding and no reason), InputError.
        An accepted or edited reply becomes a proposal for the knowledge.
        """
        draft = self.draft_by_id(draft_id)
        _must_be_current(draft, version)
        findings: tuple[Finding, ...] = draft.findings
        if decision.kind == "edited" and decision.reply.strip():
            findings = self._work.check_edited(draft, decision.reply).findings
        decided = self._decider.decide(draft, decision, findings)
        self._propose_answer(decided)
        return decided

    def _propose_answer(self, draft: Draft) -> None:
        try:
            self._learner.propose(draft)
            if nothing_stands(draft, self.reputation.note(draft)):
                self._gaps.missed(draft)
        except CopilotError:  # the decision is stored and must not look lost
            log.exception("draft %s was decided, but not all was learnt from it", draft.id)

    # --- what is learnt -----------------------------------------------------------------

    def gaps(self, limit: int = 50, offset: int = 0) -> tuple[Gap, ...]:
        """Questions that the knowledge does not answer, the largest groups first."""
        return self._gaps.gaps(self._page(limit), offset)

    def proposals(
        self, state: ProposalState | None = "open", limit: int = 50, offset: int = 0
    ) -> tuple[AnswerProposal, ...]:
        """Scrubbed replies that may become past answers, the newest first."""
        found = self.store.proposals.newest(state, self._page(limit), offset)
        return tuple(map(self._learner.compared, found))

    def proposal(self, proposal_id: str) -> AnswerProposal:
        """Raises NotFoundError."""
        return self._learner.compared(self.store.proposals.get(proposal_id))

    def confirm(
        self,
        proposal_id: str,
        answer: str | None = None,
        *,
        by: str = "",
        despite_conflicts: bool = False,
    ) -> Document:
        """Makes a proposal a past answer. Raises NotFoundError, ConflictError."""
        document = self._learner.confirm(
            proposal_id, answer=answer, by=by, despite_conflicts=despite_conflicts
        )
        self._gaps.close(self.store.proposals.get(proposal_id).draft_id)
        self._shop.changed()
        return document

    def merge(
        self,
        proposal_id: str,
        into: str,
        answer: str | None = None,
        *,
        by: str = "",
        despite_conflicts: bool = False,
    ) -> Document:
        """Makes a proposal a further wording of the past answer `into` (a document's id), with
        `answer` as its new text. One that came from a file is copied, and the file's row
        counts as outdated. Raises as `confirm` does."""
        target = self.document(into)
        document = self._learner.merge(
            proposal_id, target, answer=answer, by=by, despite_conflicts=despite_conflicts
        )
        if document.id != into:
            self.mark_outdated(into, by=by)
        self._gaps.close(self.store.proposals.get(proposal_id).draft_id)
        self._shop.changed()
        return document

    def _related(self, text: str, language: str) -> list[ScoredPassage]:
        return self.knowledge.search(
            text, k=8, where=SearchFilter(internal=True), language=language
        )

    def dismiss(self, proposal_id: str, *, by: str = "") -> None:
        """Raises NotFoundError, ConflictError."""
        self._learner.dismiss(proposal_id, by=by)

    def _add_document(self, document: Document) -> None:
        self.knowledge.add([document])

    def _remove_document(self, document_id: str) -> None:
        self.knowledge.remove([document_id])

    # --- the knowledge ------------------------------------------------------------------

    def search(
        self,
        query: str,
        k: int = 10,
        where: SearchFilter | None = None,
        *,
        by: str | None = None,
    ) -> list[ScoredPassage]:
        """The passages that fit best. Internal ones only where `where` asks for them.

        `by`: who looks (empty: whoever sits at the machine). That they saw past answers, which
        go back to customers' mails, is then in the audit log; what they looked for is not.
        """
        limits.check_query(query, self.settings.limits)
        if not 1 <= k <= MOST_PASSAGES:
            raise InputError(f"k must be 1 to {MOST_PASSAGES}, not {k}.")
        found = self.knowledge.search(query, k=k, where=where or SearchFilter())
        if by is not None:
            self._saw(by, found)
        return found

    def _saw(self, by: str, found: Sequence[ScoredPassage]) -> None:
        passages = (hit.passage for hit in found)
        ids = dict.fromkeys(p.document_id for p in passages if p.kind == "past_answer")
        if ids:
            self.store.audit.add(by, "knowledge.searched", "", {"past_answers": list(ids)})

    def documents(
        self, kinds: tuple[Kind, ...] = (), limit: int = 50, offset: int = 0
    ) -> list[Document]:
        """What was ingested, in a stable order."""
        return list(self.knowledge.store.documents(kinds, self._page(limit), offset))

    def document(self, document_id: str) -> Document:
        """Raises NotFoundError."""
        found = self.knowledge.store.document(document_id)
        if found is None:
            raise NotFoundError(f"There is no document `{document_id}`.")
        return found

    def mark_outdated(self, document_id: str, *, by: str = "") -> dt.date:
        """From today on no draft rests on the document; the last day that it held.

        Survives an ingest of the unchanged file. Raises NotFoundError.
        """
        last = self._today() - dt.timedelta(days=1)
        self._mark(document_id, last, by)
        return last

    def unmark_outdated(self, document_id: str, *, by: str = "") -> None:
        """The document holds again, as far as it says itself. Raises NotFoundError."""
        self._mark(document_id, None, by)

    def _mark(self, document_id: str, last: dt.date | None, by: str) -> None:
        if not self.knowledge.mark_outdated(document_id, last):
            raise NotFoundError(f"There is no document `{document_id}`.")
        self._shop.changed()
        action = "document.outdated" if last else "document.valid"
        self.store.audit.add(by, action, document_id, {"until": last.isoformat() if last else ""})

    def ingest(
        self,
        path: str | Path,
        progress: Callable[[Progress], None] | None = None,
        stop: Callable[[], bool] | None = None,
        *,
        by: str = "",
    ) -> IngestReport:
        """Takes a folder or file into the knowledge; one ingest at a time (BusyError)."""
        from knowledge.ingest import ingest  # brings all parsers along

        with self._alone("an ingest"):
            try:
                report = ingest(
                    Path(path),
                    self.knowledge,
                    progress=progress,
                    stop=stop,
                    forgotten=self.store.forgotten.load(),
                )
            finally:
                self._shop.changed()
        self.store.audit.add(by, "knowledge.ingested", Path(path).name[:64], report.counts)
        return report

    def rebuild(self, progress: Callable[[int, int], None] | None = None, *, by: str = "") -> None:
        """Makes both indexes anew from the database."""
        with self._alone("a rebuild"):
            try:
                self.knowledge.rebuild(progress)
            finally:
                self._shop.changed()
        self.store.audit.add(by, "knowledge.rebuilt", "")

    def _alone(self, what: str) -> _Alone:
        return _Alone(self._ingesting, what)

    def status(self) -> Status:
        """Whether database, indexes and drafter are ready; never raises."""
        return status_of(self.store, self.knowledge, self._drafter)

    # --- the end ------------------------------------------------------------------------

    def _page(self, limit: int) -> int:
        return max(1, min(limit, self.settings.limits.page))

    def close(self) -> None:
        """Releases indexes, database and data folder. Idempotent."""
        while self._closers:
            self._closers.pop()()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()


class _Alone:
    """Holds a lock for a `with`, refusing at once where somebody else has it."""

    def __init__(self, lock: threading.Lock, what: str) -> None:
        self._lock = lock
        self._what = what

    def __enter__(self) -> None:
        if not self._lock.acquire(blocking=False):
            raise BusyError(
                f"There is already {self._what} or the like under way.",
                hint="Wait until it is done.",
            )

    def __exit__(self, *_exc: object) -> None:
        self._lock.release()


def _must_be_current(draft: Draft, version: int) -> None:
    if draft.version != version or draft.state != "open":
        by = draft.decision.agent if draft.decision else None
        raise conflict_of(draft.state, draft.version, version, by)
