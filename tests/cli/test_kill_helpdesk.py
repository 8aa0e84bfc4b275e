"""kill -9 of a server that works off webhooks: no message lost, no note doubled."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "helpdesk_jobs.py"


def benchmark() -> Any:
    spec = importlib.util.spec_from_file_location("helpdesk_jobs", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_killed_servers_lose_and_double_nothing() -> None:
    """Three rounds with the jobs alone; the benchmark makes fifty, and some with all of it."""
    found = benchmark().kills(rounds=3, per_round=3, bare=True)
    assert found["messages"] == 9
    faults = ("lost", "doubled", "drafts_doubled", "dead_or_open", "sent_to_customers")
    assert {name: found[name] for name in faults} == dict.fromkeys(faults, 0)
