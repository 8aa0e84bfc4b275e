"""What is said to each question of a message, and to what it tells beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot.draft import phrases
from copilot.draft.alternatives import told_apart
from copilot.draft.case import DraftCase
from copilot.draft.choose import Chosen, Room, Thresholds, choose, choose_beside
from copilot.draft.compose import Paragraph, Piece, paragraph
from copilot.draft.deadlines import deadline_sentence
from copilot.draft.features import Asked
from copilot.draft.greeting import PUBLIC_CHANNELS, SHORT_CHANNELS
from copilot.draft.hint import Hint
from copilot.draft.late import asks_what_next, rule_for_late
from copilot.draft.layout import paragraphs_of, quoted
from copilot.draft.orders import (
    ask_for_number,
    asks_about_order,
    is_waiting,
    order_answer,
    unknown_number,
)
from copilot.draft.passages import FurtherPassage, unsaid
from copilot.draft.pool import Pool, pool
from copilot.draft.products import ProductSense
from copilot.draft.rows import asked_cells
from copilot.draft.selector import Scored, Scorer, gives_wanted, is_vague, warnings_first
from copilot.draft.siblings import told_for_one
from copilot.draft.sources import Unit
from copilot.draft.together import Together
from copilot.draft.told import told_beside
from copilot.draft.tried import not_again, tried_by
from copilot.draft.usable import known_order
from copilot.messages import Question

if TYPE_CHECKING:
    from knowledge.documents import Product

_BESIDE = 2  # answers to what is only told
_CAREFUL = 1.15
# How much better than usual an answer must fit where a senior colleague will read along. What
# to do about a danger is told sooner than anything to a lawyer or a reporter.
_GRAVE = {"safety": 1.5, "fraud": 1.5, "legal": 4.0, "press": 4.0}
# Of a source in another language little is quoted, if it fits well.
_QUOTED = Room(sentences=2, steps=4)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to one question. `open`: nothing could be said, somebody must find out.

    `score`: how probable it is that the best unit belongs into the answer; None where what is
    said rests on no choice among passages.
    """

    question: Question
    paragraphs: tuple[Paragraph, ...] = ()
    units: tuple[Unit, ...] = ()
    score: float | None = None
    open: bool = False
    repeats: bool = False
    counter_question: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """One draft to be made. `families`: those of whose products the message means one."""

    case: DraftCase
    language: str
    hint: Hint
    families: Sequence[tuple[Product, ...]]
    about: ProductSense


def task_of(
    case: DraftCase, language: str, hint: Hint, families: Sequence[tuple[Product, ...]]
) -> Task:
    family = [product.sku for products in families for product in products]
    about = ProductSense(case.catalogue, case.understanding.skus, family)
    return Task(case, language, hint, families, about)


class Answerer:
    """Finds what is said to one question after the other. Thread-safe."""

    def __init__(self, scorer: Scorer, limits: Thresholds, enough: float) -> None:
        """`enough`: how probable a best unit must be."""
        self._scorer, self._limits, self._enough = scorer, limits, enough

    def answers(self, task: Task) -> list[Answer]:
        """In the order of the message."""
        case, language = task.case, task.language
        said: list[Unit] = []
        answers: list[Answer] = []
        own, foreign = pool(case, language), pool(case, language, foreign=True)
        told_order = told_rule = False
        found = case.understanding
        asked = any(asks_about_order(question, case) for question in found.questions)
        if not asked and is_waiting(case) and not is_public(case):
            whole = Question("", found.body, "", (0, len(found.body)))
            answers.append(_about_order(whole, task, own, told=False))
            said += answers[-1].units
            told_order, told_rule = True, bool(said)
        read = self._read(task, own)
        for question in found.questions:
            if question.id not in read:
                answers.append(_about_order(question, task, own, told=told_order))
                told_order, told_rule = True, told_rule or bool(answers[-1].units)
            elif told_rule and asks_what_next(question.text):
                answers.append(Answer(question, repeats=True))
            else:
                chosen = self._chosen(question, task, read[question.id], foreign, said)
                answers.append(_from_evidence(question, task, chosen, said))
            said += answers[-1].units
        answers += self._beside(task, own, said)
        return sorted(answers, key=lambda answer: answer.question.span[0])

    def passages(self, task: Task, reply: str) -> list[FurtherPassage]:
        """What else could be said to the questions, the likeliest first; see `unsaid`."""
        read = self._read(task, pool(task.case, task.language))
        questions = [q for q in task.case.understanding.questions if q.id in read]
        return unsaid(
            (
                _passage(question, item, task)
                for question in questions
                for item in _fit(read[question.id], question, task, ())
            ),
            reply,
        )

    def _read(self, task: Task, units: Pool) -> dict[str, list[Scored]]:
        """What may be said to each question that is not about the order itself, best first."""
        scored = {
            question.id: self._score(question, task, units)
            for question in task.case.understanding.questions
            if not asks_about_order(question, task.case)
        }
        together = Together(scored)
        return {question: together.weighed(question, items) for question, items in scored.items()}

    def _score(self, question: Question, task: Task, units: Pool) -> list[Scored]:
        return self._scorer.score(_asked(question, task), units.candidates(question.id), task.about)

    def _beside(self, task: Task, units: Pool, said: Sequence[Unit]) -> list[Answer]:
        """What fits things that the message tells without asking, where it fits well."""
        if _care(task.case) > 1.0 or task.case.request.message.channel in SHORT_CHANNELS:
            return []
        found = task.case.understanding
        told = told_beside(found.body, found.language, found.questions)
        scored = [
            told_apart(self._score(item, task, units), _asked(item, task), task.about, said)
            for item in told
        ]
        chosen = choose_beside(scored, said, self._limits, most=_BESIDE)
        return [
            Answer(told[at], paragraphs_of([unit], task.language), (unit,))
            for at, unit in chosen.items()
        ]

    def _chosen(
        self,
        question: Question,
        task: Task,
        scored: Sequence[Scored],
        foreign: Pool,
        said: Sequence[Unit],
    ) -> Chosen:
        """Sources in the reply's language first; others where those are silent or fit far worse."""
        enough = self._enough * _care(task.case)
        if is_vague(question, task.case.understanding.language):
            enough *= self._limits.vague
        room = _room(task.case, task.hint)
        own = _fit(scored, question, task, said)
        if own and own[0].score >= self._limits.own:
            return choose(question, own, said, room, self._limits, enough=enough)
        other = _fit(self._score(question, task, foreign), question, task, said)
        sides = [(own, room, enough), (other, _QUOTED, enough * _CAREFUL)]
        if own and other and other[0].odds > own[0].odds + self._limits.foreign:
            sides.reverse()
        for units, space, least in sides:
            chosen = choose(question, units, said, space, self._limits, enough=least)
            if chosen.units:
                return chosen
        return Chosen()


