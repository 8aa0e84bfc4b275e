"""Facts that were true for another request: order, tracking number, date, status, price."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from copilot.check.amounts import decimal, ordered, own_amounts, published_amounts
from copilot.check.case import Fault
from copilot.check.claims import plans_to_write
from copilot.check.facts import evidence_facts
from copilot.check.reading import Reading, ReplySentence
from copilot.check.words import shorten
from copilot.messages import FindingCode, Order, Severity
from knowledge.documents import Product
from knowledge.entities import Entity, find_entities
from knowledge.quantities import Quantity, find_quantities

_FUTURE = re.compile(
    r"\b(?:wird|werden|voraussichtlich|spätestens|bis (?:zum|spätestens)|erwarte\w*|geplant\w*"
    r"|will|by|expected|scheduled|no later than)\b",
    re.IGNORECASE,
)
_CLAIMS: Mapping[str, re.Pattern[str]] = {
    "shipped": re.compile(
        r"\b(?:wurde|ist|haben wir|hat)\b[^.!?\n]{0,60}\b(?:versandt|versendet|verschickt"
        r"|losgeschickt"
        r"|unterwegs|verlassen|übergeben)\b|\b(?:has|have|was|is)\b[^.!?\n]{0,40}\b(?:shipped"
        r"|dispatched"
        r"|on its way|on the way|handed over)\b",
        re.IGNORECASE,
    ),
    "delivered": re.compile(
        r"\b(?:wurde|ist)\b[^.!?\n]{0,60}\b(?:zugestellt|angekommen|ausgeliefert)\b"
        r"|\b(?:has been|was)\b[^.!?\n]{0,30}\bdelivered\b",
        re.IGNORECASE,
    ),
    "cancelled": re.compile(
        r"\b(?:wurde|ist|haben wir|habe ich)\b[^.!?\n]{0,60}\bstorniert\b"
        r"|\b(?:has been|was|have)\b[^.!?\n]{0,30}\bcancell?ed\b",
        re.IGNORECASE,
    ),
}
_NOT_NOW = re.compile(
    r"\b(?:nicht|kein\w*|sobald|wenn|falls|sollte\w*|noch|bevor|nachdem|not|once|if|when|after"
    r"|before"
    r"|as soon as|until|yet)\b",
    re.IGNORECASE,
)
_STATUS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("cancelled", re.compile(r"storn|cancel|widerruf", re.IGNORECASE)),
    ("delivered", re.compile(r"zugestellt|geliefert|delivered|abgeholt", re.IGNORECASE)),
    (
        "open",
        re.compile(
            r"bearbeit|process|offen|open|pending|neu|new|wart|await|unbezahlt|unpaid|bezahlt|paid"
            r"|vorbereit|prepar|rückstand|backorder|pack|reserv",
            re.IGNORECASE,
        ),
    ),
    (
        "shipped",
        re.compile(
            r"versand|versend|verschickt|ship|dispatch|transit|unterwegs|zustell", re.IGNORECASE
        ),
    ),
)
_FITS: Mapping[str, frozenset[str]] = {
    "shipped": frozenset({"shipped", "delivered", ""}),
    "delivered": frozenset({"delivered", "", "shipped"}),
    "cancelled": frozenset({"cancelled", "open", ""}),
}


_LONGEST = 4000  # days, weeks, months
_ADDRESS = re.compile(r"\S*(?:://|@|www\.)\S*")
_CODE = re.compile(
    r"(?<![\w.,/#-])(?=[A-Z0-9-]*[A-Z])(?:[A-Z]{1,5}-?)(?=(?:[A-Z-]*\d){5})[A-Z0-9-]*\d(?![\w]|[.,]\d)"
    r"|(?<![\w.,/#+-])\d{8,20}(?![\w]|[.,]\d)"
    r"|(?<![\w.,/#-])[A-Z]{2} ?\d{2,4}(?:[. ]\d{3}){2,3}(?![\w]|[.,]\d)"
)
_ANNOUNCED = re.compile(  # "Ausweisnummer 0099231", "case no. 4711"
    r"\b(?:[a-zäöüß-]*nummer|[a-zäöü-]*nr\.?|number|case|ticket|id|no\.)"
    r"(?:\s(?:ist|lautet|is|:))?:?\s+(?P<code>[A-Z]{0,3}-?\d{4,12})(?![\w]|[.,]\d)",
    re.IGNORECASE,
)
_URL_CODE = re.compile(r"(?=[A-Z]*\d{5})[\w-]+|(?=[\w-]*\d{8})[\w-]+")
_SUBJECT = re.compile(  # what can be sent, delivered or cancelled
    r"bestellung|auftrag|paket|päckchen|sendung|lieferung|ware\b|artikel|order\b|parcel|package"
    r"|shipment|delivery|items?\b|\b(?-i:sie|[Ee]s|[Ee]r|[Ii]t|[Tt]hey)\b",
    re.IGNORECASE,
)


_REFUND = re.compile(
    r"erstatt|zurück|gutgeschrieben|gutschrift|überw(?:ies|eis)|refund|go(?:es)? back|credited"
    r"|reimburs|paid back|transferred",
    re.IGNORECASE,
)
_THEIR_MONEY = re.compile(
    r"\b(?:ihre|deine|eure|your|the|die|ihren|deinen|den|ihr|dein|betrag|summe|amount|refund|kaufpreis"
    r"|rechnungsbetrag)(?:\s+(?:von|of|über|betrag|kaufpreis|von insgesamt|full))*\s+"
    r"(?:[€$£]\s?[\d.,]*\d|[\d.,]*\d\s?(?:€|euros?\b|EUR\b))",
    re.IGNORECASE,
)


class StaleFact:
    """Order facts of the reply against the request, dates against all that is known, prices
    against the catalogue. Dates in past answers belong to other customers."""

    code: FindingCode = "stale_fact"
    severity: Severity = "block"

    def faults(self, reading: Reading) -> Iterator[Fault]:
        yield from _numbers(reading)
        yield from _links(reading)
        yield from _dates(reading)
        yield from _status(reading)
        yield from _prices(reading)
        yield from _refunds(reading)


def _numbers(reading: Reading) -> Iterator[Fault]:
    own = _squeeze(_own_order_text(reading))
    keys = {
        "order_number": "stale_order",
        "tracking_number": "stale_tracking",
        "reference": "stale_reference",
    }
    for entity in reading.entities:
        if entity.kind in keys and _squeeze(entity.value or entity.text) not in own:
            yield Fault(keys[entity.kind], entity.span, values={"text": entity.text})
    yield from _codes(reading, own)


def _codes(reading: Reading, own: str) -> Iterator[Fault]:
    """Numbers that nothing announces, but that are too long to count anything."""
    taken = [e.span for e in reading.entities]
    taken += [m.span() for m in _ADDRESS.finditer(reading.reply)]
    spans = [m.span() for m in _CODE.finditer(reading.reply)]
    spans += [m.span("code") for m in _ANNOUNCED.finditer(reading.reply)]
    for start, end in sorted(set(spans)):
        code = reading.reply[start:end]
        if any(a < end and start < b for a, b in taken) or _squeeze(code) in own:
            continue
        yield Fault("stale_reference", (start, end), values={"text": code})


def _links(reading: Reading) -> Iterator[Fault]:
    """A link to a parcel, an account or a document of somebody else: a known host, another code."""
    own = _squeeze(_own_order_text(reading))
    for entity in reading.entities:
        if entity.kind != "url":
            continue
        path = entity.text.partition("://")[2].partition("/")[2]
        codes = [m.group() for m in _URL_CODE.finditer(path)]
        if any(_squeeze(code) not in own for code in codes):
            yield Fault("stale_tracking", entity.span, values={"text": entity.text})


def _own_order_text(reading: Reading) -> str:
    """Message, order, the caller's other words, and numbers that the shop publishes."""
    case, order = reading.case, reading.order
    parts = [reading.message, case.understanding.unknown_order]
    parts += [e.text for e in reading.message_entities]
    parts += [e.text for e in reading.public_evidence if e.kind not in ("past_answer", "macro")]
    if order is not None:
        parts += [order.number, order.tracking_url, order.status, order.eta]
    if case.catalogue is not None:
        parts += list(case.catalogue.by_sku)
    return "\n".join(parts)


