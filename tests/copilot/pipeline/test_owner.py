"""One process owns a data folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from copilot.errors import BusyError, StorageError
from copilot.owner import Owner, owner_of, take

HOLD = """
import sys
from pathlib import Path
from copilot.owner import take
held = take(Path(sys.argv[1]), address="http://127.0.0.1:8123")
print("held", flush=True)
sys.stdin.read()
"""


def hold(home: Path) -> subprocess.Popen[str]:
    """Another process that holds the folder until it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate(timeout=10)


def test_the_second_owner_is_told_who_the_first_is(tmp_path: Path) -> None:
    other = hold(tmp_path)
    try:
        with pytest.raises(BusyError) as refused:
            take(tmp_path)
        assert str(other.pid) in refused.value.message
        assert "http://127.0.0.1:8123" in refused.value.message
        assert owner_of(tmp_path) == Owner(other.pid, "http://127.0.0.1:8123")
    finally:
        end(other)


def test_a_killed_owner_owns_nothing(tmp_path: Path) -> None:
    end(hold(tmp_path))
    assert (tmp_path / "owner.json").exists()
    assert owner_of(tmp_path) is None
    take(tmp_path).release()


def test_a_second_take_in_the_same_process_fails_too(tmp_path: Path) -> None:
    held = take(tmp_path)
    with pytest.raises(BusyError, match=str(os.getpid())):
        take(tmp_path)
    held.announce("http://127.0.0.1:1")
    assert owner_of(tmp_path) == Owner(os.getpid(), "http://127.0.0.1:1")
    held.release()
    held.release()
    take(tmp_path).release()


def test_nobody_owns_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert owner_of(tmp_path / "none") is None
    assert not (tmp_path / "none").exists()


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot be used"):
        take(tmp_path / "file" / "home")


def test_a_damaged_card_is_survived(tmp_path: Path) -> None:
    held = take(tmp_path)
    (tmp_path / "owner.json").write_text("{")
    assert owner_of(tmp_path) == Owner(0)
    held.release()
