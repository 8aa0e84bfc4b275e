"""A small knowledge folder and a way to run the command as a user does, in this process."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from copilot.cli import main

RETURNS = """# Rückgabe

Sie können jeden Artikel innerhalb von 30 Tagen ab Erhalt zurückgeben. Die Rücksendung ist für
Sie kostenlos; das Etikett drucken Sie im Kundenkonto aus.
"""
LAMP = """# Tischlampe Lumo

Artikelnummer: LU-10

## Leuchtmittel

Die Lumo braucht eine Glühlampe mit Sockel E14 und höchstens 25 Watt.
"""


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Cli = Callable[..., Run]


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Runs `reply-copilot --home TMP ARGS`."""

    def run(*args: str | Path, home: Path = tmp_path / "home") -> Run:
        words = ["reply-copilot", "--home", str(home), *map(str, args)]
        monkeypatch.setattr(sys, "argv", words)
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        code = ended.value.code
        return Run(code if isinstance(code, int) else int(bool(code)), said.out, said.err)

    return run


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    (folder / "policies").mkdir(parents=True)
    (folder / "products").mkdir()
    (folder / "policies" / "rueckgabe.md").write_text(RETURNS, "utf-8")
    (folder / "products" / "lumo.md").write_text(LAMP, "utf-8")
    (folder / "products.csv").write_text(
        "sku,name,aliases,category,price_eur\nLU-10,Tischlampe Lumo,Lumo,Lampen,49.00\n", "utf-8"
    )
    return folder