def _dates(reading: Reading) -> Iterator[Fault]:
    written = [e for e in reading.entities if e.kind == "date" and re.search(r"\d", e.text)]
    if not written:
        return
    today = reading.case.today or dt.datetime.now(tz=dt.UTC).date()
    known = known_dates(reading, today)
    for entity in written:
        day = _day(entity)
        sentence = reading.sentence_at(entity.span[0])
        if day is None or sentence is None or sentence.role in ("greeting", "closing"):
            continue
        if day >= today and plans_to_write(sentence):
            continue
        if any(_same_day(day, other, entity.text) for other in known):
            continue
        if not any(_same_day(day, other, entity.text) for other in _looked_up(sentence, reading)):
            past = day < today and _FUTURE.search(sentence.text)
            key = "stale_past" if past else "stale_date"
            yield Fault(key, entity.span, severity="review", values={"text": entity.text})


def _looked_up(sentence: ReplySentence, reading: Reading) -> frozenset[dt.date]:
    """Dates that the knowledge has on what the sentence says, if the evidence lacks it."""
    today = reading.case.today or dt.datetime.now(tz=dt.UTC).date()
    texts = [e.text for e in reading.looked_up(sentence.text) if e.kind != "past_answer"]
    found = {day for text in texts for day in _dates_in(text, reading.language, today)}
    return frozenset(day for day in found if day is not None)


