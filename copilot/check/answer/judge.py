"""The whole message and each of its questions: probability, status, and the span that answers.

Whether all of a message is answered, or nothing of it, is judged over the whole mail
(`copilot.check.answer.message`); a question's status follows from its place in that judgement,
so that the two never contradict each other.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from copilot.check.answer.affinity import words_of
from copilot.check.answer.asking import asks_again
from copilot.check.answer.evidence import LEAST, Known
from copilot.check.answer.expected import expected
from copilot.check.answer.features import Features, ReplyText, features
from copilot.check.answer.message import (
    SPEAKS_AGAINST,
    MessageModel,
    Short,
    bundled_message_model,
)
from copilot.check.answer.model import bundled_encoders, bundled_model, sigmoid
from copilot.check.answer.whole import NAMES, MessageText, logit, placed, vector_of, whole
from copilot.check.voices import joined
from copilot.messages import AnswerStatus, Question, QuestionStatus, Span
from knowledge.analyse import detect_language

if TYPE_CHECKING:
    from copilot.check.reading import Reading, ReplySentence

ANSWERED = 0.5  # probability from which a question counts as answered
PARTLY = 0.25  # and from which as dealt with at least in part
SURELY_NOT = 0.05  # below which, whatever the rest of a mail says, it is not
_TOKEN = re.compile(r"[\w’'-]+")
_WHEN = re.compile(
    r"\d|\b(?:heute|morgen|übermorgen|bis|sobald|woche|stunden?|tagen?|vormittag|mittag|abend"
    r"|today|tomorrow|by|within|as soon as|week|hours?|days?|morning|noon|tonight)\b",
    re.IGNORECASE,
)
_LEAST_OWN = 2  # words of its own that a question needs to be judged by them
_DEFERRED = 0.6  # what an honest deferral of all questions counts for the message
_ASKED_BACK = 0.4  # and a question for more, of which we seldom know whether it was needed
_SIGNATURE_ONLY = 15  # words of a message that may have lost its text
_WHAT_ABOUT = re.compile(
    r"\b(?:worum|um was|was genau|was können wir|wie können wir|what (?:is|was) (?:it|this)|how can"
    r" we|what can we|tell us more)\b",
    re.IGNORECASE,
)
_GENERIC = {"deferral": 12, "counter": 7}  # words of one that may belong to any matter
_FEW_CONTENT = 1  # sentences of content beside a deferral that make it an answer after all
_MOST_KNOWN = 3.0  # log-odds that the knowledge adds to a question of a short message
_MOSTLY = 0.5  # how far a message is a short one
_USUAL_COVER = 0.6
_MODELLED = ("de", "en")
_SILENT = 0.01
_STEP = 0.001


@dataclass(frozen=True, slots=True)
class Judgement:
    """A question's status with the features behind it, for `check --explain`."""

    status: QuestionStatus
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Assessment:
    """A judgement per question, in the message's order, and the probability that the reply
    answers the whole message. `canned`: it answers nothing that was asked."""

    judgements: tuple[Judgement, ...]
    answers: float
    canned: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question against the reply: by the texts alone, and with what the knowledge adds."""

    question: Question
    found: Features
    about: Mapping[str, float]
    alone: float
    known: float


def assess(reading: Reading) -> Assessment:
    """How the reply deals with the message. No question: nothing is left to answer."""
    if not reading.questions:
        return Assessment((), 1.0)
    if not reading.content:
        return Assessment(tuple(_silent(q) for q in reading.questions), _SILENT)
    units = [s.text for s in reading.content]
    reply = ReplyText(units, reading.language, bundled_encoders())
    known = Known(reply, reading.case)
    asked = [_ask(question, reply, known, reading) for question in reading.questions]
    return _assessed(asked, reply, reading)


def status_thresholds() -> Mapping[str, float]:
    """The least score of each status."""
    return {"answered": ANSWERED, "partly": PARTLY}


def _silent(question: Question) -> Judgement:
    """A reply of greeting, thanks and closing answers nothing."""
    return Judgement(QuestionStatus(question.id, question.text, "unanswered", _SILENT), {})


def _ask(question: Question, reply: ReplyText, known: Known, reading: Reading) -> _Asked:
    model = bundled_model()
    found = features(question.query or question.text, reply)
    form = expected(question.text, [q.text for q in reading.questions], reply.units)
    about = {**known.about(question), **form}
    vector = found.vector()
    alone, informed = model.probability(vector), model.probability(vector, about)
    if question.query and question.query != question.text and len(reading.questions) == 1:
        # That the reply names the product, which the query adds, answers nothing yet.
        said = model.probability(features(question.text, reply).vector())
        alone, informed = less(alone, said), less(informed, said)
    own = own_words(question, reading.questions)
    if own:  # what two questions share, one answer meets for both
        vector = features(own, reply).vector()
        also = {**known.about(replace(question, query=own)), **form}
        alone = less(alone, model.probability(vector))
        informed = less(informed, model.probability(vector, also))
    return _Asked(question, found, about, alone, informed)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """The whole message against the whole reply, as log-odds.

    `answers` decides what counts as left out, `likely` is what the probability is made of: there a
    message that is nothing but questions counts as a short one, however long (`storyless`).
    `least` and `most`: of its worst and best answered question, the knowledge included. `read`:
    the same two by the cross-encoder, which is asked about messages that are nothing but questions;
    in a mail, the words that a reply takes up tell more.
    """

    plain: Mapping[str, float]  # of the two heads by themselves
    answers: float
    likely: float
    canned: float
    share: float  # how far the message is a short one
    storyless: float
    cover: float | None
    least: float
    most: float
    read: tuple[float, float] | None

    @property
    def short(self) -> Short:
        """How such a message is judged."""
        model = bundled_message_model()
        return model.short if self.read is None else model.read

    @property
    def apart(self) -> bool:
        """Whether a reply to a short message is about another matter."""
        return self.share > _MOSTLY and self.short.is_apart(
            self.plain["canned"], self.most, self.cover, self.read and self.read[1]
        )

    @property
    def terse(self) -> bool:
        """Whether a short message's reply may well be an answer in few words."""
        unopposed = self.cover is not None and self.most > SPEAKS_AGAINST
        return self.share > _MOSTLY and unopposed and not self.apart


