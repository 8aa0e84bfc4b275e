"""docs/helpdesks.md: its settings load, its example runs, no setting is missing."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from copilot.config import HelpdeskSettings, load_settings
from copilot.helpdesks import check_helpdesks

TEXT = (Path(__file__).parents[2] / "docs" / "helpdesks.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", TEXT)


@pytest.mark.parametrize("toml", blocks("toml"))
def test_settings_load_and_open(tmp_path: Path, toml: str) -> None:
    (tmp_path / "copilot.toml").write_text(toml, "utf-8")
    name = re.findall(r"\[helpdesks\.(\w+)\]", toml)[0].upper()
    credentials = {f"COPILOT_HELPDESKS_{name}_{what}": "x" * 32 for what in ("TOKEN", "SECRET")}
    settings = load_settings(env={"COPILOT_HOME": str(tmp_path), **credentials})
    assert [item.detail for item in check_helpdesks(settings.helpdesks) if not item.ok] == []


def test_the_example_runs() -> None:
    (example,) = blocks("python")
    exec(compile(example, "helpdesks.md", "exec"), {})


@pytest.mark.parametrize("name", [item.name for item in fields(HelpdeskSettings)])
def test_every_setting_is_on_the_page(name: str) -> None:
    assert re.search(rf"`{name}`|^{name} =|\b{name}\b", TEXT, re.M), name
