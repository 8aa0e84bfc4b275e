"""`helpdesks list | jobs | retry`, and what `doctor` says of helpdesks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from copilot.store import CopilotStore, new_id, open_engine
from copilot.store.jobs import Job

TOML = """
[helpdesks.zammad]
type = "zammad"
url = "https://support.shop.example"
"""
NOW = dt.datetime.now(dt.UTC)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "copilot.toml").write_text(TOML, "utf-8")
    monkeypatch.setenv("COPILOT_HELPDESKS_ZAMMAD_TOKEN", "very-secret-token")
    monkeypatch.setenv("COPILOT_HELPDESKS_ZAMMAD_SECRET", "very-secret-webhook-key")
    return folder


@pytest.fixture
def dead(cli: Any, home: Path) -> Job:
    """A job that failed for good."""
    cli("helpdesks", "list")
    engine = open_engine(f"sqlite:///{home / 'copilot.db'}")
    store = CopilotStore(engine)
    event = {"ticket": "1", "text": "privat"}
    job = Job(new_id(), "zammad", "1", "queued", event, new_id(), NOW, NOW)
    store.jobs.add(job)
    store.jobs.bury(job, "GET /x: the helpdesk answers 401.", NOW)
    engine.dispose()
    return job


def test_list_names_helpdesks_without_secrets(cli: Any, home: Path) -> None:
    shown = cli("helpdesks", "list")
    assert shown.code == 0, shown.err
    assert "zammad at https://support.shop.example" in shown.out
    assert "very-secret" not in shown.out
    assert cli("helpdesks", "list", "--json").json["helpdesks"][0]["jobs"]["dead"] == 0


def test_dead_jobs_are_seen_and_retried(cli: Any, dead: Job) -> None:
    listed = cli("helpdesks", "jobs", "--state", "dead", "--json").json
    assert [job["id"] for job in listed["jobs"]] == [dead.id]
    assert "privat" not in str(listed)
    assert "401" in cli("helpdesks", "jobs").out
    assert cli("helpdesks", "retry", dead.id, "--json").json == {"retried": 1}
    assert cli("helpdesks", "jobs", "--json").json["jobs"][0]["state"] == "queued"
    assert cli("helpdesks", "retry", dead.id).code == 3, "it is not dead any more"
    assert cli("helpdesks", "retry", "--all", "--json").json == {"retried": 0}


WRONG = {
    "no job and not all": ("retry",),
    "both": ("retry", "x", "--all"),
    "a job that is not there": ("retry", "nothing"),
    "no such state": ("jobs", "--state", "asleep"),
}


@pytest.mark.parametrize("words", WRONG.values(), ids=WRONG.keys())
def test_wrong_use_ends_with_two(cli: Any, home: Path, words: tuple[str, ...]) -> None:
    assert cli("helpdesks", *words).code == 2


def test_doctor_tells_what_a_helpdesk_lacks(
    cli: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = cli("doctor", "--json")
    detail = "zammad at https://support.shop.example"
    assert {"name": "helpdesk zammad", "ok": True, "detail": detail} in good.json["parts"]
    assert "very-secret" not in good.out
    monkeypatch.delenv("COPILOT_HELPDESKS_ZAMMAD_TOKEN")
    bad = cli("doctor")
    assert bad.code == 3
    assert "COPILOT_HELPDESKS_ZAMMAD_TOKEN is not set" in bad.out


def test_serve_refuses_to_start_without_credentials(
    cli: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COPILOT_HELPDESKS_ZAMMAD_SECRET")
    refused = cli("serve", "--no-panel", "--port", "0")
    assert refused.code == 2
    assert "COPILOT_HELPDESKS_ZAMMAD_SECRET" in refused.err
