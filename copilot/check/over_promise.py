"""Goodwill beyond the limit, gifts, exceptions, and guarantees that nobody can give.

What a public document of the shop or an internal policy itself says is no promise too much.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from copilot.check.amounts import decimal, own_amounts, published_amounts
from copilot.check.case import Fault
from copilot.check.goodwill import goodwill_limits
from copilot.check.promise_words import (
    ARRIVES,
    FAMILIES,
    GOODWILL,
    GRANT,
    GROUNDS,
    HEDGED,
    NEGATED,
    OWN_ACTION,
    PRICE_PAID,
    TO_BOOT,
)
from copilot.check.reading import Reading, ReplySentence
from copilot.check.words import shorten
from copilot.messages import Evidence, FindingCode, Severity
from knowledge.analyse import sentences
from knowledge.entities import find_entities
from knowledge.quantities import Quantity, find_quantities

_CLAUSE = re.compile(r"[,;:–]\s|\s(?:und|aber|and|but)\s")
_DAYS = {
    name: number
    for number, names in enumerate(
        (
            ("montag", "monday"),
            ("dienstag", "tuesday"),
            ("mittwoch", "wednesday"),
            ("donnerstag", "thursday"),
            ("freitag", "friday"),
            ("samstag", "saturday", "sonnabend"),
            ("sonntag", "sunday"),
        )
    )
    for name in names
}
_WEEKDAY = re.compile(
    rf"\b(?:am|bis|on|by|next|kommenden|nächsten)\s+(?P<day>{'|'.join(_DAYS)})\b", re.IGNORECASE
)
_PAST = re.compile(r"\b(?:wurden?|waren?|was|were|been|hat|haben|had)\b", re.IGNORECASE)
#: Share of the promise's words that a document has, for it to be the shop's own: less where it
#: is worded in many ways.
_SAME: Mapping[str, float] = {"gift": 0.5, "cash": 0.5, "keep": 0.2}
_SAME_ELSE = 0.6
_NEAR = 2  # sentences around one that says the same
_TELLING = 3  # words of a clause that says by itself what is promised
_TRUSTED = ("policy", "document", "product", "macro")


class OverPromise:
    """Amounts against the goodwill limit of settings or internal policies; strong words."""

    code: FindingCode = "over_promise"
    severity: Severity = "block"

    def faults(self, reading: Reading) -> Iterator[Fault]:
        for sentence in reading.sentences:
            if sentence.role in ("greeting", "closing"):
                continue
            amount = _amount(sentence, reading)
            if amount is not None:
                yield amount
                continue
            worded = (
                _worded(sentence, reading)
                or _arrival(sentence, reading)
                or _weekday(sentence, reading)
            )
            if worded is not None:
                yield worded


def _amount(sentence: ReplySentence, reading: Reading) -> Fault | None:
    """An amount handed out that is above the limit, or that no document knows of."""
    text = sentence.text
    goodwill = GOODWILL.search(text) is not None
    if not (goodwill or GRANT.search(text)):
        return None
    limits = goodwill_limits(reading)
    for quantity in find_quantities(text, reading.language):
        if quantity.unit not in ("EUR", "%") or not _clear(quantity.span[0], text):
            continue
        limit = limits.get(quantity.unit)
        value = quantity.upper or quantity.value
        if limit is None and (quantity.unit == "%" or not goodwill):
            continue
        if limit is not None and value <= limit:
            continue
        if _is_theirs(quantity, text, reading) or _granted(quantity, sentence, reading):
            continue
        start = sentence.start
        span = (start + quantity.span[0], start + quantity.span[1])
        if limit is None:
            return Fault("promise_unknown", span, severity="review", values={"text": quantity.text})
        values = {"text": quantity.text, "limit": _show(limit, quantity.unit, reading)}
        return Fault("promise_amount", span, values=values)
    return None


def _is_theirs(quantity: Quantity, sentence: str, reading: Reading) -> bool:
    """Whether the amount is a price of the order, what the customer names, or published."""
    if quantity.unit != "EUR":
        return False
    own = own_amounts(reading)
    if not own and PRICE_PAID.search(sentence):
        return True  # what they paid we do not know
    published = published_amounts(reading)
    value = quantity.value
    return value in own or value in published or any(value - p in own for p in published)


def _granted(quantity: Quantity, sentence: ReplySentence, reading: Reading) -> bool:
    """Whether a public source itself offers this amount (a newsletter voucher, a campaign)."""
    found = reading.public_evidence
    if not reading.case.given_sources:
        found += tuple(e for e in reading.looked_up(sentence.text) if not e.internal)
    return any(
        _equal(quantity, offered)
        for item in found
        if item.kind in ("policy", "document", "product") and GOODWILL.search(item.text)
        for offered in find_quantities(item.text, item.language or reading.language)
    )


def _equal(one: Quantity, other: Quantity) -> bool:
    return one.unit == other.unit and one.value == other.value


def _worded(sentence: ReplySentence, reading: Reading) -> Fault | None:
    """The first wording of a promise in the sentence that no document has itself."""
    text = reading.unquoted[sentence.start : sentence.end]
    if text.rstrip().endswith("?"):
        return None
    for family, pattern in FAMILIES.items():
        match = pattern.search(text)
        if match is None or not _affirmed(match, text):
            continue
        if family == "guarantee" and OWN_ACTION.search(text):
            continue
        if family == "deadline" and NEGATED.search(match.group()):
            continue  # "will not be ready by Saturday"
        promise = _clause(match.start(), text, match.end())
        if len(reading.terms_of(promise)) < _TELLING:
            promise = text
        if _allowed(family, promise, sentence.text, reading):
            continue
        span = (sentence.start + match.start(), sentence.start + match.end())
        values = {"text": shorten(sentence.text)}
        theirs = family == "keep" and not TO_BOOT.search(sentence.text)
        severity: Severity = "hint" if theirs else "review"
        return Fault("promise_words", span, severity=severity, values=values)
    return None


def _affirmed(match: re.Match[str], text: str) -> bool:
    """Whether nothing beside the promise's own words denies it."""
    rest = text[: match.start()] + " " * len(match.group()) + text[match.end() :]
    return NEGATED.search(_clause(match.start(), rest, match.end())) is None


