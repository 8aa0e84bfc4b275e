"""What a customer's earlier tickets tell about this one: how they address the shop."""

from __future__ import annotations

from collections.abc import Callable

from copilot.messages import Customer, Draft, Form, Understanding
from copilot.understand.address import form_of_address

# The newest draft for another message of a person, if there is one lately.
NewestOf = Callable[[Customer, str | None], Draft | None]


class EarlierTickets:
    """Looks only where this message leaves it open: most tell it themselves. Thread-safe."""

    def __init__(self, newest_of: NewestOf) -> None:
        self._newest_of = newest_of

    def form(
        self, customer: Customer, message_id: str | None, text: str, found: Understanding
    ) -> Form | None:
        """Du or Sie as the customer wrote last time; None where this message shows it (`text`:
        with its quoted history), or nothing was written before."""
        if found.language != "de" or not (customer.id or customer.email):
            return None
        if _shown(found.body, text) is not None:
            return None
        before = self._newest_of(customer, message_id)
        if before is None or before.understanding.language != "de":
            return None
        return _shown(before.understanding.body, "")


def _shown(body: str, earlier: str) -> Form | None:
    """The form that the words themselves call for."""
    first = form_of_address(body, "de", default="du", earlier=earlier)
    second = form_of_address(body, "de", default="sie", earlier=earlier)
    return first if first == second else None
