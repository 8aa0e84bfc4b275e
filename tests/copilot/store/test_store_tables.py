"""Gaps, proposals, keys and idempotency, on both databases."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from copilot.errors import AuthError, ConflictError, InputError, NotFoundError
from copilot.messages import AnswerProposal, Draft
from copilot.store import CopilotStore
from copilot.store.gaps import GapQuestion

MakeDraft = Callable[..., Draft]
NOW = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)


# --- gaps ---------------------------------------------------------------------------------


def add_gap(store: CopilotStore, draft: Draft, gap: str, hours: int = 0) -> None:
    store.drafts.add(draft)
    seen = NOW + dt.timedelta(hours=hours)
    question = GapQuestion(draft.id, "q1", f"Frage {hours}", frozenset({"a", gap}), seen)
    store.gaps.put(gap, "de", question)


def test_gaps_count_their_questions_largest_first(
    store: CopilotStore, make_draft: MakeDraft
) -> None:
    for hours, gap in enumerate(["small", "large", "large"]):
        add_gap(store, make_draft(), gap, hours)
    rows = store.gaps.largest()
    assert [(row.id, row.count) for row in rows] == [("large", 2), ("small", 1)]
    assert rows[0].last_seen == NOW + dt.timedelta(hours=2)
    assert [question.text for question in rows[0].sample] == ["Frage 2", "Frage 1"]
    assert {group.id for group in store.gaps.groups("de")} == {"small", "large"}
    assert store.gaps.groups("en") == ()


def test_a_forgotten_draft_takes_its_empty_group_along(
    store: CopilotStore, make_draft: MakeDraft
) -> None:
    first, second = make_draft(), make_draft()
    add_gap(store, first, "g")
    add_gap(store, second, "g")
    store.gaps.forget(first.id)
    assert [row.count for row in store.gaps.largest()] == [1]
    store.gaps.forget(second.id)
    assert store.gaps.largest() == ()


# --- proposals ----------------------------------------------------------------------------


def proposal_for(draft: Draft, name: str = "p1") -> AnswerProposal:
    return AnswerProposal(
        name, draft.id, "Wie lange?", "Zwei Jahre.", "de", ("M1",), ("name × 1",), created_at=NOW
    )


def test_a_draft_has_one_proposal(store: CopilotStore, make_draft: MakeDraft) -> None:
    draft = make_draft()
    store.drafts.add(draft)
    assert store.proposals.add(proposal_for(draft))
    assert not store.proposals.add(proposal_for(draft, "p2"))
    assert store.proposals.newest() == (proposal_for(draft),)


def test_a_proposal_is_closed_once(store: CopilotStore, make_draft: MakeDraft) -> None:
    draft = make_draft()
    store.drafts.add(draft)
    store.proposals.add(proposal_for(draft))
    store.proposals.close("p1", "confirmed", by="Eva", answer="Drei.")
    with pytest.raises(ConflictError, match="confirmed"):
        store.proposals.close("p1", "dismissed", by="Tom")
    read = store.proposals.get("p1")
    assert (read.state, read.answer) == ("confirmed", "Drei.")
    assert store.proposals.newest() == ()
    assert len(store.proposals.newest(None)) == 1
    assert [entry.actor for entry in store.audit.entries("p1")] == ["Eva"]


def test_an_unknown_proposal_is_not_found(store: CopilotStore) -> None:
    with pytest.raises(NotFoundError):
        store.proposals.get("p")
    with pytest.raises(NotFoundError):
        store.proposals.close("p", "dismissed")


# --- keys ---------------------------------------------------------------------------------


def test_a_key_opens_and_is_not_stored(store: CopilotStore, engine: sa.Engine) -> None:
    assert not store.keys.any()
    new = store.keys.create("desk", "service", by="admin")
    assert store.keys.verify(new.secret).role == "service"
    assert store.keys.any()
    with engine.connect() as connection:
        row = connection.execute(sa.text("SELECT * FROM api_keys")).one()
    assert new.secret.split("_", 2)[2] not in str(row)  # the rest may hold "_" itself
    assert new.secret not in repr(new)
    assert len(row.sha256) == 64
    assert row.last_used_at is not None


BAD_KEYS = {
    "empty": lambda secret: "",
    "other secret": lambda secret: secret[:-1] + ("A" if secret[-1] != "A" else "B"),
    "prefix alone": lambda secret: secret[:14],
    "unknown prefix": lambda secret: "rck_" + "0" * 10 + secret[14:],
    "not ours": lambda secret: "Basic abc",
    "with a quote": lambda secret: secret + "'",
}


@pytest.mark.parametrize("spoil", BAD_KEYS.values(), ids=BAD_KEYS.keys())
def test_a_wrong_key_is_refused(store: CopilotStore, spoil: Callable[[str], str]) -> None:
    new = store.keys.create("desk")
    with pytest.raises(AuthError):
        store.keys.verify(spoil(new.secret))


def test_a_revoked_key_is_refused(store: CopilotStore) -> None:
    new = store.keys.create("desk")
    store.keys.revoke(new.key.prefix)
    with pytest.raises(AuthError):
        store.keys.verify(new.secret)
    with pytest.raises(AuthError):
        store.keys.valid(new.key.id)
    with pytest.raises(NotFoundError):
        store.keys.revoke(new.key.id)
    assert not store.keys.any()
    assert store.keys.all()[0].revoked_at is not None


def test_an_unknown_role_is_refused(store: CopilotStore) -> None:
    with pytest.raises(InputError, match="boss"):
        store.keys.create("desk", "boss")  # type: ignore[arg-type]


# --- idempotency --------------------------------------------------------------------------


def test_the_same_key_and_body_get_the_first_result(store: CopilotStore) -> None:
    made = iter(["d1", "d2"])
    once = store.idempotency.once
    assert once("c", "k", "body", lambda: next(made)) == "d1"
    assert once("c", "k", "body", lambda: next(made)) == "d1"
    assert once("another caller", "k", "body", lambda: next(made)) == "d2"
    with pytest.raises(ConflictError, match="another body"):
        once("c", "k", "other", lambda: "d3")


def test_a_failure_frees_the_key(store: CopilotStore) -> None:
    def fail() -> str:
        raise InputError("no")

    with pytest.raises(InputError):
        store.idempotency.once("c", "k", "body", fail)
    assert store.idempotency.once("c", "k", "body", lambda: "d1") == "d1"


def test_repeats_at_the_same_time_make_one_draft(store: CopilotStore) -> None:
    made: list[str] = []
    results: list[object] = []
    start = threading.Barrier(8)

    def make() -> str:
        made.append("d1")
        return "d1"

    def ask() -> None:
        start.wait()
        try:
            results.append(store.idempotency.once("c", "k", "body", make))
        except ConflictError as error:
            results.append(error)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == ["d1"]
    assert all(r == "d1" or "still runs" in str(r) for r in results)
