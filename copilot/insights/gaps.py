"""Gaps: what customers ask and the knowledge does not answer, alike questions together."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Sequence

from copilot.asked import in_context
from copilot.messages import Draft, Gap, Question, QuestionStatus
from copilot.personal import scrub_for
from copilot.store import CopilotStore
from copilot.store.gaps import GapQuestion, GapRow

Terms = Callable[[str, str], Sequence[str]]

_MARK = re.compile(r"⟦\w+⟧")  # what the scrubber leaves in place of personal data
# Two questions are alike from this share of common terms on (Dice coefficient).
ALIKE = 0.5


class GapBook:
    """Collects unanswered questions, draft by draft, and groups them as they come.

    `terms(text, language)` are a text's index terms.
    """

    def __init__(self, store: CopilotStore, terms: Terms) -> None:
        self._store = store
        self._terms = terms

    def note(self, draft: Draft) -> None:
        """Takes in a draft's unanswered questions, in place of what it said before."""
        self._store.gaps.forget(draft.id)
        queries = {question.id: question for question in draft.understanding.questions}
        for status in unanswered(draft):
            self._add(draft, status, queries.get(status.id))

    def missed(self, draft: Draft) -> None:
        """Takes in all questions of a draft of which the agent let nothing stand: what was
        found for them was no answer either."""
        self._store.gaps.forget(draft.id)
        asked = [question for question in draft.understanding.questions if question.explicit]
        for question in asked or draft.understanding.questions:
            status = QuestionStatus(question.id, question.text, "unanswered", 0.0)
            self._add(draft, status, question)

    def close(self, draft_id: str) -> None:
        """What agents answered here is known now: its gaps are none any more."""
        self._store.gaps.close(draft_id)

    def _add(self, draft: Draft, status: QuestionStatus, question: Question | None) -> None:
        asked = question.query or question.text if question else status.text
        plain = scrub_for(draft, asked).text
        terms = frozenset(self._terms(_MARK.sub(" ", plain), draft.language))
        if not terms:
            return
        told = in_context(question, draft.understanding) if question else status.text
        text = scrub_for(draft, told).text
        entry = GapQuestion(draft.id, status.id, text, terms, draft.created_at)
        gap_id = self._nearest(terms, draft.language) or uuid.uuid4().hex
        self._store.gaps.put(gap_id, draft.language, entry)

    def _nearest(self, terms: frozenset[str], language: str) -> str | None:
        groups = self._store.gaps.groups(language)
        best = max(groups, key=lambda group: dice(terms, group.terms), default=None)
        return best.id if best and dice(terms, best.terms) >= ALIKE else None

    def gaps(self, limit: int = 50, offset: int = 0) -> tuple[Gap, ...]:
        """The largest groups first."""
        return tuple(_gap(row) for row in self._store.gaps.largest(limit, offset))


def unanswered(draft: Draft) -> tuple[QuestionStatus, ...]:
    """Questions that the draft puts off, or leaves open without anything to quote."""
    quotable = {item.question for item in draft.evidence if not item.internal}
    return tuple(
        status
        for status in draft.questions
        if status.status == "deferred"
        or (status.status == "unanswered" and status.id not in quotable)
    )


def dice(left: frozenset[str], right: frozenset[str]) -> float:
    """Share of common terms: 2·|A∩B| / (|A|+|B|), 0 for two empty sets."""
    size = len(left) + len(right)
    return 2 * len(left & right) / size if size else 0.0


def _gap(row: GapRow) -> Gap:
    typical = max(
        row.sample, key=lambda one: sum(dice(one.terms, other.terms) for other in row.sample)
    )
    return Gap(
        id=row.id,
        question=typical.text,
        language=row.language,
        count=row.count,
        draft_ids=tuple(dict.fromkeys(question.draft_id for question in row.sample)),
        last_seen=row.last_seen,
    )
