"""What an edit changed, what a proposal contradicts, and what sinks in the ranking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from copilot.errors import ConflictError, InputError
from copilot.learn import LOWEST, Learner, Reputation, changes, nothing_stands, weight
from copilot.messages import (
    AnswerProposal,
    Citation,
    Decision,
    Draft,
    Evidence,
    Question,
    Understanding,
)
from copilot.retrieve import Retriever
from copilot.store import CopilotStore
from knowledge.documents import Document, Passage, ScoredPassage
from tests.copilot.pipeline.shelf import Shelf

MakeDraft = Callable[..., Draft]
REPLY = (
    "Guten Tag Frau Muster,\n\nSie können die Ware innerhalb von 30 Tagen zurückgeben. "
    "Das Etikett liegt im Kundenkonto.\n\nViele Grüße"
)


def edited(make_draft: MakeDraft, reply: str, before: str = REPLY) -> list[str]:
    draft = make_draft(("Kann ich das zurückgeben?", "answered"), reply=before)
    return [change.kind for change in changes(draft, reply)]


@pytest.mark.parametrize(
    ("reply", "kinds"),
    [
        pytest.param(REPLY, [], id="nothing"),
        pytest.param(REPLY.replace("30 Tagen", "14 Tagen"), ["fact"], id="another number"),
        pytest.param(REPLY.replace("30 Tagen", "30 Tage"), ["wording"], id="another form"),
        pytest.param(
            REPLY.replace("können die Ware", "können die Ware nicht"), ["fact"], id="a no"
        ),
        pytest.param(
            REPLY.replace("Guten Tag Frau Muster", "Liebe Frau Muster"), ["tone"], id="greeting"
        ),
        pytest.param(
            REPLY.replace("Sie können", "Du kannst"), ["tone"], id="form of address"
        ),
        pytest.param(
            REPLY.replace("Das Etikett", "Den Akku legen Sie bitte separat bei. Das Etikett"),
            ["missing_answer"],
            id="something added",
        ),
        pytest.param(
            REPLY.replace("Das Etikett liegt im Kundenkonto.", ""), ["too_long"], id="taken out"
        ),
        pytest.param(REPLY.replace(". Das", ".\n\nDas"), ["structure"], id="layout"),
        pytest.param(
            "Guten Tag Frau Muster,\n\nDas Etikett liegt im Kundenkonto. Sie können die Ware "
            "innerhalb von 30 Tagen zurückgeben.\n\nViele Grüße",
            ["structure"],
            id="order",
        ),
    ],
)  # fmt: skip
def test_types_what_an_edit_changed(reply: str, kinds: list[str], make_draft: MakeDraft) -> None:
    assert edited(make_draft, reply) == kinds


def test_a_filled_gap_is_a_placeholder(make_draft: MakeDraft) -> None:
    before = REPLY.replace("im Kundenkonto", "unter [Link einsetzen]")
    assert edited(make_draft, REPLY, before) == ["placeholder"]


# --- reputation ------------------------------------------------------------------------------


def cited(make_draft: MakeDraft, store: CopilotStore, kind: str = "past_answer") -> Draft:
    start = REPLY.index("Sie können")
    draft = make_draft(("Kann ich das zurückgeben?", "answered"), reply=REPLY)
    evidence = Evidence("e1", "doc-1", "pa-1", kind, "R", "…", 0.9, "q1")  # type: ignore[arg-type]
    citation = Citation(start, start + 50, "e1")
    draft = replace(draft, evidence=(evidence,), citations=(citation,))
    store.drafts.add(draft)
    return draft


def decide(draft: Draft, reply: str) -> Draft:
    kind = "accepted" if reply == draft.reply else "edited"
    return replace(draft, state=kind, decision=Decision(kind, "Lena", reply))  # type: ignore[arg-type]


WRONG = REPLY.replace("30 Tagen", "14 Tagen")


def test_a_document_that_is_corrected_again_and_again_sinks_within_bounds(
    store: CopilotStore, make_draft: MakeDraft
) -> None:
    reputation = Reputation(store, lambda _id: "r1")
    for _ in range(6):
        reputation.note(decide(cited(make_draft, store), WRONG))
    assert LOWEST <= reputation.weight("doc-1") < 0.8
    (repair,) = reputation.repairs()
    assert (repair.document_id, repair.uses, repair.corrected) == ("doc-1", 6, 6)
    assert len(repair.draft_ids) == 6
    (count,) = store.edits.counts()
    assert (count.kind, count.document_id, count.count) == ("fact", "doc-1", 6)


@pytest.mark.parametrize(
    ("kind", "reply"),
    [
        ("past_answer", REPLY),
        ("past_answer", REPLY.replace("Guten Tag", "Hallo")),
        ("policy", WRONG),
    ],
    ids=["accepted", "only the greeting", "a policy"],
)
def test_what_was_no_correction_of_it_leaves_its_weight(
    kind: str, reply: str, store: CopilotStore, make_draft: MakeDraft
) -> None:
    reputation = Reputation(store, lambda _id: "r1")
    for _ in range(4):
        reputation.note(decide(cited(make_draft, store, kind), reply))
    assert reputation.weight("doc-1") == 1.0
    assert reputation.repairs() == ()


def test_a_repaired_document_begins_anew(store: CopilotStore, make_draft: MakeDraft) -> None:
    revisions = {"doc-1": "r1"}
    reputation = Reputation(store, lambda id_: revisions[id_])
    for _ in range(4):
        reputation.note(decide(cited(make_draft, store), WRONG))
    revisions["doc-1"] = "r2"
    reputation.note(decide(cited(make_draft, store), REPLY))
    assert reputation.weight("doc-1") == 1.0


def test_weights_fall_with_corrections_and_rise_with_good_uses() -> None:
    assert weight(0, 0) == weight(10, 0) == 1.0
    assert weight(3, 3) > weight(10, 10) > LOWEST
    assert weight(20, 3) > weight(4, 3)


# --- conflicts and near-duplicates -----------------------------------------------------------


def known(
    text: str, *, kind: str = "policy", question: str = "", skus: tuple[str, ...] = ()
) -> ScoredPassage:
    passage = Passage(
        "d-0", "d", "rueckgabe.md", kind, "Rückgabe", text, "de", question=question, skus=skus,  # type: ignore[arg-type]
    )  # fmt: skip
    return ScoredPassage(passage, 0.9)


def proposal(store: CopilotStore, make_draft: MakeDraft, answer: str) -> AnswerProposal:
    draft = make_draft(("Wie lange kann ich Ware zurückgeben?", "answered"), reply=answer)
    store.drafts.add(draft)
    made = AnswerProposal(
        "p1", draft.id, "Wie lange kann ich Ware zurückgeben?", answer, "de", skus=("A-1",)
    )
    store.proposals.add(made)
    return made


def learner_with(store: CopilotStore, shelf: Shelf, *found: ScoredPassage) -> Learner:
    return Learner(store, shelf.add, shelf.remove, lambda _text, _language: found)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Sie können Ware innerhalb von 30 Tagen zurückgeben.", "number"),
        ("Ware können Sie nicht innerhalb von 14 Tagen zurückgeben.", "negation"),
        ("Sie können Ware innerhalb von zwei Wochen zurückgeben.", ""),
        ("Der Versand dauert innerhalb von Deutschland 30 Tage.", ""),
    ],
    ids=["another number", "a no", "the same in other words", "another matter"],
)
def test_shows_contradictions_side_by_side(
    text: str, reason: str, store: CopilotStore, make_draft: MakeDraft
) -> None:
    made = proposal(store, make_draft, "Sie können Ware innerhalb von 14 Tagen zurückgeben.")
    found = learner_with(store, Shelf(), known(text)).compared(made)
    assert [c.reason for c in found.conflicts] == ([reason] if reason else [])
    for conflict in found.conflicts:
        assert (conflict.proposed, conflict.known) == (made.answer, text)


def test_another_products_passage_is_no_contradiction(
    store: CopilotStore, make_draft: MakeDraft
) -> None:
    made = proposal(store, make_draft, "Sie können Ware innerhalb von 14 Tagen zurückgeben.")
    other = known("Sie können Ware innerhalb von 30 Tagen zurückgeben.", skus=("B-2",))
    assert learner_with(store, Shelf(), other).compared(made).conflicts == ()


def test_a_contradiction_must_be_known_to_be_confirmed(
    store: CopilotStore, make_draft: MakeDraft
) -> None:
    shelf = Shelf()
    made = proposal(store, make_draft, "Sie können Ware innerhalb von 14 Tagen zurückgeben.")
    learner = learner_with(
        store, shelf, known("Sie können Ware innerhalb von 30 Tagen zurückgeben.")
    )
    with pytest.raises(ConflictError, match="says otherwise") as refused:
        learner.confirm(made.id, by="Lena")
    assert refused.value.details["conflicts"][0]["known"].endswith("30 Tagen zurückgeben.")
    assert shelf.documents == {}
    learner.confirm(made.id, by="Lena", despite_conflicts=True)
    assert len(shelf.documents) == 1


def test_merges_with_a_near_duplicate(store: CopilotStore, make_draft: MakeDraft) -> None:
    shelf = Shelf()
    made = proposal(store, make_draft, "Sie können Ware innerhalb von 14 Tagen zurückgeben.")
    old = Document(
        "decisions", "", "past_answer", "R", "Innerhalb von 14 Tagen.", "de", key="p0",
        question="Wie lange kann ich die Ware zurückgeben?",
    )  # fmt: skip
    passage = known(old.text, kind="past_answer", question=old.question)
    learner = learner_with(store, shelf, passage)
    assert [item.answer for item in learner.compared(made).similar] == [old.text]
    merged = learner.merge(made.id, old, by="Lena")
    assert merged.id == old.id
    assert merged.text == old.text
    assert merged.question.split("\n") == [old.question, made.question]
    assert store.proposals.get(made.id).state == "confirmed"


def test_merges_only_with_past_answers(store: CopilotStore, make_draft: MakeDraft) -> None:
    made = proposal(store, make_draft, "Text")
    policy = Document("shop", "r.md", "policy", "R", "Text", "de")
    with pytest.raises(InputError, match=r"r\.md"):
        learner_with(store, Shelf()).merge(made.id, policy)


# --- the ranking -----------------------------------------------------------------------------


class Found:
    """Stands in for the knowledge: two past answers, the first a little better."""

    def search(self, query: str, **_where: object) -> list[ScoredPassage]:
        return [
            ScoredPassage(passage, score)
            for passage, score in (
                (Passage("a-0", "a", "pa-1", "past_answer", "A", "Dreißig Tage.", "de"), 0.80),
                (Passage("b-0", "b", "pa-2", "past_answer", "B", "Vierzehn Tage.", "de"), 0.75),
            )
        ]


@pytest.mark.parametrize(
    ("weights", "order"),
    [({}, ["a", "b"]), ({"a": 0.8}, ["b", "a"]), ({"a": LOWEST, "b": LOWEST}, ["a", "b"])],
    ids=["nothing corrected", "the first corrected", "both corrected"],
)
def test_what_is_corrected_sinks_and_is_still_found(
    weights: dict[str, float], order: list[str]
) -> None:
    retriever = Retriever(Found(), weight=lambda id_: weights.get(id_, 1.0))
    question = Question("q1", "Wie lange?", "Wie lange?", (0, 10))
    evidence = retriever.retrieve(Understanding("Wie lange?", "de", (question,)))
    assert [item.document_id for item in evidence] == order


# --- what is proposed, and what is left out ----------------------------------------------------

ADAPTER = "Der Adapter ADP-100-E6 für die Hegra kostet 19,90 € und passt auf jeden Schlauch."


@pytest.mark.parametrize(
    ("text", "alike"),
    [
        ("Den Adapter ADP-100-E6 führen wir für 17,90 €, er passt auf jeden Schlauch.", True),
        ("Den Schlauch gibt es in 20 m und 50 m Länge, er ist frostsicher.", False),
    ],
    ids=["another price, the same answer", "another answer"],
)
def test_a_near_duplicate_is_known_by_its_answer(
    text: str, alike: bool, store: CopilotStore, make_draft: MakeDraft
) -> None:
    made = proposal(store, make_draft, ADAPTER)
    old = known(text, kind="past_answer", question="Gibt es etwas für meinen Schlauch?")
    found = learner_with(store, Shelf(), old).compared(made)
    assert bool(found.similar) is alike


@pytest.mark.parametrize(
    ("text", "conflict"),
    [
        ("Der Adapter ADP-100-E6 für die Hegra kostet 24,90 €.", True),
        ("Der Adapter ADP-100-E2 für die Hegra kostet 12,90 €.", False),
        ("Der Artikel Hegra kostet 89,00 €.", False),
        ("Die Werkstatt braucht zehn Werktage.", False),
    ],
    ids=["the same part", "another part", "the machine itself", "another matter"],
)
def test_a_parts_price_is_not_the_machines(
    text: str, conflict: bool, store: CopilotStore, make_draft: MakeDraft
) -> None:
    made = proposal(store, make_draft, ADAPTER)
    found = learner_with(store, Shelf(), known(text, kind="product", skus=())).compared(made)
    assert bool(found.conflicts) is conflict


def test_an_edit_that_lets_nothing_stand_says_that_the_draft_was_no_answer(
    make_draft: MakeDraft,
) -> None:
    quoted = "Der Versand kostet 4,90 €."
    draft = replace(
        make_draft(("Gibt es einen Laden?", "answered"), reply=f"Guten Tag,\n\n{quoted}"),
        citations=(Citation(12, 12 + len(quoted), "e1"),),
    )
    other = "Guten Tag,\n\nUnser Vorführraum am Nordertor hat donnerstags geöffnet."
    kept = f"{draft.reply} Unser Vorführraum am Nordertor hat donnerstags geöffnet."
    assert nothing_stands(draft, changes(draft, other))
    assert not nothing_stands(draft, changes(draft, kept))
