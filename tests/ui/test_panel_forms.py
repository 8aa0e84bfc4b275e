"""From typed fields to requests."""

from __future__ import annotations

import pytest

from copilot.messages import Customer, Order
from ui.forms import Case, customer_of


@pytest.mark.parametrize(
    ("typed", "customer"),
    [
        ("", Customer()),
        ("Jana", Customer(first_name="Jana")),
        ("Jana Petersen", Customer(first_name="Jana", last_name="Petersen")),
        ("Frau Petersen", Customer(salutation="Frau", last_name="Petersen")),
        (
            "Ms. Mary Ann Hill <m.hill@example.com>",
            Customer(None, "Mary Ann", "Hill", "Ms", "m.hill@example.com"),
        ),
        ("jana@example.com", Customer(email="jana@example.com")),
    ],
    ids=["nothing", "first", "both", "with salutation", "all", "address only"],
)
def test_a_name_falls_into_its_parts(typed: str, customer: Customer) -> None:
    assert customer_of(typed) == customer


def test_empty_widgets_make_an_empty_case() -> None:
    case = Case.typed(None, None, None, None, None, None)
    assert case.is_empty
    assert (case.order_given(), case.form_of_address()) == (None, None)
    assert case.message().channel == "email"


def test_a_case_becomes_a_request() -> None:
    case = Case.typed("Hallo", " Frage ", "chat", "Frau Sommer", " A-1 ", "du")
    request = case.draft_request(" Kim ")
    assert (request.message.subject, request.message.channel) == ("Frage", "chat")
    assert (request.order, request.form_of_address, request.agent) == (Order("A-1"), "du", "Kim")
    assert case.check_request("Antwort").customer == request.customer


def test_an_unknown_channel_is_mail() -> None:
    assert Case("x", channel="<pigeon>").message().channel == "email"
