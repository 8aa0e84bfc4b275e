"""One history over both packages' tables, on both databases."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from copilot.errors import ConfigError
from copilot.store import downgrade, migrate, open_engine, upgrade
from copilot.store.history import target_metadata


def tables_of(engine: sa.Engine) -> set[str]:
    with engine.connect() as connection:
        return set(sa.inspect(connection).get_table_names())


def test_migrations_equal_the_metadata(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "target_metadata": target_metadata()},
        )
        assert compare_metadata(context, target_metadata()) == []


def test_check_constraints_equal_the_metadata(engine: sa.Engine) -> None:
    """Alembic does not compare these."""
    with engine.connect() as connection:
        inspector = sa.inspect(connection)
        for metadata in target_metadata():
            for table in metadata.tables.values():
                wanted = {
                    str(item.name)
                    for item in table.constraints
                    if isinstance(item, sa.CheckConstraint)
                }
                found = {item["name"] for item in inspector.get_check_constraints(table.name)}
                assert found == wanted, table.name


def test_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", "copilot:store/migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [migrate.HEAD]


def test_down_and_up_again(engine: sa.Engine) -> None:
    before = tables_of(engine)
    downgrade(engine)
    assert tables_of(engine) == {"alembic_version"}
    upgrade(engine)
    assert tables_of(engine) == before


def test_an_upgrade_that_fails_leaves_nothing_behind(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine(database_url)
    with engine.begin() as connection:  # in the migration's way, near its end
        connection.execute(sa.text("CREATE TABLE answer_proposals (id INTEGER)"))
    with pytest.raises(sa.exc.SQLAlchemyError):
        upgrade(engine)
    assert tables_of(engine) == {"answer_proposals"}
    engine.dispose()


def test_two_starts_at_once_take_turns(database_url: str) -> None:
    engines = [open_engine(database_url, lock_wait_s=20) for _ in range(4)]
    faults: list[BaseException] = []

    def start(engine: sa.Engine) -> None:
        try:
            upgrade(engine)
        except BaseException as error:  # reported below
            faults.append(error)

    threads = [threading.Thread(target=start, args=(engine,)) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert migrate.revision_of(engines[0]) == migrate.HEAD
    for engine in engines:
        engine.dispose()


def test_a_database_of_a_newer_version_is_refused(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigError, match="9999"):
        upgrade(engine)
