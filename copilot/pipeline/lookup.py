"""What the knowledge says about a sentence of a reply that the evidence does not cover."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from copilot.messages import CheckResult, Evidence
from copilot.pipeline.memo import Memo
from knowledge.documents import ScoredPassage, SearchFilter

if TYPE_CHECKING:
    from knowledge.base import KnowledgeBase

_CHARS = 500  # of a sentence: enough to find it by
_PASSAGES = 4
_ELSEWHERE = 2


class Lookup:
    """One per check run. Remembers what it found, so that findings can name it.

    `remembered` is shared between runs: a sentence that stays is looked up once.
    """

    def __init__(
        self,
        knowledge: KnowledgeBase,
        known: Iterable[Evidence],
        skus: tuple[str, ...],
        today: dt.date,
        remembered: Memo | None = None,
    ) -> None:
        self._knowledge = knowledge
        self._remembered = remembered or Memo(0)
        self._known = {(item.document_id, item.text) for item in known}
        self._skus = skus
        self._today = today
        self._found: dict[str, Evidence] = {}

    def __call__(self, sentence: str) -> Sequence[Evidence]:
        if not sentence.strip():
            return ()
        text = sentence[:_CHARS]
        key = (text, self._skus, self._today)
        hits = self._remembered(key, lambda: self._hits(text))
        found = [
            as_evidence(hit)
            for hit in hits
            if (hit.passage.document_id, hit.passage.text) not in self._known
        ]
        self._found |= {item.id: item for item in found}
        return found

    def _hits(self, text: str) -> tuple[ScoredPassage, ...]:
        named = (m.product.sku for m in self._knowledge.catalogue.resolve(text))
        skus = tuple(dict.fromkeys((*self._skus, *named))) if self._skus else ()
        where = SearchFilter(skus=skus, on=self._today)
        hits = list(self._knowledge.search(text, k=_PASSAGES, where=where))
        if skus:  # the sentence may speak of a part or of another product without its name
            anywhere = SearchFilter(on=self._today)
            hits += self._knowledge.search(text, k=_ELSEWHERE, where=anywhere)
        return tuple(hits)

    def named_by(self, result: CheckResult) -> tuple[Evidence, ...]:
        """Of what was found, that which a finding refers to."""
        ids = dict.fromkeys(name for finding in result.findings for name in finding.evidence)
        return tuple(self._found[name] for name in ids if name in self._found)


def as_evidence(hit: ScoredPassage) -> Evidence:
    """A passage as evidence that belongs to no question; its id is the passage's own."""
    passage = hit.passage
    return Evidence(
        id=passage.id,
        document_id=passage.document_id,
        source=passage.source,
        kind=passage.kind,
        title=passage.title,
        text=passage.text,
        score=hit.score,
        question="",
        language=passage.language,
        asked=passage.question,
        skus=passage.skus,
        internal=passage.internal,
        date=passage.date,
        valid_until=passage.valid_until,
    )
