"""Alternatives to a draft, each checked like the draft itself."""

from __future__ import annotations

from dataclasses import dataclass

from copilot.messages import AlternativeKind, CheckResult, Proposal


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another reply to a draft's message; `result` is what the checks say about it."""

    kind: AlternativeKind
    proposal: Proposal
    result: CheckResult
