"""Drafts as the panel gets them, made by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import pytest

from copilot.messages import (
    Citation,
    Customer,
    Draft,
    DraftRequest,
    Evidence,
    Finding,
    Message,
    Question,
    QuestionStatus,
    Understanding,
)

MakeDraft = Callable[..., Draft]
NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)


def _draft(
    text: str = "Wie lange habe ich Garantie?",
    reply: str = "Guten Tag,\n\nSie haben zwei Jahre Garantie.",
    *,
    subject: str = "Garantie",
    understood: dict[str, Any] | None = None,
    evidence: dict[str, Any] | None = None,
    **more: Any,
) -> Draft:
    end = len(reply)
    source: dict[str, Any] = {
        "id": "e1",
        "document_id": "d1",
        "source": "policies/garantie.md",
        "kind": "policy",
        "title": "Garantie",
        "text": "Zwei Jahre Garantie.",
        "score": 0.9,
        "question": "q1",
    }
    given: dict[str, Any] = {
        "id": "d" * 32,
        "version": 1,
        "state": "open",
        "language": "de",
        "understanding": Understanding(
            **{
                "body": text,
                "language": "de",
                "questions": (Question("q1", text, text, (0, len(text))),),
                "customer": Customer(last_name="Sommer", salutation="Frau"),
            }
            | (understood or {})
        ),
        "questions": (QuestionStatus("q1", text, "answered", 0.9, (12, end)),),
        "reply": reply,
        "citations": (Citation(min(12, end), end, "e1"),),
        "evidence": (Evidence(**source | (evidence or {})),),
        "findings": (Finding("unsupported_claim", "review", "Ohne Beleg.", (12, end)),),
        "verdict": "review",
        "drafter": "extractive",
        "timings_ms": MappingProxyType({}),
        "request": DraftRequest(Message(text, subject)),
        "created_at": NOON,
    }
    return Draft(**given | more)


@pytest.fixture
def make_draft() -> MakeDraft:
    return _draft
