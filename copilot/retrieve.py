"""The second step: what the shop knows about each question.

Every question is searched on its own, at most four times: as understood, in its own words, with
what stands before it in the mail, and with its topic. The results are merged by their best score.
What is about another product, not valid that day, or too unlike the question is left out:
no evidence is an honest answer, and the drafter says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from copilot.asked import near
from copilot.messages import DECISIONS, Evidence, KnowledgeFilter, Question, Understanding
from knowledge.documents import Passage, ScoredPassage, SearchFilter, digest

PER_QUESTION = 5
_FETCHED = 12
_BEFORE = 0.9  # what a passage counts that is found by what stands before the question alone
_AGREED = 0.03  # for each further search that found the passage
_FOREIGN = 0.75  # what a passage in another language counts where the same is known in both
_INTERNAL_INTENTS = frozenset(
    (
        "complaint", "refund", "return", "exchange", "warranty_defect", "wrong_or_damaged",
        "price_discount", "where_is_my_order", "payment_problem", "cancel_order",
    )
)  # fmt: skip
_INTERNAL = 2


class Searchable(Protocol):
    """The part of `knowledge.base.KnowledgeBase` that is needed here."""

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        where: SearchFilter = ...,
        language: str | None = None,
        skus: Sequence[str] | None = None,
    ) -> list[ScoredPassage]: ...


@dataclass(frozen=True, slots=True)
class Limits:
    """`covered`: a score below it does not answer the question. `close`: share of the best
    score that further evidence must reach. Both were chosen on dev mails."""

    per_question: int = PER_QUESTION
    per_document: int = 2
    topic: float = 0.7
    covered: float = 0.05
    close: float = 0.05


#: A draft picks sentences out of what is found, and leaves most of it: it may look further.
FOR_DRAFTS = Limits(per_question=12, per_document=4, covered=0.03, close=0.03)


class Retriever:
    """Finds evidence for the questions of a message. `knowledge` is shared and thread-safe.

    `weight(document_id)`, in 0..1, is what a document's score is worth: past answers and
    macros that agents keep correcting sink.
    """

    def __init__(
        self,
        knowledge: Searchable,
        limits: Limits | None = None,
        weight: Callable[[str], float] = lambda _id: 1.0,
    ) -> None:
        self._knowledge = knowledge
        self._limits = limits or Limits()
        self._weight = weight

    def retrieve(
        self,
        understanding: Understanding,
        knowledge_filter: KnowledgeFilter | None = None,
        today: dt.date | None = None,
    ) -> tuple[Evidence, ...]:
        """Evidence for each question, best first, question by question; ids e1, e2, …

        Internal policies follow their question's public evidence, flagged `internal`; they
        come only with messages that goodwill or tone may concern.
        """
        allowed = knowledge_filter or KnowledgeFilter()
        day = today or dt.datetime.now(dt.UTC).date()
        found: list[Evidence] = []
        for question in understanding.questions:
            public = self._public(question, understanding, allowed, day)
            found += [_evidence(scored, question.id) for scored in public]
        found += self._internal(understanding, allowed, day)
        return tuple(replace(item, id=f"e{n}") for n, item in enumerate(found, 1))

    # --- what may be quoted ------------------------------------------------------------

    def _public(
        self,
        question: Question,
        understanding: Understanding,
        allowed: KnowledgeFilter,
        day: dt.date,
    ) -> list[ScoredPassage]:
        skus = question.skus or understanding.skus
        where = SearchFilter(kinds=allowed.kinds, languages=allowed.languages, on=day)
        runs = [self._run(question.query, understanding, where, skus)]
        if question.text != question.query or skus:
            # In the customer's own words and without any lift for the product: a question
            # about returns must not drown in what the product's manual says.
            runs.append(self._run(question.text, understanding, where, ()))
        context = near(question, understanding.body)
        if context not in (question.text, question.query):  # "OK with that?": with what?
            found = self._run(context, understanding, where, skus)
            runs.append([replace(s, score=s.score * _BEFORE) for s in found])
        if question.topic:
            found = self._run(f"{question.topic} {question.text}", understanding, where, skus)
            runs.append([replace(s, score=s.score * self._limits.topic) for s in found])
        fit = [[s for s in run if _may_answer(s.passage, skus, allowed)] for run in runs]
        return self._cut(fit)

    def _run(
        self, query: str, understanding: Understanding, where: SearchFilter, skus: Sequence[str]
    ) -> list[ScoredPassage]:
        found = self._knowledge.search(
            query, k=_FETCHED, where=where, language=understanding.language, skus=skus
        )
        weighed = [replace(s, score=s.score * self._weight(s.passage.document_id)) for s in found]
        return _preferring(weighed, understanding.language)

    def _cut(self, runs: Sequence[Sequence[ScoredPassage]]) -> list[ScoredPassage]:
        """The best of all searches; each search's own best has a place among them."""
        ranked = _merged(runs)
        best = ranked[0].score if ranked else 0.0
        least = max(self._limits.covered, self._limits.close * best)
        heads = {run[0].passage.id for run in runs if run}
        kept: list[ScoredPassage] = []
        for scored in sorted(ranked, key=lambda s: s.passage.id not in heads):
            same = sum(k.passage.document_id == scored.passage.document_id for k in kept)
            if scored.score >= least and same < self._limits.per_document:
                kept.append(scored)
        return sorted(kept[: self._limits.per_question], key=lambda s: (-s.score, s.passage.id))

    # --- what steers only --------------------------------------------------------------

    def _internal(
        self, understanding: Understanding, allowed: KnowledgeFilter, day: dt.date
    ) -> list[Evidence]:
        """Internal policies that concern the message, under the first question's name."""
        concerned = understanding.complaint or understanding.intent in _INTERNAL_INTENTS
        if (
            not concerned
            or not understanding.questions
            or (allowed.kinds and "policy" not in allowed.kinds)
        ):
            return []
        first = understanding.questions[0]
        where = SearchFilter(kinds=("policy",), on=day, internal=True)
        hits = self._knowledge.search(
            first.query, k=4 * _FETCHED, where=where, language=understanding.language
        )
        internal = [s for s in hits if s.passage.internal and _allowed(s.passage, allowed)]
        return [_evidence(s, first.id) for s in internal[:_INTERNAL]]


