"""Faults of the database: bounded waits and errors that say what to do."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from copilot.errors import BusyError, ConfigError, StorageError
from copilot.messages import Decision, Draft
from copilot.store import CopilotStore, open_engine, upgrade

MakeDraft = Callable[..., Draft]


@pytest.fixture
def sqlite(tmp_path: Path, migrated_file: Path) -> Iterator[sa.Engine]:
    shutil.copy(migrated_file, tmp_path / "copilot.db")
    engine = open_engine(f"sqlite:///{tmp_path / 'copilot.db'}", lock_wait_s=0.2)
    yield engine
    engine.dispose()


def test_sqlite_is_set_up_for_many_readers_and_safe_writes(sqlite: sa.Engine) -> None:
    with sqlite.connect() as connection:
        for pragma, value in {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2}.items():
            found = connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
            assert found == value, pragma


def test_a_locked_database_is_busy_after_a_bounded_wait(
    sqlite: sa.Engine, tmp_path: Path, make_draft: MakeDraft
) -> None:
    store = CopilotStore(sqlite)
    draft = make_draft()
    store.drafts.add(draft)
    other = sqlite3.connect(tmp_path / "copilot.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    begin = time.monotonic()
    with pytest.raises(BusyError):
        store.drafts.decide(draft.id, 1, Decision("accepted", "Lena"))
    assert time.monotonic() - begin < 2
    assert store.drafts.get(draft.id).state == "open"  # readers do not wait
    other.execute("ROLLBACK")
    store.drafts.decide(draft.id, 1, Decision("accepted", "Lena"))
    other.close()


def test_a_reader_that_goes_on_to_write_is_not_thrown_out(
    sqlite: sa.Engine, tmp_path: Path
) -> None:
    """With a snapshot held since the read, SQLite would refuse the write at once."""
    with sqlite.begin() as connection:
        connection.execute(sa.text("SELECT count(*) FROM audit")).scalar()
        with sqlite3.connect(tmp_path / "copilot.db") as other:
            other.execute("INSERT INTO knowledge_meta VALUES ('a', 'b')")
        connection.execute(sa.text("INSERT INTO knowledge_meta VALUES ('c', 'd')"))
    with sqlite.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM knowledge_meta")).scalar() == 2


FULL_DISK = """
import os, resource, signal, sys
from copilot.errors import StorageError
from copilot.store import CopilotStore, open_engine, upgrade
engine = open_engine(sys.argv[1])
upgrade(engine)
store = CopilotStore(engine)
first = store.keys.create("before")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

size = os.path.getsize(sys.argv[2]) + 40_000
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
try:
    for n in range(2000):
        store.keys.create("x" * 200)
    print("never full")
except StorageError as error:
    print(error.status, "before" in {key.name for key in store.keys.all()})
"""


def test_a_full_disk_is_said_so_and_what_was_stored_can_be_read(tmp_path: Path) -> None:
    """A file size limit stands in for the full disk: SQLite's write fails the same way."""
    path = tmp_path / "copilot.db"
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, f"sqlite:///{path}", str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=Path(__file__).parents[3],
    )
    assert done.stdout.split() == ["507", "True"], done.stderr
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_file_that_is_no_database_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "copilot.db").write_bytes(b"This is not a database, but a text." * 100)
    engine = open_engine(f"sqlite:///{tmp_path / 'copilot.db'}")
    with pytest.raises(StorageError, match="damaged"):
        upgrade(engine)
    assert (tmp_path / "copilot.db").read_bytes().startswith(b"This is not")


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot be made"):
        open_engine(f"sqlite:///{tmp_path / 'file' / 'copilot.db'}")


BAD_URLS = {
    "no url": "copilot.db",
    "another database": "mysql://host/db",
    "empty scheme": "://",
}


@pytest.mark.parametrize("url", BAD_URLS.values(), ids=BAD_URLS.keys())
def test_a_bad_url_is_refused(url: str) -> None:
    with pytest.raises(ConfigError):
        open_engine(url)


def test_an_unreachable_postgresql_is_said_so() -> None:
    engine = open_engine("postgresql://nobody@127.0.0.1:1/none", lock_wait_s=1)
    with pytest.raises(StorageError, match="out of reach"):
        upgrade(engine)


def test_postgresql_restarts_without_a_lost_decision(cluster, make_draft: MakeDraft) -> None:  # type: ignore[no-untyped-def]
    engine = open_engine(cluster.new_database(), lock_wait_s=5)
    upgrade(engine)
    store = CopilotStore(engine)
    draft = make_draft()
    store.drafts.add(draft)
    cluster.stop()
    with pytest.raises(StorageError):
        store.drafts.decide(draft.id, 1, Decision("accepted", "Lena"))
    cluster.start()
    store.drafts.decide(draft.id, 1, Decision("accepted", "Lena"))
    assert store.drafts.get(draft.id).state == "accepted"
    engine.dispose()


def test_a_lock_on_postgresql_is_waited_for_a_bounded_time(cluster, make_draft: MakeDraft) -> None:  # type: ignore[no-untyped-def]
    engine = open_engine(cluster.new_database(), lock_wait_s=0.3)
    upgrade(engine)
    store = CopilotStore(engine)
    draft = make_draft()
    store.drafts.add(draft)
    with engine.connect() as other:
        other.execute(sa.text("SELECT * FROM drafts FOR UPDATE"))
        with pytest.raises(BusyError):
            store.drafts.decide(draft.id, 1, Decision("accepted", "Lena"))
    store.drafts.decide(draft.id, 1, Decision("accepted", "Lena"))
    engine.dispose()


@pytest.mark.parametrize(("held_s", "waits"), [(0.3, True), (30.0, False)], ids=["freed", "held"])
def test_a_new_database_that_another_start_holds_is_waited_for(
    tmp_path: Path, held_s: float, waits: bool
) -> None:
    """SQLite itself does not wait where the journal is switched."""
    path = tmp_path / "copilot.db"
    other = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")  # it is about to write
    freed = threading.Timer(held_s, lambda: other.execute("COMMIT"))
    freed.start()
    engine = open_engine(f"sqlite:///{path}", lock_wait_s=5 if waits else 0.2)
    try:
        with contextlib.nullcontext() if waits else pytest.raises(BusyError):
            engine.connect().close()
    finally:
        freed.cancel()
        freed.join()
        other.close()
        engine.dispose()