def _assessed(asked: Sequence[_Asked], reply: ReplyText, reading: Reading) -> Assessment:
    message = MessageText(
        reading.said_in_message, [a.question.text for a in asked], reading.language
    )
    scores = [a.alone for a in asked]
    values = whole(message, reply, scores)
    heard = reading.heard_answers([a.question.text for a in asked])
    bare = len(message.sentences) <= len(asked)
    weighed = _weighed(asked, values, message, bare, heard, reading)
    places = placed(message, reply, scores)
    own = [_own_chance(a, place, weighed) for a, place in zip(asked, places, strict=True)]
    chances = _chances(own, weighed, heard, reading)
    faults = _faults(weighed, reading)
    alone = len(asked) == 1 and weighed.terse
    statuses = _statuses(asked, chances, faults, bare, alone, reading)
    shift = _shift(asked, bundled_message_model())
    odds = {
        "answers": weighed.likely + (1 - weighed.storyless) * shift,
        "canned": weighed.canned - (1 - weighed.share) * shift,
    }
    shown = {f"message.{name}": values[name] for name in NAMES} | odds | _shown(weighed, heard)
    judgements = tuple(
        Judgement(
            status,
            {**a.found.values, **a.about, **shown, "question": logit(p), "score": status.score},
        )
        for a, p, status in zip(asked, own, statuses, strict=True)
    )
    canned = faults[0] and all(s.status == "unanswered" for s in statuses)
    return Assessment(judgements, _message(sigmoid(odds["answers"]), statuses, reading), canned)


