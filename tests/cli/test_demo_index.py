"""The demo starts over an index that another version made; a shop's own index is never touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from copilot.cli.server import load_demo_shop, open_demo
from copilot.config import Settings, load_settings
from copilot.pipeline import Copilot
from knowledge.errors import IndexMismatchError


@pytest.fixture
def of_another_version(tmp_path: Path) -> Settings:
    settings = load_settings(home=tmp_path)
    with Copilot.open(settings) as copilot:
        load_demo_shop(copilot)
    current = tmp_path / "index" / "current.json"
    held = json.loads(current.read_text("utf-8"))
    held["fingerprint"]["embedder"] = "static-of-another-version"
    current.write_text(json.dumps(held), "utf-8")
    return settings


def test_the_demo_makes_its_index_anew(of_another_version: Settings) -> None:
    with open_demo(of_another_version) as copilot:
        assert copilot.knowledge.search("Wie oft muss ich entkalken?", k=1)


def test_a_shops_own_index_waits_for_its_operator(of_another_version: Settings) -> None:
    with pytest.raises(IndexMismatchError, match="embedder"):
        Copilot.open(of_another_version)
