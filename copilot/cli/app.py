"""`reply-copilot`: the roof. It alone knows every room."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from copilot.cli import admin, helpdesks, imports, insights, knowledge, replies, server
from copilot.cli.context import Context, context_of
from copilot.cli.output import spoken_errors
from evals.cli import app as evals

app = typer.Typer(
    name="reply-copilot",
    help="Finds, drafts, checks, and leaves the decision to a human.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def options(
    context: typer.Context,
    home: Annotated[Path | None, typer.Option(help="Data folder (COPILOT_HOME).")] = None,
    config: Annotated[
        Path | None, typer.Option(help="Settings file in place of HOME/copilot.toml.")
    ] = None,
) -> None:
    context.obj = Context(home=home, config=config)


app.add_typer(evals(lambda context: context_of(context).settings()), name="eval")
for module in (server, knowledge, replies, helpdesks, admin, imports, insights):
    module.register(app)


def main() -> None:
    """Runs a command and ends the process with the contract's exit code."""
    with spoken_errors():
        app()
