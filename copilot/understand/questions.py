"""The things that a customer asks or wants, each with a text fit for search."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from copilot.messages import Question
from copilot.understand import cues
from copilot.understand.clauses import Clause, clauses
from copilot.understand.facts import SURE
from copilot.understand.learned.wanting import wants_something
from copilot.understand.needs import NEAR, Need, content, implied, needs_of
from knowledge.catalogue import ProductMention

MAX_QUESTIONS = 12
_CONTEXT_WORDS = 28
_MOST_PRODUCTS = 2  # more in one sentence: it tells a story, it is not about them
_MOST_COMPARED = 3  # that "both" or "each" may stand for


def find_questions(
    body: str,
    language: str,
    *,
    subject: str = "",
    mentions: Sequence[ProductMention] = (),
    products: Sequence[tuple[str, str]] = (),
    parts: list[Clause] | None = None,
) -> tuple[Question, ...]:
    """Questions of the cleaned `body`, in its order, at most `MAX_QUESTIONS`.

    `parts`: its clauses where they are known already.
    `mentions`: products named in `body`. `products`: (SKU, name) of what the whole message is
    about, for questions that say "sie" or "it". A subject alone counts where the body is empty.
    """
    subject = _own_subject(subject)
    parts = clauses(body, language) if parts is None else parts
    needs = needs_of(parts, language)
    if not needs and wants_something(body):
        needs = implied(parts, language)
    if not needs:
        return _from_subject(body, subject, language, products, bool(parts))
    ordered = sorted(needs, key=lambda need: need.clause.start)[:MAX_QUESTIONS]
    writer = _Writer(body, language, subject, tuple(parts), tuple(mentions), tuple(products))
    return tuple(writer.question(f"q{n}", need) for n, need in enumerate(ordered, 1))


@dataclass(frozen=True, slots=True)
class _Writer:
    body: str
    language: str
    subject: str
    parts: tuple[Clause, ...]
    mentions: tuple[ProductMention, ...]
    products: tuple[tuple[str, str], ...]

    def question(self, name: str, need: Need) -> Question:
        clause = need.clause
        start, end = self._span(need)
        context = self._context(need)
        products = self._products(clause, context)
        return Question(
            id=name,
            text=self.body[start:end],
            query=self._query(clause, context, products),
            span=(start, end),
            explicit=need.explicit,
            skus=tuple(sku for sku, _ in products),
        )

    def _span(self, need: Need) -> tuple[int, int]:
        """A problem told in several sentences is shown whole; a question stands alone."""
        told = [need.clause]
        if need.clause.role in ("problem", "statement", "plea"):
            told += [
                c
                for c in need.context
                if abs(c.sentence - need.clause.sentence) <= len(need.context)
            ]
        return min(c.start for c in told), max(c.end for c in told)

    def _context(self, need: Need) -> tuple[Clause, ...]:
        """What has to be known to understand the clause: its problem, else the sentence before."""
        if need.context:
            return need.context
        clause = need.clause
        short = len(content(stripped(clause.text), self.language)) <= 2
        if not (clause.back or short):
            return ()
        earlier = [
            p for p in self.parts if p.end <= clause.start and p.role not in ("noise", "plea")
        ]
        near = [p for p in earlier if clause.sentence - p.sentence <= NEAR]
        own = [p for p in near[-1:] if p.role == "statement" and p.sentence == clause.sentence]
        told = [] if clause.back else own or [p for p in near if p.role in ("problem", "wish")]
        told = told[-1:] or near[-1:]
        if told and len(content(stripped(told[0].text), self.language)) <= 1:
            told = near[-2:]  # "Was kostet das? Und wie lange dauert es?": both mean the same
        return tuple(told)

    def _products(self, clause: Clause, context: tuple[Clause, ...]) -> tuple[tuple[str, str], ...]:
        own = self._named(clause.start, clause.end)
        if own and self._surely(clause):
            return own
        if own and len(self.products) <= _MOST_PRODUCTS:
            return tuple(dict.fromkeys((*own, *self.products)))  # "der Akku": whose?
        if own:
            return own
        for part in reversed(context):
            if named := self._named(part.start, part.end):
                return named if len(named) <= _MOST_PRODUCTS else ()
        earlier = [m for m in self.mentions if m.span[1] <= clause.start]
        if clause.back and len({m.product.sku for m in earlier}) == 1:
            return ((earlier[-1].product.sku, earlier[-1].product.name),)
        meant = _MOST_COMPARED if cues.SEVERAL.search(clause.text) else 1
        return self.products if len(self.products) <= meant else ()

    def _surely(self, clause: Clause) -> bool:
        """Whether the clause names a product, not only a noun of some product's name."""
        return any(
            m.score >= SURE and clause.start <= m.span[0] and m.span[1] <= clause.end
            for m in self.mentions
        )

    def _named(self, start: int, end: int) -> tuple[tuple[str, str], ...]:
        found = {
            m.product.sku: m.product.name
            for m in self.mentions
            if start <= m.span[0] and m.span[1] <= end
        }
        return tuple(found.items())

    def _query(
        self, clause: Clause, context: tuple[Clause, ...], products: tuple[tuple[str, str], ...]
    ) -> str:
        pieces = [stripped(clause.text)]
        words = _CONTEXT_WORDS
        for part in reversed(context):
            told = stripped(part.text).split()[:words]
            words -= len(told)
            if told:
                pieces.append(" ".join(told))
        text = " ".join(pieces)
        alone = sum(part.role in ("question", "request", "wish") for part in self.parts) <= 1
        if self.subject and (alone or clause.back) and len(content(text, self.language)) <= 2:
            pieces.append(self.subject)
        if clause.back or context:
            pieces += [name for _, name in products if name.lower() not in text.lower()]
        return " ".join(piece for piece in pieces if piece).strip() or clause.text


