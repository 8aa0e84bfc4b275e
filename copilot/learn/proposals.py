"""From a decision to knowledge: an accepted reply, scrubbed, that a person confirms."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace

from copilot.asked import in_context
from copilot.errors import ConflictError, InputError
from copilot.learn.conflicts import Search, compared
from copilot.letters import answer_of
from copilot.messages import DECISIONS, AnswerProposal, Conflict, Draft
from copilot.onecase import concerns_one_case
from copilot.personal import Own, nobodys, scrub_for
from copilot.store import CopilotStore
from copilot.store.serial import to_json
from knowledge.analyse import sentences
from knowledge.documents import Document, digest

ORIGIN = DECISIONS


class Learner:
    """`add` and `remove` put a document into the knowledge and take it out by its id;
    `search` finds what a proposal may contradict or repeat; `own` tells which addresses are
    the shop's and stay."""

    def __init__(
        self,
        store: CopilotStore,
        add: Callable[[Document], None],
        remove: Callable[[str], None],
        search: Search = lambda _text, _language: (),
        own: Own = nobodys,
    ) -> None:
        self._own = own
        self._store = store
        self._add = add
        self._remove = remove
        self._search = search

    def propose(self, draft: Draft) -> AnswerProposal | None:
        """The proposal that a decided draft leads to; None for a rejected one, or a known."""
        proposal = proposal_of(draft, self._own)
        if proposal is None or not self._store.proposals.add(proposal):
            return None
        return proposal

    def compared(self, proposal: AnswerProposal) -> AnswerProposal:
        """An open proposal with its conflicts and near-duplicates, as the knowledge is now."""
        return compared(proposal, self._search) if proposal.state == "open" else proposal

    def confirm(
        self,
        proposal_id: str,
        *,
        answer: str | None = None,
        by: str = "",
        despite_conflicts: bool = False,
    ) -> Document:
        """Makes the proposal a past answer, with `answer` in place of the proposed text.

        Raises NotFoundError, ConflictError (already confirmed or dismissed; or the knowledge
        says otherwise, and nobody said that this is known), InputError.
        """
        proposal, text = self._final(proposal_id, answer)
        self._must_agree(replace(proposal, answer=text), despite_conflicts)
        return self._put(proposal, document_of(proposal, text), by)

    def merge(
        self,
        proposal_id: str,
        into: Document,
        *,
        answer: str | None = None,
        by: str = "",
        despite_conflicts: bool = False,
    ) -> Document:
        """Makes the proposal's question a further wording of a past answer, and `answer` its
        text where one is given. Raises as `confirm` does."""
        if into.kind != "past_answer":
            raise InputError(f"`{into.source}` is no past answer.", hint="Name one to merge with.")
        proposal, text = self._final(proposal_id, answer)
        if answer is None:
            text = into.text
        else:
            merged = compared(replace(proposal, answer=text), self._search)
            rest = tuple(c for c in merged.conflicts if c.document_id != into.id)
            _refuse(rest, despite_conflicts)
        wordings = dict.fromkeys([*into.question.split("\n"), *proposal.question.split("\n")])
        document = replace(
            into,
            question="\n".join(wordings),
            text=text,
            skus=tuple(dict.fromkeys([*into.skus, *proposal.skus])),
        )
        if into.origin != ORIGIN:  # a file's row would come back with the next ingest
            document = replace(document, origin=ORIGIN, path="", key=proposal.id)
        return self._put(proposal, document, by)

    def _final(self, proposal_id: str, answer: str | None) -> tuple[AnswerProposal, str]:
        proposal = self._store.proposals.get(proposal_id)
        if proposal.state != "open":
            raise ConflictError(
                f"The proposal is already {proposal.state}.",
                hint="Load it again.",
                details={"state": proposal.state},
            )
        return proposal, self._rewritten(proposal, answer)

    def _must_agree(self, proposal: AnswerProposal, despite: bool) -> None:
        if not despite:
            _refuse(compared(proposal, self._search).conflicts, despite)

    def _put(self, proposal: AnswerProposal, document: Document, by: str) -> Document:
        # First the knowledge, then the state: after a crash between the two the proposal is
        # still open, and confirming it again writes the same document.
        self._add(document)
        try:
            self._store.proposals.close(proposal.id, "confirmed", by=by, answer=document.text)
        except ConflictError as lost:
            if lost.details.get("state") == "dismissed":
                self._remove(document.id)
            raise
        return document

    def _rewritten(self, proposal: AnswerProposal, answer: str | None) -> str:
        if answer is None:
            return proposal.answer
        if not answer.strip():
            raise InputError("A past answer needs a text.", hint="Dismiss it, or give one.")
        draft = self._store.drafts.get(proposal.draft_id)
        return scrub_for(draft, answer, self._own).text

    def dismiss(self, proposal_id: str, *, by: str = "") -> None:
        """Raises NotFoundError, ConflictError."""
        self._store.proposals.close(proposal_id, "dismissed", by=by)


def _refuse(conflicts: Sequence[Conflict], despite: bool) -> None:
    if conflicts and not despite:
        raise ConflictError(
            "The knowledge says otherwise.",
            hint="Look at `conflicts`, change the answer or the other entry, or confirm with "
            "`despite_conflicts`.",
            details={"conflicts": to_json(list(conflicts))},
        )


def proposal_of(draft: Draft, own: Own = nobodys) -> AnswerProposal | None:
    """The scrubbed proposal of an accepted or edited draft; `own` tells the shop's contacts."""
    decision = draft.decision
    if decision is None or decision.kind == "rejected" or not decision.reply.strip():
        return None
    if decision.kind == "accepted" and not _answers_something(draft):
        return None  # "I'll find out" is no answer for the next customer
    question = scrub_for(draft, _asked(draft), own)
    answer = scrub_for(draft, answer_of(decision.reply, draft.language), own)
    if not question.text.strip() or _is_for_one_alone(answer.text, draft.language):
        return None
    return AnswerProposal(
        id=uuid.uuid4().hex,
        draft_id=draft.id,
        question=question.text,
        answer=answer.text,
        language=draft.language,
        skus=draft.understanding.skus,
        taken=tuple(dict.fromkeys((*question.summary(), *answer.summary()))),
        created_at=decision.at or dt.datetime.now(dt.UTC),
    )


def _is_for_one_alone(answer: str, language: str) -> bool:
    """Whether every sentence tells what was done for this customer: nothing to learn."""
    return all(concerns_one_case(s.text, language) for s in sentences(answer, language))


def _answers_something(draft: Draft) -> bool:
    return any(question.status in {"answered", "partly"} for question in draft.questions)


def document_id_of(proposal_id: str) -> str:
    """The id of the past answer that a proposal becomes, whether or not it has."""
    return digest(ORIGIN, "", proposal_id)


def document_of(proposal: AnswerProposal, answer: str) -> Document:
    """The past answer that a confirmed proposal becomes."""
    return Document(
        origin=ORIGIN,
        path="",
        key=proposal.id,
        kind="past_answer",
        title=proposal.question.partition("\n")[0][:120],
        text=answer,
        question=proposal.question,
        language=proposal.language,
        skus=proposal.skus,
        date=proposal.created_at.date() if proposal.created_at else None,
    )


def _asked(draft: Draft) -> str:
    """What the customer wanted to know, a line each, so that it can be understood alone."""
    understanding = draft.understanding
    put = [question for question in understanding.questions if question.explicit]
    asked = [in_context(q, understanding) for q in put or understanding.questions]
    return "\n".join(dict.fromkeys(asked)) or understanding.body
