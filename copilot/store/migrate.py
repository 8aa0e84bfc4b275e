"""Brings a database to the tables that this version needs.

One history covers the knowledge's tables and the copilot's. An open that finds the newest
revision costs one SELECT; only another one loads Alembic. Two processes that open the same
database at once take turns: SQLite by its write lock, PostgreSQL by an advisory lock.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from copilot.errors import ConfigError, StorageError

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0004"  # a test holds it equal to the newest file in migrations/versions
_VERSION_TABLE = "alembic_version"
_ADVISORY_LOCK = 0x52_43_50_4C  # any constant that nobody else takes in this database


def upgrade(engine: sa.Engine) -> None:
    """Brings the database to `HEAD`. Raises ConfigError where a newer version wrote it."""
    if revision_of(engine) == HEAD:
        return
    _run(engine, HEAD)


def downgrade(engine: sa.Engine, revision: str = "base") -> None:
    """Takes migrations back; what only newer tables hold is lost."""
    _run(engine, revision, down=True)


def revision_of(engine: sa.Engine) -> str | None:
    """The revision that the database carries; None for an empty one."""
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table(_VERSION_TABLE):
            return None
        version = sa.table(_VERSION_TABLE, sa.column("version_num"))
        return connection.execute(sa.select(version.c.version_num)).scalar()


def _run(engine: sa.Engine, revision: str, *, down: bool = False) -> None:
    # Alembic costs 0.2 s to import, and most starts find nothing to do.
    from alembic import command
    from alembic.util import CommandError

    with engine.connect() as connection:
        _take_turn(connection)
        config = _config(connection)
        try:
            (command.downgrade if down else command.upgrade)(config, revision)
        except CommandError as error:
            found = revision_of(engine)
            raise ConfigError(
                f"The database carries revision `{found}`, which this version does not know.",
                hint="It was opened by a newer version: install that, or use another database.",
            ) from error
        connection.commit()


def _take_turn(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # DDL alone would not begin one
    else:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))


def _config(connection: sa.Connection) -> Config:
    from alembic.config import Config

    folder = Path(__file__).parent / "migrations"
    if not folder.is_dir():
        raise StorageError(f"The migrations are missing from {folder}.", hint="Install again.")
    config = Config()
    # Alembic reads options with interpolation: a `%` in the path must be doubled.
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
