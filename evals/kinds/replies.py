"""Does the check see whether a reply answers its question?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evals.intervals import bootstrap_counts, bootstrap_two, named
from evals.kinds.kind import Answered, Figures, Work, extra_fields, message_body, sources_body
from evals.result import CaseResult, Figure, Outcome
from evals.scorers import Counts, auc, balanced_accuracy, ece, ece_by_chance, f1
from evals.suite import Suite
from evals.target import Json, Target

_FEWEST = 5  # of each group: fewer make no AUC
_FEWEST_CALIBRATED = 20


def prepare(suite: Suite, target: Target) -> Work:
    """A pass: matches are rated at or above the threshold, all others below it.

    Where a row has no sources and the suite no knowledge, only the reply itself counts.
    """
    alone = suite.file.knowledge in (None, "none")

    def work(case: Any) -> Answered:
        body: Json = {"message": message_body(case, case.question), "reply": case.reply}
        if case.sku:
            body["skus"] = [case.sku]
        if case.sources is not None or alone:
            body["sources"] = sources_body(case.sources or ())
        answer = target.check(body)
        chance = float(answer["answers_message"])
        good = case.label == "match"
        facts = extra_fields(case, suite) | {
            "message": case.question,
            "reply": case.reply,
            "label": case.label,
            "construction": case.construction,
            "questions": answer["questions"],
            "probability": chance,
            "verdict": answer["verdict"],
            "findings": answer["findings"],
        }
        passed = (chance >= suite.file.threshold) == good
        return Answered(Outcome(passed, chance if good else 1 - chance, {}, facts), answer)

    return work


def figures(cases: Sequence[CaseResult], suite: Suite) -> Figures:
    return named(_figures([case.outcome.facts for case in cases], suite.file.threshold))


def _figures(
    rows: Sequence[Mapping[str, Any]], threshold: float
) -> Iterator[tuple[str, Figure | None]]:
    chances: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        chances[row["label"]].append(row["probability"])
    yield "auc", _auc(chances["match"], chances["mismatch"])
    yield "auc partial", _auc(chances["match"], chances["partial"])
    yield from _by_construction(rows)
    pairs = [
        (row["label"] == "mismatch", row["probability"] < threshold)
        for row in rows
        if row["label"] != "partial"
    ]
    if chances["match"] and chances["mismatch"]:
        counts = Counts.of(pairs).as_tuple()
        for name, formula in (("balanced accuracy", balanced_accuracy), ("f1 mismatch", f1)):
            yield name, Figure(formula(counts), len(pairs), *bootstrap_counts(counts, formula))
    yield from calibration(
        [row["probability"] for row in rows], [row["label"] == "match" for row in rows]
    )


def calibration(
    chances: Sequence[float], outcomes: Sequence[bool]
) -> Iterator[tuple[str, Figure | None]]:
    """The error, and what of it so few cases would show by chance alone."""
    n = len(chances)
    if n >= _FEWEST_CALIBRATED:
        error, chance = ece(chances, outcomes), ece_by_chance(chances)
        yield "calibration error", Figure(error, n, error, error)
        yield "calibration error by chance", Figure(chance, n, chance, chance)


def _auc(matches: Sequence[float], others: Sequence[float]) -> Figure | None:
    if min(len(matches), len(others)) < _FEWEST:
        return None
    n = len(matches) + len(others)
    return Figure(auc(matches, others), n, *bootstrap_two(matches, others, auc))


def _by_construction(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Figure | None]]:
    """Matches against each way in which a reply can miss."""
    matches: dict[str, list[float]] = defaultdict(list)
    misses: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        group = matches if row["label"] == "match" else misses
        group[row["construction"]].append(row["probability"])
    for construction, chances in misses.items():
        if construction:
            yield f"auc {construction}", _auc(_alike(matches, construction), chances)


def _alike(matches: Mapping[str, list[float]], construction: str) -> list[float]:
    """Replies to two questions are compared with full answers to two, where there are any."""
    twos = construction.startswith("two_questions")
    alike = [v for name, v in matches.items() if name.startswith("two_questions") == twos]
    return [chance for values in alike or matches.values() for chance in values]
