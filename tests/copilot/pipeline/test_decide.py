"""Decisions: what each demands, and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from copilot.decide import Decider
from copilot.errors import ConflictError, InputError, ReasonRequiredError
from copilot.messages import Decision, Draft, Finding
from copilot.store import CopilotStore

MakeDraft = Callable[..., Draft]
BLOCK = Finding("over_promise", "block", "Verspricht zu viel.")
REVIEW = Finding("missing_apology", "review", "Entschuldigung fehlt.")


@pytest.fixture
def draft(store: CopilotStore, make_draft: MakeDraft) -> Draft:
    draft = make_draft(("Wie lange?", "answered"), findings=(BLOCK, BLOCK, REVIEW))
    store.drafts.add(draft)
    return draft


def test_accepting_keeps_the_text_the_agent_and_the_time(store: CopilotStore, draft: Draft) -> None:
    decided = Decider(store).decide(draft, Decision("accepted", " Lena "), [REVIEW])
    assert decided == store.drafts.get(draft.id)
    assert decided.state == "accepted"
    assert decided.decision is not None
    assert (decided.decision.agent, decided.decision.reply) == ("Lena", draft.reply)
    assert decided.decision.at is not None


@pytest.mark.parametrize("kind", ["accepted", "edited"])
def test_overruling_a_block_needs_a_reason_that_is_kept(
    store: CopilotStore, draft: Draft, kind: str
) -> None:
    reply = "Neu." if kind == "edited" else ""
    decider = Decider(store)
    with pytest.raises(ReasonRequiredError) as refused:
        decider.decide(draft, Decision(kind, "Lena", reply, " "), draft.findings)  # type: ignore[arg-type]
    assert refused.value.details == {"blocking": ["over_promise"]}
    assert store.drafts.get(draft.id).state == "open"
    decided = decider.decide(
        draft,
        Decision(kind, "Lena", reply, "Kulanz"),  # type: ignore[arg-type]
        draft.findings,
    )
    assert decided.decision is not None
    assert decided.decision.reason == "Kulanz"
    assert store.audit.entries(draft.id)[0].details["overruled"] == ["over_promise"]


def test_rejecting_needs_no_reason_and_keeps_no_text(store: CopilotStore, draft: Draft) -> None:
    decided = Decider(store).decide(draft, Decision("rejected", "Lena", "x"), draft.findings)
    assert decided.decision is not None
    assert (decided.state, decided.decision.reply) == ("rejected", "")


REFUSED = {
    "edited without a text": Decision("edited", "Lena", "  \n"),
    "accepted with another text": Decision("accepted", "Lena", "Etwas anderes."),
    "nobody decides": Decision("accepted", "  "),
}


@pytest.mark.parametrize("decision", REFUSED.values(), ids=REFUSED.keys())
def test_contradictory_decisions_are_refused(
    store: CopilotStore, draft: Draft, decision: Decision
) -> None:
    with pytest.raises(InputError):
        Decider(store).decide(draft, decision, [])
    assert store.drafts.get(draft.id).state == "open"


def test_a_second_decision_gets_the_current_state(store: CopilotStore, draft: Draft) -> None:
    Decider(store).decide(draft, Decision("rejected", "Lena"), [])
    with pytest.raises(ConflictError) as lost:
        Decider(store).decide(draft, Decision("accepted", "Tom"), [])
    assert lost.value.details == {"state": "rejected", "version": 1, "decided_by": "Lena"}
