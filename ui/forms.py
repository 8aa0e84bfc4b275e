"""From what an agent typed to the copilot's values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import get_args

from copilot.messages import (
    Channel,
    CheckRequest,
    Customer,
    DraftRequest,
    Form,
    Message,
    Order,
)

CHANNELS: tuple[Channel, ...] = get_args(Channel)
FORMS: tuple[Form, ...] = get_args(Form)
REASONS = ("fact", "question", "missing", "tone", "agreed", "check", "other")
_SALUTATIONS = {"frau", "herr", "herrn", "ms", "mr", "mrs", "miss", "mx"}
_EMAIL = re.compile(r"<?([^\s<>,;]+@[^\s<>,;]+)>?")


@dataclass(frozen=True, slots=True)
class Case:
    """The fields of a new message as they were typed."""

    text: str = ""
    subject: str = ""
    channel: str = "email"
    customer: str = ""
    order: str = ""
    form: str = ""

    @classmethod
    def typed(cls, *fields: str | None) -> Case:
        """From the widgets' values, of which empty ones may be None."""
        return cls(*(value or "" for value in fields))

    @property
    def is_empty(self) -> bool:
        return not self.text.strip() and not self.subject.strip()

    def message(self, ticket: str = "") -> Message:
        channel = next((known for known in CHANNELS if known == self.channel), None)
        return Message(self.text, self.subject.strip(), channel or "email", id=ticket or None)

    def form_of_address(self) -> Form | None:
        return next((known for known in FORMS if known == self.form), None)

    def order_given(self) -> Order | None:
        number = self.order.strip()
        return Order(number) if number else None

    def draft_request(self, agent: str, ticket: str = "") -> DraftRequest:
        """`ticket`: the helpdesk's that the message belongs to."""
        return DraftRequest(
            self.message(ticket),
            customer_of(self.customer),
            self.order_given(),
            form_of_address=self.form_of_address(),
            agent=agent.strip(),
        )

    def check_request(self, reply: str) -> CheckRequest:
        return CheckRequest(
            self.message(),
            reply,
            customer_of(self.customer),
            self.order_given(),
            form_of_address=self.form_of_address(),
        )


def customer_of(typed: str) -> Customer:
    """ "Frau Jana Petersen <jana@example.com>" in its parts; the last word is the last name."""
    email = _EMAIL.search(typed)
    words = _EMAIL.sub(" ", typed).split()
    salutation = ""
    if words and words[0].rstrip(".").casefold() in _SALUTATIONS:
        salutation = words.pop(0).rstrip(".")
    first, last = " ".join(words[:-1]), words[-1] if words else ""
    if not first and not salutation:
        first, last = last, ""
    return Customer(
        first_name=first,
        last_name=last,
        salutation=salutation,
        email=email.group(1) if email else "",
    )
