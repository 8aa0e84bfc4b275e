"""Cuts the answer to one question out of the scored units, so that it reads as a whole."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from copilot.draft.alternatives import label
from copilot.draft.asked import wants_steps, wants_yes_or_no
from copilot.draft.likeness import content_words, importance
from copilot.draft.selector import Scored
from copilot.draft.sources import Unit
from copilot.draft.wording import is_orphan
from copilot.messages import Question
from knowledge.analyse import terms

_NEGATION = re.compile(
    r"\b(?:nicht|kein\w*|nie|niemals|nein|no|not|never|cannot|can't|don't|won't|without|ohne)\b",
    re.I,
)
_REPLIES = ("past_answer", "macro")


@dataclass(frozen=True, slots=True)
class Room:
    """How much an answer may hold."""

    sentences: int = 4
    steps: int = 10


@dataclass(frozen=True, slots=True)
class Thresholds:
    """`enough`: a best unit less probable than this is no answer. The others are log-odds that
    a further unit may lie below the best one."""

    enough: float = 0.03
    enough_without_meaning: float = 0.08
    section: float = 2.0  # of the best one's section
    closed: float = 1.5  # the same where yes or no is asked
    elsewhere: float = 1.8
    row: float = 0.8
    twin: float = 2.5
    item: float = 1.4
    sure: float = -1.0  # log-odds from which a unit belongs into the answer, whatever the best
    document: float = 1.8  # a document goes before a past reply
    denied: float = 1.5  # how well a document must fit to overrule a past answer
    own: float = 0.2  # from here on no source in another language is looked at
    foreign: float = 1.0  # how much better a source in another language must fit
    beside: float = 0.12  # a best unit less probable than this says nothing to what is only told
    again: float = 4.0  # how far the next unit may lie below one that another answer has said
    guess: float = 0.05  # of a best unit less probable than this nothing is told but itself
    vague: float = 1.0  # how much more probable an answer to a vague question must be


@dataclass(frozen=True, slots=True)
class Chosen:
    """Units in the order in which they are written. `repeats`: said already for another
    question, nothing is left to add."""

    units: tuple[Unit, ...] = ()
    score: float = 0.0
    repeats: bool = False


def choose(
    question: Question,
    scored: Sequence[Scored],
    said: Sequence[Unit],
    room: Room,
    limits: Thresholds,
    *,
    enough: float,
) -> Chosen:
    """The units that answer the question; empty where none is good enough."""
    scored = [item for item in scored if not _is_contradicted(item, scored, limits)]
    if not scored or scored[0].score < enough:
        return Chosen()
    best = _documented(scored, enough, limits)
    fresh = [item for item in scored if not _is_said(item.unit, said)]
    if _is_said(best.unit, said):
        next_ = [i for i in fresh if i.score >= enough and i.odds >= best.odds - limits.again]
        if not next_:
            return Chosen((best.unit,), best.score, repeats=True)
        best = _documented(next_, enough, limits)
        room = replace(room, sentences=1)
    if wants_yes_or_no(question.text):  # further facts are easily those of another case
        limits = replace(limits, section=limits.closed, sure=math.inf)
    if best.score < limits.guess:
        room = replace(room, sentences=1)
    if whole := _whole_reply(best, fresh, room):
        return Chosen(tuple(whole), best.score)
    units = _around(best, fresh, question, room, limits)
    probable = [item for item in fresh if item.score >= enough]
    units += _more(best, probable, units, room, limits)
    if best.unit.shape == "row":
        units += _twins(best, fresh, units, limits)
    return Chosen(tuple(units), best.score)


def choose_beside(
    scored: Sequence[Sequence[Scored]], said: Sequence[Unit], limits: Thresholds, *, most: int
) -> dict[int, Unit]:
    """To what a message only tells: at most so many single units, by the place of the telling.

    `scored` holds the units for each thing told. Only what stands by itself and is new counts.
    """
    best = [(items[0], at) for at, items in enumerate(scored) if items]
    found: dict[int, Unit] = {}
    for item, at in sorted(best, key=lambda pair: -pair[0].odds):
        unit = item.unit
        if len(found) >= most or item.score < limits.beside:
            break
        fits = unit.shape != "step" and not is_orphan(unit.text)
        if fits and not _is_said(unit, [*said, *found.values()]):
            found[at] = unit
    return found


def _twins(
    best: Scored, fresh: Sequence[Scored], units: Sequence[Unit], limits: Thresholds
) -> list[Unit]:
    """The same row of other products' tables, where the question is about several."""
    wanted = label(best.unit).lower()
    return [
        item.unit
        for item in fresh
        if item.unit.shape == "row"
        and item.unit not in units
        and item.unit.evidence.document_id != best.unit.evidence.document_id
        and item.unit.evidence.language == best.unit.evidence.language
        and label(item.unit).lower() == wanted
        and _near(item, best, limits.twin, limits)
    ]


def _is_contradicted(item: Scored, scored: Sequence[Scored], limits: Thresholds) -> bool:
    """Whether a document denies what a past answer affirms, or affirms what it denies.

    Both must speak of the same things: share two telling words.
    """
    unit = item.unit
    if unit.evidence.kind != "past_answer" or unit.evidence.confirmed:
        return False
    language = unit.evidence.language or "und"
    mine, denied = _telling(unit.text, language), bool(_NEGATION.search(unit.text))
    return any(
        other.unit.evidence.kind != "past_answer"
        and other.odds >= item.odds - limits.denied
        and bool(_NEGATION.search(other.unit.text)) != denied
        and len(mine & _telling(other.unit.text, language)) >= 2
        for other in scored
    )


