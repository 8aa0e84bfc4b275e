"""The documents tell the truth where a machine can see it: links, commands, names."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from copilot.cli.app import app

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
_LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")
_SOURCE = re.compile(r'(?:src|href)="(?!https?://|#)([^"]+)"')
_COMMAND = re.compile(r"(?m)^(?:\S*/)?reply-copilot ((?:--\S+ )*[a-z]+)")
_CALL = re.compile(r"reply-copilot ([a-z][^`\n]*)")
_END_OF_CALL = re.compile(r" {2,}|\s#|[|;)]")  # what a page says behind a command
_OPTION = re.compile(r"--?[a-z][a-z-]*")
_ANCHOR = re.compile(r"\]\(([^)#\s]*)#([^)\s]+)\)")
_MODULE = re.compile(r"python3? -m ((?:benchmarks|copilot|evals|knowledge)[\w.]*)")
_SCRIPT = re.compile(r"\b(benchmarks/[\w/]+\.py)\b")
CARDS = sorted(path for part in ("copilot", "knowledge", "benchmarks")
               for name in ("MODEL_CARD.md", "README.md")
               for path in (ROOT / part).rglob(name))  # fmt: skip


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    text = document.read_text("utf-8")
    targets = [*_LINK.findall(text), *_SOURCE.findall(text)]
    missing = [target for target in targets if not (document.parent / target).exists()]
    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_to_headings(document: Path) -> None:
    for name, anchor in _ANCHOR.findall(document.read_text("utf-8")):
        if not name.startswith("http"):
            target = document.parent / name if name else document
            assert anchor in _anchors(target), f"{name}#{anchor}"


def _anchors(document: Path) -> set[str]:
    """The anchors that a page's headings get."""
    headings = re.findall(r"(?m)^#+ (.+)$", document.read_text("utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_options_exist(document: Path) -> None:
    for call in _CALL.findall(document.read_text("utf-8")):
        words = _END_OF_CALL.split(call)[0].split()
        command = _named(words)
        known = {option for parameter in command.params for option in parameter.opts}
        known |= {option for p in command.params for option in p.secondary_opts}
        for word in words:
            if option := _OPTION.match(word):
                assert option[0] in known, f"{call}: {option[0]}"


def _named(words: list[str]) -> Any:
    """The command that the words begin with."""
    command: Any = get_command(app)
    for word in words:
        inner = getattr(command, "commands", {})
        if word not in inner:
            break
        command = inner[word]
    return command


@pytest.mark.parametrize(
    "document", [*DOCUMENTS, *CARDS], ids=lambda path: str(path.relative_to(ROOT))
)
def test_modules_and_scripts_exist(document: Path) -> None:
    text = document.read_text("utf-8")
    for module in _MODULE.findall(text):
        place = ROOT.joinpath(*module.rstrip(".").split("."))
        is_package = (place / "__main__.py").exists()
        assert is_package or place.with_suffix(".py").exists(), module
    for script in _SCRIPT.findall(text):
        assert (ROOT / script).exists(), script


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
