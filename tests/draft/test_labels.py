"""What a document puts before a sentence comes along with it."""

from __future__ import annotations

import pytest

from copilot.draft.sources import units_of
from copilot.messages import Evidence


@pytest.mark.parametrize(
    ("text", "units"),
    [
        (
            "**Handy laden:** über den USB-Ausgang. Danach abziehen.",
            ["Handy laden: über den USB-Ausgang.", "Danach abziehen."],
        ),
        ("**Reset**: hold the button.", ["Reset: hold the button."]),
        ("**Die Lampe blinkt.** Der Tank ist leer.", ["Der Tank ist leer."]),
    ],
    ids=["label", "colon behind", "a sentence of its own is a heading"],
)
def test_a_bold_label_stays_before_its_sentence(text: str, units: list[str]) -> None:
    source = Evidence("e1", "d1", "a.md", "product", "Daten", text, 1.0, "q1")
    assert [unit.text for unit in units_of(source, "sie")] == units
