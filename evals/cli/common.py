"""What the commands share: options, loading suites, running them with a progress bar.

Every command of `reply-copilot` imports this for its options: what costs time (pydantic,
numpy, the checks) is imported inside the functions that need it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from copilot.config import Settings
from copilot.errors import InputError

if TYPE_CHECKING:
    from evals.compare import Comparison
    from evals.result import RunResult
    from evals.run import OnCase, Options
    from evals.suite import Suite

SettingsOf = Callable[[typer.Context], Settings]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Suites = Annotated[
    list[str] | None, typer.Argument(help="Suite files, or names of shipped suites.")
]
Tag = Annotated[list[str] | None, typer.Option("--tag", help="All shipped suites with this tag.")]
Sample = Annotated[int | None, typer.Option(min=1, help="So many cases, always the same.")]
Filter = Annotated[str, typer.Option("--filter", help="Only cases that match (regex).")]
Jobs = Annotated[
    int | None,
    typer.Option(min=1, max=64, help="Cases at a time; 4 where others do the work, else 1."),
]
Html = Annotated[Path | None, typer.Option(help="Write a report for a browser.")]
console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)


def settings_from(given: Sequence[str] | None) -> dict[str, str]:
    """`name=value` options. Raises InputError."""
    found = {}
    for pair in given or ():
        name, sign, value = pair.partition("=")
        if not sign or not name:
            raise InputError(f"`{pair}` is no setting.", hint="Write name=value.")
        found[name.strip()] = value.strip()
    return found


def load(names: Sequence[str] | None, tags: Sequence[str] | None) -> list[Suite]:
    """All suites and their data are checked before the first is run.

    Absent public data skips a suite. Raises SuiteError, InputError.
    """
    from evals.suite import find_suite, shipped

    if not names and not tags:
        raise InputError("No suite is named.", hint="Name some, or --tag own; see `eval list`.")
    named = [find_suite(name) for name in names or ()]
    found = [suite for path in dict.fromkeys(named) if (suite := _loaded(path))]
    for path in _tagged(shipped(), tags or ()):
        suite = _loaded(path) if path not in named else None
        if suite:
            found.append(suite)
    _refuse_twins(found)
    for suite in found:
        for part in suite.data:
            suite.rows(part)
    return found


def _tagged(paths: Sequence[Path], tags: Sequence[str]) -> list[Path]:
    """The suites that bear one of the tags. Raises InputError for a tag that none has."""
    from evals.suite.places import read_yaml

    if not tags:
        return []
    borne = {path: set(read_yaml(path).values.get("tags") or ()) for path in paths}
    known = set().union(*borne.values())
    if unknown := [tag for tag in tags if tag not in known]:
        hint = f"Tags are {', '.join(sorted(known))}."
        raise InputError(f"No suite has the tag `{unknown[0]}`.", hint=hint)
    return [path for path in paths if borne[path] & set(tags)]


def _loaded(path: Path) -> Suite | None:
    from evals.suite import DataAbsentError, load_suite

    try:
        return load_suite(path)
    except DataAbsentError as error:
        errors.print(f"skipped: {error}", markup=False)
        return None


def _refuse_twins(suites: Sequence[Suite]) -> None:
    names = [suite.name for suite in suites]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise InputError(f"Two suites are named `{twice.pop()}`.", hint="Rename one.")


def run_all(
    suites: Sequence[Suite],
    settings: Settings,
    options: Options,
    *,
    url: str = "",
    fresh: bool = False,
) -> list[RunResult]:
    """Runs the suites one after another, sharing what they run against."""
    from evals.cache import Cache
    from evals.run import run_suite
    from evals.worlds import Worlds

    # Threads of one process share a core: more of them only help where one waits for others.
    jobs = options.jobs or (4 if url or settings.model else 1)
    options = replace(options, jobs=jobs)
    results = []
    path = settings.home / "evals" / "cache.db"
    with Worlds(settings, url=url, jobs=jobs) as worlds, Cache(path, fresh=fresh) as cache:
        for suite in suites:
            with _progress(suite.name) as on_case:
                # A deployment may change under the same address: nothing is taken over.
                held = None if url else cache
                results.append(run_suite(suite, worlds, options, cache=held, on_case=on_case))
    return results


@contextmanager
def _progress(name: str) -> Iterator[OnCase]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    quiet = not errors.is_terminal
    with Progress(*columns, console=errors, transient=True, disable=quiet) as progress:
        task = progress.add_task(name, total=None)
        yield lambda done, of: progress.update(task, completed=done, total=of)


def write_html_report(
    path: Path | None,
    results: Sequence[RunResult],
    comparisons: Sequence[Comparison],
    verdict: str,
) -> None:
    if path is not None:
        from evals.report.html import write_html  # templates: only where a report is wanted

        write_html(path, results, comparisons, verdict)


def print_json(value: Mapping[str, Any] | Sequence[Any]) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")
