"""`helpdesks`: what is connected, what became of it, and another try for what failed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Annotated, Any, cast

import typer
from rich.table import Table

from copilot.cli.context import context_of, store_of
from copilot.cli.output import console, fail, print_json
from copilot.config import Settings
from copilot.store.serial import to_json

app = typer.Typer(help="Connected helpdesks and their jobs.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Desk = Annotated[str | None, typer.Option("--helpdesk", help="Only this helpdesk.")]


def register(cli: typer.Typer) -> None:
    cli.add_typer(app, name="helpdesks")


def helpdesk_parts(settings: Settings) -> list[dict[str, Any]]:
    """For `doctor`: whether each helpdesk could be used, without calling it."""
    if not settings.helpdesks:
        return []
    from copilot.helpdesks import check_helpdesks  # brings httpx and JMESPath

    return [
        {"name": f"helpdesk {item.name}", "ok": item.ok, "detail": item.detail}
        for item in check_helpdesks(settings.helpdesks)
    ]


@app.command("list")
def list_helpdesks(context: typer.Context, json: AsJson = False) -> None:
    """List the connected helpdesks with their jobs per state."""
    settings = context_of(context).settings()
    parts = {part["name"].removeprefix("helpdesk "): part for part in helpdesk_parts(settings)}
    with store_of(settings) as store:
        rows = [
            {**parts[desk.name], "name": desk.name, "jobs": dict(store.jobs.counts(desk.name))}
            for desk in settings.helpdesks
        ]
    if json:
        print_json({"helpdesks": rows})
        return
    for row in rows:
        mark = "ok  " if row["ok"] else "FAIL"
        jobs = ", ".join(f"{number} {state}" for state, number in row["jobs"].items() if number)
        console.print(f"{mark} {row['name']}: {row['detail']}", markup=False)
        console.print(f"     jobs: {jobs or 'none'}", markup=False)
    if not rows:
        console.print("No helpdesk is connected; docs/helpdesks.md says how.")


@app.command("jobs")
def list_jobs(
    context: typer.Context,
    state: Annotated[list[str] | None, typer.Option(help="queued, running, done, dead …")] = None,
    helpdesk: Desk = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    json: AsJson = False,
) -> None:
    """List jobs, the newest first; `--state dead` shows what failed for good."""
    from copilot.store.jobs import JOB_STATES, JobState

    for wanted in state or []:
        if wanted not in JOB_STATES:
            states = ", ".join(JOB_STATES)
            fail(f"`{wanted}` is no state of a job.", f"States are {states}.", exit_code=2)
    with store_of(context_of(context).settings()) as store:
        page = store.jobs.newest(helpdesk, cast("list[JobState]", state or []), limit)
    if json:
        # Without the event: it holds what the customer wrote.
        shown = [to_json(replace(job, event={})) for job in page.items]
        print_json({"jobs": shown, "total": page.total})
        return
    table = Table("job", "ticket", "state", "attempts", "created", "why", box=None)
    for job in page.items:
        created = f"{job.created_at:%Y-%m-%d %H:%M}"
        why = job.error or job.outcome
        table.add_row(job.id, job.thread, job.state, str(job.attempts), created, why)
    console.print(table)
    console.print(f"{len(page.items)} of {page.total}", style="dim")


@app.command("retry")
def retry(
    context: typer.Context,
    job: Annotated[str | None, typer.Argument(help="The job's id.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All dead jobs.")] = False,
    helpdesk: Desk = None,
    json: AsJson = False,
) -> None:
    """Queue dead jobs anew; a running server takes them up within a second."""
    if (job is None) == (not every):
        fail("Name a job, or --all.", "`reply-copilot helpdesks jobs --state dead`.", exit_code=2)
    now = dt.datetime.now(dt.UTC)
    with store_of(context_of(context).settings()) as store:
        if job is not None:
            store.jobs.retry(job, now, by="cli")
            count = 1
        else:
            count = store.jobs.retry_dead(now, helpdesk, by="cli")
    if json:
        print_json({"retried": count})
    else:
        console.print(f"{count} queued again.")
