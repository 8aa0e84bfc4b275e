"""`keys`, `doctor`, `export`, `erase`: what the operator does."""

from __future__ import annotations

import json as jsonlib
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer
from rich.table import Table

from copilot.cli.context import context_of, store_of, worker_for
from copilot.cli.helpdesks import helpdesk_parts
from copilot.cli.output import console, fail, print_json
from copilot.config import Settings

if TYPE_CHECKING:
    from copilot.store.keys import Role

keys = typer.Typer(help="API keys: shown once, stored hashed.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
RoleOption = Annotated[str, typer.Option(help="agent, editor, qa, admin or service.")]


def register(app: typer.Typer) -> None:
    app.add_typer(keys, name="keys")
    app.command("doctor")(doctor)
    app.command("export")(export)
    app.command("erase")(erase)


@keys.command("create")
def create_key(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Who will use it.")],
    role: RoleOption = "agent",
    json: AsJson = False,
) -> None:
    """Make a key and show it once."""
    with store_of(context_of(context).settings()) as store:
        made = store.keys.create(name, cast("Role", role), by="cli")
    if json:
        print_json({"id": made.key.id, "name": name, "role": role, "key": made.secret})
    else:
        console.print(f"Key for {name} ({role}), shown only now:", markup=False)
        console.print(f"  {made.secret}", markup=False)


@keys.command("ensure")
def ensure_key(
    context: typer.Context,
    name: Annotated[str, typer.Option(help="Who will use it.")] = "first",
    role: RoleOption = "admin",
) -> None:
    """Make a key where none exists yet, and show it; else say nothing."""
    with store_of(context_of(context).settings()) as store:
        exists = store.keys.any()
    if not exists:
        create_key(context, name, role)


@keys.command("list")
def list_keys(context: typer.Context, json: AsJson = False) -> None:
    """List the keys, never their secrets."""
    with store_of(context_of(context).settings()) as store:
        rows = store.keys.all()
    if json:
        print_json([asdict(row) for row in rows])
        return
    table = Table("prefix", "name", "role", "created", "last used", "revoked", box=None)
    for row in rows:
        table.add_row(
            row.prefix,
            row.name,
            row.role,
            f"{row.created_at:%Y-%m-%d}",
            f"{row.last_used_at:%Y-%m-%d}" if row.last_used_at else "never",
            f"{row.revoked_at:%Y-%m-%d}" if row.revoked_at else "",
        )
    console.print(table)


@keys.command("revoke")
def revoke_key(
    context: typer.Context,
    prefix: Annotated[str, typer.Argument(help="The key's prefix or id.")],
) -> None:
    """Make a key open nothing any more."""
    with store_of(context_of(context).settings()) as store:
        store.keys.revoke(prefix, by="cli")
    console.print(f"{prefix} is revoked.", markup=False)


def doctor(context: typer.Context, json: AsJson = False) -> None:
    """Print every setting with its origin, and whether each part works."""
    settings = context_of(context).settings()
    parts, counts = _parts(settings)
    parts += helpdesk_parts(settings)
    if json:
        print_json(
            {
                "settings": [asdict(line) for line in settings.describe()],
                "parts": parts,
                "counts": counts,
            }
        )
    else:
        _print_doctor(settings, parts, counts)
    if not all(part["ok"] for part in parts):
        raise typer.Exit(3)


def _parts(settings: Settings) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Asks a running server, else opens the data folder."""
    from copilot.errors import CopilotError
    from copilot.owner import owner_of
    from knowledge.errors import KnowledgeError

    owner = owner_of(settings.home)
    if owner is not None and owner.address:
        return _asked(owner.address)
    from copilot.pipeline import Copilot

    try:
        with Copilot.open(settings) as copilot:
            status = copilot.status()
    except (CopilotError, KnowledgeError) as error:
        return [{"name": "start", "ok": False, "detail": f"{error.message} {error.hint}"}], {}
    return [asdict(part) for part in status.parts], dict(status.counts)


def _asked(address: str) -> tuple[list[dict[str, Any]], dict[str, int]]:
    import httpx

    try:
        answer = httpx.get(f"{address}/readyz", timeout=10, trust_env=False).json()
    except (httpx.TransportError, ValueError) as error:
        return [{"name": f"server at {address}", "ok": False, "detail": str(error)}], {}
    running = {"name": "server", "ok": True, "detail": address}
    return [running, *answer.get("parts", [])], answer.get("counts", {})


def _print_doctor(settings: Settings, parts: list[dict[str, Any]], counts: dict[str, int]) -> None:
    for line in settings.describe():
        console.print(f"{line.key} = {line.value or '–'}  ({line.origin})", markup=False)
    console.print()
    for part in parts:
        mark = "ok  " if part["ok"] else "FAIL"
        console.print(f"{mark} {part['name']}: {part['detail']}".rstrip(": "), markup=False)
    for name, number in counts.items():
        console.print(f"     {name}: {number}", markup=False)


def export(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help="E-mail address or the helpdesk's customer id.")],
    to: Annotated[Path | None, typer.Option(help="File to write; stdout without it.")] = None,
) -> None:
    """Hand out everything that is kept of a person, as JSON."""
    if to is not None and to.exists():
        fail(f"{to} exists already.", "Name a new file.", exit_code=2)
    with worker_for(context_of(context).settings()) as worker:
        found = worker.export_person(person)
    if to is None:
        print_json(found)
        return
    to.write_text(jsonlib.dumps(found, ensure_ascii=False, indent=2, default=str), "utf-8")
    console.print(f"Written to {to}.", markup=False)


def erase(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help="E-mail address or the helpdesk's customer id.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: AsJson = False,
) -> None:
    """Erase everything that is kept of a person. This cannot be undone."""
    if not yes and not json:
        sure = typer.confirm(f"Erase everything about {person}?")
        if not sure:
            fail("Nothing was erased.", exit_code=2)
    with worker_for(context_of(context).settings()) as worker:
        report = worker.erase_person(person)
    if json:
        print_json(report)
    else:
        counts = ", ".join(f"{n} {what}" for what, n in report["erased"].items())
        console.print(f"Erased: {counts}.", markup=False)
