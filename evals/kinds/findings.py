"""Are the faults of labelled replies found, each in its place, and no others?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from evals.intervals import mean, named, share
from evals.kinds.kind import Answered, Figures, Work, extra_fields, sources_body, ticket_body
from evals.result import CaseResult, Figure, Outcome
from evals.scorers import Counts, f1, overlap, place_of
from evals.suite import Suite
from evals.target import Target


def prepare(suite: Suite, target: Target) -> Work:
    """A pass: every labelled code is found, and no other scored one beyond a hint."""
    codes = scored_codes(suite)

    def work(case: Any) -> Answered:
        body = ticket_body(case, case.message) | {"reply": case.reply}
        if case.attachments:
            body["attachments"] = [
                {"name": item} if isinstance(item, str) else item for item in case.attachments
            ]
        if case.sources is not None:
            body["sources"] = sources_body(case.sources)
        answer = target.check(body)
        found = [finding for finding in answer["findings"] if finding["code"] in codes]
        wanted = [_labelled(item, case.reply) for item in case.findings]
        facts = extra_fields(case, suite) | {
            "message": case.message,
            "reply": case.reply,
            "wanted": wanted,
            "findings": found,
            "questions": answer["questions"],
            "verdict": answer["verdict"],
        }
        want = {item["code"] for item in wanted}
        seen = {finding["code"] for finding in found}
        loud = {finding["code"] for finding in found if finding["severity"] != "hint"}
        passed = want <= seen and loud <= want
        agreed = len(want & seen) / len(want | loud) if want | loud else 1.0
        return Answered(Outcome(passed, agreed, {}, facts), answer)

    return work


def scored_codes(suite: Suite) -> frozenset[str]:
    """Those that the suite names, else all that its cases label."""
    labelled = (item.code for case in suite.cases for item in case.findings)
    return frozenset(suite.file.codes or labelled)


def _labelled(item: Any, reply: str) -> dict[str, Any]:
    span = item.span
    if span is None and item.quote:
        span = place_of(item.quote, reply)
    return {"code": item.code, "span": list(span) if span else None}


def figures(cases: Sequence[CaseResult], suite: Suite) -> Figures:
    rows = [case.outcome.facts for case in cases]
    return named(_figures(rows, sorted(scored_codes(suite))))


def _figures(
    rows: Sequence[Mapping[str, Any]], codes: Sequence[str]
) -> Iterator[tuple[str, Figure | None]]:
    per_code = {code: confusion(rows, code) for code in codes}
    used = {code: counts for code, counts in per_code.items() if counts.tp + counts.fn}
    if used:
        values = [f1(counts.as_tuple()) for counts in used.values()]
        yield "macro f1", Figure(sum(values) / len(values), len(rows), *_macro(rows, list(used)))
    clean = [row for row in rows if not row["wanted"]]
    flagged = sum(any(f["severity"] != "hint" for f in row["findings"]) for row in clean)
    yield "good replies passed", share(len(clean) - flagged, len(clean))
    total = [sum(column) for column in zip(*(c.as_tuple() for c in per_code.values()), strict=True)]
    if total:
        yield "precision", share(total[0], total[0] + total[1])
        yield "recall", share(total[0], total[0] + total[2])
    for code, counts in per_code.items():
        yield f"precision {code}", share(counts.tp, counts.tp + counts.fp)
        yield f"recall {code}", share(counts.tp, counts.tp + counts.fn)
    overlaps = list(_overlaps(rows))
    if overlaps:
        yield "span overlap", mean(overlaps)


def confusion(rows: Iterable[Mapping[str, Any]], code: str) -> Counts:
    """Per reply: is the code labelled, was it found?"""
    return Counts.of(
        (
            any(item["code"] == code for item in row["wanted"]),
            any(finding["code"] == code for finding in row["findings"]),
        )
        for row in rows
    )


def _macro(rows: Sequence[Mapping[str, Any]], codes: Sequence[str]) -> tuple[float, float]:
    """Resampling replies; each draw's F1 per code from weighted counts."""
    want = np.array([[any(i["code"] == c for i in r["wanted"]) for c in codes] for r in rows])
    seen = np.array([[any(f["code"] == c for f in r["findings"]) for c in codes] for r in rows])
    weights = np.random.default_rng(7).multinomial(len(rows), [1 / len(rows)] * len(rows), 1_000)
    both, either = weights @ (want & seen), weights @ want.astype(int) + weights @ seen.astype(int)
    drawn = np.where(either > 0, 2 * both / np.maximum(either, 1), 1.0).mean(axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return (float(low), float(high))


def _overlaps(rows: Iterable[Mapping[str, Any]]) -> Iterator[float]:
    """For each labelled place whose code was found: how far the marked places agree."""
    for row in rows:
        for code in {item["code"] for item in row["wanted"] if item["span"]}:
            wanted = [item["span"] for item in row["wanted"] if item["code"] == code]
            marked = [f["reply_span"] for f in row["findings"] if f["code"] == code]
            if marked and all(wanted):
                yield overlap([m for m in marked if m], wanted)
