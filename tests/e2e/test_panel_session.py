"""Mail after mail in one page: the benchmark's session in small."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytestmark = pytest.mark.browser

Hire = Callable[..., Any]
SCRIPT = Path(__file__).parents[2] / "benchmarks" / "panel_session.py"


@pytest.fixture
def session() -> ModuleType:
    spec = importlib.util.spec_from_file_location("panel_session", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_mail_after_mail_is_decided_and_the_page_does_not_grow(
    hire: Hire, session: ModuleType
) -> None:
    agent = hire()
    server = session.Server(agent.shop.address, os.getpid())
    paint = session.first_paint(agent.page, server, server.draft("Was kostet der Versand?"))
    mails = list(session.work(agent.page, server, 6, look_every=1))
    found = session.summary(paint, mails)
    assert found["mails"] == 6
    assert found["page_mb"][-1] - found["page_mb"][1] < 3
    decided = agent.shop.get("/drafts?state=edited&limit=200")["drafts"]
    assert sum("Zusatz" in draft["decision"]["reply"] for draft in decided) >= 6
