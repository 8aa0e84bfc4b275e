"""What goes back to a chat model once: the faults of its own words that block a draft."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from copilot.messages import CheckResult, Finding, Proposal

TIME_SHARE = 0.8  # of the time left: what comes after a second answer needs some, too
_NOT_THE_REPLYS = frozenset({"escalation", "model_unavailable", "goodwill_option"})


def mendable(proposal: Proposal, result: CheckResult) -> bool:
    """Whether a model wrote this and something in its own words blocks."""
    return proposal.drafter.startswith("llm:") and bool(blocking(result))


def blocking(result: CheckResult) -> tuple[Finding, ...]:
    """What blocks and lies in the reply, not in the customer's situation."""
    return tuple(
        f for f in result.findings if f.severity == "block" and f.code not in _NOT_THE_REPLYS
    )


def summed(first: Mapping[str, int], second: Mapping[str, int]) -> Mapping[str, int]:
    """Tokens of two calls; `estimated` stays a mark."""
    used = {name: first.get(name, 0) + second.get(name, 0) for name in {*first, *second}}
    if "estimated" in used:
        used["estimated"] = 1
    return MappingProxyType(used)
