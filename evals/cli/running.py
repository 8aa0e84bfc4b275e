"""`eval run`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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
    from evals.runs import Runs
    from evals.suite import Suite


@dataclass(frozen=True, slots=True)
class _Outputs:
    """Files that a run writes besides the stored one, and how it speaks."""

    out: Path | None
    html: Path | None
    junit: Path | None
    csv: Path | None
    as_json: bool
    every: bool


def register(command: typer.Typer, settings_of: SettingsOf) -> None:
    @command.command("run")
    def run(
        context: typer.Context,
        suites: Suites = None,
        tag: Tag = None,
        sample: Sample = None,
        matching: Filter = "",
        repeat: Annotated[int, typer.Option(min=1, help="Runs of each case.")] = 1,
        jobs: Jobs = None,
        url: Annotated[str, typer.Option(help="Measure this deployment over REST.")] = "",
        changes: Annotated[
            list[str] | None, typer.Option("--set", help="A setting for this run: name=value.")
        ] = None,
        baseline: Annotated[
            Path | None, typer.Option(help="Baseline file, or a folder of them.")
        ] = None,
        resume: Annotated[
            bool, typer.Option("--resume/--fresh", help="Take over what is done, or do all anew.")
        ] = True,
        out: Annotated[Path | None, typer.Option(help="Write the results as JSON.")] = None,
        html: Html = None,
        junit: Annotated[Path | None, typer.Option(help="Write JUnit XML.")] = None,
        csv: Annotated[Path | None, typer.Option(help="Write the cases as CSV.")] = None,
        every: Annotated[bool, typer.Option("--all", help="Print figures of parts, too.")] = False,
        as_json: AsJson = False,
    ) -> None:
        """Run suites. Exit 1 where the gate fails, 3 where cases crashed, 4 where none ran."""
        from evals.run import Options
        from evals.runs import Runs
        from evals.worlds import configured

        settings = configured(settings_of(context), settings_from(changes))
        chosen = load(suites, tag)
        options = Options(sample=sample, matching=matching, repeat=repeat, jobs=jobs)
        results = run_all(chosen, settings, options, url=url, fresh=not resume)
        comparisons = _compared(chosen, results, baseline)
        outputs = _Outputs(out, html, junit, csv, as_json, every)
        _finish(Runs(settings.home), results, comparisons, outputs)


def _compared(
    suites: Sequence[Suite], results: Sequence[RunResult], baseline: Path | None
) -> tuple[Comparison, ...]:
    if baseline is None or not results:
        return ()
    from evals.gate import against

    wanted = {suite.name: suite.file.thresholds for suite in suites}
    comparisons, without = against(results, baseline, wanted)
    for name in without:
        errors.print(f"no baseline of {name}", style="yellow", markup=False)
    return comparisons


def _finish(
    runs: Runs,
    results: Sequence[RunResult],
    comparisons: Sequence[Comparison],
    outputs: _Outputs,
) -> None:
    """Stores and shows a run, and ends the command with the gate's exit code."""
    from evals.gate import gate_json, judge
    from evals.report.terminal import print_comparison, print_gate, print_result
    from evals.runs import write_results

    gate = judge(results, comparisons)
    told = gate_json(gate, comparisons)
    stored = runs.save(results, told) if results else None
    if outputs.out is not None:
        write_results(outputs.out, results, told)
    write_html_report(outputs.html, results, comparisons, gate.verdict)
    _write_for_machines(results, outputs)
    if outputs.as_json:
        shown = {"results": [result.as_json() for result in results], **told}
        print_json(shown | ({"run": stored.stem} if stored else {}))
    else:
        for result in results:
            print_result(console, result, every=outputs.every)
        for comparison in comparisons:
            print_comparison(console, comparison)
        print_gate(console, gate)
        if stored:
            console.print(f"stored as {stored.stem}", style="dim", markup=False)
    if gate.exit_code:
        raise typer.Exit(gate.exit_code)


def _write_for_machines(results: Sequence[RunResult], outputs: _Outputs) -> None:
    from evals.report.machines import write_csv, write_junit  # only where wanted

    if outputs.junit is not None:
        write_junit(outputs.junit, results)
    if outputs.csv is not None:
        write_csv(outputs.csv, results)
