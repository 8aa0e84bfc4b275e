"""An archive into the knowledge: read, cut, judge, store, in short batches.

How far it came is written down with each batch, so that an import that was stopped or
killed goes on there. Documents have ids of their tickets: what is read twice is one.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from copilot.imports.archive import open_archive
from copilot.imports.intake import (
    Base,
    ImportReport,
    Intake,
    Options,
    Progress,
    selector_of,
    shown,
)
from copilot.imports.selector import Judged
from copilot.imports.turns import Pair
from knowledge.documents import Document, digest
from knowledge.parse import Failure

_BATCH = 200  # tickets between two commits


def preview(
    path: Path,
    base: Base,
    options: Options | None = None,
    limit: int = 20,
    *,
    erased: Callable[[Pair], bool] = lambda _pair: False,
) -> Iterator[Judged | Document | Failure]:
    """The first pairs and macros as an import would store or leave them; nothing is stored."""
    options = options or Options()
    archive = open_archive(path, options.own)
    yield from islice(shown(archive.items(0), selector_of(base, options, erased)), limit)


def run_import(
    path: Path,
    base: Base,
    options: Options | None = None,
    *,
    progress: Callable[[Progress], None] = lambda _progress: None,
    stop: Callable[[], bool] = lambda: False,
    erased: Callable[[Pair], bool] = lambda _pair: False,
) -> ImportReport:
    """Takes an archive in. `stop` is asked between batches. Raises SourceError."""
    options = options or Options()
    started = time.monotonic()
    archive = open_archive(path, options.own)
    fingerprint = _fingerprint(path, options)
    name = f"import:{digest(str(path.absolute()))}"
    noted = json.loads(base.store.get_meta(name) or "{}")
    start = int(noted.get("done", 0)) if noted.get("archive") == fingerprint else 0
    intake = Intake(base, options, erased, done=start)
    stopped = False
    items = archive.items(start)
    while batch := list(islice(items, _BATCH)):
        intake.take(batch)
        base.store.set_meta(name, json.dumps({"archive": fingerprint, "done": intake.done}))
        progress(Progress(intake.done, archive.total))
        if stopped := stop():
            break
    seconds = time.monotonic() - started
    return intake.report(str(path), archive.kind, stopped=stopped, seconds=seconds)


def _fingerprint(path: Path, options: Options) -> str:
    """Changes with the archive, and with what another run would take from it."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    stats = [f"{file.name}:{file.stat().st_size}:{file.stat().st_mtime_ns}" for file in files]
    return digest(*stats, str(options.min_quality), *options.own)
