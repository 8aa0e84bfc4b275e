"""`ingest`, `search`, `index rebuild`: what the shop knows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress
from rich.table import Table

from copilot.cli.context import context_of, worker_for
from copilot.cli.output import console, fail, print_json, progress_bar

BAD = ("failed", "quarantined")
TOLD = (*BAD, "incomplete")
_SHOWN = 10  # names of files in one line
index = typer.Typer(help="The derived indexes.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    app.command("ingest")(ingest)
    app.command("search")(search)
    app.add_typer(index, name="index")


def ingest(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(help="Knowledge folders or single files.")],
    json: AsJson = False,
) -> None:
    """Read knowledge folders. What did not change is skipped, what was deleted is removed."""
    missing = [path for path in paths if not path.exists()]
    if missing:
        fail(f"There is no file or folder {missing[0]}.", "Check the path.", exit_code=2)
    reports = []
    try:
        with worker_for(context_of(context).settings()) as worker:
            for path in paths:
                with progress_bar(f"Reading {path.name}", quiet=json) as bar:
                    reports.append(worker.ingest(path.absolute(), on_progress=_mover(bar)))
    except KeyboardInterrupt:
        fail("Stopped. What was read so far is in.", "Run it again to go on.", exit_code=130)
    if json:
        print_json({"reports": reports})
    else:
        for report in reports:
            _print_report(report)
    if any(report["counts"].get(bad) for report in reports for bad in BAD):
        raise typer.Exit(3)


def _mover(bar: Progress | None) -> Any:
    if bar is None:
        return lambda done, total: None
    return lambda done, total: bar.update(bar.task_ids[0], completed=done, total=total)


def _print_report(report: dict[str, Any]) -> None:
    counts = ", ".join(f"{n} {what}" for what, n in report["counts"].items() if n)
    console.print(f"{report['path']}: {counts or 'nothing found'}", markup=False)
    if report.get("taken"):
        console.print(f"  personal data taken out: {', '.join(report['taken'])}", markup=False)
    for item in report["outcomes"]:
        if item["status"] in TOLD:
            told = f"{item['source']}: {item['reason']} {item['hint']}".rstrip()
            console.print(f"  {item['status']}: {told}", style="yellow", markup=False)
    if left := [item["source"] for item in report["outcomes"] if item["status"] == "skipped"]:
        more = f" and {len(left) - _SHOWN} more" if len(left) > _SHOWN else ""
        console.print(
            f"  skipped, of a type that is not read: {', '.join(left[:_SHOWN])}{more}",
            style="yellow",
            markup=False,
        )
    if report["stopped"]:
        console.print("  stopped; run it again to go on", style="yellow")


def search(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="What to look for.")],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 5,
    language: Annotated[str | None, typer.Option(help="Only this language (de, en).")] = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="Only these kinds (product, policy, …).")
    ] = None,
    sku: Annotated[list[str] | None, typer.Option(help="Only about these products.")] = None,
    json: AsJson = False,
) -> None:
    """Search the knowledge."""
    if not text.strip():
        fail("The text to look for is empty.", 'Such as: search "return period"', exit_code=2)
    body = {"query": text, "k": k, "language": language, "kinds": kind or [], "skus": sku or []}
    with worker_for(context_of(context).settings()) as worker:
        answer = worker.search({key: value for key, value in body.items() if value})
    if json:
        print_json(answer)
        return
    if not answer["passages"]:
        console.print("Nothing found.")
        return
    table = Table(show_lines=True, box=None)
    for column in ("score", "source", "text"):
        table.add_column(column, overflow="fold")
    for passage in answer["passages"]:
        text = f"{passage['title']}\n{passage['text'][:400]}"
        table.add_row(f"{passage['score']:.2f}", passage["source"], text)
    console.print(table, markup=False)


@index.command("rebuild")
def rebuild(context: typer.Context, json: AsJson = False) -> None:
    """Make both indexes anew from the database, beside the old ones, and switch."""
    with (
        worker_for(context_of(context).settings(), for_rebuild=True) as worker,
        progress_bar("Rebuilding", quiet=json) as bar,
    ):
        answer = worker.rebuild(on_progress=_mover(bar))
    if json:
        print_json(answer)
    else:
        console.print("Both indexes are rebuilt.")
