"""What every command starts from: the settings, and who does the work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from copilot.cli.worker import LocalWorker, RemoteWorker, Worker
from copilot.config import Settings, load_settings
from copilot.owner import owner_of

if TYPE_CHECKING:
    from copilot.store import CopilotStore


@dataclass(frozen=True, slots=True)
class Context:
    """The options that stand before the command."""

    home: Path | None = None
    config: Path | None = None

    def settings(self, **flags: object) -> Settings:
        """Raises ConfigError."""
        return load_settings(self.config, None, home=self.home, **flags)


@contextmanager
def worker_for(settings: Settings, *, for_rebuild: bool = False) -> Iterator[Worker]:
    """A running owner of the data folder where there is one, else this process."""
    owner = owner_of(settings.home)
    if owner is not None and owner.address:
        with RemoteWorker.connect(owner.address) as remote:
            yield remote
        return
    # Late: opening the knowledge imports the vector index, which costs a second.
    from copilot.pipeline import Copilot

    copilot = Copilot.open(settings, for_rebuild=for_rebuild)
    try:
        yield LocalWorker(copilot)
    finally:
        copilot.close()


def store_of(settings: Settings) -> AbstractContextManager[CopilotStore]:
    """The tables alone: keys are made, and jobs retried, while a server runs, too."""
    from copilot.store import open_store  # not every command needs a database

    return open_store(settings)


def context_of(context: typer.Context) -> Context:
    found = context.obj
    return found if isinstance(found, Context) else Context()
