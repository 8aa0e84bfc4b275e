"""Jobs under faults: at least once, with effects that are had once."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from copilot.errors import BusyError, ConflictError, InputError, NotFoundError
from copilot.helpdesks import Desks
from copilot.store import CopilotStore
from copilot.store.jobs import Job
from copilot.testing.helpdesks import (
    FakeChatwoot,
    FakeFreshdesk,
    FakeHelpdesk,
    FakeZammad,
    FakeZendesk,
    Fault,
)

Opener = Callable[..., Desks]
Ended = Callable[..., Job]
NOW = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)


def hand_in(desks: Desks, desk: FakeHelpdesk, ticket: str, **changes: Any) -> str:
    """The webhook for the ticket's last message; the job's id."""
    answer = desks.receive(desk.kind, desk.incoming(ticket, **changes))
    assert answer["status"] == "queued", answer
    return str(answer["job"])


def asked(desk: FakeHelpdesk, text: str = "Wie lange kann ich zurückgeben?") -> str:
    ticket = desk.ticket()
    desk.says(ticket, text)
    return ticket


PASSING = {
    "500": [Fault(500)] * 3,
    "429": [Fault(429, retry_after="1")],
    "dropped": [Fault(drop=True)] * 2,
    "malformed": [Fault(body=b"{")],
    "too slow": [Fault(slow=1.0)],
}


@pytest.mark.parametrize("faults", PASSING.values(), ids=PASSING.keys())
def test_passing_faults_cost_time_and_nothing_else(
    open_desks: Opener, ended: Ended, faults: list[Fault]
) -> None:
    with FakeZendesk() as desk:
        desks = open_desks(desk.settings(timeout_s=0.5))
        ticket = asked(desk)
        desk.faults.extend(faults)
        job = ended(hand_in(desks, desk, ticket))
        assert (job.state, job.outcome) == ("done", "note")
        assert len(desk.notes(ticket)) == 1


LOST = {
    "answer dropped": Fault(drop=True, late=True),
    "answer garbled": Fault(body=b"{", late=True),
    "error after the work": Fault(502, late=True),
}


@pytest.mark.parametrize("fault", LOST.values(), ids=LOST.keys())
def test_a_note_whose_answer_was_lost_is_not_posted_twice(
    desk: FakeHelpdesk, open_desks: Opener, ended: Ended, fault: Fault, drafter: Any
) -> None:
    """All calls before the note go well, then the note's own answer gets lost."""
    ticket = asked(desk)
    trial = asked(desk)
    settings = desk.settings(timeout_s=2.0)
    ended(hand_in(open_desks(settings), desk, trial))
    calls_before = len(desk.calls) - 1
    desk.faults.extend([Fault()] * calls_before + [fault])
    job = ended(hand_in(open_desks(settings), desk, ticket))
    assert (job.state, job.outcome, job.attempts) == ("done", "note", 2)
    assert len(desk.notes(ticket)) == 1
    assert len(drafter.requests) == 2, "the second attempt found the first one's draft"


