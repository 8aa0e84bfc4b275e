"""What was looked up and checked last is not worked out again, until the knowledge changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from copilot.messages import DraftRequest, Message
from copilot.pipeline import Copilot
from copilot.pipeline.memo import Memo

CLAIM = "Guten Tag,\n\ndie Montage vor Ort kostet 49 €.\n\nViele Grüße"


def test_a_value_is_made_once_and_the_oldest_makes_room() -> None:
    memo, made = Memo(2), list[str]()

    def make() -> int:
        made.append(key)
        return len(made)

    for key in ("a", "b", "a", "c", "a", "b"):
        memo(key, make)
    assert made == ["a", "b", "c", "b"]


def test_what_fails_is_tried_again() -> None:
    memo = Memo(2)
    with pytest.raises(ZeroDivisionError):
        memo("a", lambda: 1 // 0)
    assert memo("a", lambda: 2) == 2


def test_what_was_made_of_something_that_changed_meanwhile_is_not_kept() -> None:
    memo = Memo(2)

    def make() -> str:
        memo.clear()
        return "old"

    assert memo("a", make) == "old"
    assert memo("a", lambda: "new") == "new"


def test_the_same_text_is_checked_once_until_the_knowledge_changes(
    copilot: Copilot, tmp_path: Path
) -> None:
    draft = copilot.draft(DraftRequest(Message("Was kostet die Montage?")))
    first = copilot.check_reply(draft.id, CLAIM)
    assert "unsupported_claim" in {found.code for found in first.findings}
    assert copilot.check_reply(draft.id, CLAIM) is first
    assert copilot.check_reply(draft.id, CLAIM + " Team Garten") is not first

    text = "# Montage\n\nDie Montage vor Ort kostet 49 €."
    (tmp_path / "montage.md").write_text(text, encoding="utf-8")
    copilot.ingest(tmp_path / "montage.md")
    second = copilot.check_reply(draft.id, CLAIM)
    assert "unsupported_claim" not in {found.code for found in second.findings}
