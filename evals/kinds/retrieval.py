"""Does the search find what answers the query?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evals.kinds.kind import Answered, Figures, Work, extra_fields, means, with_context
from evals.result import CaseResult, Outcome
from evals.scorers import hit_at, ndcg_at, rank_of, recall_at, reciprocal_rank
from evals.suite import Suite
from evals.target import Json, LocalTarget, Target
from knowledge.documents import SearchFilter

DEPTH = 30  # passages: ten documents, although one may show several of its passages
_LONGEST = 2_000  # characters, the limit of a deployment's search
_SHOWN = 5


def prepare(suite: Suite, target: Target) -> Work:
    """A pass is a relevant document among the first five; the score is MRR@10."""

    def work(case: Any) -> Answered:
        query = with_context(case, suite.file.context_turns)[-_LONGEST:]
        hits = _hits(suite, target, case, query)
        found = list(dict.fromkeys(hit["source"] for hit in hits))
        scores = ranking_scores(found, case.relevant)
        texts = {hit["source"]: hit["text"][:300] for hit in reversed(hits)}
        facts = extra_fields(case, suite) | {
            "message": query,
            "relevant": case.relevant,
            "found": [{"source": name, "text": texts[name]} for name in found[:_SHOWN]],
            "rank": rank_of(found, set(case.relevant)),
        }
        outcome = Outcome(scores["hit@5"] > 0, scores["mrr@10"], scores, facts)
        return Answered(outcome, {"passages": hits})

    return work


def ranking_scores(found: Sequence[str], relevant: Sequence[str]) -> dict[str, float]:
    """Scores of one query, each in 0..1. `found`: documents, the best first, each once."""
    wanted = set(relevant)
    scores = {"mrr@10": reciprocal_rank(10, found, wanted), "ndcg@10": ndcg_at(10, found, wanted)}
    for k in (1, 5, 10):
        scores[f"hit@{k}"] = hit_at(k, found, wanted)
        scores[f"recall@{k}"] = recall_at(k, found, wanted)
    return scores


def _hits(suite: Suite, target: Target, case: Any, query: str) -> list[Json]:
    where = _where(suite, case)
    if not isinstance(target, LocalTarget):
        body: Json = {"query": query, "k": DEPTH}
        if where.languages:
            body["language"] = where.languages[0]
        if where.skus:
            body["skus"] = list(where.skus)
        found: list[Json] = target.search(body)["passages"]
        return found
    # Straight to the knowledge: thousands of queries need no wire's shapes.
    about = where.skus or (() if "corpus" in suite.data else None)
    hits = target.copilot.knowledge.search(
        query, k=DEPTH, where=where, language=case.lang or None, skus=about
    )
    return [
        {"source": hit.passage.source, "text": hit.passage.text, "score": hit.score} for hit in hits
    ]


def _where(suite: Suite, case: Any) -> SearchFilter:
    narrow = suite.file.same_language and case.lang and "corpus" in suite.data
    return SearchFilter(
        languages=(case.lang,) if narrow else (),
        skus=(case.entity,) if suite.file.within == "entity" and case.entity else (),
    )


def figures(cases: Sequence[CaseResult], _suite: Suite) -> Figures:
    return means(cases)
