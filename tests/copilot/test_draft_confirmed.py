"""Past answers in drafts: a short one is said as a whole, and one that an editor confirmed is
trusted as long as no document tells another figure of the same matter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from copilot.draft import DraftCase, ExtractiveDrafter
from copilot.draft.sources import units_of
from copilot.messages import DraftRequest, Evidence, Message, Question, Understanding

ASKED = "Wann hat der Vorführraum geöffnet?"
ANSWER = (
    "Sie finden unseren Vorführraum am Nordertor 7. Geöffnet ist er am Samstag von 11 bis 18 Uhr. "
    "Der Eintritt kostet zurzeit 3,00 €."
)


def past(text: str, *, confirmed: bool) -> Evidence:
    return Evidence(
        "e1", "d1", "s1", "past_answer", "Frage", text, 0.9, "q1", "de", asked=ASKED,
        confirmed=confirmed,
    )  # fmt: skip


def page(text: str) -> Evidence:
    return Evidence("e2", "d2", "s2", "policy", "Seite", text, 0.5, "q1", "de")


def reply(*sources: Evidence) -> str:
    found = Understanding(ASKED, "de", (Question("q1", ASKED, ASKED, (0, len(ASKED))),))
    return ExtractiveDrafter().draft(DraftCase(DraftRequest(Message(ASKED)), found, sources)).reply


PARTS = {"where": "Nordertor 7", "when": "11 bis 18 Uhr", "price": "3,00 €"}
CASES = {
    "confirmed": (True, "Der Versand kostet 4,90 €.", {"where", "when", "price"}),
    "nobody confirmed it": (False, "Der Versand kostet 4,90 €.", {"where"}),
    "a document tells another price of it": (
        True,
        "Der Eintritt in den Vorführraum kostet 5,00 €.",
        {"where", "when"},
    ),
}


@pytest.mark.parametrize(("confirmed", "document", "told"), CASES.values(), ids=CASES.keys())
def test_what_stands_of_a_past_answer(confirmed: bool, document: str, told: set[str]) -> None:
    said = reply(past(ANSWER, confirmed=confirmed), page(document))
    assert {name for name, words in PARTS.items() if words in said} == told


def test_what_was_done_for_one_customer_is_told_to_nobody_else() -> None:
    text = f"{ANSWER} Ich habe das in Ihrem Konto vermerkt."
    assert "vermerkt" not in reply(past(text, confirmed=True))


def test_a_short_past_answer_stands_as_a_whole() -> None:
    text = "Der Vorführraum ist samstags offen. Am Hafen gibt es genug Parkplätze für alle."
    said = reply(past(text, confirmed=False), page("Der Versand ist kostenlos."))
    assert text in said
    assert "Versand" not in said


def test_thanks_are_no_answer_in_either_form_of_address() -> None:
    text = "Hallo Kim,\n\ndanke für deine Nachricht.\n\nDu findest uns am Nordertor.\n\nLiebe Grüße"
    source = replace(past(text, confirmed=True), kind="past_answer")
    assert [unit.text for unit in units_of(source, "sie")] == ["Sie finden uns am Nordertor."]
