"""What the reply states in numbers: each quantity with its words and the products it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from copilot.check.facts import agree, clause_at, context, counts_things, dimension, measured
from copilot.check.reading import Reading, ReplySentence
from copilot.messages import Span
from knowledge.quantities import Quantity, find_quantities

_ABOUT = re.compile(
    r"\b(?:rund|etwa|circa|ca\.?|ungefähr|gut|knapp|fast|about|roughly|around|almost|nearly|approx\w*\.?)"
    r"\s+$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:eine[mnrs]?|ein|an?)\b", re.IGNORECASE)
_LONG = frozenset({"week", "month", "year", "EUR", "%"})
_REPLY_TIME = re.compile(  # when we will write or call: a plan of the agent's own
    r"\b(?:melde[nt]?|schreib\w*|antworte\w*|bescheid|rückmeldung|rufe?n?\b[^.!?]{0,40}\b(?:an|zurück)"
    r"|call(?:s|ing)? you|write to you|get(?:ting)? back|reply|hear from|let you know|be in touch"
    r"|update you|come back to you)\b",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\s?[^.!?:\n]{0,25}:\s")
_TOLD = frozenset({"period", "length", "mass", "temperature"})
_LEAST_OWN = 3  # words of its own that a claim needs to be told apart by them


@dataclass(frozen=True, slots=True)
class Claim:
    """A quantity of the reply with its words and the products that it is about."""

    quantity: Quantity
    span: Span
    words: frozenset[str]
    near: frozenset[str]  # those of its clause alone
    asked: frozenset[str]  # words of the questions
    skus: frozenset[str]
    sentence: ReplySentence
    named: bool  # whether the sentence itself names a product
    beside: tuple[Quantity, ...]  # the reply's quantities
    rough: bool  # "about 3 kg"
    told: frozenset[Decimal]  # bare numbers of the message
    language: str


def claims(reading: Reading) -> tuple[Claim, ...]:
    """The reply's quantities that state a fact: with a unit, outside contacts and formulas."""
    return reading.once("claims", lambda: tuple(_claims(reading)))


def _claims(reading: Reading) -> Iterator[Claim]:
    taken = [
        e.span for e in reading.entities if e.kind not in ("amount", "quantity", "name", "product")
    ]
    told = bare_numbers(reading)
    stated = _stated(reading)
    names = _names(reading)
    numbers = [
        e.span
        for e in reading.entities
        if e.kind in ("order_number", "tracking_number", "reference", "url", "email")
    ]
    content = {s.start: i for i, s in enumerate(reading.content)}
    for quantity in measured(reading.reply, reading.quantities, reading.language):
        sentence = reading.sentence_at(quantity.span[0])
        if sentence is None or sentence.start not in content or not quantity.unit:
            continue
        if _planned(sentence, quantity) or _idle(quantity):
            continue
        if inside(quantity.span, numbers if quantity.unit == "code" else taken):
            continue
        if counts_things(quantity) and _LISTED.match(reading.reply, quantity.span[1]):
            continue  # "three photos: the box, the label and the lamp"
        if any(start < quantity.span[0] < end < quantity.span[1] for start, end in names):
            continue  # "the Tarrow 2 packs small"
        if sentence.text.rstrip().endswith("?") or quantity.value in told:
            continue
        if any(agree(quantity, q) for q in stated):
            continue
        named = reading.products_in(sentence.text)
        yield Claim(
            quantity,
            quantity.span,
            _claim_words(reading, content[sentence.start], quantity),
            context(_clause(sentence, quantity, reading), reading.language),
            _asked(reading),
            named | _concerned(reading),
            sentence,
            named=bool(named),
            beside=reading.quantities,
            language=reading.language,
            told=told,
            rough=_ABOUT.search(reading.reply[: quantity.span[0]]) is not None,
        )


def _names(reading: Reading) -> list[Span]:
    catalogue = reading.case.catalogue
    if catalogue is None:
        return []
    found = catalogue.resolve(reading.reply), catalogue.ambiguous(reading.reply)
    return [m.span for mentions in found for m in mentions]


def bare_numbers(reading: Reading) -> frozenset[Decimal]:
    """Numbers without a unit in the message that are no part of a product's name."""
    catalogue = reading.case.catalogue
    names = [m.span for m in catalogue.resolve(reading.message)] if catalogue is not None else []
    found = find_quantities(reading.message, reading.language)
    return frozenset(q.value for q in found if not q.unit and not inside(q.span, names))


def _stated(reading: Reading) -> list[Quantity]:
    """What the customer measured and how long they have had it, told, not asked about: "I have
    had it for five weeks", "the ceiling is 2.35 m". Amounts they may have wrong."""
    told = [s for s in reading.said_in_message if not s.rstrip().endswith("?")]
    found = (q for s in told for q in find_quantities(s, reading.language))
    return [q for q in found if q.unit and dimension(q) in _TOLD]


def _planned(sentence: ReplySentence, quantity: Quantity) -> bool:
    """When the agent will write or look after it: a plan, no fact."""
    return dimension(quantity) == "period" and plans_to_write(sentence)


def plans_to_write(sentence: ReplySentence) -> bool:
    """Whether it says that the agent will write, call or find out."""
    return sentence.role == "deferral" or _REPLY_TIME.search(sentence.text) is not None


def _idle(quantity: Quantity) -> bool:
    """ "ein Paket", "einen Moment": the article is no number; opening hours are no claim."""
    if quantity.unit == "clock" or (quantity.unit == "%" and quantity.value == 100):
        return True
    return _ARTICLE.match(quantity.text) is not None and quantity.unit not in _LONG


def _claim_words(reading: Reading, index: int, quantity: Quantity) -> frozenset[str]:
    """The sentence's words; a very short one borrows those of the sentence before, or of the
    questions."""
    sentence = reading.content[index]
    words = context(sentence.text, reading.language)
    clause = context(_clause(sentence, quantity, reading), reading.language)
    if len(clause) >= _LEAST_OWN:
        words = clause
    if len(words) < _LEAST_OWN and index > 0:
        words |= context(reading.content[index - 1].text, reading.language)
    elif len(words) < _LEAST_OWN:
        words |= _asked(reading)
    return words


def _asked(reading: Reading) -> frozenset[str]:
    return context(" ".join(q.text for q in reading.questions), reading.language)


def _concerned(reading: Reading) -> frozenset[str]:
    """Products that the customer asks about or has ordered."""
    ordered = reading.order.items if reading.order is not None else ()
    return frozenset((*reading.case.understanding.skus, *(i.sku for i in ordered if i.sku)))


def _clause(sentence: ReplySentence, quantity: Quantity, reading: Reading) -> str:
    """The part of the sentence around the figure, where others stand in it, too."""
    inside = [q for q in reading.quantities if sentence.start <= q.span[0] < sentence.end]
    if len(inside) < 2:
        return sentence.text
    return clause_at(sentence.text, quantity.span[0] - sentence.start)


def inside(span: Span, taken: Sequence[Span]) -> bool:
    """Whether the span touches any of those."""
    return any(a < span[1] and span[0] < b for a, b in taken)
