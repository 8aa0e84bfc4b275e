"""`draft` and `check`: one message, one reply."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from copilot.cli.batch import check_table
from copilot.cli.context import context_of, worker_for
from copilot.cli.explained import print_explained
from copilot.cli.output import console, fail, print_json
from copilot.cli.texts import read_text

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
STYLES = {"block": "bold red", "review": "yellow", "hint": "cyan", "pass": "green"}


def register(app: typer.Typer) -> None:
    app.command("draft")(draft)
    app.command("check")(check)


def draft(
    context: typer.Context,
    message: Annotated[str, typer.Argument(help="File with the message; - reads stdin.")],
    subject: Annotated[str, typer.Option(help="The message's subject.")] = "",
    channel: Annotated[str, typer.Option(help="email, chat, form, review, …")] = "email",
    name: Annotated[str, typer.Option(help="The customer's first and last name.")] = "",
    order: Annotated[str, typer.Option(help="Order number, where the message has none.")] = "",
    sku: Annotated[list[str] | None, typer.Option(help="The product it is about.")] = None,
    instruction: Annotated[str, typer.Option(help='A hint, such as "shorter".')] = "",
    json: AsJson = False,
) -> None:
    """Draft a reply to a customer's message, checked, with its sources."""
    body: dict[str, Any] = {
        "message": {"text": read_text(message), "subject": subject, "channel": channel}
    }
    if name:
        first, _, last = name.rpartition(" ")
        body["customer"] = (
            {"first_name": first, "last_name": last} if first else {"first_name": last}
        )
    if order:
        body["order"] = {"number": order}
    if sku:
        body["skus"] = sku
    if instruction:
        body["instruction"] = instruction
    with worker_for(context_of(context).settings()) as worker:
        answer = worker.draft(body)
    print_json(answer) if json else _print_draft(answer)


def check(
    context: typer.Context,
    message: Annotated[str, typer.Option(help="File with the message; - reads stdin.")] = "",
    reply: Annotated[str, typer.Option(help="File with the reply; - reads stdin.")] = "",
    subject: Annotated[str, typer.Option(help="The message's subject.")] = "",
    source: Annotated[
        list[Path] | None, typer.Option(help="Judge facts by these files alone.")
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option(help="Check every row: columns message (or question) and reply (or answer)."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="With --csv: the result; NAME.checked.csv where left out.")
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show features, thresholds and passages too.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Check any reply against a message. Exit code 1 where a verdict is "block"."""
    sources = [{"id": path.name, "text": read_text(str(path))} for path in source or ()]
    settings = context_of(context).settings()
    if csv is not None:
        if message or reply or subject or explain:
            fail("--csv brings its own messages and replies.", "Leave the others out.", exit_code=2)
        raise typer.Exit(check_table(csv, out, settings, sources, quiet=json))
    if not message or not reply:
        fail("Give --message and --reply, or --csv.", "See --help.", exit_code=2)
    if message == "-" and reply == "-":
        fail("Message and reply cannot both come from stdin.", "Give one as a file.", exit_code=2)
    body: dict[str, Any] = {
        "message": {"text": read_text(message), "subject": subject},
        "reply": read_text(reply),
    }
    if sources:
        body["sources"] = sources
    with worker_for(settings) as worker:
        answer = worker.explain(body) if explain else worker.check(body)
    if json:
        print_json(answer)
    else:
        _print_check(answer, body["reply"])
        if explain:
            print_explained(answer)
    if answer["verdict"] == "block":
        raise typer.Exit(1)


def _print_draft(answer: dict[str, Any]) -> None:
    console.print(answer["reply"], markup=False)
    console.print()
    for piece in answer["citations"]:
        source = next(e for e in answer["evidence"] if e["id"] == piece["evidence_id"])
        quoted = " ".join(answer["reply"][piece["start"] : piece["end"]].split())
        console.print(f'[{source["source"]}] "{quoted[:90]}"', style="dim", markup=False)
    _print_check(answer, answer["reply"])


def _print_check(answer: dict[str, Any], reply: str) -> None:
    for question in answer["questions"]:
        console.print(f"{question['status']:>10}  {question['text']}", markup=False)
    for finding in answer["findings"]:
        console.print(f"{finding['severity']:>10}  ", style=STYLES[finding["severity"]], end="")
        place = finding.get("reply_span")
        where = f" – “{reply[place[0] : place[1]]}”" if place else ""
        console.print(f"{finding['code']}: {finding['message']}{where}", markup=False)
    console.print(f"   verdict  {answer['verdict']}", style=STYLES[answer["verdict"]])
