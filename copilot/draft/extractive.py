"""The default drafter: a reply from the shop's own sentences, without a language model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from copilot.draft import phrases
from copilot.draft.alternatives import told_apart
from copilot.draft.case import DraftCase
from copilot.draft.choose import Chosen, Room, Thresholds, choose, choose_beside
from copilot.draft.compose import Paragraph, Piece, compose, paragraph
from copilot.draft.deadlines import deadline_sentence, sets_deadline
from copilot.draft.features import Asked
from copilot.draft.findings import findings_of
from copilot.draft.greeting import SHORT_CHANNELS, closing, greeting
from copilot.draft.hint import Hint, read_hint
from copilot.draft.language import reply_language
from copilot.draft.late import asks_what_next, rule_for_late
from copilot.draft.layout import paragraphs_of, quoted
from copilot.draft.orders import (
    ask_for_number,
    asks_about_order,
    is_waiting,
    order_answer,
    unknown_number,
)
from copilot.draft.pool import Pool, pool
from copilot.draft.products import ProductSense
from copilot.draft.selector import Scored, Scorer, gives_wanted, is_vague, warnings_first
from copilot.draft.siblings import told_for_one, unclear_families, which_one
from copilot.draft.sources import Unit
from copilot.draft.told import told_beside
from copilot.draft.tone import Tone, read_tone
from copilot.draft.tried import not_again, tried_by
from copilot.draft.usable import known_order
from copilot.messages import Proposal, Question

if TYPE_CHECKING:
    from knowledge.documents import Product
    from knowledge.embed import Embedder

_BESIDE = 2  # answers to what is only told
_CAREFUL = 1.15
_GRAVE = 1.5
_GRAVE_TOPICS = frozenset({"safety", "legal", "fraud", "press"})
_PUBLIC_CHANNELS = frozenset({"review", "social"})


@dataclass(frozen=True, slots=True)
class _Answer:
    """What is said to one question. `open`: nothing could be said, somebody must find out."""

    question: Question
    paragraphs: tuple[Paragraph, ...] = ()
    units: tuple[Unit, ...] = ()
    open: bool = False
    repeats: bool = False
    counter_question: bool = False


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
        self._scorer = scorer or Scorer(embedder)
        self._limits = thresholds or Thresholds()
        self._enough = (
            self._limits.enough if embedder is not None else self._limits.enough_without_meaning
        )

    def draft(self, case: DraftCase) -> Proposal:
        hint = read_hint(case.request.instruction)
        if hint.form is not None:
            case = replace(case, request=replace(case.request, form_of_address=hint.form))
        language = reply_language(case, hint.language)
        tone = read_tone(case.policies)
        families = unclear_families(case)
        answers = self._answers(case, language, hint, families)
        used = [(a.question.id, unit) for a in answers if not a.repeats for unit in a.units]
        asked_back = which_one([unit for _, unit in used], families, case, language)
        parts = [
            *_opening(case, language, tone, hint, answers),
            *_body(answers, language),
            *([paragraph(asked_back)] if asked_back else []),
            *_open_questions(case, language, tone, answers),
            paragraph(closing(case, language, tone)),
        ]
        gap = "\n" if case.request.message.channel in SHORT_CHANNELS else "\n\n"
        reply, citations = compose(parts, gap=gap)
        return Proposal(reply, citations, self.name, findings_of(case, language, hint, used, reply))

    def stream(self, case: DraftCase) -> Iterator[str | Proposal]:
        proposal = self.draft(case)
        yield from re.findall(r".+?(?:\n\n|\Z)", proposal.reply, re.S)
        yield proposal

    # --- one question after the other ------------------------------------------------------

    def _answers(
        self, case: DraftCase, language: str, hint: Hint, families: Sequence[tuple[Product, ...]]
    ) -> list[_Answer]:
        said: list[Unit] = []
        answers: list[_Answer] = []
        pools = (pool(case, language), pool(case, language, foreign=True))
        told_order = told_rule = False
        questions = case.understanding.questions
        asked = any(asks_about_order(question, case) for question in questions)
        if not asked and is_waiting(case) and not _is_public(case):
            whole = Question("", case.understanding.body, "", (0, len(case.understanding.body)))
            answers.append(_about_order(whole, case, language, pools[0], told=False))
            said += answers[-1].units
            told_order, told_rule = True, bool(said)
        tried = tried_by(case.understanding.body, case.understanding.language)
        for question in questions:
            if asks_about_order(question, case) and not _is_public(case):
                answers.append(_about_order(question, case, language, pools[0], told=told_order))
                said += answers[-1].units
                told_order, told_rule = True, told_rule or bool(answers[-1].units)
                continue
            if told_rule and asks_what_next(question.text):
                answers.append(_Answer(question, repeats=True))
                continue
            chosen = self._chosen(question, case, pools, hint, said)
            units = told_for_one(chosen.units, question, families, case)
            chosen = replace(chosen, units=not_again(units, tried, question, language))
            answer = self._from_evidence(question, case, language, chosen, said)
            said += answer.units
            answers.append(answer)
        answers += self._beside(case, language, pools[0], said)
        return sorted(answers, key=lambda answer: answer.question.span[0])

    def _beside(
        self, case: DraftCase, language: str, units: Pool, said: Sequence[Unit]
    ) -> list[_Answer]:
        """What fits things that the message tells without asking, where it fits well."""
        if _care(case) > 1.0 or case.request.message.channel in SHORT_CHANNELS:
            return []
        found = case.understanding
        about = ProductSense(case.catalogue, found.skus)
        told = told_beside(found.body, found.language, found.questions)
        asked = [Asked(item, found.body, found.language) for item in told]
        scored = [
            told_apart(self._scorer.score(item, units.candidates(""), about), item, about, said)
            for item in asked
        ]
        chosen = choose_beside(scored, said, self._limits, most=_BESIDE)
        return [
            _Answer(told[at], paragraphs_of([unit], language), (unit,))
            for at, unit in chosen.items()
        ]

    def _from_evidence(
        self,
        question: Question,
        case: DraftCase,
        language: str,
        chosen: Chosen,
        said: Sequence[Unit],
    ) -> _Answer:
        if is_vague(question, case.understanding.language) and any(
            gives_wanted(question, unit) for unit in said
        ):  # "And what does it cost?" behind an answer with the price
            return _Answer(question, repeats=True)
        if not chosen.units:
            return _Answer(question, open=True)
        if chosen.repeats:
            return _Answer(question, units=chosen.units, repeats=True)
        if chosen.units[0].evidence.language not in (language, "und", ""):
            return _Answer(question, (quoted(chosen.units, language),), chosen.units)
        written = paragraphs_of(chosen.units, language)
        if extra := deadline_sentence(chosen.units, case, language):
            written = (*written[:-1], _with(written[-1], extra))
        return _Answer(question, written, chosen.units)

    def _chosen(
        self,
        question: Question,
        case: DraftCase,
        pools: Sequence[Pool],
        hint: Hint,
        said: Sequence[Unit],
    ) -> Chosen:
        """Sources in the reply's language first; others where those are silent or fit far worse."""
        about = ProductSense(case.catalogue, case.understanding.skus)
        asked = Asked(question, case.understanding.body, case.understanding.language)
        room = _room(case, hint)
        # Where law or health is at stake, only what fits very well is said without a person.
        enough = self._enough * _care(case)
        if is_vague(question, asked.language):
            enough *= self._limits.vague
        # Of a source in another language little is quoted, if it fits well.
        short = Room(sentences=2, steps=4)
        is_grave = any(item.topic == "safety" for item in case.understanding.escalate)
        own, foreign = pools

        def scored(units: Pool) -> list[Scored]:
            found = self._scorer.score(asked, units.candidates(question.id), about)
            found = told_apart(found, asked, about, said)
            return warnings_first(found) if is_grave else found

        best = scored(own)
        if best and best[0].score >= self._limits.own:
            return choose(question, best, said, room, self._limits, enough=enough)
        other = scored(foreign)
        sides = [(best, room, enough), (other, short, enough * _CAREFUL)]
        if best and other and other[0].odds > best[0].odds + self._limits.foreign:
            sides.reverse()
        for units, space, least in sides:
            chosen = choose(question, units, said, space, self._limits, enough=least)
            if chosen.units:
                return chosen
        return Chosen()


