"""`insights report`, `insights route`, `sweep`: what drafts and decisions tell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copilot.cli.context import context_of, worker_for
from copilot.cli.output import console, fail, print_json

if TYPE_CHECKING:
    from copilot.config import Settings
    from copilot.pipeline.office import Figures

app = typer.Typer(help="What drafts and decisions tell.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(main: typer.Typer) -> None:
    main.add_typer(app, name="insights")
    main.command("sweep")(sweep)


@app.command("report")
def report(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option(help="FILE.html or FILE.csv to write.")] = None,
    days: Annotated[int | None, typer.Option(min=1, help="Only the last so many days.")] = None,
    language: Annotated[str | None, typer.Option(help="Of the report: de or en.")] = None,
    json: AsJson = False,
) -> None:
    """Topics, gaps, complaints, decisions per week, peaks; as a page, a table or JSON."""
    if out is None and not json:
        fail("Where should the report go?", "Give --out FILE.html, or --json.", exit_code=2)
    if out is not None and out.suffix.lower() not in (".html", ".csv"):
        fail(f"{out} is neither HTML nor CSV.", "Give --out FILE.html or FILE.csv.", exit_code=2)
    from copilot.insights.render import write
    from copilot.store.serial import to_json

    settings = context_of(context).settings()
    with _office(settings) as office:
        found = office.insights(days)
    if out is not None:
        write(found, out, language or settings.shop.language)
    if json:
        print_json(to_json(found))
    else:
        console.print(f"{found.drafts} drafts; written to {out}.", markup=False)


@app.command("route")
def route(context: typer.Context, json: AsJson = False) -> None:
    """Hand new complaints to the departments' webhooks and outbox files."""
    with _office(context_of(context).settings()) as office:
        sent = office.route_complaints()
    if json:
        print_json([{"draft_id": draft, "department": name} for draft, name in sent])
    else:
        console.print(f"{len(sent)} handed out.")


def sweep(context: typer.Context, json: AsJson = False) -> None:
    """Delete what is older than the settings under [retention] allow."""
    with worker_for(context_of(context).settings()) as worker:
        found = worker.sweep()
    if json:
        print_json(found)
    else:
        deleted = found["deleted"].items()
        counts = ", ".join(f"{n} {what.replace('_', ' ')}" for what, n in deleted if n)
        console.print(f"Deleted: {counts or 'nothing'}.", markup=False)


@contextmanager
def _office(settings: Settings) -> Iterator[Figures]:
    """The tables alone: figures can be read while a server runs, too."""
    from copilot.insights import GapBook
    from copilot.learn import Reputation
    from copilot.pipeline.office import Figures
    from copilot.store import CopilotStore, open_tables
    from knowledge.analyse import terms
    from knowledge.store import KnowledgeStore

    with open_tables(settings) as engine:
        store = CopilotStore(engine)
        entries = KnowledgeStore(engine)
        reputation = Reputation(store, entries.revision)
        yield Figures(settings, store, GapBook(store, terms), reputation, entries)
