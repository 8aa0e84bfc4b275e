"""What an agent does, carried out on the copilot, as new views.

Nothing raises: what fails becomes a sentence in the view, and what was typed stays.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from copilot.errors import ConflictError, CopilotError, ReasonRequiredError
from copilot.helpdesks import Desks, file_reply
from copilot.messages import CheckRequest, CheckResult, Decision, DecisionKind, Draft, DraftRequest
from copilot.pipeline import Copilot
from knowledge.analyse import detect_language
from knowledge.errors import KnowledgeError
from ui import state
from ui.alternatives import Others
from ui.state import Notice, View
from ui.words import Language

log = logging.getLogger(__name__)

MOST_DRAFTS = 200


class Desk:
    """Over one copilot; holds nothing of any agent."""

    def __init__(self, copilot: Copilot, desks: Desks | None = None) -> None:
        self._copilot = copilot
        self._desks = desks or Desks((), copilot.store.jobs, copilot)

    def product_names(self) -> dict[str, str]:
        found = self._copilot.knowledge.catalogue.by_sku
        return {sku: product.name for sku, product in found.items()}

    # --- drafts -------------------------------------------------------------------------

    def draft(self, request: DraftRequest) -> Iterator[View]:
        """The view after each event, until the draft is stored or something failed."""
        view = state.started()
        yield view
        events = self._copilot.stream(request)
        try:
            for event in events:
                view = state.advanced(view, event)
                yield view
        except Exception as error:  # nothing that fails may take the page along
            yield _failed(view, error)

    def held(self, view: View, held: str) -> View:
        """The view, or where the server forgot it (it was started anew, or the page slept
        for long) the draft that the page holds, by `View.held`."""
        draft_id, _, version = held.partition(":")
        if view.draft is not None or view.is_busy or not draft_id:
            return view

        def work() -> View:
            current = self._copilot.draft_by_id(draft_id)
            found = state.opened(current)
            return found if str(current.version) == version else state.conflicted(found, current)

        return self._tried(view, work)

    def watched(self, view: View) -> View:
        """The view as it is, or with what became of its draft elsewhere."""
        if not view.is_open or view.draft is None:
            return view
        draft_id = view.draft.id

        def work() -> View:
            current = self._copilot.draft_by_id(draft_id)
            if not state.is_overtaken(view, current):
                return view
            return state.conflicted(view, current, self._newer(current))

        return self._tried(view, work)

    def _newer(self, draft: Draft) -> Draft | None:
        """The draft that took a stale one's place."""
        ticket = draft.request.message.id
        found = self._copilot.draft_of(ticket) if ticket and draft.state == "stale" else None
        return found if found and found.id != draft.id else None

    def ticket(self, ticket: str, before: View) -> View:
        """The draft for a helpdesk's ticket ("zendesk:5158"), or the place for one."""

        def work() -> View:
            found = self._copilot.draft_of(ticket)
            return state.opened(found) if found else state.unanswered(ticket)

        return self._tried(before, work)

    def fitted(self, view: View, evidence_id: str) -> str | Notice:
        """A past answer's or macro's text for this customer."""
        found = next((item for item in view.sources if item.id == evidence_id), None)
        if found is None or view.draft is None:
            return Notice("bad", "error_not_found")
        try:
            return self._copilot.fitted(view.draft.id, found.text)
        except Exception as error:  # nothing that fails may take the page along
            return notice_of(error)

    def others(self, view: View) -> Others | Notice:
        """Other replies to the draft's message, and passages that it does not hold."""
        if view.draft is None:
            return Notice("bad", "error_not_found")
        try:
            found = self._copilot.alternatives(view.draft.id)
            return Others(view.draft, found, self._copilot.passages(view.draft.id))
        except Exception as error:  # nothing that fails may take the page along
            return notice_of(error)

    def redraft(self, view: View, text: str, instruction: str, agent: str) -> View:
        """A new version; what the agent changed in the text so far stays in it."""
        draft = view.draft
        if draft is None:
            return view
        edited = text if text.strip() and text != draft.reply else ""

        def work() -> View:
            made = self._copilot.redraft(
                draft.id,
                draft.version,
                instruction=instruction.strip() or None,
                agent=agent,
                edited=edited,
            )
            return state.remade(view, made, text)

        return self._tried(replace(view, text=text), work)

    def recheck(self, view: View, text: str) -> View:
        """Checks the edited text; the draft's own text needs no new check."""
        draft = view.draft
        if draft is None or not text.strip():
            return replace(view, text=text)
        if text == draft.reply:
            return state.rechecked(view, text, None)

        def work() -> View:
            return state.rechecked(view, text, self._copilot.check_reply(draft.id, text))

        return self._tried(replace(view, text=text), work)

    def decide(self, view: View, text: str, *, reject: bool, reason: str, agent: str) -> View:
        """Accepts the draft, keeps the edited text, or rejects it: whatever fits."""
        draft, view = view.draft, replace(view, text=text)
        if draft is None:
            return view
        if reject and not reason:
            return state.asked_why(view, "why_reject")
        kind: DecisionKind = (
            "rejected" if reject else "edited" if text != draft.reply else "accepted"
        )
        kept = text if kind == "edited" else ""
        decision = Decision(kind, agent, kept, reason)
        return self._tried(
            view,
            lambda: state.decided(view, self._copilot.decide(draft.id, draft.version, decision)),
        )

    def takes_note(self, view: View) -> bool:
        """Whether the draft's text can be filed in its ticket."""
        draft = view.draft
        if draft is None or view.is_busy or draft.state in {"stale", "rejected"}:
            return False
        return self._desks.takes_note(draft.request.message.id)

    def file(self, view: View, text: str, agent: str) -> Notice:
        """The text as an internal note in the draft's ticket."""
        if view.draft is None:
            return Notice("bad", "error_not_found")
        if not text.strip():
            return Notice("warn", "need_text")
        try:
            filed = file_reply(self._desks, self._copilot, view.draft.id, text, by=agent)
        except Exception as error:  # nothing that fails may take the page along
            return notice_of(error)
        key = "notice_filed_before" if filed.before else "notice_filed"
        return Notice("info" if filed.before else "good", key, (("ticket", filed.ticket),))

    @property
    def translates(self) -> bool:
        return self._copilot.translates

    def translated(
        self, view: View, texts: Sequence[str], to: Language
    ) -> tuple[str | None, ...] | Notice:
        """The texts in a language, None where one is in it already."""
        who = view.understanding.customer if view.understanding else None
        try:
            return tuple(
                self._copilot.translate(text, to, who) if _is_foreign(text, to) else None
                for text in texts
            )
        except Exception as error:  # nothing that fails may take the page along
            return notice_of(error)

    def open(self, draft_id: str, before: View, *, by: str | None = None) -> View:
        """The draft as it stands; `by`: whom it is shown to, for the audit log."""
        return self._tried(before, lambda: state.opened(self._copilot.draft_by_id(draft_id, by=by)))

    def next(self, view: View, *, by: str | None = None) -> View:
        """The next open draft in the inbox' order; `by` as in `open`."""
        current = view.draft.id if view.draft else ""

        def work() -> View:
            found = state.next_of(self.inbox(), current)
            if found is None:
                return state.told(view, Notice("info", "notice_no_more"))
            return state.opened(self._copilot.draft_by_id(found.id, by=by))

        return self._tried(view, work)

    def inbox(self, needle: str = "", *, decided: bool = False) -> tuple[Draft, ...]:
        """Open drafts by urgency, or the decided ones, the newest first."""
        if not decided:
            return state.inbox(self._copilot.drafts("open", MOST_DRAFTS).items, needle)
        newest = self._copilot.drafts(None, MOST_DRAFTS).items
        matching = {draft.id for draft in state.inbox(newest, needle)}
        return tuple(d for d in newest if d.state != "open" and d.id in matching)

    # --- one's own text -----------------------------------------------------------------

    def check(self, request: CheckRequest) -> CheckResult | Notice:
        try:
            return self._copilot.check(request)
        except Exception as error:
            return notice_of(error)

    # --- failures -----------------------------------------------------------------------

    def _tried(self, view: View, work: Callable[[], View]) -> View:
        try:
            return work()
        except Exception as error:
            return self._explained(view, error)

    def _explained(self, view: View, error: Exception) -> View:
        if isinstance(error, ReasonRequiredError):
            return state.asked_why(view, "why_overrule")
        if isinstance(error, ConflictError) and view.draft is not None:
            try:
                current = self._copilot.draft_by_id(view.draft.id)
                return state.conflicted(view, current, self._newer(current))
            except Exception as second:  # the draft is gone: say so instead
                return _failed(view, second)
        return _failed(view, error)


def _is_foreign(text: str, to: Language) -> bool:
    return bool(text.strip()) and detect_language(text) != to


def _failed(view: View, error: Exception) -> View:
    return state.failed(view, notice_of(error))


def notice_of(error: Exception) -> Notice:
    """A sentence for an agent. What is not ours tells nothing about itself, but is logged."""
    if isinstance(error, CopilotError):
        return state.fault(error.code, error.message, error.hint, error.details)
    if isinstance(error, KnowledgeError):
        return state.fault("knowledge", error.message, error.hint, {})
    log.error("unexpected error in the panel", exc_info=error)
    return Notice("bad", "error_internal")
