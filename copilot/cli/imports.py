"""`import`, `crawl`: past tickets and macros from archives, looked at before anything is stored,
and websites."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from copilot.cli.context import context_of, worker_for
from copilot.cli.output import console, fail, print_json, progress_bar
from copilot.cli.worker import OnProgress

_USUAL = 0.5  # `copilot.imports.quality.USUAL`, which a look at --help need not load
Look = Callable[[dict[str, Any]], dict[str, Any]]
Take = Callable[[dict[str, Any], OnProgress], dict[str, Any]]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    app.command("import")(import_)
    app.command("crawl")(crawl)


def import_(
    context: typer.Context,
    path: Annotated[
        Path | None,
        typer.Argument(help="mbox, Maildir, a helpdesk's export (.json, .jsonl), .csv or .xlsx."),
    ] = None,
    helpdesk: Annotated[
        str | None,
        typer.Option(help="In place of a file: a helpdesk of copilot.toml, over its API."),
    ] = None,
    what: Annotated[str, typer.Option(help="Of a helpdesk: all, tickets or macros.")] = "all",
    since: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Of a helpdesk: what changed from that day on."),
    ] = None,
    anew: Annotated[
        bool, typer.Option("--anew", help="Of a helpdesk: from the beginning.")
    ] = False,
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
    """Cut question and answer out of past tickets, scrub them and take the good ones in.

    From a file, or with --helpdesk over its API: the first run takes everything, a later one
    what changed since; one that was broken off goes on where it was.
    """
    name = helpdesk or (path.name if path else "")
    body: dict[str, Any] = {"min_quality": min_quality}
    if helpdesk:
        _refuse_both(path, own)
        day = since.date().isoformat() if since else None
        body |= {"what": what, "since": day, "anew": anew}
    else:
        body |= {"path": str(_existing(path).absolute()), "own": own or []}
    with worker_for(context_of(context).settings()) as worker:
        look: Look = partial(worker.preview_past, helpdesk) if helpdesk else worker.preview_import
        take: Take = partial(worker.import_past, helpdesk) if helpdesk else worker.import_archive
        if preview:
            _preview(look({**body, "limit": limit}), json)
            return
        with progress_bar(f"Importing {name}", quiet=json) as bar:
            report = take(body, _mover(bar))
    if json:
        print_json(report)
    else:
        _print_report(report)
    if report["counts"].get("failed"):
        raise typer.Exit(3)


def _existing(path: Path | None) -> Path:
    if path is None:
        fail("What should be imported?", "Give a file, or --helpdesk NAME.", exit_code=2)
    if not path.exists():
        fail(f"There is no file or folder {path}.", "Check the path.", exit_code=2)
    return path


def _refuse_both(path: Path | None, own: list[str] | None) -> None:
    if path is not None:
        fail(f"Both {path} and --helpdesk are given.", "Give one of them.", exit_code=2)
    if own:
        fail("--own is for mail archives.", "A helpdesk tells who wrote.", exit_code=2)


def crawl(
    context: typer.Context,
    sitemaps: Annotated[
        list[str] | None, typer.Argument(help="Sitemaps; without any, those of the settings.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Read websites by their sitemaps; what did not change is left, what is gone goes."""
    settings = context_of(context).settings()
    with worker_for(settings) as worker, progress_bar("Reading websites", quiet=json) as bar:
        answer = worker.crawl({"sitemaps": sitemaps or []}, on_progress=_mover(bar))
    if json:
        print_json(answer)
    else:
        _print_crawl(answer["reports"])
    if any(report["counts"].get("failed") for report in answer["reports"]):
        raise typer.Exit(3)


def _print_crawl(reports: list[dict[str, Any]]) -> None:
    for report in reports:
        counts = ", ".join(f"{n} {what}" for what, n in report["counts"].items())
        console.print(f"{report['sitemap']}: {counts or 'nothing found'}", markup=False)
        for problem in report["problems"]:
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
