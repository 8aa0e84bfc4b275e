"""Answers to repeated requests: the same key and body get the same draft, once made."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from copilot.errors import ConflictError
from copilot.store import tables as t

KEPT = dt.timedelta(hours=24)


class IdempotencyTable:
    """One process owns the data: a claim that none of its requests holds was left by a crash."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._running: set[tuple[str, str]] = set()

    def once(self, caller: str, key: str, body_sha256: str, make: Callable[[], str]) -> str:
        """The draft id that `make` returned for this key, calling it only the first time.

        Raises ConflictError where the key came with another body, or where the first
        request still runs. A `make` that raises frees the key; so does a crash.
        """
        with self._lock:
            known = self._claim(caller, key, body_sha256)
            if known is not None:
                return known
            self._running.add((caller, key))
        try:
            return self._made(caller, key, make)
        finally:
            with self._lock:
                self._running.discard((caller, key))

    def _made(self, caller: str, key: str, make: Callable[[], str]) -> str:
        try:
            draft_id = make()
        except BaseException:
            self._free(caller, key)
            raise
        with self._engine.begin() as connection:
            connection.execute(
                t.idempotency.update().where(*_mine(caller, key)).values(draft_id=draft_id)
            )
        return draft_id

    def _claim(self, caller: str, key: str, body_sha256: str) -> str | None:
        now = dt.datetime.now(dt.UTC)
        row = {"caller": caller, "key": key, "body_sha256": body_sha256, "created_at": now}
        try:
            with self._engine.begin() as connection:
                connection.execute(
                    t.idempotency.delete().where(t.idempotency.c.created_at < now - KEPT)
                )
                connection.execute(t.idempotency.insert().values(row))
        except IntegrityError:
            return self._stored(caller, key, body_sha256)
        return None

    def _stored(self, caller: str, key: str, body_sha256: str) -> str | None:
        """The draft's id; None where the first request died before it made one."""
        query = sa.select(t.idempotency).where(*_mine(caller, key))
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        if row is not None and row.body_sha256 != body_sha256:
            raise ConflictError(
                "This idempotency key was used with another body.",
                hint="Use a new key for a new request.",
            )
        if row is not None and row.draft_id is None and (caller, key) not in self._running:
            return None
        if row is None or row.draft_id is None:
            raise ConflictError(
                "The first request with this idempotency key still runs.",
                hint="Try again in a few seconds.",
            )
        return str(row.draft_id)

    def _free(self, caller: str, key: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(t.idempotency.delete().where(*_mine(caller, key)))


def _mine(caller: str, key: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (t.idempotency.c.caller == caller, t.idempotency.c.key == key)
