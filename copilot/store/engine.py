"""Opens the database and turns its faults into the copilot's errors, in one place.

SQLite runs in WAL mode: readers never wait for the writer. A write takes its lock at its
first statement (`BEGIN IMMEDIATE`) and waits a bounded time for it, so that a transaction
that read first is never thrown out in the middle. Both databases thus behave like READ
COMMITTED: what was read is guarded by the `WHERE` of the write, not by the read.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

from copilot.errors import BusyError, ConfigError, CopilotError, StorageError

# PostgreSQL: disk full, lock timeout, deadlock, serialisation, shutting down, too many clients.
_FULL = frozenset({"53100"})
_LOCKED = frozenset({"55P03", "40P01", "40001"})
_TURN_S = 0.01


def open_engine(url: str, *, lock_wait_s: float = 5.0) -> sa.Engine:
    """An engine for `url` (SQLite or PostgreSQL); nothing is connected yet.

    Its statements raise BusyError where a lock was not had in `lock_wait_s`, StorageError
    where the disk is full or the database is out of reach.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        engine = _sqlite(parsed, lock_wait_s)
    else:
        engine = _postgresql(parsed, lock_wait_s)
    sa.event.listen(engine, "handle_error", _translate)
    return engine


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigError(
            "The database URL cannot be read.",
            hint="Write sqlite:////path/to/copilot.db or postgresql://user:password@host/name.",
        ) from error
    if parsed.drivername in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        raise ConfigError(
            f"The database `{parsed.get_backend_name()}` is not supported.",
            hint="Use sqlite:///… or postgresql://….",
        )
    return parsed


def _sqlite(url: URL, lock_wait_s: float) -> sa.Engine:
    _prepare_folder(url)
    engine = sa.create_engine(
        url,
        connect_args={
            "timeout": lock_wait_s,
            "isolation_level": "IMMEDIATE",
            "check_same_thread": False,
        },
    )

    @sa.event.listens_for(engine, "connect")
    def set_up(connection: Any, _entry: ConnectionPoolEntry) -> None:
        _write_ahead(connection, lock_wait_s)
        connection.execute("PRAGMA synchronous=FULL")  # a decision survives a power cut
        connection.execute("PRAGMA foreign_keys=ON")

    return engine


def _write_ahead(connection: sqlite3.Connection, wait_s: float) -> None:
    """Turns the journal to WAL. SQLite's own timeout does not wait here: where several start
    on a new database at once, all but one are told at once that it is locked."""
    until = time.monotonic() + wait_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() >= until:
                raise
            time.sleep(_TURN_S)
        else:
            return


def _prepare_folder(url: URL) -> None:
    if not url.database or url.database == ":memory:":
        return
    folder = Path(url.database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"The folder {folder} of the database cannot be made: {error.strerror}.",
            hint="Choose another folder with COPILOT_HOME, or mend its permissions.",
        ) from error


def _postgresql(url: URL, lock_wait_s: float) -> sa.Engine:
    try:
        return sa.create_engine(
            url,
            pool_pre_ping=True,  # a restarted server costs a reconnect, not a lost decision
            pool_size=10,
            max_overflow=10,
            pool_timeout=lock_wait_s,
            connect_args={
                "connect_timeout": max(1, round(lock_wait_s)),
                "options": f"-c lock_timeout={round(lock_wait_s * 1000)} -c timezone=UTC",
            },
        )
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise ConfigError(
            "PostgreSQL needs its driver.", hint="pip install 'reply-copilot[postgres]'"
        ) from error


def _translate(context: ExceptionContext) -> CopilotError | None:
    """What SQLAlchemy raises in place of the driver's error, if it is one that we know."""
    url = context.engine.url if context.engine is not None else None
    file = url.database if url is not None and url.get_backend_name() == "sqlite" else None
    return _known(context.original_exception, f" ({file})" if file else "")


def _known(error: BaseException, where: str = "") -> CopilotError | None:
    """The copilot's error for a driver's, or None where it is a programming error. `where`: the
    database's file."""
    state = getattr(error, "sqlstate", None) or ""
    text = str(error).lower()
    if state in _LOCKED or "database is locked" in text or "table is locked" in text:
        return BusyError("The database is busy.", hint="Try again in a few seconds.")
    if state in _FULL or "disk is full" in text or "disk i/o error" in text:
        return StorageError(
            f"The database{where} cannot write: its disk is full or failing.",
            hint="Make room; what was stored before is safe and can be read.",
        )
    if "readonly database" in text or "unable to open database" in text:
        return StorageError(
            f"The database cannot be opened for writing ({error}).",
            hint="Mend the permissions of the data folder, or choose another with COPILOT_HOME.",
        )
    if "file is not a database" in text or "malformed" in text:
        return StorageError(
            f"The database file{where} is damaged.",
            hint="Restore it from a backup; it was not changed.",
        )
    if type(error).__name__ == "OperationalError" and (
        state[:2] in {"08", "57", "28", "3D", "53"} or not state
    ):
        return _unreachable(error)
    return None


def _unreachable(error: BaseException) -> CopilotError | None:
    if not type(error).__module__.startswith("psycopg"):
        return None
    return StorageError(
        "The database is out of reach.",
        hint="Check that PostgreSQL runs and that COPILOT_DATABASE_URL is right.",
        details={"reason": str(error).splitlines()[0]},
    )
