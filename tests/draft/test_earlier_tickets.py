"""The form of address of a customer whose message does not show it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from copilot.config import load_settings
from copilot.messages import Customer, DraftRequest, Form, Message
from copilot.pipeline import Copilot

KIM = Customer(first_name="Kim", last_name="Sommer", email="kim@example.org")
DU = "Hallo ihr, könnt ihr mir sagen, wie lange ich umtauschen kann?"
SIE = "Können Sie mir bitte sagen, wie lange ich umtauschen kann?"
OPEN = "Wie teuer ist der Versand nach Wien?"


@pytest.fixture(scope="module")
def copilot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copilot]:
    home: Path = tmp_path_factory.mktemp("shop") / "home"
    env = {"COPILOT_HOME": str(home), "COPILOT_KEYWORDS_ONLY": "true"}
    with Copilot.open(load_settings(env=env)) as opened:
        yield opened


def form(copilot: Copilot, text: str, customer: Customer, ticket: str) -> Form:
    request = DraftRequest(Message(text, id=ticket), customer)
    return copilot.draft(request).understanding.form_of_address


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [(DU, OPEN, "du"), (SIE, OPEN, "sie"), (DU, SIE, "sie"), (OPEN, OPEN, "sie")],
    ids=["du last time", "Sie last time", "this time counts", "never shown"],
)
def test_the_form_of_the_ticket_before(
    copilot: Copilot, before: str, now: str, expected: str, request: pytest.FixtureRequest
) -> None:
    who = Customer(first_name="Kim", email=f"{request.node.name}@example.org")
    form(copilot, before, who, f"{request.node.name}-1")
    assert form(copilot, now, who, f"{request.node.name}-2") == expected


def test_nobody_elses_ticket_counts(copilot: Copilot) -> None:
    form(copilot, DU, KIM, "t1")
    other = Customer(first_name="Kim", last_name="Sommer", email="other@example.org")
    assert form(copilot, OPEN, other, "t2") == "sie"
    assert form(copilot, OPEN, Customer(first_name="Kim"), "t3") == "sie"


def test_alternatives_to_a_stored_draft_are_checked(copilot: Copilot) -> None:
    draft = copilot.draft(DraftRequest(Message(OPEN, id="t4"), KIM))
    found = copilot.alternatives(draft.id)
    assert len(found) <= 3
    assert all(other.proposal.reply != draft.reply and other.result.verdict for other in found)
