"""A copilot that knows one shop, in a folder that is thrown away."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from copilot.config import load_settings
from copilot.pipeline import Copilot


@contextmanager
def copilot_of(knowledge: Path | None, **flags: object) -> Iterator[Copilot]:
    """A copilot with `knowledge`, a folder as `reply-copilot ingest` takes it, or with nothing.

    `flags`: settings for this copilot, named as `load_settings` names them.
    """
    with (
        tempfile.TemporaryDirectory() as home,
        Copilot.open(load_settings(None, None, home=Path(home), **flags)) as copilot,
    ):
        if knowledge is not None:
            copilot.ingest(knowledge)
        yield copilot
