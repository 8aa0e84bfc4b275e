"""The outbox of helpdesk work, on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from copilot.errors import ConflictError, NotFoundError
from copilot.messages import Customer, Draft, DraftRequest, Message
from copilot.store import CopilotStore, new_id
from copilot.store.jobs import Job

NOW = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(minutes=1)


def new_job(ticket: str = "1", after_ms: int = 0, **changes: Any) -> Job:
    at = NOW + dt.timedelta(milliseconds=after_ms)
    return replace(Job(new_id(), "d", ticket, "queued", {"text": "x"}, new_id(), at, at), **changes)


def test_jobs_of_a_ticket_take_turns_and_of_two_do_not(
    store: CopilotStore,
) -> None:
    now = dt.datetime.now(dt.UTC)

    def job(ticket: str, after: int) -> Job:
        at = now + dt.timedelta(milliseconds=after)
        return Job(new_id(), "d", ticket, "queued", {}, new_id(), at, at)

    first, other = job("1", 0), job("2", 1)
    store.jobs.add(first)
    store.jobs.add(other)
    later = now + dt.timedelta(seconds=1)
    claimed = store.jobs.claim("d", "w", later)
    assert claimed is not None
    assert claimed.id == first.id
    again = job("1", 2)
    store.jobs.add(again)
    second = store.jobs.claim("d", "w", later)
    assert second is not None
    assert second.id == other.id
    assert store.jobs.claim("d", "w", later) is None, "ticket 1 is being worked on"
    assert store.jobs.is_outdated(first)
    store.jobs.finish(first, "newer_message", later)
    third = store.jobs.claim("d", "w", later)
    assert third is not None
    assert third.id == again.id


def test_many_claimers_share_out_the_jobs(store: CopilotStore) -> None:
    now = dt.datetime.now(dt.UTC)
    for number in range(30):
        store.jobs.add(Job(new_id(), "d", str(number), "queued", {}, new_id(), now, now))
    taken: list[str] = []

    def claim_all() -> None:
        while (job := store.jobs.claim("d", "w", now)) is not None:
            taken.append(job.id)

    threads = [threading.Thread(target=claim_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 30


def test_the_same_delivery_at_the_same_time_makes_one_job(store: CopilotStore) -> None:
    now = dt.datetime.now(dt.UTC)
    told: list[Any] = []

    def add() -> None:
        job = Job(new_id(), "d", "1", "queued", {}, new_id(), now, now)
        told.append(store.jobs.add(job, "delivery-1"))

    threads = [threading.Thread(target=add) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({answer["job"] for answer in told}) == 1
    assert store.jobs.newest().total == 1


def test_a_new_job_outdates_jobs_and_drafts_of_its_ticket(
    store: CopilotStore, make_draft: Callable[..., Draft]
) -> None:
    mine = make_draft(request=DraftRequest(Message("a", id="d:1"), Customer()))
    other = make_draft(request=DraftRequest(Message("a", id="d:2"), Customer()))
    store.drafts.add(mine)
    store.drafts.add(other)
    first, second = new_job(), new_job(after_ms=5)
    store.jobs.add(first)
    store.jobs.add(second)
    assert store.drafts.get(mine.id).state == "stale"
    assert store.drafts.get(other.id).state == "open"
    assert store.jobs.get(first.id).state == "superseded"
    assert store.jobs.get(first.id).event == {}
    assert store.jobs.is_outdated(first)
    assert not store.jobs.is_outdated(second)


def test_what_a_dead_worker_left_is_queued_again(store: CopilotStore) -> None:
    plain, posting = new_job("1"), new_job("2")
    for job in (plain, posting):
        store.jobs.add(job)
        assert store.jobs.claim("d", "old", LATER) is not None
    store.jobs.posting(posting, "m-7")
    assert store.jobs.release_others("old", LATER) == 0
    due = LATER + dt.timedelta(seconds=2)
    assert store.jobs.release_others("new", due) == 2
    assert store.jobs.get(plain.id).due_at < due
    found = store.jobs.get(posting.id)
    assert (found.due_at, found.posting, found.answers) == (due, True, "m-7")


def test_only_dead_jobs_can_be_retried(store: CopilotStore) -> None:
    dead, alive = new_job("1"), new_job("2")
    for job in (dead, alive):
        store.jobs.add(job)
    store.jobs.bury(dead, "why", LATER)
    assert store.jobs.counts("d") == {
        "queued": 1, "running": 0, "done": 0, "superseded": 0, "dead": 1,
    }  # fmt: skip
    with pytest.raises(ConflictError, match="queued"):
        store.jobs.retry(alive.id, LATER)
    with pytest.raises(NotFoundError):
        store.jobs.retry("nothing", LATER)
    assert store.jobs.retry_dead(LATER, "elsewhere") == 0
    assert store.jobs.retry_dead(LATER, "d", by="Lena") == 1
    assert store.jobs.get(dead.id).state == "queued"


def test_jobs_are_listed_in_pages(store: CopilotStore) -> None:
    jobs = [new_job(str(number), number) for number in range(5)]
    for job in jobs:
        store.jobs.add(job)
    store.jobs.finish(jobs[0], "note", LATER, "n-1")
    page = store.jobs.newest("d", ["queued"], 2, 1)
    assert [job.ticket for job in page.items] == ["3", "2"]
    assert page.total == 4
    assert store.jobs.newest("nobody").total == 0
