"""Is a question recognised for which the knowledge has no answer?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evals.intervals import bootstrap_two, named, share
from evals.kinds.examples import Examples
from evals.kinds.kind import Answered, Figures, Work, extra_fields, with_context
from evals.result import CaseResult, Figure, Outcome
from evals.scorers import area_under_risk, auc, threshold_keeping
from evals.suite import Suite
from evals.target import Json, Target

KEPT = 0.9
_LONGEST = 2_000
_FEWEST = 5


def prepare(suite: Suite, target: Target) -> Work:
    """Confidence: the search's `coverage`, or the likeness to the in-scope examples.

    A pass: in scope at or above the threshold, out of scope below it.
    """
    examples = Examples.of_scope(suite, target) if "examples" in suite.data else None

    def work(case: Any) -> Answered:
        query = with_context(case, suite.file.context_turns)[-_LONGEST:]
        body: Json = {"query": query, "k": 3}
        answer: Json = {"passages": []} if examples else target.search(body)
        passages = answer["passages"]
        if examples is not None:
            confidence = examples.nearest(query).likeness
        else:
            best = max((hit["score"] for hit in passages), default=0.0)
            confidence = answer.get("coverage", best)  # older deployments tell none
        facts = extra_fields(case, suite) | {
            "message": query,
            "in_scope": case.in_scope,
            "confidence": confidence,
            "found": [{"source": p["source"], "text": p["text"][:300]} for p in passages],
        }
        passed = (confidence >= suite.file.threshold) == case.in_scope
        score = confidence if case.in_scope else 1 - confidence
        return Answered(Outcome(passed, min(max(score, 0.0), 1.0), {}, facts), answer)

    return work


def figures(cases: Sequence[CaseResult], suite: Suite) -> Figures:
    return named(_figures([case.outcome.facts for case in cases], suite.file.threshold))


def _figures(
    rows: Sequence[Mapping[str, Any]], threshold: float
) -> Iterator[tuple[str, Figure | None]]:
    inside = [row["confidence"] for row in rows if row["in_scope"]]
    outside = [row["confidence"] for row in rows if not row["in_scope"]]
    yield "out-of-scope recall", share(sum(c < threshold for c in outside), len(outside))
    yield "in-scope recall", share(sum(c >= threshold for c in inside), len(inside))
    if min(len(inside), len(outside)) < _FEWEST:
        return
    yield "auc", Figure(auc(inside, outside), len(rows), *bootstrap_two(inside, outside, auc))
    kept = threshold_keeping(KEPT, inside)
    below = sum(c < kept for c in outside)
    yield f"out-of-scope recall at {KEPT:.0%} in-scope", share(below, len(outside))
    right = [row["in_scope"] for row in rows]
    area = area_under_risk([row["confidence"] for row in rows], right)
    yield "area under risk-coverage", Figure(area, len(rows), *_area_interval(inside, outside))


def _area_interval(inside: Sequence[float], outside: Sequence[float]) -> tuple[float, float]:
    def area(good: Sequence[float], bad: Sequence[float]) -> float:
        return area_under_risk([*good, *bad], [True] * len(good) + [False] * len(bad))

    return bootstrap_two(inside, outside, area)
