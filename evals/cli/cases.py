"""`eval add` and `proposals`: cases from daily work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from evals.cli.common import SettingsOf, console

if TYPE_CHECKING:
    from evals.add import CaseKind


def register(command: typer.Typer, settings_of: SettingsOf) -> None:
    @command.command("add")
    def add(
        context: typer.Context,
        draft_id: Annotated[str, typer.Argument(help="A stored draft.")],
        to: Annotated[Path, typer.Option(help="The JSONL file that the case goes to.")],
        kind: Annotated[str, typer.Option(help="drafts, findings or replies.")] = "drafts",
    ) -> None:
        """Turn a draft and its decision into a case, without the customer's data."""
        from copilot.store import open_store
        from evals.add import add_to, case_of

        with open_store(settings_of(context)) as store:
            made = case_of(store.drafts.get(draft_id), cast("CaseKind", kind))
        add_to(to, made)
        console.print(f"{made.values['id']} added to {to}.", markup=False)
        console.print(f"replaced: {', '.join(made.taken) or 'nothing'}", markup=False)
        console.print("Read it before you commit it; set what the case expects.", markup=False)

    @command.command("proposals")
    def propose(
        context: typer.Context,
        to: Annotated[Path, typer.Option(help="The JSONL file that the cases go to.")],
        limit: Annotated[int, typer.Option(min=1, help="Of the newest so many.")] = 200,
    ) -> None:
        """Write what agents rejected as `findings` cases for a person to label."""
        from copilot.store import open_store
        from evals.add import add_to, proposals

        with open_store(settings_of(context)) as store:
            found = proposals(store.drafts.newest("rejected", limit, 0).items)
        added = sum(add_to(to, made, twice_is_fine=True) for made in found)
        console.print(f"{added} new of {len(found)} rejected drafts, in {to}.", markup=False)
