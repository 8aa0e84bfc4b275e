"""The tables alone, brought up to date: for what can be done while a server runs, too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from copilot.store.engine import open_engine
from copilot.store.migrate import upgrade
from copilot.store.store import CopilotStore


class Place(Protocol):
    """Where the data lies; the settings tell it."""

    @property
    def home(self) -> Path: ...
    @property
    def database(self) -> str: ...
    @property
    def lock_wait_s(self) -> float: ...


@contextmanager
def open_tables(place: Place) -> Iterator[sa.Engine]:
    """An engine over tables that are there and up to date, for a `with`. Raises StorageError,
    BusyError, ConfigError."""
    place.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = open_engine(place.database, lock_wait_s=place.lock_wait_s)
    try:
        upgrade(engine)
        yield engine
    finally:
        engine.dispose()


@contextmanager
def open_store(place: Place) -> Iterator[CopilotStore]:
    """The copilot's own tables, likewise."""
    with open_tables(place) as engine:
        yield CopilotStore(engine)