def known_dates(reading: Reading, today: dt.date) -> frozenset[dt.date]:
    """Dates of message, order and sources, and those that follow by adding a period."""
    case, order = reading.case, reading.order
    texts = [e.text for e in case.evidence if e.kind != "past_answer"]
    texts += [p.text for p in case.policies]
    if order is not None:
        texts += [order.eta, order.status]
    days = {day for text in texts for day in _dates_in(text, reading.language, today)}
    days |= {_day(e) for e in reading.message_entities if e.kind == "date"}
    days |= {today, order.date if order else None}
    base = {day for day in days if day is not None}
    base |= {end for day in base for end in _ends(day)}
    return frozenset(base | _shifted(base, reading))


@lru_cache(maxsize=8192)
def _dates_in(text: str, language: str, today: dt.date) -> frozenset[dt.date | None]:
    """Remembered, because the same passages come up again."""
    if not any(c.isdigit() for c in text):
        return frozenset()
    found = find_entities(text, language, today=today)
    return frozenset(_day(e) for e in found if e.kind == "date")


def _shifted(base: set[dt.date], reading: Reading) -> set[dt.date]:
    """Each date plus or minus each period of days, weeks, months or years that is in play."""
    known = [*reading.quantities, *(f.quantity for f in evidence_facts(reading))]
    periods = set(_periods(known))
    return {
        shifted
        for day in base
        for unit, count in periods
        for sign in (1, -1)
        if (shifted := _add(day, unit, sign * count)) is not None
    }


def _ends(day: dt.date) -> Iterator[dt.date]:
    """ "From the end of the year", "until the end of the following month"."""
    yield dt.date(day.year, 12, 31)
    for months in (1, 2):
        first = _add(day.replace(day=1), "month", months)
        if first is not None:
            yield first - dt.timedelta(days=1)


def _periods(found: list[Quantity]) -> Iterator[tuple[str, int]]:
    for quantity in found:
        if quantity.unit in ("day", "week", "month", "year", "workday"):
            ends = {quantity.value, quantity.upper or quantity.value}
            yield from ((quantity.unit, int(end)) for end in ends if end < _LONGEST)


