"""What every check needs to know of a reply, computed once and only when asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from copilot.asked import near
from copilot.check.answer import Assessment, Judgement, assess
from copilot.check.answer.crossread import Said, read_answers
from copilot.check.case import CheckCase
from copilot.check.clauses import parts
from copilot.check.roles import Role
from copilot.messages import Customer, Evidence, Order, Question, QuestionStatus
from knowledge.analyse import sentences, terms
from knowledge.entities import Entity, find_entities
from knowledge.quantities import Quantity, find_quantities

if TYPE_CHECKING:
    from copilot.check.voices import Stance, Voice
    from knowledge.crossencoder import CrossEncoder

T = TypeVar("T")
_QUOTED = re.compile(
    r"„[^“”\"]{1,400}[“”\"]|»[^«]{1,400}«|«[^»]{1,400}»|“[^”]{1,400}”|\"[^\"\n]{1,400}\""
)
_QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_URL = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
_SIGNATURE = re.compile(r"[A-ZÄÖÜ][^\W\d_]*(?:[ ,-]+[^\W\d_]+){0,3}")
_MOST_SIGNED = 3  # lines
_SUPPORTED = ("de", "en")


@dataclass(frozen=True, slots=True)
class ReplySentence:
    """A sentence of the reply, where it stands and what it is there for."""

    text: str
    start: int
    end: int
    role: Role


class Reading:
    """A case with its derived views. One per check run; not shared between threads."""

    def __init__(
        self, case: CheckCase, voice: Voice | None = None, reader: CrossEncoder | None = None
    ) -> None:
        self.case = case
        self._reader = reader
        self.voices: tuple[str, ...] = ()  # that have spoken, besides the bundled models
        self._voice = voice
        self._kept: dict[str, Any] = {}

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What `make` returns, made once per run: for views that belong to one check's module."""
        if name not in self._kept:
            self._kept[name] = make()
        found: T = self._kept[name]
        return found

    @cached_property
    def reply(self) -> str:
        return self.case.reply

    @property
    def message(self) -> str:
        return self.case.understanding.body

    @cached_property
    def language(self) -> str:
        """The language by whose rules the reply is read."""
        language = self.case.understanding.language
        return language if language in _SUPPORTED else "de"

    @property
    def questions(self) -> tuple[Question, ...]:
        return self.case.understanding.questions

    @property
    def customer(self) -> Customer:
        """The customer as handed over, else as the message told us."""
        given = self.case.customer
        return given if given.last_name or given.first_name else self.case.understanding.customer

    @property
    def order(self) -> Order | None:
        return self.case.order or self.case.understanding.order

    @cached_property
    def sentences(self) -> tuple[ReplySentence, ...]:
        return split_reply(self.reply, self.language)

    @cached_property
    def content(self) -> tuple[ReplySentence, ...]:
        """Sentences that can carry a fact: all but greeting, closing and thanks."""
        empty = ("greeting", "closing", "thanks", "offer")
        return tuple(s for s in self.sentences if s.role not in empty)

    @cached_property
    def said_in_message(self) -> tuple[str, ...]:
        """The message's sentences that are more than greeting, thanks and closing."""
        found = split_reply(self.message, self.language)
        return tuple(s.text for s in found if s.role not in ("greeting", "closing", "thanks"))

    @cached_property
    def own_numbers(self) -> tuple[str, ...]:
        """Order numbers of this request: they show what the shop's numbers look like."""
        told = [e.value or e.text for e in self.message_entities if e.kind == "order_number"]
        given = [self.order.number] if self.order is not None else []
        return tuple(dict.fromkeys(number for number in (*given, *told) if number))

    @cached_property
    def entities(self) -> tuple[Entity, ...]:
        return tuple(
            find_entities(
                self.reply, self.language, today=self.case.today, order_numbers=self.own_numbers
            )
        )

    @cached_property
    def message_entities(self) -> tuple[Entity, ...]:
        known = self.case.understanding.entities
        found = find_entities(self.message, self.language, today=self.case.today)
        return (*known, *found)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        return tuple(find_quantities(self.reply, self.language))

    @cached_property
    def unquoted(self) -> str:
        """The reply with quotations and links blanked out, at equal length."""
        text = self.reply
        for pattern in (_QUOTED, _QUOTED_LINE, _URL):
            text = pattern.sub(blank, text)
        return text

    @cached_property
    def assessment(self) -> Assessment:
        """Whether the reply answers the message and each of its questions, and why we think so."""
        return assess(self)

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        return self.assessment.judgements

    @cached_property
    def read_answers(self) -> Said | None:
        """What the bundled cross-encoder says of each question; None without it or its time."""
        if self._reader is None:
            return None
        alone = len(self.questions) == 1  # before a second question stands the first
        asked = [near(q, self.message) if alone else q.text for q in self.questions]
        return read_answers(self._reader, asked, [s.text for s in self.content])

    def heard_answers(self, questions: Sequence[str]) -> list[float] | None:
        """What the configured voice says of each question; None without one."""
        reply = " ".join(s.text for s in self.content)
        return self._heard(lambda voice: voice.answers(self.message, questions, reply))

    def heard_stances(self, pairs: Sequence[tuple[str, str]]) -> list[Stance] | None:
        """What it says of passages and statements; None without one."""
        return self._heard(lambda voice: voice.stances(pairs))

    def _heard(self, ask: Callable[[Voice], T | None]) -> T | None:
        said = ask(self._voice) if self._voice is not None else None
        if said is not None and self._voice is not None:
            self.voices = tuple(dict.fromkeys((*self.voices, self._voice.name)))
        return said

    @cached_property
    def statuses(self) -> tuple[QuestionStatus, ...]:
        return tuple(j.status for j in self.judgements)

    @property
    def answers_message(self) -> float:
        """The probability that the reply answers the whole message."""
        return self.assessment.answers

    @cached_property
    def public_evidence(self) -> tuple[Evidence, ...]:
        return tuple(e for e in self.case.evidence if not e.internal)

    def looked_up(self, sentence: str) -> tuple[Evidence, ...]:
        """What the knowledge says about a sentence; searched once per run."""
        find = self.case.lookup
        if find is None:
            return ()
        return self.once(f"looked up {sentence}", lambda: tuple(find(sentence)))

    def sentence_at(self, position: int) -> ReplySentence | None:
        return next((s for s in self.sentences if s.start <= position < s.end), None)

    def products_in(self, text: str) -> frozenset[str]:
        """Products that a text names, with all those that an ambiguous name may mean."""
        catalogue = self.case.catalogue
        if catalogue is None:
            return frozenset()

        def find() -> frozenset[str]:
            named = [m.product for m in catalogue.resolve(text)]
            named += [p for m in catalogue.ambiguous(text) for p in m.candidates]
            return frozenset(p.sku for p in named)

        return self.once(f"products in {text}", find)  # several checks ask for each sentence

    @cached_property
    def terms_of(self) -> Callable[[str], frozenset[str]]:
        """Stems of a text, remembered for this run."""
        seen: dict[str, frozenset[str]] = {}

        def remember(text: str) -> frozenset[str]:
            if text not in seen:
                seen[text] = frozenset(terms(text, self.language))
            return seen[text]

        return remember


