"""Greeting, closing and spelling: hints, and no more of them than needed."""

from __future__ import annotations

import pytest

from copilot.check import CheckCase, Checker
from copilot.check.spelling import slip
from copilot.messages import Customer, Understanding

LONG = (
    "Sie können Ihre Lampe innerhalb von dreißig Tagen zurückgeben. Das Etikett für die "
    "Rücksendung drucken Sie im Kundenkonto aus. Legen Sie bitte alles wieder in den Karton, "
    "was Sie erhalten haben."
)
SHORT = "Ja, das geht."


def codes(
    reply: str, channel: str = "email", message: str = "Geht das?", customer: str = ""
) -> set[str]:
    read = Understanding(message, "de", customer=Customer(first_name=customer))
    case = CheckCase(read, reply, channel=channel)
    return {f.code for f in Checker().check(case).findings}


@pytest.mark.parametrize(
    ("reply", "missing"),
    [
        pytest.param(LONG, {"missing_greeting", "missing_closing"}, id="neither"),
        pytest.param(f"Guten Tag,\n\n{LONG}", {"missing_closing"}, id="no-closing"),
        pytest.param(f"{LONG}\n\nViele Grüße\nIhr Lampenhaus", {"missing_greeting"}, id="no-hello"),
        pytest.param(f"Hallo Anna,\n\n{LONG}\n\nGute Fahrt\nDeine Ritzelwerft", set(), id="both"),
        pytest.param(SHORT, set(), id="short"),
    ],
)
def test_form_of_a_mail(reply: str, missing: set[str]) -> None:
    assert codes(reply) & {"missing_greeting", "missing_closing"} == missing


def test_the_name_alone_is_a_salutation() -> None:
    reply = f"Anna, auf keinen Fall. {LONG}"
    assert "missing_greeting" not in codes(reply, customer="Anna")
    assert "missing_greeting" in codes(reply, customer="Gerrit")


def test_a_chat_needs_no_form() -> None:
    assert not codes(LONG, "chat") & {"missing_greeting", "missing_closing"}


@pytest.mark.parametrize(
    ("word", "language", "meant"),
    [
        pytest.param("entäuscht", "de", "enttäuscht", id="german"),
        pytest.param("recieve", "en", "receive", id="english"),
        pytest.param("apologise", "en", None, id="british"),
        pytest.param("wasserfilterkartusche", "de", None, id="compound"),
        pytest.param("benutz", "de", None, id="imperative"),
        pytest.param("orvanto", "de", None, id="name"),
    ],
)
def test_a_slip_is_explained_by_a_common_word(word: str, language: str, meant: str | None) -> None:
    assert slip(word, language) == meant


def test_the_customers_words_are_known() -> None:
    reply = "Guten Tag, wir sind entäuscht."
    assert "spelling" in codes(reply)
    assert "spelling" not in codes(reply, message="Sind Sie entäuscht?")
