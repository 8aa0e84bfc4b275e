"""From a decided reply to a past answer, without the customer's data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from copilot.errors import ConflictError, InputError
from copilot.learn import Learner, proposal_of
from copilot.messages import Customer, Decision, Draft, Order
from copilot.store import CopilotStore
from knowledge.documents import Document
from tests.copilot.pipeline.shelf import Shelf

MakeDraft = Callable[..., Draft]
PETRA = Customer(first_name="Petra", last_name="Muster", email="petra@example.org")
REPLY = (
    "Guten Tag Frau Muster, Ihre Bestellung HG-1001 kommt in zwei Tagen. "
    "Wir schreiben an petra@example.org. Viele Grüße, Lena"
)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def learner(store: CopilotStore, shelf: Shelf) -> Learner:
    return Learner(store, shelf.add, shelf.remove)


@pytest.fixture
def decided(store: CopilotStore, make_draft: MakeDraft) -> Draft:
    draft = make_draft(
        ("Hier Petra Muster. Wann kommt HG-1001?", "answered"), reply=REPLY, customer=PETRA
    )
    known = replace(draft.understanding, order=Order("HG-1001"))
    draft = replace(draft, understanding=known)
    store.drafts.add(draft)
    decision = Decision("accepted", "Lena", REPLY)
    return replace(draft, state="accepted", decision=decision)


def test_a_proposal_carries_no_personal_data_and_says_what_was_taken(decided: Draft) -> None:
    proposal = proposal_of(decided)
    assert proposal is not None
    whole = proposal.question + proposal.answer
    for personal in ("Petra", "Muster", "HG-1001", "example.org", "Lena"):
        assert personal not in whole
    assert "zwei Tagen" in proposal.answer
    assert any(taken.startswith("name") for taken in proposal.taken)


NOTHING = {
    "rejected": Decision("rejected", "Lena"),
    "open": None,
}


@pytest.mark.parametrize("decision", NOTHING.values(), ids=NOTHING.keys())
def test_no_proposal_without_an_accepted_text(decided: Draft, decision: Decision | None) -> None:
    assert proposal_of(replace(decided, decision=decision)) is None


def test_an_accepted_reply_that_answers_nothing_is_no_past_answer(make_draft: MakeDraft) -> None:
    draft = make_draft(("Gibt es die Vase in Blau?", "deferred"), reply="Ich kläre das.")
    accepted = replace(draft, decision=Decision("accepted", "Lena", draft.reply))
    edited = replace(draft, decision=Decision("edited", "Lena", "Ja, in Blau und in Rot."))
    assert proposal_of(accepted) is None
    assert proposal_of(edited) is not None


@pytest.mark.parametrize(
    ("reply", "learnt"),
    [
        ("Ich habe gerade mit Ihnen telefoniert und alles für Sie vermerkt.", ""),
        ("Ich habe das vermerkt. Die Vase gibt es in Blau.", "Die Vase gibt es in Blau."),
    ],
    ids=["for one alone", "and an answer"],
)
def test_what_was_done_for_one_customer_is_nothing_to_learn(
    reply: str, learnt: str, make_draft: MakeDraft
) -> None:
    draft = make_draft(("Gibt es die Vase in Blau?", "deferred"), reply="Ich kläre das.")
    made = proposal_of(replace(draft, decision=Decision("edited", "Lena", reply)))
    assert (learnt in made.answer) if made else not learnt


def test_the_letter_around_an_answer_is_not_learnt(make_draft: MakeDraft) -> None:
    draft = make_draft(("Gibt es die Vase in Blau?", "deferred"), reply="Ich kläre das.")
    reply = (
        "Guten Tag Frau Muster,\n\nvielen Dank für Ihre Nachricht.\n\nDie Vase gibt es in Blau.\n\n"
        "Freundliche Grüße\nIhr Team"
    )
    made = proposal_of(replace(draft, decision=Decision("edited", "Lena", reply)))
    assert made is not None
    assert made.answer == "Die Vase gibt es in Blau."


def test_the_shops_own_address_stays_and_others_go(make_draft: MakeDraft) -> None:
    draft = make_draft(("An wen schreibe ich?", "deferred"), reply="Ich kläre das.")
    reply = "Schreiben Sie an gastro@shop.example, nicht an kai.fremd@example.org."
    decided = replace(draft, decision=Decision("edited", "Lena", reply))
    made = proposal_of(decided, lambda contact: contact.endswith("@shop.example"))
    assert made is not None
    assert "gastro@shop.example" in made.answer
    assert "kai.fremd" not in made.answer


def test_a_question_is_learnt_with_what_it_leans_on(make_draft: MakeDraft) -> None:
    draft = make_draft(("Machen Sie so etwas?", "deferred"), reply="Ich kläre das.")
    body = "Meine Frau wünscht sich eine Schulung am Siebträger. Machen Sie so etwas?"
    (question,) = draft.understanding.questions
    leaning = replace(
        question,
        span=(body.index("Machen"), len(body)),
        query="Machen Sie so etwas? Meine Frau wünscht sich eine Schulung am Siebträger",
    )
    story = replace(question, id="q2", text="Ich habe lange gesucht.", query="", explicit=False)
    known = replace(draft.understanding, body=body, questions=(leaning, story))
    reply = Decision("edited", "Lena", "Ja, jeden Samstag.")
    made = proposal_of(replace(draft, understanding=known, decision=reply))
    assert made is not None
    assert made.question == body


def test_confirming_makes_a_past_answer(learner: Learner, shelf: Shelf, decided: Draft) -> None:
    proposal = learner.propose(decided)
    assert proposal is not None
    assert learner.propose(decided) is None  # a repeated decision proposes nothing twice
    document = learner.confirm(proposal.id, by="Eva")
    assert shelf.documents == {document.id: document}
    assert (document.kind, document.origin) == ("past_answer", "decisions")
    assert (document.question, document.text) == (proposal.question, proposal.answer)


def test_an_editors_text_is_scrubbed_too(learner: Learner, decided: Draft) -> None:
    proposal = learner.propose(decided)
    assert proposal is not None
    document = learner.confirm(proposal.id, answer="Frau Muster, es dauert drei Tage.")
    assert "Muster" not in document.text
    assert "drei Tage" in document.text


def test_an_empty_text_is_refused(learner: Learner, decided: Draft) -> None:
    proposal = learner.propose(decided)
    assert proposal is not None
    with pytest.raises(InputError):
        learner.confirm(proposal.id, answer=" ")


def test_a_dismissed_proposal_cannot_be_confirmed(
    learner: Learner, shelf: Shelf, decided: Draft
) -> None:
    proposal = learner.propose(decided)
    assert proposal is not None
    learner.dismiss(proposal.id)
    with pytest.raises(ConflictError):
        learner.confirm(proposal.id)
    assert shelf.documents == {}


def test_a_dismissal_in_the_middle_of_a_confirmation_takes_the_answer_out(
    store: CopilotStore, shelf: Shelf, decided: Draft
) -> None:
    def add_while_somebody_dismisses(document: Document) -> None:
        shelf.add(document)
        store.proposals.close(document.key, "dismissed")

    learner = Learner(store, add_while_somebody_dismisses, shelf.remove)
    proposal = learner.propose(decided)
    assert proposal is not None
    with pytest.raises(ConflictError):
        learner.confirm(proposal.id)
    assert shelf.documents == {}


def test_a_crash_before_the_state_changed_can_be_repeated(
    store: CopilotStore, shelf: Shelf, decided: Draft
) -> None:
    def add_and_die(document: Document) -> None:
        shelf.add(document)
        raise KeyboardInterrupt

    learner = Learner(store, add_and_die, shelf.remove)
    proposal = learner.propose(decided)
    assert proposal is not None
    with pytest.raises(KeyboardInterrupt):
        learner.confirm(proposal.id)
    Learner(store, shelf.add, shelf.remove).confirm(proposal.id)
    assert len(shelf.documents) == 1