# --- parts of the reply --------------------------------------------------------------------


def _opening(
    case: DraftCase, language: str, tone: Tone, hint: Hint, answers: Sequence[_Answer]
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


def _body(answers: Sequence[_Answer], language: str) -> list[Paragraph]:
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
    case: DraftCase, language: str, tone: Tone, answers: Sequence[_Answer]
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


def _with(part: Paragraph, sentence: str) -> Paragraph:
    return Paragraph((*part.pieces, Piece(sentence)), part.glue)


def _about_order(
    question: Question, case: DraftCase, language: str, units: Pool, *, told: bool
) -> _Answer:
    if told:
        return _Answer(question, repeats=True)
    order = known_order(case)
    if order is None and case.understanding.unknown_order:
        words = unknown_number(case.understanding.unknown_order, language, case.form)
        return _Answer(question, (paragraph(words),), counter_question=True)
    if order is None:
        words = ask_for_number(language, case.form)
        return _Answer(question, (paragraph(words),), counter_question=True)
    told_facts = order_answer(case, order, language)
    if not told_facts.sentences:
        return _Answer(question, open=True)
    written = paragraph(*told_facts.sentences)
    rule = rule_for_late(units) if told_facts.late else None
    if rule is None:
        return _Answer(question, (written,))
    return _Answer(question, (written, *paragraphs_of([rule], language)), (rule,))


# --- settings of one reply -----------------------------------------------------------------


def _room(case: DraftCase, hint: Hint) -> Room:
    room = Room()
    if case.request.message.channel in {"chat", "social", "review"}:
        room = Room(sentences=2, steps=6)
    if hint.length == "shorter":
        return Room(sentences=max(1, room.sentences // 2), steps=6)
    if hint.length == "longer":
        return Room(sentences=room.sentences + 3, steps=12)
    return room


def _care(case: DraftCase) -> float:
    """How much better than usual an answer must fit."""
    topics = {item.topic for item in case.understanding.escalate}
    if topics & _GRAVE_TOPICS:
        return _GRAVE
    return _CAREFUL if topics else 1.0


def _is_public(case: DraftCase) -> bool:
    return case.request.message.channel in _PUBLIC_CHANNELS