def _weighed(
    asked: Sequence[_Asked],
    values: Mapping[str, float],
    message: MessageText,
    bare: bool,
    heard: Sequence[float] | None,
    reading: Reading,
) -> _Weighed:
    model = bundled_message_model()
    vector = vector_of(values)
    plain = {"answers": model.answers.logit(vector), "canned": model.canned.logit(vector)}
    share = model.short.share(len(message.text.split()))
    storyless = 1.0 if bare else share
    # A canned reply stands in the knowledge, too: what speaks for it counts up to a limit.
    known = [min(logit(a.known), logit(a.alone) + _MOST_KNOWN) for a in asked]
    least, most, cover = min(known), max(known), _cover(asked, reading)
    said = reading.read_answers if storyless else None
    read = (min(said), max(said)) if said else None
    short = model.short if read is None else model.read
    worst, best = read or (None, None)
    answers = short.answers_odds(plain["answers"], least, share, worst)
    likely = short.answers_odds(plain["answers"], least, storyless, worst)
    canned = short.canned_odds(plain["canned"], most, share, cover, best)
    if heard is not None:
        answers, likely = joined(answers, min(heard)), joined(likely, min(heard))
        canned = joined(canned, -max(heard))
    return _Weighed(plain, answers, likely, canned, share, storyless, cover, least, most, read)


def _chances(
    own: Sequence[float],
    weighed: _Weighed,
    heard: Sequence[float] | None,
    reading: Reading,
) -> list[float]:
    """The probability of each question, with what others say of it."""
    chances, share = list(own), weighed.share
    said = reading.read_answers if weighed.read else None
    if said:
        chances = [_read(p, r, weighed) for p, r in zip(chances, said, strict=True)]
    if heard is not None:
        chances = [sigmoid(joined(logit(p), h)) for p, h in zip(chances, heard, strict=True)]
    if len(own) == 1:  # a single question is answered no better than the message is
        least = min(chances[0], sigmoid(weighed.answers))
        chances = [(1 - share) * chances[0] + share * least]
    return chances


def _own_chance(item: _Asked, place: Mapping[str, float], weighed: _Weighed) -> float:
    told = bundled_message_model().question({**place, **weighed.plain})
    return sigmoid(logit(told) + _against(item))


def _read(chance: float, read: float, weighed: _Weighed) -> float:
    """With what the cross-encoder says, as far as the message is nothing but questions."""
    told = sigmoid(weighed.short.question.odds((logit(chance),), read))
    return (1 - weighed.storyless) * chance + weighed.storyless * told


def _shown(weighed: _Weighed, heard: Sequence[float] | None) -> dict[str, float]:
    """What `check --explain` tells of it."""
    shown = {f"whole.{name}": value for name, value in weighed.plain.items()}
    shown |= {"heard.least": min(heard), "heard.most": max(heard)} if heard else {}
    shown |= dict(zip(("read.least", "read.most"), weighed.read or (), strict=False))
    shown |= {} if weighed.cover is None else {"cover": weighed.cover}
    return shown | {
        "short": weighed.share,
        "storyless": weighed.storyless,
        "known.least": weighed.least,
        "known.most": weighed.most,
    }


def _against(item: _Asked) -> float:
    """What knowledge and form say against one question's answer; what they say for it is no
    proof: a canned reply stands in the knowledge, too."""
    return min(0.0, logit(item.known) - logit(item.alone))


def _shift(asked: Sequence[_Asked], model: MessageModel) -> float:
    """What the knowledge adds to the questions, on average, as far as it counts."""
    added = sum(logit(a.known) - logit(a.alone) for a in asked) / len(asked)
    return model.knowledge * added


def _cover(asked: Sequence[_Asked], reading: Reading) -> float | None:
    """How far one passage of the knowledge holds the reply, beyond what is usual; None where
    there is no knowledge to look it up in."""
    if reading.case.lookup is None or reading.case.given_sources:
        return None
    found = [a.about["resembled_cover"] for a in asked if a.about.get("resembled")]
    return max(found, default=LEAST) - _USUAL_COVER


def _faults(weighed: _Weighed, reading: Reading) -> tuple[bool, bool]:
    """Whether nothing is answered, and whether something is left out."""
    model, share = bundled_message_model(), weighed.share
    limit = weighed.short.canned_limit(model.limits["canned"], share, weighed.cover)
    canned = weighed.canned > limit and _comparable(reading)
    again = all(_asks_for_the_known(s, reading) for s in _said(reading))
    too_little = weighed.answers < (
        (1 - share) * model.limits["left_out"] + share * weighed.short.left_out
    )
    return canned or again, weighed.apart or too_little


