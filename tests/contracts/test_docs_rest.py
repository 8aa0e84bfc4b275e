"""The recipes of docs/rest.md, run as they stand against a live server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from copilot.api import create_app
from copilot.config import load_settings
from copilot.pipeline import Copilot
from tests.serving import serving

PAGE = Path(__file__).parents[2] / "docs" / "rest.md"
TEXT = PAGE.read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", TEXT)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shop = tmp_path_factory.mktemp("shop")
    (shop / "policies").mkdir()
    for name, text in {
        "rueckgabe": "# Rückgabe\n\nSie können die Ware innerhalb von 30 Tagen zurückgeben.",
        "versand": "# Versand\n\nDer Versand dauert zwei bis drei Werktage.",
    }.items():
        (shop / "policies" / f"{name}.md").write_text(text, "utf-8")
    return shop


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("home") / "home"
    with serving(home) as address:
        yield address


def environment(server: str, folder: Path) -> dict[str, str]:
    python = str(Path(sys.executable).parent)  # the recipes call python3
    return {
        **os.environ,
        "BASE": server,
        "FOLDER": str(folder),
        "PATH": f"{python}:{os.environ['PATH']}",
        "no_proxy": "127.0.0.1",
    }


def test_shell_recipes_run_from_top_to_bottom(server: str, folder: Path, tmp_path: Path) -> None:
    script = "set -eu\n" + "\n".join(blocks("sh"))
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=tmp_path,
        env=environment(server, folder),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    for expected in (
        "not_found", "helpdesk", "policies/rueckgabe.md", "event: draft", "edited", "past_answer",
        "dismissed", "unsupported_claim", "30 Tagen", "404 not_found",
    ):  # fmt: skip
        assert expected in done.stdout, done.stdout


def test_python_recipe_runs(server: str, folder: Path) -> None:
    (recipe,) = blocks("python")
    done = subprocess.run(
        [sys.executable, "-c", recipe],
        env=environment(server, folder),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # On the policy, or on the past answer that the recipes above made of it.
    basis = r"(?:policies/rueckgabe\.md|[0-9a-f]{32})"
    assert re.search(rf"30 Tagen zurückgeben\.' rests on {basis}\n", done.stdout), done.stdout
    assert "unanswered Wie lange" in done.stdout


def test_every_path_is_on_the_page(tmp_path: Path) -> None:
    settings = load_settings(env={"COPILOT_HOME": str(tmp_path / "home")})
    with Copilot.open(settings) as copilot:
        paths = create_app(copilot, settings).openapi()["paths"]
    for path in paths:
        told = re.sub(r"\\\{\w+\\\}", r"\\$\\w+", re.escape(path))
        assert re.search(told, TEXT), path
