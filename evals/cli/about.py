"""`eval list`, `schema` and `validate`: what there is, and whether a suite could be run."""

from __future__ import annotations

from pathlib import Path

import typer

from evals.cli.common import AsJson, SettingsOf, Suites, Tag, console, load, print_json


def register(command: typer.Typer, _settings_of: SettingsOf) -> None:
    @command.command("list")
    def list_suites(as_json: AsJson = False) -> None:
        """The shipped suites."""
        from evals.suite import shipped

        found = [_about(path) for path in shipped()]
        if as_json:
            print_json(found)
            return
        for item in found:
            console.print(f"{item['name']:<18} {item['kind']:<10} {item['about']}", markup=False)

    @command.command("validate")
    def validate(suites: Suites = None, tag: Tag = None) -> None:
        """Read suites and all their data without running them."""
        for suite in load(suites, tag):
            console.print(f"{suite.name}: {len(suite.cases)} cases", markup=False)

    @command.command("schema")
    def schema() -> None:
        """The JSON Schema of suite files, for editors."""
        from evals.suite import json_schema

        print_json(json_schema())


def _about(file: Path) -> dict[str, str]:
    from evals.suite import DataAbsentError, load_suite

    try:
        suite = load_suite(file)
    except DataAbsentError as error:
        return {"name": file.stem, "kind": "", "about": str(error)}
    return {"name": suite.name, "kind": suite.kind, "about": suite.file.description.strip()}