def _clear(start: int, text: str, end: int = 0) -> bool:
    """Whether the clause around the place denies nothing."""
    return NEGATED.search(_clause(start, text, end)) is None


def _clause(start: int, text: str, end: int = 0) -> str:
    cuts = [m.end() for m in _CLAUSE.finditer(text)]
    begin = max((c for c in cuts if c <= start), default=0)
    stop = min((c for c in cuts if c > max(start, end)), default=len(text))
    return text[begin:stop]


def _allowed(family: str, promise: str, sentence: str, reading: Reading) -> bool:
    """Whether the shop's documents say it themselves, or a gift is worth less than the limit.

    `promise` is the clause of the sentence that promises.
    """
    if family == "gift" and _is_small(sentence, reading):
        return True
    same = GROUNDS.get(family, FAMILIES[family])
    least = _SAME.get(family, _SAME_ELSE)
    mine = reading.terms_of(promise)
    return any(
        same.search(said)
        and len(mine & reading.terms_of(around if family == "gift" else said)) >= least * len(mine)
        for said, around in _documents(sentence, reading)
    )


def _is_small(sentence: str, reading: Reading) -> bool:
    """Whether all products named are worth less than an agent may give away."""
    catalogue, limit = reading.case.catalogue, goodwill_limits(reading).get("EUR")
    if catalogue is None or limit is None:
        return False
    prices = [decimal(m.product.price_eur) for m in catalogue.resolve(sentence)]
    return bool(prices) and all(price is not None and price <= limit for price in prices)


def _documents(sentence: str, reading: Reading) -> Iterator[tuple[str, str]]:
    """Sentences of the shop's documents that may say the same, each also with its neighbours:
    when and how what is free comes often stands beside it."""
    found: list[Evidence] = [e for e in reading.case.evidence if e.kind in _TRUSTED]
    lookup = reading.case.lookup
    if lookup is not None and not reading.case.given_sources:
        found += [e for e in reading.looked_up(sentence) if e.kind in _TRUSTED]
    texts = [(e.text, e.language) for e in found]
    texts += [(p.text, p.language) for p in reading.case.policies]
    for text, language in texts:
        said = [s.text for s in sentences(text, language or reading.language)]
        for i, one in enumerate(said):
            yield one, " ".join(said[max(0, i - _NEAR) : i + _NEAR + 1])


def _arrival(sentence: ReplySentence, reading: Reading) -> Fault | None:
    """ "Es ist morgen bei Ihnen": a day of delivery that nothing bears out."""
    if not ARRIVES.search(sentence.text):
        return None
    today = reading.case.today or dt.datetime.now(tz=dt.UTC).date()
    for entity in reading.entities:
        inside = sentence.start <= entity.span[0] < sentence.end
        if entity.kind != "date" or not inside or re.search(r"\d", entity.text):
            continue
        clause = _clause(entity.span[0] - sentence.start, sentence.text)
        if not ARRIVES.search(clause) or HEDGED.search(clause) or NEGATED.search(clause):
            continue
        day = _iso(entity.value)
        if day is not None and day >= today and day not in _announced(reading):
            values = {"text": shorten(sentence.text)}
            return Fault("promise_words", entity.span, severity="review", values=values)
    return None


def _weekday(sentence: ReplySentence, reading: Reading) -> Fault | None:
    """ "It will be with you on Tuesday": a weekday that the order's date is not."""
    today = reading.case.today or dt.datetime.now(tz=dt.UTC).date()
    for match in _WEEKDAY.finditer(sentence.text):
        clause = _clause(match.start(), sentence.text)
        told = HEDGED.search(clause) or NEGATED.search(clause) or _PAST.search(clause)
        if told or not ARRIVES.search(clause):
            continue
        number = _DAYS[match["day"].casefold()]
        day = today + dt.timedelta(days=(number - today.weekday()) % 7)
        if day not in _announced(reading):
            span = (sentence.start + match.start(), sentence.start + match.end())
            values = {"text": shorten(sentence.text)}
            return Fault("promise_words", span, severity="review", values=values)
    return None


def _announced(reading: Reading) -> frozenset[dt.date]:
    """Days that the order or the customer names."""
    eta = reading.order.eta if reading.order is not None else ""
    found = [e.value for e in reading.message_entities if e.kind == "date"]
    found += [e.value for e in find_entities(eta, reading.language) if e.kind == "date"]
    return frozenset(day for value in found if (day := _iso(value)) is not None)


def _iso(value: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None


def _show(limit: Decimal, unit: str, reading: Reading) -> str:
    """The limit as the agents write it: "12,50 €", "€12.50", "15 €"."""
    whole = limit == limit.to_integral_value()
    number = f"{limit:.2f}" if unit == "EUR" and not whole else f"{limit.normalize():f}"
    if reading.case.shop.language == "de":
        return f"{number.replace('.', ',')} {'€' if unit == 'EUR' else '%'}"
    return f"€{number}" if unit == "EUR" else f"{number}%"
