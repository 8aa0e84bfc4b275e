"""kill -9 of a server that works off webhooks: no message lost, no note doubled."""

from __future__ import annotations

from benchmarks.helpdesk_jobs import kills


def test_killed_servers_lose_and_double_nothing() -> None:
    """Three rounds with the jobs alone; the benchmark makes fifty, and some with all of it."""
    found = kills(rounds=3, per_round=3, bare=True)
    assert found["messages"] == 9
    faults = ("lost", "doubled", "drafts_doubled", "dead_or_open", "sent_to_customers")
    assert {name: found[name] for name in faults} == dict.fromkeys(faults, 0)