def _add(day: dt.date, unit: str, count: int) -> dt.date | None:
    try:
        if unit == "workday":
            weeks, days = divmod(abs(count), 5)
            ahead = weeks * 7 + days + (2 if day.weekday() + days > 4 else 0)
            return day + dt.timedelta(days=ahead if count > 0 else -ahead)
        if unit in ("day", "week"):
            return day + dt.timedelta(days=count * (7 if unit == "week" else 1))
        months = day.year * 12 + day.month - 1 + count * (12 if unit == "year" else 1)
        return day.replace(year=months // 12, month=months % 12 + 1)
    except (ValueError, OverflowError):
        return None


def _same_day(one: dt.date, other: dt.date, written: str) -> bool:
    """Equal, or equal in day and month where the text names no year."""
    if re.search(r"\d{4}|\.\d{2}$", written):
        return one == other
    return (one.day, one.month) == (other.day, other.month)


def _day(entity: Entity) -> dt.date | None:
    try:
        return dt.date.fromisoformat(entity.value)
    except ValueError:
        return None


def _status(reading: Reading) -> Iterator[Fault]:
    order = reading.order
    group = status_group(order)
    if order is None or not group:
        return
    for sentence in reading.content:
        if _NOT_NOW.search(sentence.text) or not _speaks_of(order, sentence.text, reading):
            continue
        for said, pattern in _CLAIMS.items():
            match = pattern.search(sentence.text)
            if match and group not in _FITS[said]:
                span = (sentence.start + match.start(), sentence.start + match.end())
                values = {"text": shorten(match.group()), "status": order.status}
                yield Fault("stale_status", span, severity="review", values=values)


def _speaks_of(order: Order, sentence: str, reading: Reading) -> bool:
    """Whether the sentence is about the order: its number, an item of it, or a parcel."""
    if _SUBJECT.search(sentence) or _squeeze(order.number) in _squeeze(sentence):
        return True
    words = reading.terms_of(sentence)
    return any(words & reading.terms_of(item.name) for item in order.items)


def status_group(order: Order | None) -> str:
    """open, shipped, delivered or cancelled; empty where the word is unknown."""
    if order is None or not order.status:
        return ""
    return next((name for name, pattern in _STATUS if pattern.search(order.status)), "")


def _prices(reading: Reading) -> Iterator[Fault]:
    """A price in a sentence that names exactly one product must be the catalogue's."""
    catalogue = reading.case.catalogue
    if catalogue is None:
        return
    for sentence in reading.content:
        prices = [q for q in find_quantities(sentence.text, reading.language) if q.unit == "EUR"]
        if len(prices) != 1 or not _PRICE_WORDS.search(sentence.text):
            continue
        products = {m.product.sku: m.product for m in catalogue.resolve(sentence.text)}
        if len(products) != 1:
            continue
        yield from _price_fault(reading, prices[0], sentence.start, next(iter(products.values())))


_PRICE_WORDS = re.compile(
    r"\b(?:kostet|kosten|preis\w*|erhältlich|costs?|prices?d?|available for)\b", re.IGNORECASE
)


def _price_fault(
    reading: Reading, price: Quantity, offset: int, product: Product
) -> Iterator[Fault]:
    current = decimal(product.price_eur)
    if current is None or price.value == current:
        return
    if not current / 2 <= price.value <= current * 2:  # a spare part, not the product
        return
    fresh = [e.text for e in reading.case.evidence if e.kind not in ("past_answer", "macro")]
    fresh.append(reading.message)
    found = (q for text in fresh for q in find_quantities(text, reading.language))
    if any(q.unit == "EUR" and q.value == price.value for q in found):
        return
    span = (offset + price.span[0], offset + price.span[1])
    values = {"text": price.text, "product": product.name, "price": f"{current:.2f} EUR"}
    yield Fault("stale_price", span, values=values)


def _refunds(reading: Reading) -> Iterator[Fault]:
    """ "Your 349 € go back to your card" is an amount of this order, or of another one."""
    if not any(True for _ in ordered(reading)):
        return
    known = own_amounts(reading) | published_amounts(reading)
    for sentence in reading.content:
        if not _REFUND.search(sentence.text):
            continue
        for match in _THEIR_MONEY.finditer(sentence.text):
            for amount in find_quantities(match.group(), reading.language):
                if amount.unit == "EUR" and amount.value not in known:
                    start = sentence.start + match.start()
                    span = (start + amount.span[0], start + amount.span[1])
                    yield Fault("stale_amount", span, values={"text": amount.text})


def _squeeze(text: str) -> str:
    return re.sub(r"[\W_]", "", text).upper()
