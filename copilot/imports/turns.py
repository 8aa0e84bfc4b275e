"""From a ticket to pairs of a question and the reply that solved it.

A ticket goes in turns: the customer asks, the shop answers, perhaps after asking back or
after a first answer that did not help. A pair is what the customer wanted to know and the
last reply to it before they said thanks, asked something else or fell silent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from copilot.imports import words
from copilot.imports.tickets import PastTicket, Post
from copilot.understand.body import clean
from knowledge.analyse import detect_language, terms

_FEWEST_WORDS = 2  # content words; "Hallo?" asks nothing
_LONGEST = 6_000  # characters of a question or an answer


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and its answer as they were written, with whom they name.

    `thanked`: the customer said thanks right after. `reopened`: a reply before this one had
    not helped.
    """

    key: str
    subject: str
    question: str
    answer: str
    language: str
    at: dt.datetime | None = None
    customer: str = ""
    names: tuple[str, ...] = ()  # of everybody in the ticket
    emails: tuple[str, ...] = ()
    thanked: bool = False
    reopened: bool = False
    rating: float | None = None
    order_number: str = ""


@dataclass(frozen=True, slots=True)
class _Turn:
    """A post's own new words."""

    post: Post
    text: str
    signed: str


@dataclass(slots=True)
class _Open:
    """The question that is being answered."""

    asked: list[str]
    at: dt.datetime | None
    answer: str = ""
    thanked: bool = False
    reopened: bool = False


@dataclass(frozen=True, slots=True)
class Cut:
    """The pairs of a ticket, and why there is none where there is none."""

    pairs: tuple[Pair, ...]
    reason: str = ""


def cut(ticket: PastTicket) -> Cut:
    """The ticket's pairs; quoted history, signatures, automatic posts and notes dropped."""
    turns = [turn for turn in map(_turn, ticket.posts) if turn is not None]
    if not any(turn.post.author == "customer" for turn in turns):
        return Cut((), "no customer wrote")
    if not any(turn.post.author == "agent" for turn in turns):
        return Cut((), "nobody answered")
    text = "\n".join(turn.text for turn in turns[:4])
    language = ticket.language or detect_language(f"{ticket.subject}\n{text}")
    found = [pair for pair in _questions(turns, language) if pair.answer]
    if not found:
        return Cut((), "no reply answers")
    people = _people(turns)
    return Cut(tuple(_pair(ticket, n, one, language, people) for n, one in enumerate(found)))


def _turn(post: Post) -> _Turn | None:
    if post.hidden or post.automatic or post.author == "system":
        return None
    body = clean(post.text, "email", (post.name,) if post.name else ())
    text = body.text.strip()[:_LONGEST]
    if not text or words.is_automatic(text):
        return None
    return _Turn(post, text, body.name)


def _questions(turns: list[_Turn], language: str) -> Iterator[_Open]:
    """Walks the ticket once; yields each question when it is over."""
    open_: _Open | None = None
    asked_back = False
    for turn in turns:
        if turn.post.author == "agent":
            asked_back = open_ is not None and _answered(open_, turn.text, language)
            continue
        if words.is_thanks(turn.text, language):
            if open_ is not None and open_.answer:
                open_.thanked = True
        elif open_ is None:
            open_ = _opened(turn, language)
        elif asked_back or not open_.answer:
            open_.asked.append(turn.text)
            asked_back = False
        elif words.STILL_OPEN.search(turn.text):
            open_ = replace(open_, asked=[*open_.asked, turn.text], answer="", reopened=True)
        else:
            yield open_
            open_ = _opened(turn, language)
    if open_ is not None:
        yield open_


def _opened(turn: _Turn, language: str) -> _Open | None:
    if len(terms(turn.text, language)) < _FEWEST_WORDS:
        return None
    return _Open([turn.text], turn.post.at)


def _answered(open_: _Open, text: str, language: str) -> bool:
    """Takes an agent's post in; says whether it asks the customer something first."""
    if words.asks_back(text):
        return True
    if not words.only_holds(text, language):
        open_.answer = text
    return False


def _people(turns: list[_Turn]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    names = [name for turn in turns for name in (turn.post.name, turn.signed) if name.strip()]
    emails = [turn.post.email for turn in turns if turn.post.email]
    customer = next((t.post.name or t.signed for t in turns if t.post.author == "customer"), "")
    return customer, tuple(dict.fromkeys(names)), tuple(dict.fromkeys(emails))


def _pair(
    ticket: PastTicket,
    number: int,
    one: _Open,
    language: str,
    people: tuple[str, tuple[str, ...], tuple[str, ...]],
) -> Pair:
    customer, names, emails = people
    question = _asked(one.asked, language)
    return Pair(
        key=ticket.key if number == 0 else f"{ticket.key}#{number + 1}",
        subject=ticket.subject,
        question=question,
        answer=one.answer,
        language=language,
        at=one.at,
        customer=customer,
        names=names,
        emails=emails,
        thanked=one.thanked,
        reopened=one.reopened,
        rating=ticket.rating,
    )


def _asked(parts: list[str], language: str) -> str:
    """The first post and what later ones add to it; a number or a photo sent after is none."""
    kept = [parts[0], *(part for part in parts[1:] if len(terms(part, language)) >= 6)]
    return "\n\n".join(kept)[:_LONGEST]
