"""The blocks of docs/langchain.md, run one after the other over the demo shop."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from langchain_core.runnables import Runnable

from copilot.config import load_settings
from copilot.messages import Draft
from copilot.pipeline import Copilot
from copilot.pipeline.runnable import CopilotRunnable
from copilot.testing import ScriptedChatModel
from knowledge import demo
from knowledge.retriever import KnowledgeRetriever

PAGE = Path(__file__).parents[2] / "docs" / "langchain.md"
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HOME = "/var/lib/reply-copilot"


def test_the_page_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Copilot.open(load_settings(home=tmp_path)) as copilot:
        copilot.ingest(demo.folder())
    said = "Sie können die Maschine innerhalb von 30 Tagen zurückgeben."
    world: dict[str, Any] = {"model": ScriptedChatModel(script=[said])}
    blocks = BLOCK.findall(PAGE.read_text("utf-8"))
    assert len(blocks) >= 6
    for block in blocks:
        assert not block.count("load_settings(") or HOME in block
        exec(compile(block.replace(HOME, str(tmp_path)), PAGE.name, "exec"), world)
    assert world["documents"][0].metadata["kind"] == "policy"
    prompt = str(world["model"].prompts[0][0].content)
    assert world["documents"][0].page_content in prompt
    assert isinstance(world["draft"], Draft)
    assert "Frau Sommer" in world["draft"].reply
    assert said in capsys.readouterr().out


def test_both_are_langchains_own_kinds(tmp_path: Path) -> None:
    with Copilot.open(load_settings(home=tmp_path)) as copilot:
        retriever = KnowledgeRetriever(knowledge=copilot.knowledge)
        assert isinstance(retriever, Runnable)
        assert isinstance(CopilotRunnable(copilot), Runnable)
        assert retriever.invoke("nichts da") == []
    with pytest.raises(ValueError, match="greater than or equal to 1"):
        KnowledgeRetriever(knowledge=copilot.knowledge, k=0)
