"""Which units the cross-encoder reads for a question, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from copilot.draft.features import Asked, Candidate
from copilot.draft.secondlook import MOST, SecondLook, Weights
from copilot.draft.sources import units_of
from copilot.messages import Evidence, Question

ASKED = "Wie lange hält der Filter?"
RIGHT = "Alle vier Wochen ist er zu wechseln."


class Scripted:
    """A cross-encoder that takes one text for the answer, or has no time."""

    name, labels = "scripted", ("answers",)

    def __init__(self, *, late: bool = False) -> None:
        self.seen: list[tuple[str, str]] = []
        self._late = late

    def read(self, pairs: Sequence[tuple[str, str]], seconds: float) -> NDArray[np.float64] | None:
        self.seen += pairs
        return None if self._late else np.array([[4.0 if RIGHT in t else -4.0] for _, t in pairs])


def candidate(text: str) -> Candidate:
    source = Evidence("e1", "pump", "pump.md", "product", "Pumpe", text, 1.0, "q1", language="de")
    return Candidate(units_of(source, "sie")[0], 1.0, 1.0)


@pytest.fixture
def odds() -> Callable[..., list[float]]:
    asked = Asked(Question("q1", ASKED, ASKED, (0, len(ASKED))), ASKED, "de")

    def of(model: Scripted, *units: tuple[str, float]) -> list[float]:
        look = SecondLook(model, Weights(0.5, 0.5, 0.0, unread=-5.0))
        first = np.array([value for _, value in units], np.float32)
        found: list[float] = look.odds(asked, [candidate(t) for t, _ in units], first).tolist()
        return found

    return of


def test_what_it_reads_as_the_answer_goes_first(odds: Callable[..., list[float]]) -> None:
    plain, right = odds(Scripted(), ("Der Filter ist weiß.", 0.0), (RIGHT, -1.0))
    assert right > plain


def test_of_many_likely_units_it_reads_the_likeliest(odds: Callable[..., list[float]]) -> None:
    model = Scripted()
    units = [(f"Der Filter Nummer {at} ist weiß.", -at / 10) for at in range(MOST + 4)]
    odds(model, *reversed(units))
    assert {text for _, text in model.seen} == {f"Pumpe: {text}" for text, _ in units[:MOST]}


def test_without_time_the_first_look_stands(odds: Callable[..., list[float]]) -> None:
    found = odds(Scripted(late=True), ("Der Filter ist weiß.", 0.0), (RIGHT, -1.0))
    assert found == [0.0, -1.0]
