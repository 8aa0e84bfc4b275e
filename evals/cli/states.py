"""`eval compare`, `accept`, `ab`, `report` and `runs`: what is done with finished runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copilot.errors import InputError
from evals.cli.common import (
    AsJson,
    Filter,
    Html,
    Jobs,
    Sample,
    SettingsOf,
    Suites,
    Tag,
    console,
    errors,
    load,
    print_json,
    run_all,
    settings_from,
    write_html_report,
)

if TYPE_CHECKING:
    from evals.compare import Comparison
    from evals.result import RunResult


def _baselines() -> Path:
    """This project's own folder where one works on it, else one where one stands."""
    own = Path("evals/suites")
    return Path("evals/baselines") if own.is_dir() else Path("baselines")


RunName = Annotated[str, typer.Argument(metavar="RUN", help="A run: file, name, last, last-1.")]


def register(command: typer.Typer, settings_of: SettingsOf) -> None:
    _register_compare(command, settings_of)
    _register_accept(command, settings_of)
    _register_ab(command, settings_of)
    _register_stored(command, settings_of)


def _register_compare(command: typer.Typer, settings_of: SettingsOf) -> None:
    @command.command("compare")
    def compare_runs(
        context: typer.Context,
        before: Annotated[str, typer.Argument(help="The earlier run: file, name, last-1.")],
        after: Annotated[str, typer.Argument(help="The later run: file, name, last.")],
        html: Html = None,
        as_json: AsJson = False,
    ) -> None:
        """Tell change from chance. Exit 1 where a suite is significantly worse."""
        from evals.runs import Runs, read_results

        runs = Runs(settings_of(context).home)
        old = {result.suite: result for result in read_results(runs.find(before))}
        results = [r for r in read_results(runs.find(after)) if r.suite in old]
        if not results:
            errors.print("The two runs have no suite in common.")
            raise typer.Exit(4)
        _tell([(old[result.suite], result) for result in results], html, as_json=as_json)


def _register_accept(command: typer.Typer, settings_of: SettingsOf) -> None:
    @command.command("accept")
    def accept_run(
        context: typer.Context,
        run: RunName = "last",
        to: Annotated[
            Path | None, typer.Option(help="The folder of baselines (`baselines`).")
        ] = None,
        reason: Annotated[str, typer.Option(help="Why this is the new state.")] = "",
    ) -> None:
        """Make a run the state that later ones are measured by: a small file per suite."""
        from evals.baseline import accept
        from evals.runs import Runs, read_results

        results = read_results(Runs(settings_of(context).home).find(run))
        for result in results:
            if result.crashed:
                raise InputError(
                    f"{result.suite}: {len(result.crashed)} cases crashed in that run.",
                    hint="Mend them and run again; a crash is nothing to be measured by.",
                )
        for result in results:
            path = accept(result, to or _baselines(), reason)
            console.print(f"{path} ({len(result.cases)} cases)", markup=False)


def _register_ab(command: typer.Typer, settings_of: SettingsOf) -> None:
    @command.command("ab")
    def ab(
        context: typer.Context,
        suites: Suites = None,
        tag: Tag = None,
        a: Annotated[
            list[str] | None, typer.Option("--a", help="A setting of A: name=value.")
        ] = None,
        b: Annotated[
            list[str] | None, typer.Option("--b", help="A setting of B: name=value.")
        ] = None,
        sample: Sample = None,
        matching: Filter = "",
        jobs: Jobs = None,
        html: Html = None,
        as_json: AsJson = False,
    ) -> None:
        """Run two configurations on the same cases. Exit 1 where B is significantly worse."""
        from evals.run import Options
        from evals.runs import Runs
        from evals.worlds import configured

        settings = settings_of(context)
        chosen = load(suites, tag)
        options = Options(sample=sample, matching=matching, jobs=jobs)
        first = run_all(chosen, configured(settings, settings_from(a)), options)
        second = run_all(chosen, configured(settings, settings_from(b)), options)
        if not first:
            raise typer.Exit(4)
        Runs(settings.home).save(first, {"configuration": "A"})
        Runs(settings.home).save(second, {"configuration": "B"})
        _tell(list(zip(first, second, strict=True)), html, as_json=as_json)


def _register_stored(command: typer.Typer, settings_of: SettingsOf) -> None:
    @command.command("runs")
    def list_runs(context: typer.Context) -> None:
        """The stored runs, the newest last."""
        from evals.runs import Runs, read_results

        for path in Runs(settings_of(context).home).list():
            names = ", ".join(result.suite for result in read_results(path))
            console.print(f"{path.stem}  {names}", markup=False)

    @command.command("report")
    def report(
        context: typer.Context,
        html: Annotated[Path, typer.Argument(help="The HTML file to write.")],
        run: RunName = "last",
    ) -> None:
        """Write the report of a stored run."""
        from evals.runs import Runs, read_results

        results = read_results(Runs(settings_of(context).home).find(run))
        write_html_report(html, results, (), "")
        console.print(str(html), markup=False)


def _tell(
    pairs: Sequence[tuple[RunResult, RunResult]], html: Path | None, *, as_json: bool
) -> None:
    from evals.baseline import whole_run
    from evals.compare import Pair, compare

    comparisons = compare([Pair(whole_run(old), new, {}) for old, new in pairs])
    worse = any(comparison.worse for comparison in comparisons)
    results = [new for _, new in pairs]
    write_html_report(html, results, comparisons, "failed" if worse else "passed")
    _print(comparisons, as_json=as_json)
    if worse:
        raise typer.Exit(1)


def _print(comparisons: Sequence[Comparison], *, as_json: bool) -> None:
    from evals.gate import comparison_json
    from evals.report.terminal import print_comparison

    if as_json:
        print_json({"comparisons": [comparison_json(item) for item in comparisons]})
        return
    for comparison in comparisons:
        print_comparison(console, comparison)
