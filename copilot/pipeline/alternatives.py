"""Alternatives to a draft, each checked like the draft itself."""

from __future__ import annotations

from dataclasses import dataclass

from copilot.messages import CheckResult, Proposal


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another reply to a draft's message; `result` is what the checks say about it."""

    proposal: Proposal
    result: CheckResult