def _merged(runs: Iterable[Sequence[ScoredPassage]]) -> list[ScoredPassage]:
    """Each passage with its best score, a little more where several searches agree."""
    best: dict[str, ScoredPassage] = {}
    times: dict[str, int] = {}
    for run in runs:
        for scored in run:
            key = scored.passage.id
            times[key] = times.get(key, 0) + 1
            if key not in best or scored.score > best[key].score:
                best[key] = scored
    lifted = [
        replace(s, score=min(1.0, s.score + _AGREED * (times[key] - 1) * s.score))
        for key, s in best.items()
    ]
    return sorted(lifted, key=lambda s: (-s.score, s.passage.id))


def _may_answer(passage: Passage, skus: Sequence[str], allowed: KnowledgeFilter) -> bool:
    """Another product's passages never stand as evidence for this one's."""
    if passage.internal or not _allowed(passage, allowed):
        return False
    return not (skus and passage.skus) or not set(skus).isdisjoint(passage.skus)


def _allowed(passage: Passage, allowed: KnowledgeFilter) -> bool:
    return not allowed.sources or passage.source in allowed.sources


def _preferring(ranked: Sequence[ScoredPassage], language: str) -> list[ScoredPassage]:
    """The message's language first: another one only counts in full where nothing else is known."""
    if not any(s.passage.language == language for s in ranked):
        return list(ranked)
    weighed = [
        s if s.passage.language in (language, "und") else replace(s, score=s.score * _FOREIGN)
        for s in ranked
    ]
    return sorted(weighed, key=lambda s: (-s.score, s.passage.id))


def _evidence(scored: ScoredPassage, question: str) -> Evidence:
    passage = scored.passage
    return Evidence(
        id="",
        document_id=passage.document_id,
        source=passage.source,
        kind=passage.kind,
        title=passage.title,
        text=passage.text,
        score=round(scored.score, 4),
        question=question,
        language=passage.language,
        asked=passage.question,
        skus=passage.skus,
        internal=passage.internal,
        date=passage.date,
        valid_until=passage.valid_until,
        confirmed=passage.document_id == digest(DECISIONS, "", passage.source),
    )
