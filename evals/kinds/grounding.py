"""Does the check see what the source does not bear out?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evals.intervals import bootstrap_counts, bootstrap_two, mean, named
from evals.kinds.kind import Answered, Figures, Work, extra_fields, message_body, spans_of
from evals.result import CaseResult, Figure, Outcome
from evals.scorers import Counts, auc, balanced_accuracy, f1, overlap, place_of, span_counts
from evals.suite import Suite
from evals.target import Json, Target

CODES = frozenset(("unsupported_claim", "stale_fact"))
_DOUBT: Mapping[str, float] = {"block": 1.0, "review": 0.7, "hint": 0.4}
_FEWEST = 5
_NO_MESSAGE = "?"  # the check wants a message; these cases have none


def prepare(suite: Suite, target: Target) -> Work:
    """The score is the check's `support`, 1 where it has none; it falls with the worst finding's
    severity and with how much of the text is doubted. A pass: grounded at or above the
    threshold, others below. Generic responses state nothing and are left out of the figures."""

    def work(case: Any) -> Answered:
        source = case.source if isinstance(case.source, str) else "\n".join(case.source)
        body: Json = {
            "message": message_body(case, case.message or _NO_MESSAGE),
            "reply": case.response,
            "sources": [{"id": "source", "text": source}],
        }
        answer = target.check(body)
        doubts = [finding for finding in answer["findings"] if finding["code"] in CODES]
        support = support_of(doubts, len(case.response), answer.get("support"))
        facts = extra_fields(case, suite) | {
            "message": case.message,
            "reply": case.response,
            "source": source[:4_000],
            "label": case.label,
            "support": support,
            "findings": doubts,
            "wanted_spans": [
                place
                for quote in case.hallucinated_spans
                if (place := place_of(quote, case.response)) is not None
            ],
        }
        if case.label == "generic":
            return Answered(Outcome(None, None, {}, facts), answer)
        good = case.label == "grounded"
        passed = (support >= suite.file.threshold) == good
        return Answered(Outcome(passed, support if good else 1 - support, {}, facts), answer)

    return work


def support_of(
    doubts: Sequence[Mapping[str, Any]], length: int, borne_out: float | None = None
) -> float:
    """`borne_out` without a doubt, 1.0 where that is not known; down to 0.0."""
    base = 1.0 if borne_out is None else borne_out
    if not doubts:
        return base
    worst = max(_DOUBT[finding["severity"]] for finding in doubts)
    marked = sum(end - start for start, end in spans_of(doubts)) / max(length, 1)
    return base * max(0.0, 1.0 - worst - 0.2 * min(marked, 1.0))


def figures(cases: Sequence[CaseResult], suite: Suite) -> Figures:
    rows = [case.outcome.facts for case in cases if case.outcome.facts["label"] != "generic"]
    return named(_figures(rows, suite.file.threshold))


def _figures(
    rows: Sequence[Mapping[str, Any]], threshold: float
) -> Iterator[tuple[str, Figure | None]]:
    good = [row["support"] for row in rows if row["label"] == "grounded"]
    for name, labels in (("auc", ("ungrounded",)), ("auc partial", ("partial",))):
        bad = [row["support"] for row in rows if row["label"] in labels]
        if min(len(good), len(bad)) >= _FEWEST:
            n = len(good) + len(bad)
            yield name, Figure(auc(good, bad), n, *bootstrap_two(good, bad, auc))
    pairs = [(row["label"] != "grounded", row["support"] < threshold) for row in rows]
    if good and len(good) < len(rows):
        counts = Counts.of(pairs).as_tuple()
        for name, formula in (("balanced accuracy", balanced_accuracy), ("f1 ungrounded", f1)):
            yield name, Figure(formula(counts), len(rows), *bootstrap_counts(counts, formula))
    yield from _spans([row for row in rows if row["wanted_spans"]])


def _spans(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Figure | None]]:
    """Characters rightly marked, over all cases with labelled places; and per case."""
    if not rows:
        return
    found = [(list(spans_of(row["findings"])), row["wanted_spans"]) for row in rows]
    counted = [span_counts(marked, wanted) for marked, wanted in found]
    total = [sum(column) for column in zip(*counted, strict=True)]
    value = f1(total)
    per_case = [f1(counts) for counts in counted]
    interval = mean(per_case)
    shift = value - interval.value
    yield (
        "span f1",
        Figure(value, len(rows), max(0.0, interval.low + shift), min(1.0, interval.high + shift)),
    )
    yield "span overlap", mean([overlap(marked, wanted) for marked, wanted in found])
