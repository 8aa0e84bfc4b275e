"""API keys: 256 random bits, shown once, kept as a prefix and a SHA-256.

A key reads `rck_<prefix>_<secret>`. The prefix finds the row, the hash of the whole key
proves it; a plain hash is enough because nobody can guess 256 random bits.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from typing import Any, Literal, get_args

import sqlalchemy as sa

from copilot.errors import AuthError, InputError, NotFoundError
from copilot.store import tables as t
from copilot.store.audit import record
from copilot.store.serial import clean

Role = Literal["agent", "editor", "qa", "admin", "service"]
ROLES: tuple[Role, ...] = get_args(Role)
_SHAPE = re.compile(r"rck_([0-9a-f]{10})_[A-Za-z0-9_-]{43}")
_USED_EVERY = dt.timedelta(minutes=1)  # so that reading does not write on every request


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What is known of a key; never the key itself."""

    id: str
    name: str
    prefix: str
    role: Role
    created_at: dt.datetime
    last_used_at: dt.datetime | None = None
    revoked_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key at its birth: `secret` can be had here and never again."""

    key: ApiKey
    secret: str

    def __repr__(self) -> str:
        return f"NewKey(key={self.key!r}, secret=•••)"


class KeyTable:
    """Makes, proves and revokes keys. The key itself is never stored."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def create(self, name: str, role: Role = "agent", *, by: str = "") -> NewKey:
        """Raises InputError for an unknown role."""
        if role not in ROLES:
            raise InputError(f"`{role}` is no role.", hint=f"Roles are {', '.join(ROLES)}.")
        prefix = secrets.token_hex(5)
        secret = f"rck_{prefix}_{secrets.token_urlsafe(32)}"
        key = ApiKey(
            secrets.token_hex(16), clean(name)[:200], prefix, role, dt.datetime.now(dt.UTC)
        )
        row = {name: getattr(key, name) for name in ("id", "name", "prefix", "role", "created_at")}
        with self._engine.begin() as connection:
            connection.execute(t.api_keys.insert().values(row | {"sha256": _hash(secret)}))
            record(connection, by, "key.created", key.id, {"name": key.name, "role": role})
        return NewKey(key, secret)

    def verify(self, secret: str) -> ApiKey:
        """The key's row. Raises AuthError, with one sentence for every reason."""
        shape = _SHAPE.fullmatch(secret)
        row = self._by_prefix(shape[1]) if shape else None
        if row is None or not hmac.compare_digest(row.sha256, _hash(secret)) or row.revoked_at:
            raise AuthError(
                "The API key is not known or was revoked.",
                hint="Make one with `reply-copilot keys`; send it as `Authorization: Bearer …`.",
            )
        self._touch(row)
        return _key(row)

    def valid(self, key_id: str) -> ApiKey:
        """The key of that id, as long as it is not revoked. Raises AuthError."""
        query = sa.select(t.api_keys).where(t.api_keys.c.id == key_id)
        with self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        if row is None or row.revoked_at:
            raise AuthError("This session's key was revoked.", hint="Log in with another.")
        return _key(row)

    def _by_prefix(self, prefix: str) -> Any:
        query = sa.select(t.api_keys).where(t.api_keys.c.prefix == prefix)
        with self._engine.connect() as connection:
            return connection.execute(query).one_or_none()

    def _touch(self, row: Any) -> None:
        now = dt.datetime.now(dt.UTC)
        if row.last_used_at and now - row.last_used_at < _USED_EVERY:
            return
        with self._engine.begin() as connection:
            connection.execute(
                t.api_keys.update().where(t.api_keys.c.id == row.id).values(last_used_at=now)
            )

    def revoke(self, key_id: str, *, by: str = "") -> None:
        """By id or prefix. Raises NotFoundError."""
        mine = sa.or_(t.api_keys.c.id == key_id, t.api_keys.c.prefix == key_id)
        with self._engine.begin() as connection:
            found = connection.execute(
                t.api_keys.update()
                .where(mine, t.api_keys.c.revoked_at.is_(None))
                .values(revoked_at=dt.datetime.now(dt.UTC))
            ).rowcount
            if not found:
                raise NotFoundError(f"There is no valid key `{key_id}`.")
            record(connection, by, "key.revoked", key_id)

    def all(self) -> tuple[ApiKey, ...]:
        """All keys, the oldest first, revoked ones too."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(t.api_keys).order_by(t.api_keys.c.created_at))
            return tuple(_key(row) for row in rows)

    def any(self) -> bool:
        """Whether a key exists that opens anything."""
        query = sa.select(t.api_keys.c.id).where(t.api_keys.c.revoked_at.is_(None)).limit(1)
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _key(row: Any) -> ApiKey:
    return ApiKey(
        row.id, row.name, row.prefix, row.role, row.created_at, row.last_used_at, row.revoked_at
    )
