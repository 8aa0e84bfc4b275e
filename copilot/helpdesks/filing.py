"""What an agent made of a draft, into the ticket's own notes: by hand, where webhooks do it alone.

The same gate is the way out as for every note, so that nothing of it can reach a customer.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from copilot.errors import ConflictError
from copilot.messages import CheckResult, Draft
from copilot.store import CopilotStore

if TYPE_CHECKING:
    from copilot.helpdesks.desks import Desks


@dataclass(frozen=True, slots=True)
class Filed:
    """A ticket ("zendesk:5158") and the id of its note. `before`: it lay there already."""

    ticket: str
    note: str
    before: bool = False


class Checking(Protocol):
    """The part of `Copilot` that is needed here."""

    store: CopilotStore

    def draft_by_id(self, draft_id: str) -> Draft: ...
    def check_reply(self, draft_id: str, reply: str) -> CheckResult: ...


def file_reply(
    desks: Desks, copilot: Checking, draft_id: str, reply: str | None = None, *, by: str = ""
) -> Filed:
    """Leaves `reply` (None: the draft's own, or what was decided on) as an internal note.

    The note tells what the checks find in it. Raises NotFoundError, ConflictError (no such
    helpdesk, an outdated or rejected draft), InputError, HelpdeskError.
    """
    draft = copilot.draft_by_id(draft_id)
    if draft.state in {"stale", "rejected"}:
        raise ConflictError(
            f"The draft is {draft.state}: its text does not belong into the ticket.",
            hint="Open the ticket's newer draft, or make one.",
        )
    filed = desks.file(_as_written(copilot, draft, reply), by=by)
    details = {"ticket": filed.ticket, "note": filed.note, "before": filed.before}
    copilot.store.audit.add(by, "draft.filed", draft_id, details)
    return filed


def _as_written(copilot: Checking, draft: Draft, reply: str | None) -> Draft:
    """The draft with that text and what is to be said of it."""
    if reply is None:
        reply = (draft.decision.reply if draft.decision else "") or draft.reply
    if reply == draft.reply:
        return draft
    found = copilot.check_reply(draft.id, reply)
    return replace(draft, reply=reply, findings=found.findings, verdict=found.verdict)


def name_of(draft: Draft) -> str:
    """Stands in the note's marker: the same text is not filed twice."""
    return f"{draft.id}-{hashlib.sha256(draft.reply.encode()).hexdigest()[:12]}"
