"""Drafts and decisions: nothing lost, nothing overwritten, on both databases."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa

from copilot.errors import ConflictError, NotFoundError
from copilot.messages import Decision, Draft, DraftRequest, Message
from copilot.store import CopilotStore

MakeDraft = Callable[..., Draft]


def test_a_draft_comes_back_as_it_went_in(store: CopilotStore, make_draft: MakeDraft) -> None:
    draft = make_draft()
    store.drafts.add(draft)
    assert store.drafts.get(draft.id) == draft


def test_times_come_back_in_utc_whatever_zone_they_had(
    store: CopilotStore, make_draft: MakeDraft
) -> None:
    berlin = dt.timezone(dt.timedelta(hours=2))
    draft = make_draft(created_at=dt.datetime(2026, 6, 1, 9, 0, tzinfo=berlin))
    store.drafts.add(draft)
    read = store.drafts.get(draft.id).created_at
    assert read == draft.created_at
    assert read.tzinfo == dt.UTC


def test_a_naive_time_is_refused(store: CopilotStore, make_draft: MakeDraft) -> None:
    with pytest.raises(sa.exc.StatementError, match="time zone"):
        store.drafts.add(make_draft(created_at=dt.datetime(2026, 6, 1)))  # noqa: DTZ001


def test_text_that_a_database_cannot_hold_is_kept_with_its_length(
    store: CopilotStore, make_draft: MakeDraft
) -> None:
    draft = make_draft(request=DraftRequest(Message("a\x00b\ud800c")), reply="x\x00y")
    store.drafts.add(draft)
    read = store.drafts.get(draft.id)
    assert read.request.message.text == "a\ufffdb\ufffdc"
    assert read.reply == "x\ufffdy"


def test_an_unknown_draft_is_not_found(store: CopilotStore) -> None:
    with pytest.raises(NotFoundError, match="nope"):
        store.drafts.get("nope")
    with pytest.raises(NotFoundError, match="nope"):
        store.drafts.decide("nope", 1, Decision("rejected", "Lena"))


def test_a_new_message_makes_older_open_drafts_stale(
    store: CopilotStore, make_draft: MakeDraft
) -> None:
    older, decided, newer = make_draft(), make_draft(), make_draft()
    other = make_draft(request=DraftRequest(Message("a", id="t2")))
    nameless = make_draft(request=DraftRequest(Message("a")))
    for draft in (decided, other, nameless):
        store.drafts.add(draft)
    store.drafts.decide(decided.id, 1, Decision("accepted", "Lena"))
    store.drafts.add(older)
    assert store.drafts.add(newer) == (older.id,)
    states = [store.drafts.get(d.id).state for d in (older, decided, newer, other, nameless)]
    assert states == ["stale", "accepted", "open", "open", "open"]
    assert [entry.action for entry in store.audit.entries(older.id)] == ["draft.stale"]


def test_a_stale_draft_cannot_be_decided(store: CopilotStore, make_draft: MakeDraft) -> None:
    older = make_draft()
    store.drafts.add(older)
    store.drafts.add(make_draft())
    with pytest.raises(ConflictError) as lost:
        store.drafts.decide(older.id, 1, Decision("accepted", "Lena"))
    assert lost.value.details["state"] == "stale"


def test_pages_are_newest_first_and_count_all(store: CopilotStore, make_draft: MakeDraft) -> None:
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    drafts = [
        make_draft(created_at=start + dt.timedelta(hours=n), request=DraftRequest(Message("a")))
        for n in range(5)
    ]
    for draft in drafts:
        store.drafts.add(draft)
    store.drafts.decide(drafts[0].id, 1, Decision("rejected", "Lena"))
    newest = [draft.id for draft in reversed(drafts)]
    page = store.drafts.newest(limit=2, offset=1)
    assert [item.id for item in page.items] == newest[1:3]
    assert page.total == 5
    assert store.drafts.newest("open").total == 4
    assert [item.id for item in store.drafts.newest("rejected").items] == [drafts[0].id]


def test_a_new_version_keeps_the_old_one(
    store: CopilotStore, make_draft: MakeDraft, engine: sa.Engine
) -> None:
    draft = make_draft()
    store.drafts.add(draft)
    store.drafts.add_version(replace(draft, version=2, reply="Neu", findings=()))
    read = store.drafts.get(draft.id)
    assert (read.version, read.reply, read.findings) == (2, "Neu", ())
    with engine.connect() as connection:
        kept = connection.execute(sa.text("SELECT reply FROM draft_versions ORDER BY version"))
        assert list(kept.scalars()) == [draft.reply, "Neu"]
    with pytest.raises(ConflictError, match="Version 1") as lost:
        store.drafts.add_version(replace(draft, version=2))
    assert lost.value.details == {"state": "open", "version": 2, "decided_by": None}
    with pytest.raises(ConflictError, match="Version 1"):
        store.drafts.decide(draft.id, 1, Decision("accepted", "Lena"))


def test_a_decision_and_its_audit_row_stand_together(
    store: CopilotStore, make_draft: MakeDraft
) -> None:
    draft = make_draft()
    store.drafts.add(draft)
    at = dt.datetime(2026, 2, 3, 4, 5, tzinfo=dt.UTC)
    decision = Decision("edited", "Lena", "Anders.", "Kulanz", at)
    store.drafts.decide(draft.id, 1, decision, overruled=["over_promise"])
    read = store.drafts.get(draft.id)
    assert (read.state, read.decision) == ("edited", decision)
    entry = store.audit.entries(draft.id)[0]
    assert (entry.actor, entry.action, entry.at) == ("Lena", "draft.edited", at)
    assert entry.details == {"version": 1, "overruled": ["over_promise"]}


def test_of_sixteen_decisions_exactly_one_wins(store: CopilotStore, make_draft: MakeDraft) -> None:
    draft = make_draft()
    store.drafts.add(draft)
    won: list[str] = []
    lost: list[ConflictError] = []
    start = threading.Barrier(16)

    def decide(number: int) -> None:
        agent = f"agent-{number}"
        start.wait()
        try:
            store.drafts.decide(draft.id, 1, Decision("accepted", agent, reply=agent))
            won.append(agent)
        except ConflictError as error:
            lost.append(error)

    threads = [threading.Thread(target=decide, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert len(lost) == 15
    decision = store.drafts.get(draft.id).decision
    assert decision is not None
    assert (decision.agent, decision.reply) == (won[0], won[0])
    assert {error.details["decided_by"] for error in lost} == {won[0]}
    assert len(store.audit.entries(draft.id)) == 1
