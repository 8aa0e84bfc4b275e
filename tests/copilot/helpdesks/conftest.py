"""A store, a drafter that writes at once, and the four helpdesks on loopback."""

from __future__ import annotations

import datetime as dt
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import MappingProxyType

import pytest

from copilot.config import HelpdeskSettings
from copilot.helpdesks import Desks
from copilot.messages import Draft, DraftRequest, Finding, Message, Understanding
from copilot.store import CopilotStore, open_engine, upgrade
from copilot.store.jobs import Job
from copilot.testing.helpdesks import FAKES, FakeHelpdesk

DeskOpener = Callable[..., Desks]


class Drafter:
    """Stands where `Copilot` stands: stores a draft with a fixed reply."""

    def __init__(self, store: CopilotStore) -> None:
        self.store = store
        self.requests: list[DraftRequest] = []
        self.failing: list[Exception] = []

    def draft(self, request: DraftRequest, *, draft_id: str = "") -> Draft:
        self.requests.append(request)
        if self.failing:
            raise self.failing.pop(0)
        made = Draft(
            id=draft_id,
            version=1,
            state="open",
            language="de",
            understanding=Understanding(request.message.text, "de"),
            questions=(),
            reply="Guten Tag,\n\n30 Tage <b>lang</b>.",
            citations=(),
            evidence=(),
            findings=(Finding("unsupported_claim", "review", "Die <30> ist nicht belegt."),),
            verdict="review",
            drafter="fixed",
            timings_ms=MappingProxyType({}),
            request=request,
            created_at=dt.datetime.now(dt.UTC),
        )
        self.store.drafts.add(made)
        return made

    def draft_by_id(self, draft_id: str) -> Draft:
        return self.store.drafts.get(draft_id)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("jobs") / "copilot.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture
def store(tmp_path: Path, migrated: Path) -> Iterator[CopilotStore]:
    shutil.copy(migrated, tmp_path / "copilot.db")
    engine = open_engine(f"sqlite:///{tmp_path / 'copilot.db'}")
    yield CopilotStore(engine)
    engine.dispose()


@pytest.fixture
def drafter(store: CopilotStore) -> Drafter:
    return Drafter(store)


@pytest.fixture(params=sorted(FAKES))
def desk(request: pytest.FixtureRequest) -> Iterator[FakeHelpdesk]:
    """Each vendor in turn."""
    with FAKES[request.param]() as running:
        yield running


@pytest.fixture
def open_desks(store: CopilotStore, drafter: Drafter) -> Iterator[DeskOpener]:
    """Desks for these settings; `started=False` leaves the workers out."""
    opened: list[Desks] = []

    def opening(*settings: HelpdeskSettings, started: bool = True) -> Desks:
        desks = Desks(settings, store.jobs, drafter)
        if started:
            desks.start()
        opened.append(desks)
        return desks

    yield opening
    for desks in opened:
        desks.stop()


@pytest.fixture
def ended(store: CopilotStore) -> Callable[..., Job]:
    """The job once it is over."""

    def waiting(job_id: str, *states: str) -> Job:
        end = time.monotonic() + 15
        while time.monotonic() < end:
            job = store.jobs.get(job_id)
            if job.state in (states or ("done", "dead", "superseded")):
                return job
            time.sleep(0.01)
        raise AssertionError(job)

    return waiting


@pytest.fixture
def make_request() -> Callable[[str], DraftRequest]:
    return lambda text: DraftRequest(Message(text))
