"""Contacts, accounts, addresses, orders and names of somebody else in the reply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from copilot.check.case import Fault
from copilot.check.contacts import CONTACT_KINDS, contact_key, contacts, street_key, streets
from copilot.check.reading import Reading
from copilot.check.words import shorten
from copilot.messages import FindingCode, Severity
from knowledge.analyse import fold
from knowledge.documents import ShopOrder
from knowledge.entities import Entity, find_entities
from knowledge.spotting.people import first_names

_PERSON = re.compile(
    r"\b(?:Frau|Herrn?|Mrs?\.?|Ms\.?)[ \t]+(?:(?:Dr|Prof)\.[ \t]*)*([A-ZÄÖÜ][\wäöüß'’-]+)"
)
_GENITIVE = re.compile(r"['’]s?$")
_FULL_NAME = re.compile(
    r"(?<![\w-])(?P<first>[A-ZÄÖÜ][a-zäöüß]+)(?:-[A-ZÄÖÜ][a-zäöüß]+)?"
    r"[ \t]+(?P<last>(?:(?:von|van|de|der|den|zu|al|el|di|da)[ \t]+)*"
    r"[A-ZÄÖÜ][a-zäöüß]+(?:[A-Z][a-z]+)?(?:-[A-ZÄÖÜ][a-zäöüß]+)?)(?![\w-])"
)
_NO_SURNAME = frozenset(
    [
        "team",
        "bestellung",
        "paket",
        "anfrage",
        "nachricht",
        "order",
        "parcel",
        "mail",
        "e-mail",
        "gmbh",
        "str",
        "straße",
    ]
)
_OWN_STAFF = re.compile(
    r"\b(?:kolleg\w+|mitarbeiter\w*|ansprechpartner\w*|team|colleague|teamleit\w+)\b", re.IGNORECASE
)


class PersonalDataLeak:
    """Data that is neither the customer's nor published by the shop.

    Own are: the message, the customer's record, the order. The shop's are: public evidence
    that is no past answer, the public knowledge's contacts, the settings.
    """

    code: FindingCode = "personal_data_leak"
    severity: Severity = "block"

    def faults(self, reading: Reading) -> Iterator[Fault]:
        for entity in reading.entities:
            if entity.kind in CONTACT_KINDS and contact_key(entity) not in known_contacts(reading):
                yield self._fault(entity, f"leak_{entity.kind}")
            elif entity.kind == "address":
                if not (_is_own_text(entity.text, reading) or _is_published(entity.text, reading)):
                    yield self._fault(entity, "leak_address")
            elif entity.kind == "order_number" and self._somebody_elses(entity, reading):
                yield self._fault(entity, "leak_order")
        yield from _foreign_streets(reading)
        yield from _foreign_names(reading)

    @staticmethod
    def _fault(entity: Entity, key: str) -> Fault:
        return Fault(key, entity.span, values={"text": shorten(entity.text, 60)})

    @staticmethod
    def _somebody_elses(entity: Entity, reading: Reading) -> bool:
        find = reading.case.find_order
        order = find(entity.value or entity.text) if find is not None else None
        return order is not None and not is_own_order(order, reading)


def is_own_order(order: ShopOrder, reading: Reading) -> bool:
    """Whether a row of the order table is this customer's, by number, e-mail or name."""
    who = reading.customer
    if reading.order is not None and _squeeze(reading.order.number) == _squeeze(order.order_number):
        return True
    if _squeeze(order.order_number) in _squeeze(reading.message):
        return True
    if order.email and who.email:
        return order.email.casefold() == who.email.casefold()
    last = fold(who.last_name)
    return bool(last) and last in fold(order.customer_name).split()


def known_contacts(reading: Reading) -> frozenset[str]:
    """Contacts that may stand in the reply; read only where the reply has any."""
    return reading.once("contacts", lambda: _known_contacts(reading))


