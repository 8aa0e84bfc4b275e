"""Do labelled examples tell what a message is about?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from evals.intervals import named, share
from evals.kinds.examples import Examples
from evals.kinds.kind import Answered, Figures, Work, extra_fields
from evals.result import CaseResult, Figure, Outcome
from evals.scorers import threshold_keeping
from evals.suite import Suite
from evals.target import Target


def prepare(suite: Suite, target: Target) -> Work:
    """A pass: the right intent, or nothing where the message is out of scope."""
    examples = Examples.of_intents(suite, target)

    def work(case: Any) -> Answered:
        found = examples.nearest(case.text)
        known = found.likeness >= examples.threshold
        facts = extra_fields(case, suite) | {
            "message": case.text,
            "intent": case.intent,
            "found_intent": found.label,
            "confidence": found.likeness,
            "known": known,
        }
        passed = found.label == case.intent if case.intent else not known
        return Answered(Outcome(passed, float(passed), {}, facts), {"intent": found.label})

    return work


def figures(cases: Sequence[CaseResult], _suite: Suite) -> Figures:
    return named(_figures(cases))


def _figures(cases: Sequence[CaseResult]) -> Iterator[tuple[str, Figure | None]]:
    rows = [case.outcome.facts for case in cases]
    inside = [row for row in rows if row["intent"]]
    outside = [row for row in rows if not row["intent"]]
    right = sum(row["found_intent"] == row["intent"] for row in inside)
    yield "accuracy", share(right, len(inside))
    yield "in-scope kept", share(sum(row["known"] for row in inside), len(inside))
    yield "out-of-scope recall", share(sum(not row["known"] for row in outside), len(outside))
    sure = [row["confidence"] for row in inside if row["found_intent"] == row["intent"]]
    if sure and outside:
        limit = threshold_keeping(0.9, sure)
        refused = sum(row["confidence"] < limit for row in outside)
        yield "out-of-scope recall at 90 % of the accuracy", share(refused, len(outside))
