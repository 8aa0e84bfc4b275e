"""What is done about a draft's own words that block it: a chat model gets them back once, and a
draft that was put together of the shop's sentences goes without those."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from copilot.messages import CheckResult, Finding, FindingCode, Proposal
from copilot.pipeline.kept import with_edits
from knowledge.analyse.sentences import sentences

TIME_SHARE = 0.8  # of the time left: what comes after a second answer needs some, too
_NOT_THE_REPLYS = frozenset({"escalation", "model_unavailable", "goodwill_option"})
# Of another customer, of another time, or not for customers: no sentence is worth that.
_CUT: frozenset[FindingCode] = frozenset(
    {"stale_fact", "personal_data_leak", "internal_quoted", "over_promise"}
)


def mendable(proposal: Proposal, result: CheckResult) -> bool:
    """Whether a model wrote this and something in its own words blocks."""
    return proposal.drafter.startswith("llm:") and bool(blocking(result))


def blocking(result: CheckResult) -> tuple[Finding, ...]:
    """What blocks and lies in the reply, not in the customer's situation."""
    return tuple(
        f for f in result.findings if f.severity == "block" and f.code not in _NOT_THE_REPLYS
    )


def without_blocked(proposal: Proposal, result: CheckResult, language: str) -> Proposal | None:
    """The draft less the sentences that must not go out; None where there are none, or where
    nobody put it together of sentences."""
    spans = [f.reply_span for f in blocking(result) if f.code in _CUT and f.reply_span]
    if proposal.drafter != "extractive" or not spans:
        return None
    reply = proposal.reply
    for sentence in reversed(sentences(reply, language)):
        end = sentence.start + len(sentence.text)
        if any(a < end and sentence.start < b for a, b in spans):
            reply = reply[: sentence.start].rstrip(" ") + reply[end:]
    return with_edits(proposal, proposal.reply, reply, language)


def summed(first: Mapping[str, int], second: Mapping[str, int]) -> Mapping[str, int]:
    """Tokens of two calls; `estimated` stays a mark."""
    used = {name: first.get(name, 0) + second.get(name, 0) for name in {*first, *second}}
    if "estimated" in used:
        used["estimated"] = 1
    return MappingProxyType(used)
