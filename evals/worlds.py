"""The copilots that suites run against, opened once and shared by the suites of a run."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from copilot.config import Settings, load_settings
from copilot.config.load import FLAGS
from copilot.errors import BusyError, InputError
from evals.fingerprints import code
from evals.suite import Suite
from evals.suite.load import digest_of
from evals.target import LocalTarget, RestTarget, Target
from knowledge.documents import Document

if TYPE_CHECKING:
    from copilot.pipeline import Copilot

_KEPT = 12  # indexes of corpora that stay for the next run


def configured(settings: Settings, changes: Mapping[str, Any]) -> Settings:
    """The settings with some changed, named as flags are. Raises ConfigError."""
    if not changes:
        return settings
    flags = {name.replace("-", "_").replace(".", "_"): value for name, value in changes.items()}
    changed = load_settings(None, {}, home=settings.home, **flags)
    keys = [FLAGS[flag].name for flag in flags]
    origins = dict(settings.origins) | dict.fromkeys(keys, "this run")
    tables: dict[str, Any] = {}
    for key in keys:
        table, _, name = key.rpartition(".")
        if table:
            held = tables.get(table, getattr(settings, table))
            tables[table] = replace(held, **{name: getattr(getattr(changed, table), name)})
        else:
            tables[name] = getattr(changed, name)
    return replace(settings, origins=origins, **tables)


class Worlds:
    """Opens what a suite needs; gives all back at the end of its `with`.

    With `url` every suite runs against that deployment.
    """

    def __init__(self, settings: Settings, *, url: str = "", jobs: int = 2) -> None:
        self._settings = settings
        self._url = url
        self._jobs = jobs
        self._open: dict[str, Target] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._open.clear()
        self._stack.close()

    def settings_for(self, suite: Suite) -> Settings:
        return configured(self._settings, suite.file.settings)

    def of(self, suite: Suite) -> Target:
        """Raises InputError where a deployment lacks what the suite brings along."""
        if self._url:
            return self._remote(suite)
        settings = self.settings_for(suite)
        corpus = suite.rows("corpus") if "corpus" in suite.data else ()
        key = self._key(suite, settings, corpus)
        if key not in self._open:
            self._open[key] = self._opened(suite, settings, corpus, key)
        return self._open[key]

    def _remote(self, suite: Suite) -> Target:
        if "corpus" in suite.data or suite.kind == "intents":
            raise InputError(
                f"{suite.name} brings its own documents, which a deployment does not have.",
                hint="Run it without --url, or write a suite without `corpus`.",
            )
        if "remote" not in self._open:
            remote = RestTarget(self._url, jobs=self._jobs)
            self._stack.callback(remote.close)
            self._open["remote"] = remote
        return self._open["remote"]

    def _key(self, suite: Suite, settings: Settings, corpus: Sequence[Any]) -> str:
        parts = [str(line.key) + "=" + str(line.value) for line in settings.describe()]
        parts += [str(suite.knowledge or suite.file.knowledge), str(suite.file.today), code()]
        if corpus:
            parts += [digest_of(corpus), ",".join(suite.file.indexed), suite.file.within]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]

    def _opened(
        self, suite: Suite, settings: Settings, corpus: Sequence[Any], key: str
    ) -> LocalTarget:
        if suite.file.knowledge == "live":
            return LocalTarget(self._stack.enter_context(_open(settings, suite.file.today)))
        if corpus:
            return LocalTarget(self._indexed(suite, settings, corpus, key))
        copilot = self._throwaway(settings, suite.file.today)
        if suite.knowledge is not None:
            copilot.ingest(suite.knowledge)
        return LocalTarget(copilot)

    def _throwaway(self, settings: Settings, today: dt.date | None = None) -> Copilot:
        folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="eval-"))
        chosen = replace(settings, home=Path(folder), database_url="")
        return self._stack.enter_context(_open(chosen, today))

    def _indexed(
        self, suite: Suite, settings: Settings, corpus: Sequence[Any], key: str
    ) -> Copilot:
        """The corpus of an earlier run where it is the same, else indexed now."""
        home = settings.home / "evals" / "corpora" / key
        done = home / "complete"
        try:
            if home.exists() and not done.exists():
                shutil.rmtree(home)  # a run was broken off in the middle
            chosen = replace(settings, home=home, database_url="")
            copilot = self._stack.enter_context(_open(chosen, suite.file.today))
        except BusyError:  # another run uses it right now
            copilot = self._throwaway(settings, suite.file.today)
        if not done.exists() or copilot.settings.home != home:
            copilot.knowledge.add([_document(row, suite) for row in corpus])
            (copilot.settings.home / "complete").touch()
        else:
            done.touch()  # the newest ones stay
        _sweep(home.parent, keep=home)
        return copilot


def _open(settings: Settings, today: dt.date | None) -> Copilot:
    from copilot.pipeline import Copilot  # more than a second; a deployment needs none of it

    if today is None:
        return Copilot.open(settings)
    return Copilot.open(settings, today=lambda: today)


def _document(row: Any, suite: Suite) -> Document:
    title, text = (
        getattr(row, key) if key in suite.file.indexed else "" for key in ("title", "text")
    )
    return Document(
        origin="eval",
        path="",
        key=row.id,
        kind="past_answer" if title else "document",
        title="" if title else row.id,
        question=title,
        text=text or title,
        language=row.lang or "und",
        skus=(row.entity,) if suite.file.within == "entity" and row.entity else (),
    )


def _sweep(folder: Path, keep: Path) -> None:
    """Only the most recently used indexes stay."""
    found = [path for path in folder.iterdir() if path != keep and (path / "complete").exists()]
    found.sort(key=lambda path: (path / "complete").stat().st_mtime, reverse=True)
    for path in found[_KEPT - 1 :]:
        shutil.rmtree(path, ignore_errors=True)
