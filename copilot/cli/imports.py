"""`import`, `crawl`: past tickets and macros from archives, looked at before anything is stored,
and websites."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from copilot.cli.context import context_of, worker_for
from copilot.cli.output import console, fail, print_json, progress_bar

_USUAL = 0.5  # `copilot.imports.quality.USUAL`, which a look at --help need not load
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    app.command("import")(import_)
    app.command("crawl")(crawl)


def import_(
    context: typer.Context,
    path: Annotated[
        Path,
        typer.Argument(help="mbox, Maildir, a helpdesk's export (.json, .jsonl), .csv or .xlsx."),
    ],
    preview: Annotated[
        bool, typer.Option("--preview", help="Show what would be taken; store nothing.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many pairs to show.")] = 10,
    min_quality: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Leave out pairs with a lower score.")
    ] = _USUAL,
    own: Annotated[
        list[str] | None, typer.Option(help="An address or domain of the shop, for mail.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Cut question and answer out of past tickets, scrub them and take the good ones in."""
    if not path.exists():
        fail(f"There is no file or folder {path}.", "Check the path.", exit_code=2)
    body = {"path": str(path.absolute()), "min_quality": min_quality, "own": own or []}
    with worker_for(context_of(context).settings()) as worker:
        if preview:
            _preview(worker.preview_import({**body, "limit": limit}), json)
            return
        with progress_bar(f"Importing {path.name}", quiet=json) as bar:
            report = worker.import_archive(body, on_progress=_mover(bar))
    if json:
        print_json(report)
    else:
        _print_report(report)
    if report["counts"].get("failed"):
        raise typer.Exit(3)


def crawl(
    context: typer.Context,
    sitemaps: Annotated[
        list[str] | None, typer.Argument(help="Sitemaps; without any, those of the settings.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Read websites by their sitemaps; what did not change is left, what is gone goes."""
    from copilot.pipeline import Copilot

    settings = context_of(context).settings()
    wanted = sitemaps or list(settings.crawl.sitemaps)
    if not wanted:
        fail("No sitemap is named.", "Give its address, or set crawl.sitemaps.", exit_code=2)
    with Copilot.open(settings) as copilot:
        reports = [copilot.office.crawl(sitemap, by="cli") for sitemap in wanted]
    if json:
        print_json({"reports": [asdict(report) for report in reports]})
        return
    for report in reports:
        counts = ", ".join(f"{n} {what}" for what, n in report.counts.items())
        console.print(f"{report.sitemap}: {counts or 'nothing found'}", markup=False)
        for problem in report.problems:
            console.print(f"  failed: {problem}", style="yellow", markup=False)


def _mover(bar: Progress | None) -> Any:
    if bar is None:
        return lambda done, total: None
    return lambda done, total: bar.update(bar.task_ids[0], completed=done, total=total)


def _preview(answer: dict[str, Any], json: bool) -> None:
    if json:
        print_json(answer)
        return
    for item in answer["items"]:
        console.print(f"{item['fate']:<12} {item['score']:.2f}  {item['key']}", markup=False)
        for name in ("question", "answer"):
            if item[name]:
                console.print(f"  {name}: {_short(item[name])}", markup=False)
        if item["reasons"]:
            console.print(f"  why: {'; '.join(item['reasons'])}", markup=False)
        if item["taken"]:
            console.print(f"  taken out: {', '.join(item['taken'])}", markup=False)
    console.print(f"{len(answer['items'])} shown; nothing was stored.", markup=False)


def _short(text: str, length: int = 240) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[:length]} …"


def _print_report(report: dict[str, Any]) -> None:
    counts = ", ".join(f"{n} {fate.replace('_', ' ')}" for fate, n in report["counts"].items())
    console.print(
        f"{report['path']}: {report['tickets']} {report['kind']} read in "
        f"{report['seconds']:.1f} s: {counts or 'nothing new'}",
        markup=False,
    )
    if report["resumed_at"]:
        console.print(f"  went on after {report['resumed_at']} that were done", markup=False)
    for reason, count in report["dropped"].items():
        console.print(f"  {count} without a pair: {reason}", markup=False)
    if report["taken"]:
        console.print(f"  personal data taken out: {', '.join(report['taken'])}", markup=False)
    for problem in report["problems"]:
        console.print(f"  failed: {problem}", style="yellow", markup=False)
    if report["stopped"]:
        console.print("  stopped; run it again to go on", style="yellow")
