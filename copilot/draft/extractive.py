"""The default drafter: a reply from the shop's own sentences, without a language model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from copilot.draft import phrases
from copilot.draft.answers import Answer, Answerer, Task, task_of
from copilot.draft.case import DraftCase
from copilot.draft.choose import Thresholds
from copilot.draft.compose import Paragraph, Piece, compose, paragraph
from copilot.draft.deadlines import sets_deadline
from copilot.draft.findings import findings_of
from copilot.draft.greeting import SHORT_CHANNELS, closing, greeting
from copilot.draft.hint import Hint, read_hint
from copilot.draft.language import reply_language
from copilot.draft.passages import FurtherPassage
from copilot.draft.selector import Scorer
from copilot.draft.siblings import unclear_families, which_one
from copilot.draft.tone import Tone, read_tone
from copilot.messages import Proposal

if TYPE_CHECKING:
    from knowledge.embed import Embedder


class ExtractiveDrafter:
    """Answers each question with the sentences of its evidence that fit it best.

    With an `embedder` sentences are compared by meaning too; without one by words alone.
    `scorer`: other weights than those that ship.
    """

    name = "extractive"

    def __init__(
        self,
        embedder: Embedder | None = None,
        thresholds: Thresholds | None = None,
        scorer: Scorer | None = None,
    ) -> None:
        limits = thresholds or Thresholds()
        enough = limits.enough if embedder is not None else limits.enough_without_meaning
        self._answerer = Answerer(scorer or Scorer(embedder), limits, enough)

    def draft(self, case: DraftCase) -> Proposal:
        task = _task(case)
        case, language, hint, families = task.case, task.language, task.hint, task.families
        tone = read_tone(case.policies)
        answers = self._answerer.answers(task)
        used = [unit for answer in answers if not answer.repeats for unit in answer.units]
        asked_back = which_one(used, families, case, language)
        parts = [
            *_opening(case, language, tone, hint, answers),
            *_body(answers, language),
            *([paragraph(asked_back)] if asked_back else []),
            *_open_questions(case, language, tone, answers),
            paragraph(closing(case, language, tone)),
        ]
        gap = "\n" if case.request.message.channel in SHORT_CHANNELS else "\n\n"
        reply, citations = compose(parts, gap=gap)
        return Proposal(
            reply, citations, self.name, findings_of(case, language, hint, answers, reply)
        )

    def passages(self, case: DraftCase, reply: str) -> tuple[FurtherPassage, ...]:
        """What else the evidence says to each question, up to three passages, the likeliest first;
        nothing that `reply` holds."""
        return tuple(self._answerer.passages(_task(case), reply))

    def stream(self, case: DraftCase) -> Iterator[str | Proposal]:
        proposal = self.draft(case)
        yield from re.findall(r".+?(?:\n\n|\Z)", proposal.reply, re.S)
        yield proposal


def _task(case: DraftCase) -> Task:
    hint = read_hint(case.request.instruction)
    if hint.form is not None:
        case = replace(case, request=replace(case.request, form_of_address=hint.form))
    language = reply_language(case, hint.language)
    return task_of(case, language, hint, unclear_families(case))


# --- parts of the reply --------------------------------------------------------------------


def _opening(
    case: DraftCase, language: str, tone: Tone, hint: Hint, answers: Sequence[Answer]
) -> list[Paragraph]:
    first = greeting(case, language, tone)
    found, form = case.understanding, case.form
    harm = any(item.topic == "safety" for item in found.escalate)
    words = ""
    if found.complaint or hint.apologise or harm:
        told = f"{case.request.message.subject[:300]}\n{found.body}"
        words = phrases.apology(told, language, form, harm=harm)
    elif case.request.message.channel not in SHORT_CHANNELS:
        words = phrases.regret(found.body, language, form)
        words = words or phrases.opening(found.body, language, form)
    if first.endswith("!"):
        words = phrases.capital(words)
    rest = [] if answers else [paragraph(phrases.nothing_asked(found.body, language, form))]
    return [paragraph(first), *([paragraph(words)] if words else []), *rest]


def _body(answers: Sequence[Answer], language: str) -> list[Paragraph]:
    """The answers, each introduced where the mail asks several things."""
    asked = [answer.question.id for answer in answers if answer.question.id]
    numbers = {question: number for number, question in enumerate(asked)}
    parts: list[Paragraph] = []
    for answer in answers:
        if not answer.paragraphs:
            continue
        first, *rest = answer.paragraphs
        if answer.question.id and not answer.counter_question:
            number = numbers[answer.question.id]
            lead = phrases.lead_in(answer.question, number, len(asked), language, first.text)
            first = _led(first, lead)
        parts += [first, *rest]
    return parts


def _led(part: Paragraph, lead: str) -> Paragraph:
    """The paragraph behind its introduction, on the same line unless a source's list begins."""
    first = part.pieces[0]
    if not lead:
        return part
    if part.glue == " ":
        return Paragraph((Piece(lead), *part.pieces), part.glue)
    if first.evidence:
        return Paragraph((Piece(lead), *part.pieces), part.glue)
    return Paragraph((Piece(f"{lead} {first.text}"), *part.pieces[1:]), part.glue)


def _open_questions(
    case: DraftCase, language: str, tone: Tone, answers: Sequence[Answer]
) -> list[Paragraph]:
    left = [answer.question for answer in answers if answer.open]
    asked = [question for question in left if question.explicit]
    answered = any(answer.paragraphs for answer in answers)
    # A mere statement that found no answer is not quoted back as if it were a question.
    left = asked if asked or answered else left
    if not left:
        return []
    notice = case.shop.waiting_notice_de if language == "de" else case.shop.waiting_notice_en
    words = phrases.deferral(left, language, case.form, tone, answered=answered)
    answered = answered or any(answer.units for answer in answers)
    noted = phrases.by_then(language, case.form, tone)
    return [paragraph(words, noted if sets_deadline(case) and not answered else "", notice)]
