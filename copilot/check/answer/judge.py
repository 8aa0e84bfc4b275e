"""Question by question: status, probability, and the span that answers."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from copilot.check.answer.affinity import words_of
from copilot.check.answer.asking import asks_again
from copilot.check.answer.evidence import Known
from copilot.check.answer.expected import expected
from copilot.check.answer.features import Features, ReplyText, features
from copilot.check.answer.model import AnswerModel, bundled_encoders, bundled_model
from copilot.messages import AnswerStatus, Question, QuestionStatus, Span

if TYPE_CHECKING:
    from copilot.check.reading import Reading, ReplySentence

_TOKEN = re.compile(r"[\w’'-]+")
_LEAST_OWN = 2  # words of its own that a question needs to be judged by them
_LEAST = 0.75  # weight of the question that is answered least, against their average
_DEFERRED = 0.4  # what an honest deferral counts for the message
_FEW_CONTENT = 1  # sentences of content beside a deferral that make it an answer after all


@dataclass(frozen=True, slots=True)
class Judgement:
    """A question's status with the features behind it, for `check --explain`."""

    status: QuestionStatus
    features: Mapping[str, float]


def judge_questions(reading: Reading) -> tuple[Judgement, ...]:
    """A judgement per question, in the message's order."""
    if not reading.questions:
        return ()
    candidates = reading.content
    if not candidates:
        return tuple(_silent(q) for q in reading.questions)
    encoders = bundled_encoders()
    reply = ReplyText([s.text for s in candidates], reading.language, encoders)
    known = Known(reply, reading.case)
    return tuple(_judge(q, reply, known, reading) for q in reading.questions)


def status_thresholds() -> Mapping[str, float]:
    """The least score of each status."""
    model = bundled_model()
    return {"answered": model.answered, "partly": model.partly}


def _silent(question: Question) -> Judgement:
    """A reply of greeting, thanks and closing answers nothing."""
    return Judgement(QuestionStatus(question.id, question.text, "unanswered", 0.01), {})


def _judge(question: Question, reply: ReplyText, known: Known, reading: Reading) -> Judgement:
    candidates = reading.content
    model = bundled_model()
    found = features(question.query or question.text, reply)
    asked = [q.text for q in reading.questions]
    form = expected(question.text, asked, reply.units)
    about = {**known.about(question), **form}
    score = model.probability(found.vector(), about)
    alone = own_words(question, reading.questions)
    if alone:  # what two questions share, one answer meets for both
        own = {**known.about(replace(question, query=alone)), **form}
        score = less(score, model.probability(features(alone, reply).vector(), own))
    span = _span(candidates, found)
    status = _status(model, score)
    if status in ("unanswered", "partly"):
        deferral = _deferral(question, candidates, reading)
        if deferral is not None:
            status, span = "deferred", deferral
    shown = None if status == "unanswered" else span
    values = {**found.values, **about, "score": score}
    return Judgement(QuestionStatus(question.id, question.text, status, score, shown), values)


def own_words(question: Question, questions: Sequence[Question]) -> str:
    """The question without the words that others of the message have too; empty where
    nothing is shared or too little would be left."""
    others = {w for q in questions if q.id != question.id for w in words_of(q.query or q.text)}
    said = _TOKEN.findall(question.query or question.text)
    kept = [token for token in said if not set(words_of(token)) <= others]
    return " ".join(kept) if _LEAST_OWN <= len(kept) < len(said) else ""


def less(score: float, alone: float) -> float:
    """The score of a question whose own words alone have the score `alone`: where that is
    lower, the geometric mean, because few words tell less than all."""
    return min(score, math.sqrt(score * alone))


def _status(model: AnswerModel, score: float) -> AnswerStatus:
    if score >= model.answered:
        return "answered"
    return "partly" if score >= model.partly else "unanswered"


def _span(candidates: Sequence[ReplySentence], found: Features) -> Span:
    first, last = found.window
    return candidates[first].start, candidates[min(last, len(candidates) - 1)].end


def _deferral(
    question: Question, candidates: Sequence[ReplySentence], reading: Reading
) -> Span | None:
    """Where the reply promises an answer or asks for what it needs to give one.

    Asking for what stands in the message is no deferral. Beside other content a deferral
    counts only for a question that it names.
    """
    waiting = [s for s in candidates if s.role in ("deferral", "counter")]
    waiting = [s for s in waiting if s.role == "deferral" or asks_again(s.text, reading) is None]
    if not waiting:
        return None
    content = sum(s.role == "content" for s in candidates)
    words = reading.terms_of(question.text)
    named = [s for s in waiting if words & reading.terms_of(s.text)]
    if named:
        return named[0].start, named[0].end
    if content <= _FEW_CONTENT:
        return waiting[0].start, waiting[0].end
    return None


def message_probability(statuses: Sequence[QuestionStatus]) -> float:
    """All questions must be answered: mostly the least probability, partly the average.

    A deferred question counts as half dealt with.
    """
    if not statuses:
        return 1.0
    scores = [max(s.score, _DEFERRED) if s.status == "deferred" else s.score for s in statuses]
    return _LEAST * min(scores) + (1 - _LEAST) * sum(scores) / len(scores)