def split_reply(reply: str, language: str) -> tuple[ReplySentence, ...]:
    """Sentences of a reply with their roles; a short last line is the signature."""
    found = [
        ReplySentence(s.text[a:b], s.start + a, s.start + b, role)
        for s in sentences(reply, language)
        for a, b, role in parts(s.text)
    ]
    return tuple(_sign_off(reply, found))


def _sign_off(reply: str, found: Sequence[ReplySentence]) -> list[ReplySentence]:
    """Everything after the closing formula belongs to it, if it is short."""
    marked = _signed(reply, list(found))
    last = max((i for i, s in enumerate(found) if s.role == "closing"), default=None)
    if last is None:
        return marked
    for i in range(last + 1, len(found)):
        s = found[i]
        if s.role == "content" and len(s.text) <= 60:
            marked[i] = ReplySentence(s.text, s.start, s.end, "closing")
    return marked


def _signed(reply: str, found: list[ReplySentence]) -> list[ReplySentence]:
    """Marks "Ride safe" and "Ihr Lampenhaus" at the end: lines without a full stop or a figure,
    of a few words, below other sentences. What follows a colon is a list."""
    last = len(found)
    while last > 1 and _may_sign(reply, found[last - 2], found[last - 1]):
        last -= 1
    said = any(s.role not in ("greeting", "thanks", "closing") for s in found[:last])
    if not said or len(found) - last > _MOST_SIGNED:
        return found
    return found[:last] + [replace(s, role="closing") for s in found[last:]]


def _may_sign(reply: str, above: ReplySentence, line: ReplySentence) -> bool:
    stands_alone = "\n" in reply[above.end : line.start] and not above.text.endswith(":")
    empty = line.role in ("content", "closing")
    return stands_alone and empty and _SIGNATURE.fullmatch(line.text) is not None


def blank(match: re.Match[str]) -> str:
    """As many spaces as the match is long, line breaks kept."""
    return re.sub(r"[^\n]", " ", match.group())
