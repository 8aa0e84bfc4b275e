"""The documents tell the truth where a machine can see it: links, commands, names."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from copilot.cli.app import app

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
_LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")
_SOURCE = re.compile(r'(?:src|href)="(?!https?://|#)([^"]+)"')
_COMMAND = re.compile(r"(?m)^(?:\S*/)?reply-copilot ((?:--\S+ )*[a-z]+)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    text = document.read_text("utf-8")
    targets = [*_LINK.findall(text), *_SOURCE.findall(text)]
    missing = [target for target in targets if not (document.parent / target).exists()]
    assert not missing


def test_commands_exist() -> None:
    known = {command.name for command in app.registered_commands}
    known |= {group.name for group in app.registered_groups}
    for document in DOCUMENTS:
        for command in _COMMAND.findall(document.read_text("utf-8")):
            assert command.split()[-1] in known, f"{document.name}: {command}"


def test_nothing_names_a_machine() -> None:
    """No path of the machine that something was written on, in any text of the project."""
    home = re.compile(r"/(?:root|home/[a-z]+|work)/")
    for path in [*DOCUMENTS, *ROOT.glob("copilot/**/*.py"), *ROOT.glob("knowledge/**/*.py")]:
        assert not home.search(path.read_text("utf-8")), path


def test_help_needs_no_heavy_import() -> None:
    """A command line that answers `--help` after five seconds is not used twice."""
    heavy = "torch", "gradio", "chromadb", "sentence_transformers", "langchain_core", "fastapi"
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "copilot.cli", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "ingest" in told.stdout
    loaded = {line.rpartition("|")[2].strip() for line in told.stderr.splitlines()}
    assert not loaded & set(heavy)