def _asked(question: Question, task: Task) -> Asked:
    found = task.case.understanding
    return Asked(question, found.body, found.language)


def _fit(
    scored: Sequence[Scored], question: Question, task: Task, said: Sequence[Unit]
) -> list[Scored]:
    apart = told_apart(scored, _asked(question, task), task.about, said)
    topics = {item.topic for item in task.case.understanding.escalate}
    return warnings_first(apart) if "safety" in topics else apart


def _from_evidence(question: Question, task: Task, chosen: Chosen, said: Sequence[Unit]) -> Answer:
    case, language = task.case, task.language
    if is_vague(question, case.understanding.language) and any(
        gives_wanted(question, unit) for unit in said
    ):  # "And what does it cost?" behind an answer with the price
        return Answer(question, repeats=True)
    units = _told(chosen.units, question, task, said)
    if not units:
        return Answer(question, open=True)
    if chosen.repeats:
        return Answer(question, units=units, repeats=True)
    if _is_foreign(units[0], language):
        again = any(_is_foreign(unit, language) for unit in said)
        return Answer(question, (quoted(units, language, again=again),), units, chosen.score)
    written = paragraphs_of(units, language)
    if not is_public(case) and (extra := deadline_sentence(units, case, language)):
        written = (*written[:-1], _with(written[-1], extra))
    return Answer(question, written, units, chosen.score)


def _passage(question: Question, item: Scored, task: Task) -> FurtherPassage:
    units = _told([item.unit], question, task, ())
    text = "\n".join(part.text for part in paragraphs_of(units, task.language))
    return FurtherPassage(question.id, text, item.unit.evidence.id, item.score)


def _told(
    units: Sequence[Unit], question: Question, task: Task, said: Sequence[Unit]
) -> tuple[Unit, ...]:
    """The units as this customer is told them: the cells that matter, a product's name where it
    is not clear, what was tried already marked as such."""
    found = task.case.understanding
    units = asked_cells(units, found.questions, found.body, found.language)
    units = told_for_one(units, question, task.families, task.case, said)
    return not_again(units, tried_by(found.body, found.language), question, task.language)


def _is_foreign(unit: Unit, language: str) -> bool:
    return unit.evidence.language not in (language, "und", "")


def _with(part: Paragraph, sentence: str) -> Paragraph:
    return Paragraph((*part.pieces, Piece(sentence)), part.glue)


def _about_order(question: Question, task: Task, units: Pool, *, told: bool) -> Answer:
    case, language = task.case, task.language
    if told:
        return Answer(question, repeats=True)
    if is_public(case):
        words = phrases.write_privately(language, case.form)
        return Answer(question, (paragraph(words),), counter_question=True)
    order = known_order(case)
    if order is None and case.understanding.unknown_order:
        words = unknown_number(case.understanding.unknown_order, language, case.form)
        return Answer(question, (paragraph(words),), counter_question=True)
    if order is None:
        words = ask_for_number(language, case.form)
        return Answer(question, (paragraph(words),), counter_question=True)
    told_facts = order_answer(case, order, language)
    if not told_facts.sentences:
        return Answer(question, open=True)
    written = paragraph(*told_facts.sentences)
    rule = rule_for_late(units) if told_facts.late else None
    if rule is None:
        return Answer(question, (written,))
    return Answer(question, (written, *paragraphs_of([rule], language)), (rule,))


# --- settings of one reply -----------------------------------------------------------------


def _room(case: DraftCase, hint: Hint) -> Room:
    room = Room()
    if case.request.message.channel in SHORT_CHANNELS:
        room = Room(sentences=2, steps=6)
    if hint.length == "shorter":
        return Room(sentences=max(1, room.sentences // 2), steps=6)
    if hint.length == "longer":
        return Room(sentences=room.sentences + 3, steps=12)
    return room


def _care(case: DraftCase) -> float:
    """How much better than usual an answer must fit."""
    topics = {item.topic for item in case.understanding.escalate}
    usual = _CAREFUL if topics else 1.0
    return max((usual, *(_GRAVE[topic] for topic in topics if topic in _GRAVE)))


def is_public(case: DraftCase) -> bool:
    """Whether anybody can read the reply."""
    return case.request.message.channel in PUBLIC_CHANNELS
