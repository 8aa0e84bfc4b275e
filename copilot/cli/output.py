"""How commands speak: for humans on a terminal, as JSON with `--json`, errors on stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy.exc import SQLAlchemyError

from copilot.errors import CopilotError
from knowledge.errors import KnowledgeError, SourceError

console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """One JSON value on stdout, as REST would answer it."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def fail(message: str, hint: str = "", *, code: str = "error", exit_code: int = 3) -> NoReturn:
    """Says what was wrong and what to do, and ends the command."""
    if _wants_json():
        body = {"error": {"code": code, "message": message, "hint": hint, "details": {}}}
        sys.stderr.write(json.dumps(body, ensure_ascii=False) + "\n")
    else:
        errors.print("error: ", style="bold red", end="")
        errors.print(message, markup=False)
        if hint:
            errors.print(f"       {hint}", markup=False)
    raise SystemExit(exit_code)


def _wants_json() -> bool:
    return "--json" in sys.argv[1:]


@contextmanager
def spoken_errors() -> Iterator[None]:
    """Turns this product's errors, and the machine's, into a sentence and an exit code."""
    try:
        yield
    except CopilotError as error:
        fail(error.message, error.hint, code=error.code, exit_code=error.exit_code)
    except SourceError as error:
        fail(error.message, error.hint, code="source", exit_code=2)
    except KnowledgeError as error:
        fail(error.message, error.hint, code="knowledge")
    except SQLAlchemyError as error:
        fail(f"The database failed: {error.__class__.__name__}: {error}".splitlines()[0])
    except OSError as error:
        fail(str(error), exit_code=3)


@contextmanager
def progress_bar(title: str, *, quiet: bool) -> Iterator[Progress | None]:
    """A bar on a terminal's stderr; nothing where nobody looks."""
    if quiet or not errors.is_terminal or os.environ.get("NO_PROGRESS"):
        yield None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=errors, transient=True) as progress:
        progress.add_task(title, total=None)
        yield progress
