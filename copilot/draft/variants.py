"""Other replies to the same message that an agent may prefer: really other ones, or none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from copilot.draft.case import DraftCase, Drafter
from copilot.letters import body_of_reply, is_frame
from copilot.messages import AlternativeKind, Proposal

MOST = 3
_OTHER = 0.5  # share of the sentences of either that the other one does not have
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_SHORTER = "kürzer"  # as `copilot.draft.hint` reads it, whatever the reply's language


@dataclass(frozen=True, slots=True)
class Variant:
    """Another reply, and in what it is another one."""

    kind: AlternativeKind
    proposal: Proposal


def variants(
    drafter: Drafter, case: DraftCase, first: Proposal, most: int = MOST
) -> tuple[Variant, ...]:
    """Up to `most` replies that differ from `first` and from each other: from other sources,
    shorter, and one that only acknowledges and says when an answer comes."""
    found: list[Variant] = []
    for kind, other in _cases(case, first):
        if len(found) == most:
            break
        made = drafter.draft(other)
        known = (first, *(variant.proposal for variant in found))
        apart = all(_differ(made.reply, before.reply) for before in known)
        if apart and _is_of(kind, made, first):
            found.append(Variant(kind, made))
    return tuple(found)


def _is_of(kind: AlternativeKind, made: Proposal, first: Proposal) -> bool:
    """Whether it became what was asked for: other sources may not answer anything either."""
    if kind == "other_sources":
        return bool(made.citations)
    return kind != "shorter" or len(made.reply) < len(first.reply)


def _cases(case: DraftCase, first: Proposal) -> Iterator[tuple[AlternativeKind, DraftCase]]:
    cited = {citation.evidence_id for citation in first.citations}
    used = {item.document_id for item in case.evidence if item.id in cited}
    others = tuple(item for item in case.evidence if item.document_id not in used)
    if used and others:
        yield "other_sources", replace(case, evidence=others)
    wanted = "; ".join(filter(None, [case.request.instruction, _SHORTER]))
    yield "shorter", replace(case, request=replace(case.request, instruction=wanted))
    if used:
        yield "acknowledgement", replace(case, evidence=())


def _differ(one: str, other: str) -> bool:
    first, second = _sentences(one), _sentences(other)
    return len(first ^ second) >= _OTHER * max(1, len(first | second))


def _sentences(reply: str) -> frozenset[str]:
    """What a reply says between greeting and closing."""
    parts = (" ".join(part.split()) for part in _SENTENCE.split(body_of_reply(reply)))
    return frozenset(part for part in parts if part and not is_frame(part))
