"""What is asked, within its message, and what may answer it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot.asked import near

if TYPE_CHECKING:
    from copilot.draft.sources import Unit
    from copilot.messages import Question


@dataclass(frozen=True, slots=True)
class Asked:
    """A question within its message; `language` is the message's."""

    question: Question
    body: str
    language: str

    @property
    def near(self) -> str:
        """The question with the sentences before it."""
        return near(self.question, self.body)

    @property
    def context(self) -> str:
        """The message without the question."""
        return self.body.replace(self.question.text, " ")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that may answer. `found`: the search's score for this very question, 0 where it
    was found for another one of the message; `anyhow`: the best for any of them."""

    unit: Unit
    found: float
    anyhow: float

    @property
    def text(self) -> str:
        return f"{self.unit.lead} {self.unit.text}".strip()

    @property
    def heading(self) -> str:
        title = self.unit.evidence.title
        return f"{self.unit.heading or title.rpartition(' › ')[2]} {title}"


def languages(asked: Asked, candidates: Sequence[Candidate]) -> list[str]:
    """Each candidate's own language: concepts are the same in all of them."""
    return [c.unit.evidence.language or asked.language for c in candidates]
