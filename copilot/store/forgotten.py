"""The tombstones of erased persons, and making sure that their bytes are gone."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable

import sqlalchemy as sa

from copilot.store import tables as t
from knowledge.forgotten import Forgotten, hashed

_KEY = "key"  # the row that holds this installation's key


class ForgottenTable:
    """Keyed hashes of what erased persons were known by; no plain values."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def add(self, values: Iterable[str]) -> None:
        """Remembers that these addresses, numbers and names were erased."""
        key = self._made_key()
        found = {hashed(key, value) for value in values if value.strip()}
        with self._engine.begin() as connection:
            known = set(connection.execute(sa.select(t.forgotten.c.sha256)).scalars())
            now = dt.datetime.now(dt.UTC)
            rows = [{"sha256": one, "kind": "value", "at": now} for one in sorted(found - known)]
            if rows:
                connection.execute(t.forgotten.insert(), rows)

    def load(self) -> Forgotten:
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(t.forgotten.c.sha256, t.forgotten.c.kind)).all()
        key = next((bytes.fromhex(row.sha256) for row in rows if row.kind == _KEY), b"")
        return Forgotten(key, frozenset(row.sha256 for row in rows if row.kind != _KEY))

    def _made_key(self) -> bytes:
        with self._engine.begin() as connection:
            mine = t.forgotten.c.kind == _KEY
            known = connection.execute(sa.select(t.forgotten.c.sha256).where(mine)).scalar()
            if known is None:
                known = secrets.token_hex(32)
                row = {"sha256": known, "kind": _KEY, "at": dt.datetime.now(dt.UTC)}
                connection.execute(t.forgotten.insert().values(row))
        return bytes.fromhex(known)

    def shred(self) -> None:
        """Overwrites what deleted rows leave in the database's files.

        PostgreSQL does so with its next vacuum; its write-ahead log is the operator's matter.
        """
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.exec_driver_sql("VACUUM")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
