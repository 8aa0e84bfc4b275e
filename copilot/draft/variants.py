"""Other replies to the same message that an agent may prefer: really other ones, or none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from copilot.draft.case import DraftCase, Drafter
from copilot.letters import body_of_reply, is_frame
from copilot.messages import Proposal

MOST = 3
_OTHER = 0.5  # share of the sentences of either that the other one does not have
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_SHORTER = "kürzer"  # as `copilot.draft.hint` reads it, whatever the reply's language


def variants(
    drafter: Drafter, case: DraftCase, first: Proposal, most: int = MOST
) -> tuple[Proposal, ...]:
    """Up to `most` replies that differ from `first` and from each other: from other sources,
    shorter, and one that only acknowledges and says when an answer comes."""
    found: list[Proposal] = []
    for other in _cases(case, first):
        if len(found) == most:
            break
        made = drafter.draft(other)
        if all(_differ(made.reply, known.reply) for known in (first, *found)):
            found.append(made)
    return tuple(found)


def _cases(case: DraftCase, first: Proposal) -> Iterator[DraftCase]:
    cited = {citation.evidence_id for citation in first.citations}
    used = {item.document_id for item in case.evidence if item.id in cited}
    others = tuple(item for item in case.evidence if item.document_id not in used)
    if used and others:
        yield replace(case, evidence=others)
    wanted = "; ".join(filter(None, [case.request.instruction, _SHORTER]))
    yield replace(case, request=replace(case.request, instruction=wanted))
    if used:
        yield replace(case, evidence=())


def _differ(one: str, other: str) -> bool:
    first, second = _sentences(one), _sentences(other)
    return len(first ^ second) >= _OTHER * max(1, len(first | second))


def _sentences(reply: str) -> frozenset[str]:
    """What a reply says between greeting and closing."""
    parts = (" ".join(part.split()) for part in _SENTENCE.split(body_of_reply(reply)))
    return frozenset(part for part in parts if part and not is_frame(part))
