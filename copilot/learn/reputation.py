"""How past answers and macros fare when drafts rest on them: those that agents keep
correcting count less in the ranking, within bounds, and are listed for repair."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from copilot.learn.differences import Change, changes
from copilot.messages import Draft, Evidence
from copilot.store import CopilotStore
from copilot.store.edits import EditRow, Repair, Use

LOWEST = 0.6  # no weight is below: a document sinks, it never vanishes
_PRIOR_CORRECTED, _PRIOR = 1.0, 5.0  # as if of five uses one had been corrected
_JUDGED = ("past_answer", "macro")
_CORRECTIONS = ("fact", "too_long", "placeholder")
_HELD_S = 30.0


def weight(uses: int, corrected: int) -> float:
    """1 for what holds, down to `LOWEST` for what is always corrected.

    The posterior mean of the share of corrections (beta-binomial), less its prior.
    """
    usual = _PRIOR_CORRECTED / _PRIOR
    share = (corrected + _PRIOR_CORRECTED) / (uses + _PRIOR)
    return 1.0 - (1.0 - LOWEST) * max(0.0, (share - usual) / (1.0 - usual))


class Reputation:
    """Takes decisions in and weighs documents. Thread-safe.

    `revision(document_id)` is the stored document's: after a repair it begins anew.
    """

    def __init__(self, store: CopilotStore, revision: Callable[[str], str]) -> None:
        self._store = store
        self._revision = revision
        self._weights: dict[str, float] = {}
        self._good_until = 0.0

    def note(self, draft: Draft) -> tuple[Change, ...]:
        """Stores what the decision changed and how the cited documents fared."""
        decision = draft.decision
        if decision is None or decision.kind == "rejected":
            return ()
        found = changes(draft, decision.reply) if decision.kind == "edited" else ()
        at = decision.at or draft.created_at
        rows = [EditRow(draft.id, c.kind, _source(draft, c), draft.drafter, at) for c in found]
        self._store.edits.put(draft.id, rows, self._uses(draft, found))
        self._good_until = 0.0
        return found

    def _uses(self, draft: Draft, found: Iterable[Change]) -> list[Use]:
        corrected = {_source(draft, c) for c in found if c.kind in _CORRECTIONS}
        used = {e.document_id: e for e in _cited(draft) if e.kind in _JUDGED}
        assert draft.decision is not None  # noqa: S101 - `note` looked
        at = draft.decision.at or draft.created_at
        return [
            Use(draft.id, item.document_id, self._revision(item.document_id), item.kind, at,
                item.document_id in corrected)
            for item in used.values()
        ]  # fmt: skip

    def weight(self, document_id: str) -> float:
        """Between `LOWEST` and 1; read by every search, so it is held for a while."""
        now = time.monotonic()
        if now >= self._good_until:
            self._weights = {
                row.document_id: weight(row.uses, row.corrected) for row in self._current(1)
            }
            self._good_until = now + _HELD_S
        return self._weights.get(document_id, 1.0)

    def repairs(self, least_uses: int = 3) -> tuple[Repair, ...]:
        """Documents that were corrected in half of their uses or more, the worst first."""
        rows = [row for row in self._current(least_uses) if 2 * row.corrected >= row.uses]
        return tuple(sorted(rows, key=lambda row: weight(row.uses, row.corrected)))

    def _current(self, least_uses: int) -> list[Repair]:
        rows = self._store.edits.repairs(least_uses)
        return [row for row in rows if row.revision == self._revision(row.document_id)]


def _cited(draft: Draft) -> list[Evidence]:
    by_id = {item.id: item for item in draft.evidence}
    ids = dict.fromkeys(citation.evidence_id for citation in draft.citations)
    return [by_id[id_] for id_ in ids if id_ in by_id]


def _source(draft: Draft, change: Change) -> str:
    """The document that the changed words were cited from; "" where none was."""
    if change.span is None:
        return ""
    start, end = change.span
    by_id = {item.id: item.document_id for item in draft.evidence}
    for citation in draft.citations:
        if citation.start < end and start < citation.end:
            return by_id.get(citation.evidence_id, "")
    return ""
