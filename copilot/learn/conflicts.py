"""Where a proposed answer contradicts what the shop says already, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from rapidfuzz.fuzz import token_set_ratio

from copilot.disagree import differs
from copilot.letters import same_answer
from copilot.messages import AnswerProposal, Conflict, Similar
from knowledge.analyse import sentences
from knowledge.documents import Passage, ScoredPassage

Search = Callable[[str, str], Sequence[ScoredPassage]]  # text, language

_NEAR = 88.0  # likeness of two questions, in percent, from which they ask the same
_MOST = 5


def compared(proposal: AnswerProposal, search: Search) -> AnswerProposal:
    """The proposal with what contradicts it and what it nearly repeats: past answers to the
    same question, in whatever words, are known by their answer."""
    asked = (proposal.question, proposal.answer)
    found = {s.passage.id: s.passage for text in asked for s in search(text, proposal.language)}
    passages = list(found.values())
    conflicts: list[Conflict] = []
    for passage in passages:
        if _may_differ(passage, proposal):
            conflicts += _conflicts(proposal, passage)
    similar = tuple(
        Similar(p.document_id, p.source, p.question, p.text) for p in _repeated(proposal, passages)
    )
    return replace(proposal, conflicts=tuple(conflicts[:_MOST]), similar=similar[:_MOST])


def _repeated(proposal: AnswerProposal, passages: Iterable[Passage]) -> list[Passage]:
    """Past answers that ask or say the same, the most alike first."""
    alike = [
        (
            max(
                _same_question(p.question, proposal.question),
                same_answer(p.text, proposal.answer, p.language),
            ),
            p,
        )
        for p in passages
        if p.kind == "past_answer" and p.language == proposal.language
    ]
    near = [(share, p) for share, p in alike if share > 0]
    return [p for _, p in sorted(near, key=lambda one: -one[0])]


def _may_differ(passage: Passage, proposal: AnswerProposal) -> bool:
    """Not about another product; the same language, so that words can be compared."""
    if passage.language not in (proposal.language, "und"):
        return False
    about = not (passage.skus and proposal.skus) or bool(set(passage.skus) & set(proposal.skus))
    return about and not passage.id.startswith(proposal.id)


def _same_question(one: str, other: str) -> float:
    """Likeness from 0.88 to 1; 0 where it is less."""
    likeness = token_set_ratio(one.casefold(), other.casefold())
    return likeness / 100 if likeness >= _NEAR else 0.0


def _conflicts(proposal: AnswerProposal, passage: Passage) -> Iterator[Conflict]:
    language = proposal.language
    known = [sentence.text for sentence in sentences(passage.text, language)]
    seen: set[str] = set()
    for sentence in sentences(proposal.answer, language):
        for text in known:
            reason = differs(sentence.text, text, language)
            if reason and text not in seen:
                seen.add(text)
                yield Conflict(
                    passage.document_id,
                    passage.source,
                    passage.kind,
                    passage.title,
                    sentence.text,
                    text,
                    reason,
                )
