"""One process owns a data folder, because its indexes do not bear two.

The owner holds a lock on `owner.lock` and writes who it is into `owner.json`. The lock
goes with the process, so a file left by a crash means nothing.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from copilot.errors import BusyError, StorageError

_LOCK = "owner.lock"
_CARD = "owner.json"


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds a data folder. `address`: its REST API, empty for a single command."""

    pid: int
    address: str = ""


class Ownership:
    """A held data folder; `release` gives it back. Made by `take`."""

    def __init__(self, home: Path, lock: FileLock) -> None:
        self._home = home
        self._lock = lock

    def announce(self, address: str) -> None:
        """Tells others where work can be handed in."""
        _write_card(self._home, Owner(os.getpid(), address))

    def release(self) -> None:
        """Idempotent."""
        if self._lock.is_locked:
            (self._home / _CARD).unlink(missing_ok=True)
            self._lock.release()


def take(home: Path, *, address: str = "", wait_s: float = 0.0) -> Ownership:
    """Takes the data folder, making it where it is missing.

    Raises BusyError naming the owner, StorageError where the folder cannot be written.
    """
    lock = _lock(home)
    try:
        lock.acquire(timeout=wait_s)
    except Timeout:
        raise _taken(home) from None
    except OSError as error:
        raise _unwritable(home, error) from error
    _write_card(home, Owner(os.getpid(), address))
    return Ownership(home, lock)


def owner_of(home: Path) -> Owner | None:
    """The process that holds the folder now, or None."""
    if not (home / _LOCK).exists():
        return None
    lock = _lock(home)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return _read_card(home)
    except OSError:
        return None  # not ours to lock: opening it will say why
    lock.release()
    return None


def _lock(home: Path) -> FileLock:
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise _unwritable(home, error) from error
    # Not a singleton and not per thread: a second `take` in this very process must fail too.
    return FileLock(home / _LOCK, thread_local=False)


def _taken(home: Path) -> BusyError:
    owner = _read_card(home)
    where = f" at {owner.address}" if owner.address else ""
    return BusyError(
        f"The data folder {home} is in use by process {owner.pid}{where}.",
        hint="Hand the work to it, stop it, or choose another folder with COPILOT_HOME.",
        details={"pid": owner.pid, "address": owner.address},
    )


def _unwritable(home: Path, error: OSError) -> StorageError:
    return StorageError(
        f"The data folder {home} cannot be used: {error.strerror or error}.",
        hint="Choose another folder with COPILOT_HOME, or mend its permissions.",
    )


def _write_card(home: Path, owner: Owner) -> None:
    temporary = home / f"{_CARD}.tmp"
    try:
        temporary.write_text(json.dumps(asdict(owner)), encoding="utf-8")
        temporary.replace(home / _CARD)
    except OSError as error:
        raise _unwritable(home, error) from error


def _read_card(home: Path) -> Owner:
    try:
        card = json.loads((home / _CARD).read_text(encoding="utf-8"))
        return Owner(int(card["pid"]), str(card.get("address", "")))
    except (OSError, ValueError, KeyError, TypeError):
        return Owner(0)  # between lock and card
