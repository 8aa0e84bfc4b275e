"""Which of a message's clauses are something that the customer asks or wants.

A question and a request stand for themselves; a problem is a need of its own unless a question
or request right after it speaks about it; a plea ("Was kann ich tun?") takes what stands before
it. What is left of a message without any need, if it says anything at all, is one implied need.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from copilot.understand import cues
from copilot.understand.clauses import Clause
from knowledge.analyse import terms

NEAR = 2  # sentences between a problem and the question about it
_FAR = 5  # the same where a parcel is late and the question is where it is
_IS_IT_SO = re.compile(
    r"(?:und |and |also )?(?:(?:ist|wäre) (?:das|es|so ?etwas|so ?was)|geht|ginge|klappt|"
    r"funktioniert|normal|okay|ok|richtig|(?:is|would|will) (?:this|that|it)|may i|can i)\b",
    re.I,
)
_TURNS = re.compile(r"(?:und|and|aber|but|auch|ach|oh)\b", re.I)  # to something else, perhaps
_SHORT = re.compile(r"(?:\w+ ){0,3}\w+\W*")
_WHAT_NOW = re.compile(
    r"(?:und |also )?(?:was|what) (?:kann|soll|sollte|muss|mach|tu|can|should|do|now|jetzt|nun)",
    re.I,
)
_WHAT_WRONG = re.compile(
    r"(?:und |also )?(?:was|what) (?:habe?|did|have|am) .{0,20}(?:falsch|wrong)|"
    r"(?:woran|an was) (?:liegt|kann|könnte)",
    re.I,
)
_WAITS = re.compile(
    r"\b(?:warte\w*|nicht (?:da|angekommen|erhalten|bekommen|geliefert|gekommen)|waiting|(?:not|"
    r"n['’]t|never) (?:\w+ )?(?:arrived?|received?|come|came)|sollte .{0,30}\b(?:da|ankommen))\b",
    re.I,
)
_WHERE = re.compile(
    r"\b(?:wo|wann|where|when|liegt|bleibt|status|wie lange|how long|verloren|lost)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Need:
    clause: Clause  # what names the need
    context: tuple[Clause, ...] = ()  # what it is about, in the order of the message
    explicit: bool = True
    settled: bool = False  # a plea closed it: what follows is something else

    @property
    def last(self) -> int:
        return max(clause.sentence for clause in (self.clause, *self.context))


def needs_of(parts: list[Clause], language: str) -> list[Need]:
    needs: list[Need] = []
    pleas: list[Clause] = []
    previous: Clause | None = None
    for clause in parts:
        if clause.role == "plea":
            if _confirms(clause, previous, needs):
                needs.append(Need(clause, tuple(filter(None, [previous])), settled=True))
            elif needs and _asks_more(needs[-1], clause):
                needs.append(Need(clause, needs[-1].context, settled=True))
            elif needs and clause.sentence - needs[-1].last <= NEAR + 1:
                needs[-1] = _helped(needs[-1], clause)
            elif previous is not None and previous.role == "statement":
                needs.append(Need(clause, (previous,)))
            else:
                pleas.append(clause)
        elif clause.role in ("question", "request", "wish"):
            if previous is not None and _own_matter(clause, previous, needs, language):
                needs = [*needs, Need(clause)]
            else:
                needs = _with_wish(needs, clause, language)
        elif clause.role == "problem":
            needs = _with_problem(needs, clause)
        previous = clause
    if pleas and not needs:
        needs = [Need(pleas[0])]
    return needs


def _own_matter(clause: Clause, told: Clause, needs: list[Need], language: str) -> bool:
    """ "…, and I have never oiled it, how often should I?": asks about what its own sentence tells,
    not about the trouble before it."""
    if told.role != "statement" or told.sentence != clause.sentence or clause.role != "question":
        return False
    if clause.back or _WHAT_NOW.match(clause.text):
        return False
    behind = bool(needs) and needs[-1].last < clause.sentence
    return behind and needs[-1].clause.role == "problem" and len(content(told.text, language)) >= 1


def _confirms(plea: Clause, told: Clause | None, needs: list[Need]) -> bool:
    """ "Laptop and phone at once, is that possible?": asks about what was told right before."""
    if told is None or told.role != "statement" or not plea.asked:
        return False
    if _WHAT_WRONG.match(plea.text):
        return plea.sentence - told.sentence <= 1 and bool(needs) and needs[-1].last < told.sentence
    if not _IS_IT_SO.match(plea.text):
        return False
    near = plea.sentence == told.sentence or _SHORT.fullmatch(plea.text) is not None
    return near and not any(told in (need.clause, *need.context) for need in needs)


def _helped(need: Need, plea: Clause) -> Need:
    """ "Die Maschine tropft. Was kann ich tun?" is one question, put in two sentences; a bare
    "Hilfe!" leaves open what with."""
    return replace(need, explicit=need.explicit or plea.asked, settled=plea.asked)


def _asks_more(need: Need, plea: Clause) -> bool:
    """ "Die Katze hat davon gefressen. Ist das giftig? Was mache ich jetzt?" asks two things."""
    told_before = any(c.role == "problem" and c.start < need.clause.start for c in need.context)
    return need.clause.role == "question" and told_before and _WHAT_NOW.match(plea.text) is not None


def _with_wish(needs: list[Need], clause: Clause, language: str) -> list[Need]:
    if any(_same(clause, need.clause, language) for need in needs):
        return needs
    if not needs or clause.adds:
        return [*needs, Need(clause)]
    last = needs[-1]
    near = clause.sentence - last.last <= NEAR and not last.settled
    if last.clause.role == "problem" and not last.settled and _asks_where(clause, last.clause):
        near = clause.sentence - last.last <= _FAR
    if near and last.clause.role == "problem" and _speaks_of(clause, last.clause, language):
        return [*needs[:-1], Need(clause, (*last.context, last.clause))]
    if near and _cried(last.clause) and clause.role == "question" and clause.back:
        return [*needs[:-1], Need(clause, (*last.context, last.clause))]
    if (
        near
        and last.clause.role == "wish"
        and clause.role != "wish"
        and _speaks_of(clause, last.clause, language)
    ):
        return [*needs[:-1], Need(clause, (*last.context, last.clause))]
    if (
        near
        and last.clause.role == "request"
        and clause.role == "question"
        and _anaphoric_how(clause, last.clause, language)
    ):
        return [*needs[:-1], Need(clause, (*last.context, last.clause))]
    return [*needs, Need(clause)]


def _cried(clause: Clause) -> bool:
    """ "Help!": what with, the next sentence asks."""
    return clause.role == "plea" and not clause.asked


def _with_problem(needs: list[Need], clause: Clause) -> list[Need]:
    if not needs:
        return [Need(clause, explicit=False)]
    last = needs[-1]
    if not clause.adds and (clause.sentence - last.last <= NEAR or clause.back):
        # One more word about the same trouble, or the reason for what was asked.
        return [*needs[:-1], replace(last, context=(*last.context, clause))]
    return [*needs, Need(clause, explicit=False)]


def _speaks_of(clause: Clause, problem: Clause, language: str) -> bool:
    if clause.back or _asks_where(clause, problem):
        return True
    shared = content(clause.text, language) & content(problem.text, language)
    next_to_it = clause.role == "question" and clause.sentence - problem.sentence == 1
    if next_to_it and not clause.adds and not _TURNS.match(clause.text):
        return True
    return (
        bool(shared)
        or clause.sentence == problem.sentence
        or len(content(clause.text, language)) <= 2
        or len(clause.text.split()) <= 2
    )


def _asks_where(clause: Clause, problem: Clause) -> bool:
    return bool(_WAITS.search(problem.text) and _WHERE.search(clause.text))


def _anaphoric_how(clause: Clause, request: Clause, language: str) -> bool:
    """ "Ich möchte die Lampe zurückgeben. Wohin muss ich sie schicken?" """
    shared = content(clause.text, language) & content(request.text, language)
    return bool(shared) or bool(
        re.match(r"(?:wie|how|wohin|where)\b", clause.text, re.I) and clause.back
    )


def _same(clause: Clause, other: Clause, language: str) -> bool:
    """The same question once more, as people repeat themselves."""
    first, second = content(clause.text, language), content(other.text, language)
    if first and first == second:
        return clause.role == other.role
    return (
        len(first) >= 2
        and clause.role == other.role
        and len(first & second) >= 0.8 * len(first | second)
    )


def content(text: str, language: str) -> set[str]:
    return {term for term in terms(text, language) if len(term) > 2}


def implied(parts: list[Clause], language: str) -> list[Need]:
    """A message without question, request or problem may still want something."""
    if any(cues.AWAY.search(part.text) for part in parts):
        return []
    said = [part for part in parts if part.role == "statement"]
    said = [part for part in said if len(content(part.text, language)) >= 1]
    if not said or all(cues.PRAISE.search(part.text) for part in said):
        return []
    if all(len(part.text.split()) <= 1 for part in said):
        return []
    return [Need(said[-1], tuple(said[:-1][-2:]), explicit=False)]
