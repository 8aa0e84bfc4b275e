"""Every store test runs on SQLite and on a throw-away PostgreSQL."""

from __future__ import annotations

import datetime as dt
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
import sqlalchemy as sa

from copilot.messages import (
    Citation,
    Customer,
    Draft,
    DraftRequest,
    Evidence,
    Finding,
    Message,
    Question,
    QuestionStatus,
    Understanding,
)
from copilot.store import CopilotStore, new_id, open_engine, upgrade


class Cluster:
    """A PostgreSQL server on loopback, of an unprivileged user, in a folder of its own."""

    def __init__(self, binaries: Path) -> None:
        self._binaries = binaries
        self._folder = Path(tempfile.mkdtemp(prefix="copilot-pg-"))
        self.port = _free_port()
        self._user = "nobody" if os.geteuid() == 0 else None  # the server refuses root
        if self._user:
            entry = pwd.getpwnam(self._user)
            os.chown(self._folder, entry.pw_uid, entry.pw_gid)
        data = str(self._folder / "data")
        self._run("initdb", "-D", data, "-U", "copilot", "-A", "trust", "-E", "UTF8", "--no-sync")
        self.start()

    def start(self) -> None:
        options = f"-p {self.port} -k {self._folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        log = str(self._folder / "log")
        data = str(self._folder / "data")
        self._run("pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "-w", "stop")

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *args: str) -> None:
        subprocess.run(
            [str(self._binaries / program), *args],
            check=True,
            user=self._user,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,  # a pipe would stay open in the server
            stderr=subprocess.DEVNULL,
            timeout=60,
        )

    def url(self, database: str) -> str:
        return f"postgresql://copilot@127.0.0.1:{self.port}/{database}"

    def new_database(self, template: str = "template1") -> str:
        """The URL of a new database: an empty one, or a copy of another."""
        name = f"t{uuid.uuid4().hex[:12]}"
        engine = sa.create_engine(
            self.url("postgres").replace("postgresql", "postgresql+psycopg"),
            isolation_level="AUTOCOMMIT",
        )
        with engine.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        engine.dispose()
        return self.url(name)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    finder = shutil.which("pg_config")
    if finder is None:
        pytest.skip("PostgreSQL's server binaries are not installed (no pg_config on the PATH)")
    binaries = subprocess.run([finder, "--bindir"], capture_output=True, text=True, check=True)
    folder = Path(binaries.stdout.strip())
    if not (folder / "initdb").exists():
        pytest.skip(f"PostgreSQL's server binaries are not installed (no initdb in {folder})")
    running = Cluster(folder)
    yield running
    running.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'copilot.db'}"
    cluster: Cluster = request.getfixturevalue("cluster")
    return cluster.new_database()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "copilot.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def migrated_name(cluster: Cluster) -> str:
    """A migrated PostgreSQL database, to be copied."""
    url = cluster.new_database()
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()
    return url.rpartition("/")[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """A migrated database of each kind."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "copilot.db")
        url = f"sqlite:///{tmp_path / 'copilot.db'}"
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        url = cluster.new_database(request.getfixturevalue("migrated_name"))
    engine = open_engine(url, lock_wait_s=5)
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine: sa.Engine) -> CopilotStore:
    return CopilotStore(engine)


@pytest.fixture
def make_draft() -> Callable[..., Draft]:
    """A draft with every kind of content; each call another id."""

    def making(**changes: object) -> Draft:
        draft = Draft(
            id=new_id(),
            version=1,
            state="open",
            language="de",
            understanding=Understanding("Wie lange?", "de", (Question("q1", "a", "b", (0, 3)),)),
            questions=(QuestionStatus("q1", "Wie lange?", "deferred", 0.4, (0, 5)),),
            reply="Guten Tag, zwei Jahre.",
            citations=(Citation(11, 22, "e1"),),
            evidence=(Evidence("e1", "d1", "g.md", "policy", "Garantie", "…", 0.7, "q1"),),
            findings=(Finding("unanswered_question", "review", "Offen.", (0, 5), "q1", ("e1",)),),
            verdict="review",
            drafter="extractive",
            timings_ms=MappingProxyType({"total": 1.5}),
            request=DraftRequest(Message("Wie lange?", id="t1"), Customer(last_name="Muster")),
            created_at=dt.datetime.now(dt.UTC),
        )
        return replace(draft, **changes)  # type: ignore[arg-type]

    return making
