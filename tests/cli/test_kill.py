"""kill -9 of the real command in the middle of an ingest: nothing lost, nothing doubled."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

ANSWERS = 400
COMMAND = [sys.executable, "-m", "copilot.cli"]


@pytest.fixture
def many(tmp_path: Path) -> Path:
    folder = tmp_path / "many"
    folder.mkdir()
    rows = [
        {"id": f"a{n}", "question": f"Wie stelle ich Regler {n} ein?", "language": "de",
         "answer": f"Drehen Sie Regler {n} um {n} Grad nach rechts. {'Bitte langsam. ' * 20}"}
        for n in range(ANSWERS)
    ]  # fmt: skip
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    (folder / "past_answers.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


def stored(home: Path) -> int:
    """Documents that are committed; 0 before there is a database."""
    try:
        connection = sqlite3.connect(f"file:{home / 'copilot.db'}?mode=ro", uri=True)
    except sqlite3.OperationalError:
        return 0
    try:
        return int(connection.execute("select count(*) from documents").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
    finally:
        connection.close()


def test_killed_ingest_goes_on_where_it_was(cli: Any, many: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(
        [*COMMAND, f"--home={home}", "ingest", str(many)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    end = time.monotonic() + 30
    while process.poll() is None and not 0 < stored(home) < ANSWERS and time.monotonic() < end:
        time.sleep(0.002)
    process.kill()
    process.wait(timeout=10)
    before = stored(home)
    assert 0 < before < ANSWERS, "the kill has to hit the middle"

    again = cli("ingest", many, "--json", home=home)
    assert again.code == 0, again.err
    counts = again.json["reports"][0]["counts"]
    assert counts == {"unchanged": before, "added": ANSWERS - before}
    assert stored(home) == ANSWERS
    third = cli("ingest", many, "--json", home=home).json["reports"][0]["counts"]
    assert third == {"unchanged": ANSWERS}

    for number in (0, before - 1, before, ANSWERS - 1):
        found = cli("search", f"Wie stelle ich Regler {number} ein?", "--json", home=home)
        sources = [passage["source"] for passage in found.json["passages"]]
        assert sources[0] == f"a{number}"
        assert len(sources) == len(set(sources)), "no passage stands twice"
