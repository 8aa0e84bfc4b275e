"""Where a proposed answer contradicts what the shop says already, side by side."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Literal

from rapidfuzz.fuzz import token_set_ratio

from copilot.messages import AnswerProposal, Conflict, Similar
from knowledge.analyse import sentences, terms
from knowledge.documents import Passage, ScoredPassage
from knowledge.quantities import dimension, find_quantities, same_quantity

Search = Callable[[str, str], Sequence[ScoredPassage]]  # text, language

_ALIKE = 0.5  # share of the shorter sentence's words from which two speak of the same
_NEAR = 88.0  # likeness of two questions, in percent, from which they ask the same
_LEAST_WORDS = 2
_MOST = 5
_MARK = re.compile(r"⟦\w+⟧")
_NEGATED = re.compile(
    r"\b(?:nicht|kein\w*|nie|weder|not|no|never|cannot)\b|n['’]t\b", re.IGNORECASE
)
_HEDGED = re.compile(r"\b(?:wenn|falls|sofern|sonst|if|unless|otherwise|only|nur)\b", re.IGNORECASE)


def compared(proposal: AnswerProposal, search: Search) -> AnswerProposal:
    """The proposal with what contradicts it and what it nearly repeats."""
    found = search(proposal.question, proposal.language)
    passages = [scored.passage for scored in found]
    conflicts: list[Conflict] = []
    for passage in passages:
        if _may_differ(passage, proposal):
            conflicts += _conflicts(proposal, passage)
    similar = tuple(
        Similar(p.document_id, p.source, p.question, p.text)
        for p in passages
        if p.kind == "past_answer" and _asks_the_same(p.question, proposal.question)
    )
    return replace(proposal, conflicts=tuple(conflicts[:_MOST]), similar=similar[:_MOST])


def _may_differ(passage: Passage, proposal: AnswerProposal) -> bool:
    """Not about another product; the same language, so that words can be compared."""
    if passage.language not in (proposal.language, "und"):
        return False
    about = not (passage.skus and proposal.skus) or bool(set(passage.skus) & set(proposal.skus))
    return about and not passage.id.startswith(proposal.id)


def _asks_the_same(one: str, other: str) -> bool:
    return token_set_ratio(one.casefold(), other.casefold()) >= _NEAR


def _conflicts(proposal: AnswerProposal, passage: Passage) -> Iterator[Conflict]:
    language = proposal.language
    theirs = [(s.text, _words(s.text, language)) for s in sentences(passage.text, language)]
    seen: set[str] = set()
    for sentence in sentences(proposal.answer, language):
        mine = _words(sentence.text, language)
        for text, words in theirs:
            reason = _differs(sentence.text, mine, text, words, language)
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


def _words(text: str, language: str) -> frozenset[str]:
    bare = re.sub(r"\d[\d.,]*", " ", _MARK.sub(" ", text))
    return frozenset(word for word in terms(bare, language) if len(word) > 2)


def _differs(
    mine: str, words: frozenset[str], theirs: str, others: frozenset[str], language: str
) -> Literal["number", "negation"] | None:
    """None where two sentences agree or speak of something else."""
    common = words & others
    size = min(len(words), len(others))
    if len(common) < _LEAST_WORDS or len(common) < _ALIKE * size:
        return None
    if _numbers_differ(mine, theirs, language):
        return "number"
    hedged = _HEDGED.search(mine) or _HEDGED.search(theirs)
    close = len(common) >= 0.7 * max(len(words), len(others))
    opposed = bool(_NEGATED.search(mine)) != bool(_NEGATED.search(theirs))
    return "negation" if close and opposed and not hedged else None


def _numbers_differ(mine: str, theirs: str, language: str) -> bool:
    """Both measure the same kind of thing, and no value of it is in both."""
    ours, others = find_quantities(mine, language), find_quantities(theirs, language)
    for kind in {dimension(q) for q in ours if q.unit}:
        left = [q for q in ours if dimension(q) == kind]
        right = [q for q in others if dimension(q) == kind]
        if right and not any(same_quantity(a, b) for a in left for b in right):
            return True
    return False