def _known_contacts(reading: Reading) -> frozenset[str]:
    case, language = reading.case, reading.language
    texts = [e.text for e in reading.public_evidence if e.kind != "past_answer"]
    texts += [case.shop.closing_de, case.shop.closing_en, case.shop.signature]
    texts += [reading.customer.email, case.customer.email]
    found = [entity for text in texts for entity in _entities(text, language)]
    return case.public.contacts | contacts(found) | contacts(reading.message_entities)


@lru_cache(maxsize=4096)
def _entities(text: str, language: str) -> tuple[Entity, ...]:
    """Remembered, because the same passages come up again."""
    return tuple(find_entities(text, language))


def _own_text(reading: Reading) -> str:
    shop = reading.case.shop
    public = (e.text for e in reading.public_evidence if e.kind != "past_answer")
    order = reading.order
    status = f"{order.status} {order.eta}" if order else ""
    return "\n".join((reading.message, shop.signature, shop.closing_de, status, *public))


def _foreign_streets(reading: Reading) -> Iterator[Fault]:
    """A street with its number, but no town, that neither the customer nor the shop has."""
    taken = [e.span for e in reading.entities if e.kind in ("address", "email", "url")]
    for match in streets(reading.reply):
        start, end = match.span()
        inside = any(a < end and start < b for a, b in taken)
        known = _is_own_text(match.group(), reading) or _is_published(match.group(), reading)
        if not inside and not known:
            text = shorten(match.group(), 60)
            yield Fault("leak_address", (start, end), values={"text": text})


def _is_published(address: str, reading: Reading) -> bool:
    """Whether its street and number are the shop's own, by any of its documents."""
    mine = street_key(address)
    return any(street in mine for street in reading.case.public.streets)


def _foreign_names(reading: Reading) -> Iterator[Fault]:
    """„Frau X" in the middle of the reply who is neither the customer nor in the message."""
    for sentence in reading.sentences:
        if sentence.role in ("greeting", "closing") or _OWN_STAFF.search(sentence.text):
            continue
        for match in _PERSON.finditer(sentence.text):
            name = _GENITIVE.sub("", match.group())
            if fold(name.split()[-1]) not in _own_words(reading):
                yield _name(sentence.start + match.start(), name)
        for match in _FULL_NAME.finditer(sentence.text):
            if _is_somebody(match, sentence.text, reading):
                yield _name(sentence.start + match.start(), match.group())


def _name(start: int, text: str) -> Fault:
    span = (start, start + len(text))
    return Fault("leak_name", span, severity="review", values={"text": text})


def _is_somebody(match: re.Match[str], sentence: str, reading: Reading) -> bool:
    """First and last name of a person of whom neither the customer nor the shop speaks."""
    first, last = match["first"], match["last"].split()[-1]
    if first not in first_names() or fold(last) in _NO_SURNAME:
        return False
    if _PERSON.search(sentence[max(0, match.start() - 12) : match.end()]):
        return False  # said already
    known = _own_words(reading)
    if fold(last) in known or (
        fold(first) in known and fold(first) == fold(reading.customer.first_name)
    ):
        return False
    catalogue = reading.case.catalogue
    return catalogue is None or not catalogue.resolve(match.group())


def _own_words(reading: Reading) -> frozenset[str]:
    """Every word of the customer's and the shop's own texts, folded."""

    def read() -> frozenset[str]:
        text = f"{_own_text(reading)} {reading.customer.last_name}"
        return frozenset(re.findall(r"[\w'’-]+", fold(text)))

    return reading.once("own words", read)


def _is_own_text(text: str, reading: Reading) -> bool:
    own = reading.once("own text", lambda: _squeeze(_own_text(reading)))
    # What begins the next sentence may have been taken for a part of the town.
    return _squeeze(text) in own or _squeeze(text.rpartition(". ")[0] or text) in own


def _squeeze(text: str) -> str:
    return re.sub(r"\W", "", fold(text))
