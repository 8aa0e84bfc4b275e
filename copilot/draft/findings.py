"""What the extractive drafter tells the agent about its own draft."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from copilot.draft.answers import Answer
from copilot.draft.case import DraftCase
from copilot.draft.goodwill import goodwill_option
from copilot.draft.hint import Hint
from copilot.draft.rows import as_lines
from copilot.draft.sources import Unit
from copilot.draft.words import language_name, shorten, telling, topic_name
from copilot.messages import AgentLanguage, Finding, FindingCode, Span, Understanding

# Chosen on drafts of the shops that are learnt from.
_UNSURE = 0.1  # a best passage less probable than this must be read


def findings_of(
    case: DraftCase, language: str, hint: Hint, answers: Sequence[Answer], reply: str
) -> tuple[Finding, ...]:
    """Faults and options that only the drafter can know."""
    found: list[Finding] = []
    if hint.rest:
        words = telling("hint_left", text=shorten(hint.rest))
        code: FindingCode = "instruction_not_followed"
        found.append(Finding.worded(code, "hint", case.shop.language, words))
    if case.understanding.complaint and (option := goodwill_option(case)):
        found.append(option)
    for answer in (answer for answer in answers if not answer.repeats):
        for unit in answer.units:
            found += _of_unit(answer.question.id, unit, case, language, reply)
        if answer.score is not None and answer.score < _UNSURE:
            found.append(_unsure(answer, case, reply))
    return tuple(found)


def escalation(understanding: Understanding, agent: AgentLanguage) -> tuple[Finding, ...]:
    """That a draft needs the eyes of somebody responsible, whoever wrote it."""
    topics = dict.fromkeys(item.topic for item in understanding.escalate)
    if not topics:
        return ()

    def spoken(language: AgentLanguage) -> str:
        return ", ".join(topic_name(topic, language) for topic in topics)

    return (Finding.worded("escalation", "review", agent, telling("escalation", topic=spoken)),)


def _unsure(answer: Answer, case: DraftCase, reply: str) -> Finding:
    """No passage fits well: what was taken may miss the question."""
    words = telling("unsure", text=shorten(answer.question.text, 80))
    places = [place for unit in answer.units if (place := _place(unit, reply))]
    span = (min(a for a, _ in places), max(b for _, b in places)) if places else None
    evidence = tuple(dict.fromkeys(unit.evidence.id for unit in answer.units))
    question = answer.question.id or None
    return Finding.worded(
        "unsure_answer", "review", case.shop.language, words, span, question, evidence
    )


def _place(unit: Unit, reply: str) -> Span | None:
    for text in (unit.text, "\n".join(as_lines(unit.text)) if unit.columned else unit.text):
        if (at := reply.find(text)) >= 0:
            return at, at + len(text)
    return None


def _of_unit(
    question: str, unit: Unit, case: DraftCase, language: str, reply: str
) -> Iterator[Finding]:
    agent = case.shop.language
    span = _place(unit, reply)
    evidence = (unit.evidence.id,)
    if unit.doubtful and language == "de":
        form = "Du" if case.form == "du" else "Sie"
        words = telling("register", text=shorten(unit.text, 60), form=form)
        yield Finding.worded("register_mixed", "review", agent, words, span, question, evidence)
    if unit.evidence.language not in (language, "und", ""):
        tongue = partial(language_name, unit.evidence.language)
        words = telling("foreign_source", tongue=tongue)
        yield Finding.worded("wrong_language", "review", agent, words, span, question, evidence)
