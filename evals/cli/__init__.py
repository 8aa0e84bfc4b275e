"""`reply-copilot eval`: run, compare, accept, ab, add, and what helps with them."""

from __future__ import annotations

import typer

from evals.cli import about, cases, running, states
from evals.cli.common import SettingsOf


def app(settings_of: SettingsOf) -> typer.Typer:
    """The sub-command; `settings_of` reads the settings that stand before it."""
    command = typer.Typer(help="Eval suites: run, compare, accept.", no_args_is_help=True)
    for module in (running, states, cases, about):
        module.register(command, settings_of)
    return command


__all__ = ["app"]
