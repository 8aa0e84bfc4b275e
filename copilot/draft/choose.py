"""Cuts the answer to one question out of the scored units, so that it reads as a whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from copilot.draft.likeness import content_words, importance
from copilot.draft.select import Scored, is_orphan, wants_steps
from copilot.draft.sources import Unit
from copilot.messages import Question
from knowledge.analyse import terms

_NEGATION = re.compile(
    r"\b(?:nicht|kein\w*|nie|niemals|nein|no|not|never|cannot|can't|don't|won't|without|ohne)\b",
    re.I,
)
_FOLLOWING = 2
_REPLIES = ("past_answer", "macro")


@dataclass(frozen=True, slots=True)
class Room:
    """How much an answer may hold."""

    sentences: int = 4
    steps: int = 10
    extras: int = 2


@dataclass(frozen=True, slots=True)
class Thresholds:
    """`enough`: below this the best unit is no answer. The others are shares of the best."""

    enough: float = 0.36
    enough_without_meaning: float = 0.26
    following: float = 0.4  # right behind the best sentence a text goes on about it
    near: float = 0.5
    elsewhere: float = 0.75
    doubt: float = 0.15  # what the judge must say, or the words fit so much better:
    doubted: float = 1.4
    judged_elsewhere: float = 0.35  # what the judge must say to a sentence of another source
    judged_near: float = 0.03  # and to one beside the best that is not nearly as good
    document: float = 0.75
    denied: float = 0.5  # how well a document must fit to overrule a past answer
    vague: float = 1.25  # how much better an answer to a vague question must fit


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
    able = [item for item in scored if _is_able(item, enough, limits)]
    if not able:
        return Chosen()
    best = _documented(able, limits)
    if _is_said(best.unit, said):
        return Chosen((best.unit,), best.score, repeats=True)
    fresh = [item for item in scored if not _is_said(item.unit, said)]
    units = _around(best, fresh, question, room, limits)
    able = [item for item in fresh if _is_able(item, enough, limits)]
    return Chosen(tuple(units + _more(best, able, units, room, limits)), best.score)


def _is_able(item: Scored, enough: float, limits: Thresholds) -> bool:
    doubted = item.judged is not None and item.judged < limits.doubt
    return item.fit >= enough * (limits.doubted if doubted else 1.0)


def _is_contradicted(item: Scored, scored: Sequence[Scored], limits: Thresholds) -> bool:
    """Whether a document denies what a past answer affirms, or affirms what it denies.

    Both must speak of the same things: share two telling words.
    """
    unit = item.unit
    if unit.evidence.kind != "past_answer":
        return False
    language = unit.evidence.language or "und"
    mine, denied = _telling(unit.text, language), bool(_NEGATION.search(unit.text))
    return any(
        other.unit.evidence.kind != "past_answer"
        and other.fit >= limits.denied * item.fit
        and bool(_NEGATION.search(other.unit.text)) != denied
        and len(mine & _telling(other.unit.text, language)) >= 2
        for other in scored
    )


def _telling(text: str, language: str) -> set[str]:
    return {word.lower() for word in content_words(text, language) if importance(word) > 0.5}


def _documented(able: Sequence[Scored], limits: Thresholds) -> Scored:
    """The best unit; a document that fits nearly as well goes before a past reply."""
    best = able[0]
    if best.unit.evidence.kind not in _REPLIES:
        return best
    documents = [item for item in able if item.unit.evidence.kind not in _REPLIES]
    if documents and documents[0].fit >= limits.document * best.fit:
        return documents[0]
    return best


def _is_said(unit: Unit, said: Sequence[Unit]) -> bool:
    """Whether the reply holds these words already, or nearly these."""
    words = _words(unit)
    for other in said:
        if other.text == unit.text:
            return True
        others = _words(other)
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
        rows = [i.unit for i in same if i.unit.shape == "row" and i.score >= 0.85 * best.score]
        return sorted(rows[:3], key=_place)
    return _sentences(best, same, room, limits)


def _list_items(
    best: Scored, same: Sequence[Scored], question: Question, room: Room, limits: Thresholds
) -> list[Unit]:
    listed = [item for item in same if _same_list(item.unit, best.unit)]
    if not best.unit.lead:
        listed = [item for item in listed if item.score >= 0.85 * best.score]
    elif best.own > 0.5 and not wants_steps(question):
        listed = [item for item in listed if item.score >= limits.near * best.score]
    return sorted((item.unit for item in listed[: room.steps]), key=_place)


def _sentences(best: Scored, same: Sequence[Scored], room: Room, limits: Thresholds) -> list[Unit]:
    reply = best.unit.evidence.kind in _REPLIES
    flowing = [item for item in same if item.unit.shape == "sentence"]
    if not reply:
        flowing = [item for item in flowing if item.unit.heading == best.unit.heading]
    by_place = {item.unit.position: item.unit for item in flowing}
    chosen = {best.unit.position}
    for item in sorted(flowing, key=lambda item: -item.score):
        if len(chosen) < room.sentences and _is_near(item, best, limits):
            chosen.add(item.unit.position)
    chosen |= _carried(chosen, by_place, room)
    return [by_place[at] for at in sorted(chosen) if _stands(at, chosen, by_place, best)]


def _is_near(item: Scored, best: Scored, limits: Thresholds) -> bool:
    """Whether a sentence of the best one's section fits nearly as well."""
    behind = item.unit.position - best.unit.position
    near = limits.following if 0 < behind <= _FOLLOWING else limits.near
    if item.judged is not None and item.judged < limits.judged_near:
        near = limits.elsewhere
    return item.score >= near * best.score


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
    """Further sentences, from elsewhere, that are nearly as good and say something new."""
    found: list[Unit] = []
    for item in fresh:
        unit = item.unit
        if len(found) >= room.extras or item.score < limits.elsewhere * best.score:
            break
        if unit.shape == "step" or unit in units or is_orphan(unit.text):
            continue
        if _is_stray(item, best, limits) or unit.shape == best.unit.shape == "row":
            continue
        if not _is_said(unit, [*units, *found]):
            found.append(unit)
    return found


def _is_stray(item: Scored, best: Scored, limits: Thresholds) -> bool:
    """Whether a sentence of another source is one that the judge does not take for an answer."""
    if item.unit.evidence.id == best.unit.evidence.id and item.unit.heading == best.unit.heading:
        return False
    return item.judged is not None and item.judged < limits.judged_elsewhere


def _same_list(unit: Unit, other: Unit) -> bool:
    return unit.shape == other.shape and unit.group == other.group


def _words(unit: Unit) -> set[str]:
    return set(terms(unit.text, unit.evidence.language or "und"))


def _place(unit: Unit) -> int:
    return unit.position