def _comparable(reading: Reading) -> bool:
    """Whether message and reply are in one language: words of two do not meet."""
    message = reading.case.understanding.language
    text = " ".join(s.text for s in reading.content)
    return message not in _MODELLED or detect_language(text, message) == message


def _asks_for_the_known(sentence: ReplySentence, reading: Reading) -> bool:
    return sentence.role != "content" and asks_again(sentence.text, reading) is not None


def _statuses(
    asked: Sequence[_Asked],
    chances: Sequence[float],
    faults: tuple[bool, bool],
    bare: bool,
    alone: bool,
    reading: Reading,
) -> list[QuestionStatus]:
    """`bare`: the message is nothing but its questions, which then speak for themselves.
    `alone`: a single question of a few words, against whose answer the knowledge has nothing:
    what is no mismatch may well be a terse answer."""
    canned, partial = faults
    least, limit = min(chances), PARTLY if bare else SURELY_NOT
    if alone:
        limit, partial = 0.0, False
    found = []
    for item, chance in zip(asked, chances, strict=True):
        status: AnswerStatus = "answered" if chance >= ANSWERED else "partly"
        if canned or chance < limit or (partial and chance <= least):
            status = "unanswered"
        found.append(_status(item, status, chance, reading))
    return found


def _status(item: _Asked, status: AnswerStatus, chance: float, reading: Reading) -> QuestionStatus:
    question = item.question
    span: Span | None = _span(reading.content, item.found)
    if status != "answered" or _only_waits(item.found, reading):
        deferral = _deferral(question, reading.content, reading)
        if deferral is not None:
            return QuestionStatus(question.id, question.text, "deferred", chance, deferral)
    if status == "unanswered":  # judged by the message: the score says so too
        chance, span = min(chance, PARTLY - _STEP), None
    elif status == "partly":
        chance = max(chance, PARTLY)
    return QuestionStatus(question.id, question.text, status, chance, span)


def _only_waits(found: Features, reading: Reading) -> bool:
    """Whether what fits the question best is a promise to look after it, or a question."""
    first, last = found.window
    roles = {s.role for s in reading.content[first : last + 1]}
    return bool(roles) and roles <= {"deferral", "counter", "apology"} and roles != {"apology"}


def _message(chance: float, statuses: Sequence[QuestionStatus], reading: Reading) -> float:
    """An honest deferral of all that is asked is no mismatch."""
    if any(s.status == "unanswered" for s in statuses) or not _defers(reading):
        return chance
    promises = any(s.role == "deferral" for s in reading.content)
    return max(chance, _DEFERRED if promises else _ASKED_BACK)


def _said(reading: Reading) -> list[ReplySentence]:
    """The sentences that answer, promise or ask: all but regret."""
    return [s for s in reading.content if s.role != "apology"] or list(reading.content)


def _defers(reading: Reading) -> bool:
    """Whether the reply is little else than a deferral that names the matter or a time, or a
    question for what it needs: "we have received your request" alone is neither."""
    waiting = _waiting(reading.content, reading)
    if not waiting or sum(s.role == "content" for s in reading.content) > _FEW_CONTENT:
        return False
    told = reading.terms_of(reading.message)
    open_mail = len(reading.message.split()) <= _SIGNATURE_ONLY
    return any(
        len(s.text.split()) <= _GENERIC[s.role]
        or (s.role == "deferral" and _WHEN.search(s.text))
        or told & reading.terms_of(s.text)
        or (open_mail and s.role == "counter" and _WHAT_ABOUT.search(s.text))
        for s in waiting
    )


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
    waiting = _waiting(candidates, reading)
    words = reading.terms_of(question.text)
    named = [s for s in waiting if words & reading.terms_of(s.text)]
    if named:
        return named[0].start, named[0].end
    if waiting and _defers(reading):
        return waiting[0].start, waiting[0].end
    return None


def _waiting(candidates: Sequence[ReplySentence], reading: Reading) -> list[ReplySentence]:
    """Sentences that promise an answer or ask for what the message does not say."""
    waiting = [s for s in candidates if s.role in ("deferral", "counter")]
    return [s for s in waiting if s.role == "deferral" or asks_again(s.text, reading) is None]
