"""What the extractive drafter tells the agent about its own draft."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from copilot.draft.case import DraftCase
from copilot.draft.goodwill import goodwill_option
from copilot.draft.hint import Hint
from copilot.draft.sources import Unit
from copilot.draft.words import language_name, shorten, telling
from copilot.messages import Finding, FindingCode


def findings_of(
    case: DraftCase, language: str, hint: Hint, used: Sequence[tuple[str, Unit]], reply: str
) -> tuple[Finding, ...]:
    """Faults and options that only the drafter can know. `used`: question ids and units."""
    found: list[Finding] = []
    if hint.rest:
        words = telling("hint_left", text=shorten(hint.rest))
        code: FindingCode = "instruction_not_followed"
        found.append(Finding.worded(code, "hint", case.shop.language, words))
    if case.understanding.complaint and (option := goodwill_option(case)):
        found.append(option)
    for question, unit in used:
        found += _of_unit(question, unit, case, language, reply)
    return tuple(found)


def _of_unit(
    question: str, unit: Unit, case: DraftCase, language: str, reply: str
) -> Iterator[Finding]:
    agent = case.shop.language
    at = reply.find(unit.text)
    span = (at, at + len(unit.text)) if at >= 0 else None
    evidence = (unit.evidence.id,)
    if unit.doubtful and language == "de":
        form = "Du" if case.form == "du" else "Sie"
        words = telling("register", text=shorten(unit.text, 60), form=form)
        yield Finding.worded("register_mixed", "review", agent, words, span, question, evidence)
    if unit.evidence.language not in (language, "und", ""):
        tongue = partial(language_name, unit.evidence.language)
        words = telling("foreign_source", tongue=tongue)
        yield Finding.worded("wrong_language", "review", agent, words, span, question, evidence)