def _telling(text: str, language: str) -> set[str]:
    return {word.lower() for word in content_words(text, language) if importance(word) > 0.5}


def _documented(scored: Sequence[Scored], enough: float, limits: Thresholds) -> Scored:
    """The best unit; a document that fits nearly as well goes before a past reply."""
    best = scored[0]
    if best.unit.evidence.kind not in _REPLIES:
        return best
    documents = [item for item in scored if item.unit.evidence.kind not in _REPLIES]
    if documents and documents[0].odds >= best.odds - limits.document:
        return documents[0] if documents[0].score >= enough else best
    return best


def _is_said(unit: Unit, said: Iterable[Unit]) -> bool:
    """Whether the reply holds these words already, or nearly these."""
    words = _words(unit)
    for other in said:
        if other.text == unit.text:
            return True
        others = _words(other)
        if len(words) > 1 and words <= others:  # however short: nothing of it is new
            return True
        if len(words & others) > 0.7 * max(1, min(len(words), len(others))) and len(words) > 2:
            return True
    return False


def _around(
    best: Scored, fresh: Sequence[Scored], question: Question, room: Room, limits: Thresholds
) -> list[Unit]:
    """The best unit with those of its source that belong to it, in the source's order."""
    same = [item for item in fresh if item.unit.evidence.id == best.unit.evidence.id]
    if best.unit.shape == "step":
        steps = [item.unit for item in same if _same_list(item.unit, best.unit)]
        return sorted(steps, key=_place)[: room.steps]
    if best.unit.shape == "item":
        return _list_items(best, same, question, room, limits)
    if best.unit.shape == "row":
        rows = [
            i.unit for i in same if i.unit.shape == "row" and _near(i, best, limits.row, limits)
        ]
        return sorted(rows[: room.sentences], key=_place)
    return _sentences(best, same, room, limits)


def _whole_reply(best: Scored, fresh: Sequence[Scored], room: Room) -> list[Unit]:
    """A short past answer is one thought: its sentences stand or fall together, and nothing
    from elsewhere belongs between them. Empty where the best unit is of no such answer."""
    if best.unit.evidence.kind != "past_answer":
        return []
    same = [item.unit for item in fresh if item.unit.evidence.id == best.unit.evidence.id]
    return sorted(same, key=_place) if len(same) <= room.sentences else []


def _near(item: Scored, best: Scored, gap: float, limits: Thresholds) -> bool:
    return item.odds >= min(best.odds - gap, limits.sure)


def _list_items(
    best: Scored, same: Sequence[Scored], question: Question, room: Room, limits: Thresholds
) -> list[Unit]:
    listed = [item for item in same if _same_list(item.unit, best.unit)]
    if not (best.unit.lead and wants_steps(question.text)):
        listed = [item for item in listed if _near(item, best, limits.item, limits)]
    return sorted((item.unit for item in listed[: room.steps]), key=_place)


def _sentences(best: Scored, same: Sequence[Scored], room: Room, limits: Thresholds) -> list[Unit]:
    flowing = [item for item in same if item.unit.shape == "sentence"]
    if best.unit.evidence.kind not in _REPLIES:
        flowing = [item for item in flowing if item.unit.heading == best.unit.heading]
    by_place = {item.unit.position: item.unit for item in flowing}
    chosen = {best.unit.position}
    for item in flowing:
        if len(chosen) < room.sentences and _near(item, best, limits.section, limits):
            chosen.add(item.unit.position)
    chosen |= _carried(chosen, by_place, room)
    return [by_place[at] for at in sorted(chosen) if _stands(at, chosen, by_place, best)]


def _carried(chosen: set[int], by_place: dict[int, Unit], room: Room) -> set[int]:
    """Sentences that the chosen ones lean on, and those that lean on them."""
    more: set[int] = set()
    for at in sorted(chosen):
        before, after = by_place.get(at - 1), by_place.get(at + 1)
        if before is not None and is_orphan(by_place[at].text) and at - 1 not in chosen:
            more.add(at - 1)
        if (
            after is not None
            and after.group == by_place[at].group
            and is_orphan(after.text)
            and len(chosen | more) < room.sentences
        ):
            more.add(at + 1)
    return more


def _stands(at: int, chosen: set[int], by_place: dict[int, Unit], best: Scored) -> bool:
    """A sentence that leans on one that is not there goes, unless it is the answer itself."""
    return at == best.unit.position or at - 1 in chosen or not is_orphan(by_place[at].text)


def _more(
    best: Scored, fresh: Sequence[Scored], units: Sequence[Unit], room: Room, limits: Thresholds
) -> list[Unit]:
    """Further units, from elsewhere, that are nearly as probable and say something new."""
    found: list[Unit] = []
    for item in fresh:
        unit = item.unit
        if len(found) + len(units) >= room.sentences or not _near(
            item, best, limits.elsewhere, limits
        ):
            break
        if unit.shape == "step" or unit in units or is_orphan(unit.text):
            continue
        if not _is_said(unit, [*units, *found]):
            found.append(unit)
    return found


def _same_list(unit: Unit, other: Unit) -> bool:
    return unit.shape == other.shape and unit.group == other.group


def _words(unit: Unit) -> set[str]:
    return set(terms(unit.text, unit.evidence.language or "und"))


def _place(unit: Unit) -> int:
    return unit.position
