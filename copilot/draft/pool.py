"""All units that a message's evidence offers, once each, whatever question they were found for.

"Was kostet das?" is often answered by what was found for the question before it.
"""

from __future__ import annotations

from dataclasses import dataclass

from copilot.draft.case import DraftCase
from copilot.draft.features import Candidate
from copilot.draft.sources import Unit
from copilot.draft.usable import by_question, usable_units
from copilot.messages import Evidence

_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Pool:
    """Units of one language side, with the search's scores of their passages by question."""

    units: tuple[Unit, ...]
    scores: dict[_Key, dict[str, float]]

    def candidates(self, question: str) -> list[Candidate]:
        """Best first by the search's own score for this question; "": for any of them."""
        made = [self._candidate(unit, question) for unit in self.units]
        return sorted(made, key=lambda c: -c.found)

    def _candidate(self, unit: Unit, question: str) -> Candidate:
        scores = self.scores[_key(unit.evidence)]
        anyhow = max(scores.values())
        return Candidate(unit, scores.get(question, 0.0) if question else anyhow, anyhow)


def pool(case: DraftCase, language: str, *, foreign: bool = False) -> Pool:
    """What may be said in `language`; with `foreign`, what other languages' sources hold."""
    scores: dict[_Key, dict[str, float]] = {}
    units: dict[tuple[_Key, int], Unit] = {}
    for question in case.understanding.questions:
        found = [
            source
            for source in by_question(case, question.id)
            if not source.internal
            and (source.language in (language, "und", "")) != foreign
            # What was written to another customer is not quoted to one who cannot read it.
            and not (foreign and source.kind == "past_answer")
        ]
        for source in found:
            known = scores.setdefault(_key(source), {})
            known[question.id] = max(source.score, known.get(question.id, 0.0))
        for unit in usable_units(case, found, language):
            units.setdefault((_key(unit.evidence), unit.position), unit)
    return Pool(tuple(units.values()), scores)


def _key(source: Evidence) -> _Key:
    return source.document_id, source.title, source.text
