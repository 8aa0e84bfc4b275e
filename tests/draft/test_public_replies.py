"""Replies that everybody can read: no order, no last name, no letter."""

from __future__ import annotations

import datetime as dt

import pytest

from copilot.messages import Order, OrderItem
from tests.copilot.test_draft_extractive import RETURN_QUESTION, RETURNS, case, draft, evidence

ORDER = Order(
    "R-2001",
    "in Bearbeitung",
    (OrderItem("Radhose Tal"),),
    "https://track.example/R2001",
    "2026-05-12",
    dt.date(2026, 5, 4),
)


@pytest.mark.parametrize("channel", ["review", "social"])
@pytest.mark.parametrize(
    ("asked", "language", "says"),
    [
        ("Wann kommt meine Bestellung an?", "de", "Schreiben Sie uns bitte direkt"),
        ("When will my order arrive?", "en", "send us a direct message"),
    ],
    ids=["German", "English"],
)
def test_who_asks_for_an_order_in_public_is_asked_to_write_directly(
    channel: str, asked: str, language: str, says: str
) -> None:
    reply = draft(case([asked], [], order=ORDER, channel=channel, language=language)).reply
    assert says in reply
    assert not any(word in reply for word in ("R-2001", "Radhose", "12", "track.example", "Sommer"))


@pytest.mark.parametrize("channel", ["review", "social"])
def test_a_public_reply_is_no_letter(channel: str) -> None:
    reply = draft(case([RETURN_QUESTION], [evidence(RETURNS)], channel=channel)).reply
    assert reply == f"Guten Tag!\n{RETURNS}" or reply == f"Hallo!\n{RETURNS}"


def test_no_day_of_the_order_is_told_in_public() -> None:
    asked, rule = [RETURN_QUESTION], [evidence(RETURNS)]
    assert "4. Mai" in draft(case(asked, rule, order=ORDER)).reply
    assert "Mai" not in draft(case(asked, rule, order=ORDER, channel="review")).reply


def test_no_gap_of_a_macro_is_filled_in_public() -> None:
    text = "Ihre Bestellung [BESTELLNUMMER] können Sie 30 Tage lang zurückgeben."
    macro = [evidence(text, kind="macro")]
    assert "R-2001" in draft(case([RETURN_QUESTION], macro, order=ORDER)).reply
    assert (
        "R-2001" not in draft(case([RETURN_QUESTION], macro, order=ORDER, channel="review")).reply
    )
