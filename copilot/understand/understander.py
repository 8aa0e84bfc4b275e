"""The first step: what a customer's message says, asks and calls for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

from copilot.messages import Customer, Form, Message, Order, Understanding
from copilot.understand import facts, orders, persons
from copilot.understand.address import form_of_address as form_in
from copilot.understand.body import Body, clean
from copilot.understand.clauses import clauses
from copilot.understand.escalation import escalations
from copilot.understand.intent import IntentFinder
from copilot.understand.learned.complaining import complaint_in
from copilot.understand.mood import is_urgent
from copilot.understand.questions import find_questions
from knowledge.analyse import detect_language
from knowledge.catalogue import Catalogue
from knowledge.documents import ShopOrder

_READ = 20_000
_HARM = ("injury", "fire_or_shock", "unsafe_product")  # rules of `escalation`


class Understander:
    """Reads messages. Never raises for anything that a message may contain.

    `catalogue_of` gives the shop's current products, `find_order` a row of its order table.
    `intents` may carry an embedder; without one, intents are told by words alone. `default`
    is the shop's form of address where the customer's words show none.
    """

    def __init__(
        self,
        catalogue_of: Callable[[], Catalogue],
        find_order: Callable[[str], ShopOrder | None],
        *,
        intents: IntentFinder | None = None,
        default: Form = "sie",
    ) -> None:
        self._catalogue_of = catalogue_of
        self._find_order = find_order
        self._intents = intents or IntentFinder()
        self._default = default

    def understand(
        self,
        message: Message,
        customer: Customer | None = None,
        order: Order | None = None,
        skus: Sequence[str] = (),
        form_of_address: Form | None = None,
    ) -> Understanding:
        """Everything that later steps need to know of `message`; spans lie in `body`."""
        given = customer or Customer()
        body = clean(message.text, message.channel, (given.first_name, given.last_name))
        text, read = body.text, body.text[:_READ]
        subject = body.fields.get("subject", "") or message.subject[:300]
        language = message.language or detect_language(read or subject or message.text[:2_000])
        catalogue = self._catalogue_of()
        person = persons.customer_of(given, body.name, body.fields, read)
        found = self._order(order, body, subject, person, language, catalogue)
        bought = [item.sku for item in found.order.items if item.sku] if found.order else []
        mentions = facts.mentions(read, catalogue, bought)
        about = [
            *mentions,
            *facts.mentions(f"{body.fields.get('product', '')} {subject}"[:400], catalogue),
        ]
        told = f"{subject}\n{read}"
        concerned = facts.message_skus(skus, about, found.order, told, language, catalogue)
        parts = clauses(read, language)
        questions = find_questions(
            read,
            language,
            subject=subject,
            mentions=mentions,
            products=[(s, catalogue.by_sku[s].name) for s in concerned if s in catalogue.by_sku],
            parts=parts,
        )
        questions = tuple(
            replace(q, topic=self._intents.topic(q.text, language)) for q in questions
        )
        alarms = escalations(read, subject)
        serious = any(alarm.topic == "legal" or alarm.rule in _HARM for alarm in alarms)
        asked = [question.text for question in questions] or [read]
        complaint = complaint_in(subject, read, parts)
        return Understanding(
            body=text,
            language=language,
            questions=questions,
            intent=self._intents.intent([*asked, subject], language),
            complaint=serious or complaint.found,
            complaint_span=complaint.span,
            urgent=is_urgent(f"{subject}\n{read}"),
            escalate=alarms,
            form_of_address=form_of_address
            or form_in(read, language, default=self._default, earlier=body.history[:_READ]),
            entities=facts.entities_of(read, language, _received(message), mentions),
            skus=concerned,
            customer=person,
            order=found.order,
            unknown_order=found.unknown,
            signature_name=body.name,
        )

    def _order(
        self,
        given: Order | None,
        body: Body,
        subject: str,
        person: Customer,
        language: str,
        catalogue: Catalogue,
    ) -> orders.OrderFound:
        """The request's order wins; else the number in form, body, subject, quoted history."""
        if given is not None:
            return orders.OrderFound(orders.with_skus(given, catalogue))
        field = body.fields.get("order", "")
        announced = f"Bestellnummer {field}" if field else ""
        texts = (announced, body.text[:_READ], subject, body.history[:_READ])
        return orders.order_of(texts, person, self._find_order, language, catalogue)


def _received(message: Message) -> dt.date:
    moment = message.received_at or dt.datetime.now(dt.UTC)
    return moment.date()