def stripped(text: str) -> str:
    """A clause without its polite wrapping: what is left is what is meant."""
    short = re.sub(r"\s+", " ", cues.WRAPPING.sub(" ", text)).strip(" ,.;:!-–—")
    short = re.sub(r"^(?:und|aber|and|but)\s+", "", short, flags=re.IGNORECASE)
    short = re.sub(
        r"^(?:falls|wenn|if) (?:nein|ja|nicht|no|not|yes|so)\b[, ]*", "", short, flags=re.IGNORECASE
    )
    short = re.sub(
        r"^(?:ob|und|also|aber|denn|if|whether|and|so|but)\s+", "", short, flags=re.IGNORECASE
    )
    return short if len(re.findall(r"\w{3,}", short)) >= 1 else text.strip()


_EMPTY_WORDS = """
    ihr ihre eure meine unsere neue kurze dringend dringende allgemeine eine ein einer wichtig
    wichtige my your urgent quick new general a an two zwei mehrere the zu zur zum about
    regarding re aw frage fragen anfrage nachricht kontakt kontaktanfrage kontaktformular
    formular über ueber das bestellung bestellnummer auftrag order question questions inquiry
    enquiry message contact form help hilfe hallo hello hi support problem info information
    kein no betreff subject ohne kundenservice service mail email produkt product anliegen
    sonstiges other nr nummer number for vom von to via web website webseite shop onlineshop
    ticket bitte please der die den mit of from
"""
_SAYS_NOTHING = frozenset(_EMPTY_WORDS.split())


def _own_subject(subject: str) -> str:
    """The subject line without "Re:" and without what every mail has ("Frage zu Bestellung 12")."""
    text = re.sub(
        r"^(?:\s*(?:re|aw|wg|fw|fwd|antwort|antw)\s*:)+", "", subject[:300], flags=re.IGNORECASE
    )
    text = re.sub(r"\[[^\]]*\]", " ", text)
    text = re.sub(r"\s+", " ", text).strip(" -–:")
    words = re.findall(r"[^\W\d_]{2,}", text.lower())
    return text if any(word not in _SAYS_NOTHING for word in words) and not _is_number(text) else ""


def _is_number(text: str) -> bool:
    """Whether all that a subject tells is an order number: "Bestellung MK-26104"."""
    words = re.findall(r"[\w-]+", text.lower())
    return all(word in _SAYS_NOTHING or any(char.isdigit() for char in word) for word in words)


def _from_subject(
    body: str, subject: str, language: str, products: Sequence[tuple[str, str]], written: bool
) -> tuple[Question, ...]:
    """ "Betreff: Wo bleibt mein Paket?" above an empty mail, or one that says "siehe Betreff"."""
    points = bool(re.search(r"betreff|subject", body, re.IGNORECASE))
    if not subject or (written and not points):
        return ()
    roles = {part.role for part in clauses(subject, language)}
    if not (points or roles & {"question", "request", "wish", "problem"}):
        return ()
    asked = bool(roles & {"question", "request"})
    skus = tuple(sku for sku, _ in products)
    return (Question("q1", subject, stripped(subject), (0, 0), asked, skus),)


__all__ = ["MAX_QUESTIONS", "find_questions", "stripped"]
