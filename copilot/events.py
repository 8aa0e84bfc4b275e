"""What `Copilot.stream` yields, in this order: Understood, Found, TextDelta*, Checked, Done.

A `Failed` ends a stream early; then nothing was stored. The text of all deltas is a
preview: the reply that counts is the one in `Done.draft` (a model that breaks off in
mid-sentence is replaced by the extractive draft).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from copilot.messages import CheckResult, Draft, Evidence, Understanding


@dataclass(frozen=True, slots=True)
class Understood:
    """The questions are in `understanding.questions`."""

    name: ClassVar[str] = "understanding"
    understanding: Understanding


@dataclass(frozen=True, slots=True)
class Found:
    name: ClassVar[str] = "evidence"
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class TextDelta:
    name: ClassVar[str] = "text"
    text: str


@dataclass(frozen=True, slots=True)
class Checked:
    name: ClassVar[str] = "check"
    result: CheckResult


@dataclass(frozen=True, slots=True)
class Done:
    name: ClassVar[str] = "draft"
    draft: Draft


@dataclass(frozen=True, slots=True)
class Failed:
    name: ClassVar[str] = "error"
    code: str
    message: str
    hint: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


Event = Understood | Found | TextDelta | Checked | Done | Failed
