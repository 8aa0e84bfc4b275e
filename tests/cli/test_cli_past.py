"""`import --helpdesk`: a helpdesk's past on the command line, also through kill -9."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from copilot.testing.helpdesks import SECRET, TOKEN, FakeZammad

TICKETS = 12
_dice = random.Random(5)
_WORDS = ["".join(_dice.choices("abdefgiklmnoprstu", k=8)) for _ in range(TICKETS * 20)]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeZammad]:
    """A helpdesk with a past, connected in the settings."""
    with FakeZammad(page_size=3) as running:
        for number in range(TICKETS):
            ticket = running.ticket()
            asked, told = (" ".join(_WORDS[n : n + 10]) for n in (number * 20, number * 20 + 10))
            running.says(ticket, f"Guten Tag, wie pflege ich {asked}?")
            running.replies(ticket, f"Guten Tag, {told} pflegen Sie am besten trocken.")
        home = tmp_path / "home"
        home.mkdir()
        (home / "copilot.toml").write_text(
            f'[helpdesks.zammad]\ntype = "zammad"\nurl = "{running.url}"\n'
            "requests_per_minute = 60000\nbackoff_s = 0.05\n",
            "utf-8",
        )
        monkeypatch.setenv("COPILOT_HELPDESKS_ZAMMAD_TOKEN", TOKEN)
        monkeypatch.setenv("COPILOT_HELPDESKS_ZAMMAD_SECRET", SECRET)
        yield running


def stored(home: Path) -> list[str]:
    """The keys of what is committed."""
    try:
        connection = sqlite3.connect(f"file:{home / 'copilot.db'}?mode=ro", uri=True)
    except sqlite3.OperationalError:
        return []
    try:
        query = "select key from documents where kind = 'past_answer' order by key"
        return [row[0] for row in connection.execute(query)]
    except sqlite3.OperationalError:
        return []
    finally:
        connection.close()


def test_a_killed_import_goes_on_where_it_was(cli: Any, desk: FakeZammad, tmp_path: Path) -> None:
    home = tmp_path / "home"
    desk.latency_s = 0.05  # so that the kill comes in between
    words = ["import", "--helpdesk", "zammad", "--min-quality", "0"]
    process = subprocess.Popen(
        [sys.executable, "-m", "copilot.cli", f"--home={home}", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    end = time.monotonic() + 60
    while process.poll() is None and len(stored(home)) < 4 and time.monotonic() < end:
        time.sleep(0.002)
    process.kill()
    process.wait()
    assert 0 < len(stored(home)) < TICKETS, "the kill has to hit the middle"
    desk.latency_s = 0.0
    report = cli(*words, "--json").json
    assert 0 < report["resumed_at"] < TICKETS
    assert report["tickets"] == TICKETS
    assert stored(home) == sorted(f"zammad:{ticket}" for ticket in desk.tickets)
    assert desk.sent == []


def test_a_look_comes_first_and_stores_nothing(cli: Any, desk: FakeZammad, tmp_path: Path) -> None:
    words = ["import", "--helpdesk", "zammad", "--min-quality", "0", "--preview"]
    shown = cli(*words, "--limit", "2", "--json").json["items"]
    assert [item["fate"] for item in shown] == ["take", "take"]
    assert "nothing was stored" in cli(*words).out
    assert stored(tmp_path / "home") == []


WRONG = {
    "nothing": ((), "--helpdesk"),
    "both": (("x.mbox", "--helpdesk", "zammad"), "one of them"),
    "mail's option": (("--helpdesk", "zammad", "--own", "a@b.de"), "--own"),
    "unknown helpdesk": (("--helpdesk", "zendesk"), "names: zammad"),
    "unknown part": (("--helpdesk", "zammad", "--what", "users"), "tickets"),
    "no day": (("--helpdesk", "zammad", "--since", "gestern"), "gestern"),
}


@pytest.mark.parametrize(("words", "said"), WRONG.values(), ids=WRONG.keys())
def test_wrong_use_names_the_fix(
    cli: Any, desk: FakeZammad, words: tuple[str, ...], said: str
) -> None:
    refused = cli("import", *words)
    assert refused.code == 2, refused.err
    assert said in refused.err