def test_a_job_that_keeps_failing_dies_and_can_be_retried(
    open_desks: Opener, ended: Ended, store: CopilotStore, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    with FakeZendesk(faults=[Fault(500)] * 3) as desk:
        desks = open_desks(desk.settings(attempts=3))
        ticket = asked(desk)
        job = ended(hand_in(desks, desk, ticket))
        assert (job.state, job.attempts) == ("dead", 3)
        assert "500" in job.error
        assert "3 attempts" in job.error
        assert job.event, "what the customer wrote is still there"
        store.jobs.retry(job.id, dt.datetime.now(dt.UTC), by="Lena")
        assert ended(job.id, "done").outcome == "note"
        assert len(desk.notes(ticket)) == 1
        assert store.audit.entries(job.id)[0].action == "job.retried"
        with pytest.raises(ConflictError):
            store.jobs.retry(job.id, dt.datetime.now(dt.UTC))


FAILING = {
    "refused input": (InputError("The message is empty."), "dead"),
    "database busy": (BusyError("The database is busy."), "done"),
    "a bug": (ZeroDivisionError("secret detail"), "done"),
}


@pytest.mark.parametrize(("error", "state"), FAILING.values(), ids=FAILING.keys())
def test_a_draft_that_fails(
    open_desks: Opener, ended: Ended, drafter: Any, error: Exception, state: str,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.CRITICAL)
    drafter.failing.append(error)
    with FakeChatwoot() as desk:
        job = ended(hand_in(open_desks(desk.settings()), desk, asked(desk)))
        assert job.state == state
        assert "secret detail" not in job.error


def test_jobs_survive_a_restart(
    desk: FakeHelpdesk, open_desks: Opener, ended: Ended, store: CopilotStore
) -> None:
    """A worker that died in every stage leaves its job behind; the next start goes on."""
    waiting = open_desks(desk.settings(), started=False)
    tickets = [asked(desk) for _ in range(3)]
    queued, running, posting = (hand_in(waiting, desk, ticket) for ticket in tickets)
    now = dt.datetime.now(dt.UTC)
    claimed = {job.id: job for _ in range(3) if (job := store.jobs.claim(desk.kind, "old", now))}
    assert set(claimed) == {queued, running, posting}
    store.jobs.again(claimed[queued], "", now)
    store.jobs.posting(claimed[posting], "m")
    desk.replies(tickets[2], f"… reply-copilot:{posting}", private=True)  # the note had arrived
    open_desks(desk.settings())
    for job_id, ticket in zip((queued, running, posting), tickets, strict=True):
        job = ended(job_id)
        assert (job.state, job.outcome) == ("done", "note")
        assert len(desk.notes(ticket)) == 1


def test_a_stop_lets_the_job_under_way_end(open_desks: Opener, store: CopilotStore) -> None:
    with FakeZendesk(latency_s=0.1) as desk:
        desks = open_desks(desk.settings(concurrency=1))
        tickets = [asked(desk) for _ in range(4)]
        jobs = [hand_in(desks, desk, ticket) for ticket in tickets]
        while store.jobs.counts()["running"] == 0:
            time.sleep(0.005)
        desks.stop()
        counts = store.jobs.counts()
        assert counts["running"] == 0
        assert counts["done"] >= 1
        assert counts["done"] + counts["queued"] == len(jobs)


def test_a_newer_message_supersedes_what_still_waits(
    desk: FakeHelpdesk, open_desks: Opener, ended: Ended, store: CopilotStore, drafter: Any
) -> None:
    desks = open_desks(desk.settings(), started=False)
    ticket = asked(desk, "Wie lange kann ich zurückgeben?")
    first = hand_in(desks, desk, ticket)
    desk.says(ticket, "Und was kostet das?\n\nAm 3. Mai 2026 schrieb Shop:\n> Guten Tag")
    second = hand_in(desks, desk, ticket)
    assert (store.jobs.get(first).state, store.jobs.get(first).event) == ("superseded", {})
    desks.start()
    assert ended(second).outcome == "note"
    (request,) = drafter.requests
    assert "zurückgeben" in request.message.text
    assert "was kostet das" in request.message.text
    assert "Guten Tag" not in request.message.text, "quoted history is left out"
    assert request.message.id == f"{desk.kind}:{ticket}"
    assert (request.customer.first_name, request.customer.last_name) == ("Petra", "Muster")


def test_a_message_during_the_draft_keeps_the_old_note_back(
    open_desks: Opener, ended: Ended, drafter: Any
) -> None:
    with FakeZammad() as desk:
        desks = open_desks(desk.settings(concurrency=2))
        ticket = asked(desk)
        made = drafter.draft
        newer: list[str] = []

        def draft_while_the_customer_writes(request: Any, *, draft_id: str = "") -> Any:
            if not newer:
                desk.says(ticket, "Nachtrag: Es ist die grüne.")
                newer.append(hand_in(desks, desk, ticket))
            return made(request, draft_id=draft_id)

        drafter.draft = draft_while_the_customer_writes
        first = ended(hand_in(desks, desk, ticket))
        assert (first.state, first.outcome) == ("superseded", "newer_message")
        assert ended(newer[0]).outcome == "note"
        assert len(desk.notes(ticket)) == 1


def test_an_answered_ticket_needs_no_draft(
    desk: FakeHelpdesk, open_desks: Opener, ended: Ended, drafter: Any
) -> None:
    desks = open_desks(desk.settings(), started=False)
    ticket = asked(desk)
    job = hand_in(desks, desk, ticket)
    desk.replies(ticket, "Guten Tag, 30 Tage. Viele Grüße, Lena")
    desks.start()
    assert ended(job).outcome == "nothing_to_answer"
    assert drafter.requests == []


def test_a_finished_job_keeps_nothing_of_the_customer(
    desk: FakeHelpdesk, open_desks: Opener, ended: Ended
) -> None:
    ticket = asked(desk, "Ich heiße Petra und wohne am Markt 3.")
    job = ended(hand_in(open_desks(desk.settings()), desk, ticket))
    assert job.event == {}


def test_long_threads_are_read_to_their_end(
    desk: FakeHelpdesk, open_desks: Opener, ended: Ended, drafter: Any
) -> None:
    """More messages than a page holds; only the last two are unanswered."""
    ticket = asked(desk)
    for number in range(110):
        desk.says(ticket, f"Frage {number}?")
        desk.replies(ticket, f"Antwort {number}.")
    desk.says(ticket, "Letzte Frage, eins?")
    desk.says(ticket, "Letzte Frage, zwei?")
    job = ended(hand_in(open_desks(desk.settings()), desk, ticket))
    assert job.outcome == "note"
    assert drafter.requests[0].message.text == "Letzte Frage, eins?\n\nLetzte Frage, zwei?"


def test_a_rate_limit_is_respected(open_desks: Opener, ended: Ended) -> None:
    with FakeFreshdesk(per_minute=7) as desk:
        desks = open_desks(desk.settings(requests_per_minute=60_000, attempts=2))
        tickets = [asked(desk) for _ in range(2)]
        jobs = [hand_in(desks, desk, ticket) for ticket in tickets]
        assert [ended(job).state for job in jobs] == ["done", "done"]
        extra = hand_in(desks, desk, asked(desk))
        time.sleep(1.5)
        desk.per_minute = 0
        job = ended(extra)
        assert (job.state, job.outcome) == ("done", "note"), "throttling is no failed attempt"


def test_backoff_doubles_spreads_and_ends() -> None:
    from copilot.helpdesks.worker import Worker

    with FakeZendesk() as desk:
        settings = replace(desk.settings(), backoff_s=2.0)
    low, high = (
        Worker(settings, None, None, "w", chance=lambda value=value: value)  # type: ignore[arg-type, misc]
        for value in (0.0, 1.0)
    )
    assert [low.backoff(n) for n in (1, 2, 3)] == [1.0, 2.0, 4.0]
    assert [high.backoff(n) for n in (1, 2, 3)] == [3.0, 6.0, 12.0]
    assert high.backoff(60) == 900 * 1.5


def test_unknown_helpdesks_are_named(open_desks: Opener) -> None:
    with FakeZendesk() as desk:
        desks = open_desks(desk.settings(), started=False)
        with pytest.raises(NotFoundError, match="nowhere") as unknown:
            desks.receive("nowhere", desk.incoming(asked(desk)))
        assert "zendesk" in unknown.value.hint


def test_a_message_that_kills_the_server_does_not_do_so_for_ever(
    open_desks: Opener, ended: Ended, store: CopilotStore, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    with FakeZendesk() as desk:
        waiting = open_desks(desk.settings(attempts=1), started=False)
        job_id = hand_in(waiting, desk, asked(desk))
        for number in range(3):  # three starts that died with it
            now = dt.datetime.now(dt.UTC)
            store.jobs.release_others(f"start {number}", now)
            assert store.jobs.claim("zendesk", f"start {number}", now) is not None
        waiting.start()
        job = ended(job_id)
        assert job.state == "dead"
        assert "died 3 times" in job.error


def test_what_is_kept_of_a_person_includes_jobs(open_desks: Opener, store: CopilotStore) -> None:
    with FakeChatwoot() as desk:
        desks = open_desks(desk.settings(), started=False)
        mine = hand_in(desks, desk, asked(desk, "Ich bin Petra."))
        other = desk.ticket(name="Kai Fremd", email="kai@example.org")
        desk.says(other, "Hallo")
        theirs = hand_in(desks, desk, other)
    rows = store.persons.find("Petra@Example.org")
    assert rows.jobs == (mine,)
    assert store.persons.jobs(rows.jobs)[0]["event"]["text"] == "Ich bin Petra."
    store.persons.erase(rows, "petra@example.org")
    assert [job.id for job in store.jobs.newest().items] == [theirs]
