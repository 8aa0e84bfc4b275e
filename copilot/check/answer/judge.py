"""The whole message and each of its questions: probability, status, and the span that answers.

Whether all of a message is answered, or nothing of it, is judged over the whole mail
(`copilot.check.answer.message`); a question's status follows from its place in that judgement,
so that the two never contradict each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from copilot.check.answer.decision import Asked, Told, values_of
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
from copilot.check.answer.own_words import less, own_words
from copilot.check.answer.waiting import (
    asks_for_the_known,
    defers,
    only_waits,
    put_off_alone,
    puts_off,
    says_something,
    tells_of_loss,
    waiting,
    where_deferred,
)
from copilot.check.answer.whole import NAMES, MessageText, logit, placed, vector_of, whole
from copilot.check.voices import joined
from copilot.messages import AnswerStatus, Question, QuestionStatus, Span
from knowledge.analyse import detect_language

if TYPE_CHECKING:
    from copilot.check.reading import Reading, ReplySentence

ANSWERED = 0.5  # probability from which a question counts as answered
PARTLY = 0.25  # and from which as dealt with at least in part
SURELY_NOT = 0.05  # below which, whatever the rest of a mail says, it is not
_DEFERRED = 0.6  # what an honest deferral of all questions counts for the message
_ASKED_BACK = 0.4  # and a question for more, of which we seldom know whether it was needed
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


def assess(reading: Reading) -> Assessment:
    """How the reply deals with the message; where no question was found, with all of it."""
    if not reading.content:
        silent = tuple(_silent(q) for q in reading.questions)
        return Assessment(silent, _SILENT if silent else 1.0)
    units = [s.text for s in reading.content]
    reply = ReplyText(units, reading.language, bundled_encoders())
    known = Known(reply, reading.case)
    if not reading.questions:
        return _unasked(reply, known, reading)
    asked = [_ask(question, reply, known, reading) for question in reading.questions]
    return _assessed(asked, reply, reading)


def _unasked(reply: ReplyText, known: Known, reading: Reading) -> Assessment:
    """The whole message is what the reply has to meet. Thanks alone ask for nothing; where the
    text is lost, a reply says so or asks for it."""
    if not reading.said_in_message and reading.message.strip():
        return Assessment((), 1.0)
    body = Question("message", reading.message, reading.message, (0, len(reading.message)))
    asked = [_ask(body, reply, known, reading)]
    message = MessageText(reading.said_in_message, (), reading.language)
    values = whole(message, reply, [asked[0].alone] if reading.said_in_message else [])
    weighed = _weighed(asked, values, message, False, None, reading)
    if not reading.said_in_message and (
        waiting(reading.content, reading) or tells_of_loss(reading)
    ):
        return Assessment((), _DEFERRED)
    answers = sigmoid(weighed.answers + _shift(asked, bundled_message_model()))
    canned = _faults(weighed, reading)[0] and not waiting(reading.content, reading)
    return Assessment((), _message(answers, (), reading), canned)


def status_thresholds() -> Mapping[str, float]:
    """The least score of each status."""
    return {"answered": ANSWERED, "partly": PARTLY}


def _silent(question: Question) -> Judgement:
    """A reply of greeting, thanks and closing answers nothing."""
    return Judgement(QuestionStatus(question.id, question.text, "unanswered", _SILENT), {})


def _ask(question: Question, reply: ReplyText, known: Known, reading: Reading) -> Asked:
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
    waits = where_deferred(question, reading.content, reading) is not None
    return Asked(question, found, about, alone, informed, waits)


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


def _assessed(asked: Sequence[Asked], reply: ReplyText, reading: Reading) -> Assessment:
    message = MessageText(
        reading.said_in_message, [a.question.text for a in asked], reading.language
    )
    scores = [a.alone for a in asked]
    values = whole(message, reply, scores)
    heard = reading.heard_answers([a.question.text for a in asked])
    bare = len(message.sentences) <= len(asked)
    weighed = _weighed(asked, values, message, bare, heard, reading)
    places = placed(message, reply, scores)
    faults = _faults(weighed, reading)
    if len(asked) > 1:
        words = len(message.text.split())
        said = reading.read_answers
        beside = values_of(asked, Told(values, places, words, reading.content, said))
        statuses, nothing = _decided(asked, beside, heard, faults[0], reading)
        numbers = [{f"asked.{name}": v for name, v in found.items()} for found in beside]
    else:
        own, nothing = _own_chance(asked[0], places[0], weighed), faults[0]
        chance = _chance(own, weighed, heard, reading)
        statuses = [_alone(asked[0], chance, faults, bare, weighed.terse, reading)]
        numbers = [{"question": logit(own)}]
    shift = _shift(asked, bundled_message_model())
    odds = {
        "answers": weighed.likely + (1 - weighed.storyless) * shift,
        "canned": weighed.canned - (1 - weighed.share) * shift,
    }
    shown = {f"message.{name}": values[name] for name in NAMES} | odds | _shown(weighed, heard)
    judgements = tuple(
        Judgement(
            status,
            {**a.found.values, **a.about, **shown, **own, "score": status.score},
        )
        for a, own, status in zip(asked, numbers, statuses, strict=True)
    )
    canned = nothing and all(s.status == "unanswered" for s in statuses)
    return Assessment(judgements, _message(sigmoid(odds["answers"]), statuses, reading), canned)


def _weighed(
    asked: Sequence[Asked],
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
    read = (min(said.best), max(said.best)) if said else None
    short = model.short if read is None else model.read
    worst, best = read or (None, None)
    answers = short.answers_odds(plain["answers"], least, share, worst)
    likely = short.answers_odds(plain["answers"], least, storyless, worst)
    canned = short.canned_odds(plain["canned"], most, share, cover, best)
    if heard is not None:
        answers, likely = joined(answers, min(heard)), joined(likely, min(heard))
        canned = joined(canned, -max(heard))
    return _Weighed(plain, answers, likely, canned, share, storyless, cover, least, most, read)


def _chance(
    own: float, weighed: _Weighed, heard: Sequence[float] | None, reading: Reading
) -> float:
    """The probability of a single question, with what others say of it: it is answered no better
    than the message is."""
    share = weighed.share
    said = reading.read_answers if weighed.read else None
    chance = _read(own, said.best[0], weighed) if said else own
    if heard is not None:
        chance = sigmoid(joined(logit(chance), heard[0]))
    return (1 - share) * chance + share * min(chance, sigmoid(weighed.answers))


def _own_chance(item: Asked, place: Mapping[str, float], weighed: _Weighed) -> float:
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


def _against(item: Asked) -> float:
    """What knowledge and form say against one question's answer; what they say for it is no
    proof: a canned reply stands in the knowledge, too."""
    return min(0.0, logit(item.known) - logit(item.alone))


def _shift(asked: Sequence[Asked], model: MessageModel) -> float:
    """What the knowledge adds to the questions, on average, as far as it counts."""
    added = sum(logit(a.known) - logit(a.alone) for a in asked) / len(asked)
    return model.knowledge * added


def _cover(asked: Sequence[Asked], reading: Reading) -> float | None:
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
    too_little = weighed.answers < (
        (1 - share) * model.limits["left_out"] + share * weighed.short.left_out
    )
    return canned or asks_for_the_known(reading), weighed.apart or too_little


def _comparable(reading: Reading) -> bool:
    """Whether message and reply are in one language: words of two do not meet."""
    message = reading.case.understanding.language
    text = " ".join(s.text for s in reading.content)
    return message not in _MODELLED or detect_language(text, message) == message


def _alone(
    item: Asked,
    chance: float,
    faults: tuple[bool, bool],
    bare: bool,
    terse: bool,
    reading: Reading,
) -> QuestionStatus:
    """The status of a single question. `bare`: the message is nothing else, which then speaks for
    itself. `terse`: against the few words of its answer the knowledge has nothing: what is no
    mismatch may well be an answer."""
    canned, partial = faults
    limit = PARTLY if bare else SURELY_NOT
    if terse:
        limit, partial = 0.0, False
    status: AnswerStatus = "answered" if chance >= ANSWERED else "partly"
    if canned or partial or chance < limit:
        status = "unanswered"
    return _status(item, status, chance, reading)


def _decided(
    asked: Sequence[Asked],
    beside: Sequence[Mapping[str, float]],
    heard: Sequence[float] | None,
    canned: bool,
    reading: Reading,
) -> tuple[list[QuestionStatus], bool]:
    """The statuses of several questions, each judged beside the others, and whether the reply is
    about nothing of it, as the whole message may tell already (`canned`)."""
    model = bundled_message_model().decision(read=reading.read_answers is not None)
    odds = [model.odds(values) for values in beside]
    chances = [model.chance(o, PARTLY) for o in odds]
    if heard is not None:
        chances = [sigmoid(joined(logit(p), h)) for p, h in zip(chances, heard, strict=True)]
    nothing = max(odds) < model.canned and max(chances) < PARTLY and _comparable(reading)
    nothing = nothing or canned
    put_off = max(chances) < PARTLY and puts_off(reading)
    found = []
    for item, chance in zip(asked, chances, strict=True):
        status: AnswerStatus = "answered" if chance >= ANSWERED else "partly"
        if nothing or chance < PARTLY:
            status = "unanswered"
        surely = status == "unanswered" and not put_off and says_something(reading)
        found.append(_status(item, status, chance, reading, surely=surely))
    return (found if nothing else _last_put_off(found, asked, reading)), nothing


def _last_put_off(
    found: list[QuestionStatus], asked: Sequence[Asked], reading: Reading
) -> list[QuestionStatus]:
    """The same; one question that alone is left, beside a promise that is about no other one, is
    put off: "Die Farbe klären wir bis morgen" need not say again what was asked."""
    left = [at for at, status in enumerate(found) if status.status == "unanswered"]
    if len(left) != 1:
        return found
    at, questions = left[0], [item.question for item in asked]
    where = put_off_alone(questions[at], questions, reading)
    if where is None:
        return found
    put_off = replace(found[at], status="deferred", reply_span=where)
    return [*found[:at], put_off, *found[at + 1 :]]


def _status(
    item: Asked, status: AnswerStatus, chance: float, reading: Reading, *, surely: bool = False
) -> QuestionStatus:
    """`surely`: what the reply puts off or asks for is not this question."""
    question = item.question
    span: Span | None = _span(reading.content, item.found)
    if not surely and (status != "answered" or only_waits(item.found, reading)):
        deferral = where_deferred(question, reading.content, reading)
        if deferral is not None:
            return QuestionStatus(question.id, question.text, "deferred", chance, deferral)
    if status == "unanswered":  # judged by the message: the score says so too
        chance, span = min(chance, PARTLY - _STEP), None
    elif status == "partly":
        chance = max(chance, PARTLY)
    return QuestionStatus(question.id, question.text, status, chance, span)


def _message(chance: float, statuses: Sequence[QuestionStatus], reading: Reading) -> float:
    """An honest deferral of all that is asked is no mismatch."""
    if any(s.status == "unanswered" for s in statuses) or not defers(reading):
        return chance
    promises = any(s.role == "deferral" for s in reading.content)
    return max(chance, _DEFERRED if promises else _ASKED_BACK)


def _span(candidates: Sequence[ReplySentence], found: Features) -> Span:
    first, last = found.window
    return candidates[first].start, candidates[min(last, len(candidates) - 1)].end
