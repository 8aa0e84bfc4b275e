"""A human's decision: checked, then written so that exactly one of many wins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from copilot.errors import InputError, ReasonRequiredError
from copilot.messages import Decision, Draft, Finding
from copilot.store import CopilotStore


class Decider:
    """Closes drafts. Nothing is ever sent by it."""

    def __init__(self, store: CopilotStore) -> None:
        self._store = store

    def decide(self, draft: Draft, decision: Decision, findings: Sequence[Finding]) -> Draft:
        """`draft` as decided on, with the version that the human saw.

        `findings` are those of the text that will go out: of the draft, or of the edited
        reply. Raises InputError, ReasonRequiredError (a blocking finding is overruled
        without a reason), ConflictError (somebody was faster).
        """
        final = _final(draft, decision)
        overruled = () if final.kind == "rejected" else blocking(findings)
        if overruled and not final.reason:
            raise ReasonRequiredError(
                "The checks block this reply; overruling them needs a reason.",
                hint="Change the reply, or say in `reason` why it may go out.",
                details={"blocking": list(overruled)},
            )
        self._store.drafts.decide(draft.id, draft.version, final, overruled=overruled)
        return replace(draft, state=final.kind, decision=final)


def blocking(findings: Sequence[Finding]) -> tuple[str, ...]:
    """The codes of blocking findings, each once, in order."""
    return tuple(dict.fromkeys(found.code for found in findings if found.severity == "block"))


def _final(draft: Draft, decision: Decision) -> Decision:
    """The decision with the text that stands at the end and the time."""
    agent = decision.agent.strip()
    if not agent:
        raise InputError("A decision needs the name of who decides.", hint="Give `agent`.")
    return replace(
        decision,
        agent=agent,
        reply=_reply(draft, decision),
        reason=decision.reason.strip(),
        at=decision.at or dt.datetime.now(dt.UTC),
    )


def _reply(draft: Draft, decision: Decision) -> str:
    if decision.kind == "rejected":
        return ""
    if decision.kind == "accepted":
        if decision.reply and decision.reply != draft.reply:
            raise InputError(
                "An accepted reply is the draft's own, but another text was given.",
                hint='Decide "edited" to keep the changed text.',
            )
        return draft.reply
    if not decision.reply.strip():
        raise InputError("An edited draft needs its final text.", hint="Give `reply`.")
    return decision.reply
