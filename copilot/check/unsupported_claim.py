"""Numbers with a unit, and yes or no, against the sources.

A number is supported where a source has the same quantity (compared as quantities, not as
text) for the right product. It is contradicted where a source speaks of the same thing with
another number. What follows from two sources (a sum of two prices) is supported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from copilot.check.case import Fault
from copilot.check.claims import Claim, claims, inside
from copilot.check.conditions import turned
from copilot.check.events import other_events
from copilot.check.facts import (
    Fact,
    Weights,
    clause_at,
    dimension,
    evidence_facts,
    facts_of_evidence,
    facts_of_text,
    is_money,
)
from copilot.check.opposites import opposites
from copilot.check.reading import Reading
from copilot.check.ruled_out import ruled_out
from copilot.check.statements import denials, unknown_countries
from copilot.check.support import unsupported
from copilot.check.twins import of_twins
from copilot.check.verification import judge
from copilot.messages import FindingCode, Severity

#: Statements without a figure of which the documents say something else, the surest first.
_WORDED: tuple[Callable[[Reading], Iterable[Fault]], ...] = (
    opposites,
    denials,
    ruled_out,
    turned,
    other_events,
    of_twins,
)


_PART = 0.7  # share of a sentence's length below which its part is looked up by itself


class Sources:
    """All facts that a reply may rest on; what costs a search is looked up last."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        case, language = self.reading.case, self.reading.language
        found = list(evidence_facts(self.reading))
        found += facts_of_text(self.reading.message, "", language, self.reading)
        for policy in case.policies:
            found += (
                replace(f, policy=True)
                for f in facts_of_text(policy.text, policy.title, policy.language, self.reading)
            )
        order = self.reading.order
        if order is not None:
            text = f"{order.status}. {order.eta}. {'. '.join(i.name for i in order.items)}"
            found += facts_of_text(text, "", language, self.reading)
        return (*found, *self._prices())

    def _prices(self) -> Iterator[Fact]:
        """Catalogue prices of the products in question."""
        case = self.reading.case
        if case.catalogue is None or case.given_sources:
            return
        for mention in case.catalogue.resolve(self.reading.reply):
            product = mention.product
            text = f"{product.name}: {product.price_eur} EUR"
            yield from facts_of_text(text, product.name, "en", self.reading)

    def nicknamed(self, claim: Claim) -> frozenset[str]:
        """Products of the sources of which the sentence has a word that tells them apart."""
        catalogue = self.reading.case.catalogue
        if catalogue is None:
            return frozenset()
        said = _name_words(claim.sentence.text)
        asked = [catalogue.by_sku[sku] for sku in claim.skus if sku in catalogue.by_sku]
        common = frozenset().union(*(_name_words(p.name) for p in asked))
        others = {sku for fact in self.facts for sku in fact.skus if sku in catalogue.by_sku}
        return frozenset(
            sku for sku in others if said & (_name_words(catalogue.by_sku[sku].name) - common)
        )

    def looked_up(self, sentence: str) -> tuple[Fact, ...]:
        lookup = self.reading.case.lookup
        if lookup is None or self.reading.case.given_sources:
            return ()
        return self.reading.once(  # several claims may stand in one sentence
            f"facts of {sentence}",
            lambda: tuple(facts_of_evidence(self.reading.looked_up(sentence), self.reading)),
        )


def _name_words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]{2,}", text.casefold()))


class UnsupportedClaim:
    """Quantities, negations and, where sources are given, whole statements of the reply that
    the sources do not bear out."""

    code: FindingCode = "unsupported_claim"
    severity: Severity = "review"

    def faults(self, reading: Reading) -> Iterator[Fault]:
        found = [*_untrue(reading), *unknown_countries(reading)]
        for say in _WORDED:
            found += _elsewhere(say(reading), found)
        yield from found
        yield from _elsewhere(unsupported(reading), found)


def _elsewhere(faults: Iterable[Fault], known: Sequence[Fault]) -> list[Fault]:
    """Those at places where nothing is known yet."""
    spans = [fault.span for fault in known if fault.span]
    return [f for f in faults if f.span and not inside(f.span, spans)]


def _untrue(reading: Reading) -> Iterator[Fault]:
    """Figures that no source has, or has for something else."""
    sources = Sources(reading)
    if not claims(reading):
        return
    weigh = Weights(sources.facts)
    for stated in claims(reading):
        claim = replace(stated, skus=stated.skus | sources.nicknamed(stated))
        fault = judge(claim, sources.facts, weigh)
        for query in _queries(claim, reading, fault) if fault is not None else ():
            if fault is None:
                break
            found = sources.looked_up(query)
            more = (*sources.facts, *found)
            fault = judge(claim, more, Weights(more)) if found else fault
        if fault is not None and not _of_their_story(claim, fault):
            yield fault


def _of_their_story(claim: Claim, fault: Fault) -> bool:
    """ "Broken after eight months, I am sorry": how long they have had it, as they told it."""
    untold = fault.key == "claim_missing" and dimension(claim.quantity) == "period"
    return untold and claim.sentence.role == "apology"


def _queries(claim: Claim, reading: Reading, fault: Fault) -> Iterator[str]:
    """What to look the figure up by: its sentence; of a longer one, its own part; where nothing
    has it, what was asked."""
    text = claim.sentence.text
    yield text
    part = clause_at(text, claim.span[0] - claim.sentence.start).strip()
    if len(part) < len(text) * _PART:
        yield part
    if fault.key == "claim_missing":
        asked = () if is_money(claim.quantity) else (q.text for q in reading.questions)
        yield " ".join((claim.quantity.text, *asked))
