"""What of the evidence a reply may use: public, valid, filled with this customer's facts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from copilot.disagree import differs
from copilot.draft.case import DraftCase
from copilot.draft.greeting import PUBLIC_CHANNELS
from copilot.draft.placeholders import fill, has_gap
from copilot.draft.sources import Unit, units_of
from copilot.draft.specifics import (
    belongs_to_another_case,
    contradicts,
    is_attachment_claim,
    quantities_in,
    quantities_of,
)
from copilot.messages import Evidence, Order
from knowledge.analyse import detect_language, sentences
from knowledge.quantities import same_quantity

_WRITTEN = {"de", "en"}
_TELLING = 5  # words that it takes to tell a language
_PRICED = re.compile(r"\b(?:kostet|kosten|preis|costs?|price|for sale)\b", re.I)
_PERSONAL_KINDS = ("past_answer", "macro")


def usable_units(case: DraftCase, evidence: Iterable[Evidence], language: str) -> list[Unit]:
    """The units of the evidence that may stand in a reply to this customer."""
    public = [source for source in evidence if not source.internal and _is_valid(source, case)]
    stated = quantities_of(public)
    links = " ".join(source.text for source in public if source.kind not in _PERSONAL_KINDS)
    found: list[Unit] = []
    for source in public:
        for unit in units_of(source, case.form):
            kept = _fitting(unit, case, language)
            if kept is None or _is_other_language(unit, language):
                continue
            if source.kind in _PERSONAL_KINDS and (
                belongs_to_another_case(
                    unit.text,  # what fills a gap is this customer's own
                    source.language or language,
                    stated,
                    links,
                    confirmed=source.confirmed,
                )
                or (source.kind == "past_answer" and _is_overruled(kept, source, public))
                or _is_old_price(kept.text, case)
            ):
                continue
            found.append(kept)
    return found


def _fitting(unit: Unit, case: DraftCase, language: str) -> Unit | None:
    if is_attachment_claim(unit.text) and not case.request.attachments:
        return None
    if not has_gap(unit.text):
        return unit
    if unit.evidence.kind == "past_answer":  # a gap there was somebody else's
        return None
    if case.request.message.channel in PUBLIC_CHANNELS:  # what would fill it is not for all
        return None
    filled = fill(unit.text, case, language)
    return replace(unit, text=filled.text) if filled.complete else None


def _is_other_language(unit: Unit, language: str) -> bool:
    """Whether a part of a source is not in the language that the source is kept for."""
    if len(unit.text.split()) < _TELLING or unit.evidence.kind in _PERSONAL_KINDS:
        return False
    expected = unit.evidence.language if unit.evidence.language in _WRITTEN else language
    return detect_language(unit.text, hint=expected) in _WRITTEN - {expected}


def _is_overruled(unit: Unit, source: Evidence, public: list[Evidence]) -> bool:
    """Whether documents about the same thing state other numbers than this past answer.

    A document about another product does not overrule it; one that an editor confirmed only
    falls to a sentence that tells another number of the very matter.
    """
    documents = [
        other
        for other in public
        if other.kind not in _PERSONAL_KINDS
        and (not other.skus or not source.skus or set(other.skus) & set(source.skus))
    ]
    if source.confirmed:
        return any(
            differs(unit.text, sentence, source.language) == "number"
            for other in documents
            if other.language == source.language and not other.internal
            for sentence in _told(other.text, other.language)
        )
    return contradicts(unit.text, source.language, quantities_of(documents))


@lru_cache(maxsize=1_024)
def _told(text: str, language: str) -> tuple[str, ...]:
    return tuple(sentence.text for sentence in sentences(text, language))


def _is_old_price(text: str, case: DraftCase) -> bool:
    """Whether a sentence names one product and a price that is not the catalogue's."""
    if case.catalogue is None or not _PRICED.search(text):
        return False
    prices = {mention.product.price_eur for mention in case.catalogue.resolve(text)}
    told = [q for q in quantities_in(text, case.understanding.language) if q.unit == "EUR"]
    if len(prices) != 1 or len(told) != 1 or not (price := prices.pop()):
        return False
    listed = quantities_in(f"EUR {price}", "en")
    return bool(listed) and not any(same_quantity(told[0], quantity) for quantity in listed)


def _is_valid(source: Evidence, case: DraftCase) -> bool:
    return source.valid_until is None or source.valid_until >= day_of(case)


def day_of(case: DraftCase) -> dt.date:
    """The day on which the reply is written."""
    if case.today is not None:
        return case.today
    received = case.request.message.received_at
    return received.date() if received else dt.datetime.now(tz=dt.UTC).date()


def known_order(case: DraftCase) -> Order | None:
    return case.understanding.order or case.request.order


def by_question(case: DraftCase, question: str) -> Iterator[Evidence]:
    """The evidence found for a question, best first."""
    found = [source for source in case.evidence if source.question == question]
    return iter(sorted(found, key=lambda source: -source.score))
