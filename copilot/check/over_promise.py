"""Goodwill beyond the limit, and guarantees that nobody can give."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from copilot.check.case import Fault
from copilot.check.reading import Reading
from copilot.check.words import shorten
from copilot.messages import FindingCode, Severity
from knowledge.quantities import Quantity, find_quantities

_GOODWILL = re.compile(
    r"gutschein|kulanz|entschädig|wiedergutmachung|rabatt|nachlass|gutgeschrieben|gutschrift"
    r"|schenken|geschenkt|als dankeschön|voucher|goodwill|compensat|discount|store credit|gift"
    r"|\bcredit\b|as a gesture",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"\b(?:bis(?: zu)?|max\w*\.?|höchstens|nicht mehr als|limit\w*|obergrenze|grenze"
    r"|up to|at most|no more than|not exceed\w*)\b",
    re.IGNORECASE,
)
_APPROVAL = re.compile(
    r"freigabe|genehmig|teamleit|vorgesetzt|rücksprache|approv|supervisor|team lead|manager",
    re.IGNORECASE,
)
_GUARANTEE = re.compile(
    r"\b(?:(?:wir|ich) )?(?:garantiere?n?|versprechen|verspreche)\b(?! nicht)[^.!?\n]{0,80}"
    r"|\b(?:100 ?%ig|hundertprozentig|mit 100 ?%iger sicherheit)\b[^.!?\n]{0,60}"
    r"|\b(?:auf jeden fall|definitiv|ganz sicher|garantiert|mit sicherheit)\b[^.!?\n]{0,50}"
    r"\b(?:morgen|übermorgen|heute|bis|am|erstatt\w*|ankommt|geliefert|zugestellt|erhalten"
    r"|da sein|ersetz\w*)\b"
    r"|\b(?:geliefert|zugestellt|ankommen|erhalten|da sein"
    r"|erstattet)\b[^.!?\n]{0,30}\b(?:garantiert|versprochen)\b"
    r"|\b(?:nie wieder|kein einziges mal mehr|für immer|lebenslang\w*)\b[^.!?\n]{0,40}"
    r"|\b(?:we|i)(?: can| will|'ll)? (?:absolutely |personally )?(?:guarantee"
    r"|promise)\b[^.!?\n]{0,80}"
    r"|\b(?:definitely|guaranteed|for sure|without fail|100 ?%)\b[^.!?\n]{0,50}"
    r"\b(?:tomorrow|today|by|arrive\w*|deliver\w*|refund\w*|replac\w*|receive)\b"
    r"|\b(?:arrive|delivered|receive it)\b[^.!?\n]{0,30}\b(?:guaranteed|without fail|for sure)\b"
    r"|\bnever (?:happen|occur) again\b|\bfor life\b|\blifetime\b[^.!?\n]{0,20}\b(?:guarantee"
    r"|warranty)",
    re.IGNORECASE,
)
_NO_PROMISE = re.compile(
    r"\b(?:nicht|keine[nr]?|kann ich (?:leider )?nicht|not|cannot|can't|no)\b", re.IGNORECASE
)
_WARRANTY = re.compile(r"\b(?:garantie|hersteller|jahre|warranty|manufacturer)\b", re.IGNORECASE)


class OverPromise:
    """Amounts against the goodwill limit of settings or internal policies; strong words."""

    code: FindingCode = "over_promise"
    severity: Severity = "block"

    def faults(self, reading: Reading) -> Iterator[Fault]:
        yield from self._amounts(reading)
        for match in _GUARANTEE.finditer(reading.unquoted):
            sentence = reading.sentence_at(match.start())
            around = sentence.text if sentence else match.group()
            if _NO_PROMISE.search(around) or _in_sources(match.group(), reading):
                continue
            yield Fault(
                "promise_words",
                match.span(),
                severity="review",
                values={"text": shorten(match.group())},
            )

    @staticmethod
    def _amounts(reading: Reading) -> Iterator[Fault]:
        limits = goodwill_limits(reading)
        if not limits:
            return
        for sentence in reading.content:
            if not _GOODWILL.search(sentence.text) or _granted(sentence.text, reading):
                continue
            for quantity in find_quantities(sentence.text, reading.language):
                limit = limits.get(quantity.unit)
                if limit is not None and (quantity.upper or quantity.value) > limit:
                    start = sentence.start
                    span = (start + quantity.span[0], start + quantity.span[1])
                    values = {"text": quantity.text, "limit": _show(limit, quantity.unit)}
                    yield Fault("promise_amount", span, values=values)


def goodwill_limits(reading: Reading) -> dict[str, Decimal]:
    """The highest goodwill by unit (EUR, percent): settings first, else internal policies.

    Of the policies' sentences those that name a limit count, but none that asks for
    somebody's approval: the agent may not decide that alone.
    """
    limits: dict[str, Decimal] = {}
    for policy in reading.case.policies:
        for line in _rules(policy.text):
            for quantity in find_quantities(line, policy.language):
                if quantity.unit in ("EUR", "%"):
                    value = quantity.upper or quantity.value
                    limits[quantity.unit] = max(value, limits.get(quantity.unit, value))
    fixed = reading.case.shop.goodwill_limit_eur
    return limits if fixed is None else {**limits, "EUR": fixed}


def _rules(text: str) -> Iterator[str]:
    heading = ""
    for line in text.splitlines():
        if line.startswith("#"):
            heading = line
        for part in re.split(r"(?<=[.;!])\s+", line):
            about = _GOODWILL.search(f"{heading} {part}")
            if about and _LIMIT.search(part) and not _APPROVAL.search(part):
                yield part


def _granted(sentence: str, reading: Reading) -> bool:
    """Whether a public source itself offers this amount (a newsletter voucher, a campaign)."""
    mine = [q for q in find_quantities(sentence, reading.language) if q.unit]
    offered = [
        q
        for e in reading.public_evidence
        if e.kind in ("policy", "document", "product") and _GOODWILL.search(e.text)
        for q in find_quantities(e.text, e.language or reading.language)
    ]
    return bool(mine) and all(any(_equal(q, o) for o in offered) for q in mine)


def _equal(one: Quantity, other: Quantity) -> bool:
    return one.unit == other.unit and one.value == other.value


def _in_sources(text: str, reading: Reading) -> bool:
    """Whether the guarantee is the shop's own written one."""
    if not _WARRANTY.search(text):
        return False
    words = reading.terms_of(text)
    return any(len(words & reading.terms_of(t)) >= 0.7 * len(words) for t in _public(reading))


def _public(reading: Reading) -> Iterable[str]:
    return (e.text for e in reading.public_evidence)


def _show(limit: Decimal, unit: str) -> str:
    return f"{limit:.2f} €" if unit == "EUR" else f"{limit.normalize():f} %"
