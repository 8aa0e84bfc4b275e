"""What every kind has in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.intervals import mean
from evals.result import CaseResult, Figure, Outcome
from evals.suite import Suite
from evals.target import Json, Target


@dataclass(frozen=True, slots=True)
class Answered:
    """What a case got: scored, and as the target gave it (for own scorers)."""

    outcome: Outcome
    answer: Json


Work = Callable[[Any], Answered]  # thread-safe; whatever it raises is that case's failure
Figures = Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class KindOfSuite:
    """`prepare` reads what all cases share; `figures` sums up finished cases."""

    prepare: Callable[[Suite, Target], Work]
    figures: Callable[[Sequence[CaseResult], Suite], Figures]


def breakdown(kind: KindOfSuite, cases: Sequence[CaseResult], suite: Suite) -> dict[str, Figure]:
    """The kind's figures over all cases, then per language and per field of `by`."""
    sound = [case for case in cases if not case.error]
    found = dict(kind.figures(sound, suite)) if sound else {}
    for name in dict.fromkeys(("lang", *suite.file.by)):
        for value, part in sorted(_groups(sound, name).items()):
            for figure, of in kind.figures(part, suite).items():
                found[f"{figure} [{name}={value}]"] = of
    return found


def _groups(cases: Iterable[CaseResult], name: str) -> dict[str, list[CaseResult]]:
    """None where all cases are alike."""
    found: dict[str, list[CaseResult]] = defaultdict(list)
    for case in cases:
        value = case.lang if name == "lang" else case.outcome.facts.get(name, "")
        if value not in ("", None):
            found[str(value)].append(case)
    return found if len(found) > 1 else {}


def means(cases: Sequence[CaseResult]) -> dict[str, Figure]:
    """The mean of every score over the cases that have it."""
    by_name: dict[str, list[float]] = defaultdict(list)
    for case in cases:
        for name, score in case.outcome.scores.items():
            by_name[name].append(score)
    return {name: mean(values) for name, values in by_name.items()}


def extra_fields(case: Any, suite: Suite) -> dict[str, Any]:
    """The row's fields by which this suite breaks its figures down."""
    return {name: getattr(case, name, "") for name in suite.file.by}


def with_context(case: Any, turns: int) -> str:
    """The text with the last turns of the conversation before it."""
    before: list[str] = case.context[-turns:] if turns else []
    return "\n".join([*before, case.text])


def message_body(case: Any, text: str) -> Json:
    """The message as REST takes it; what the case does not tell is left out."""
    body: Json = {"text": text}
    if case.lang:
        body["language"] = case.lang
    if getattr(case, "subject", ""):
        body["subject"] = case.subject
    if getattr(case, "channel", ""):
        body["channel"] = case.channel
    return body


def ticket_body(case: Any, text: str) -> Json:
    """Message, customer, order, products and form of address as REST takes them."""
    body: Json = {"message": message_body(case, text), "customer": case.customer}
    if case.order:
        body["order"] = {"number": case.order} if isinstance(case.order, str) else case.order
    if case.skus:
        body["skus"] = case.skus
    if case.form_of_address:
        body["form_of_address"] = case.form_of_address
    return body


def sources_body(sources: Sequence[str | Mapping[str, str]]) -> list[Json]:
    """Sources as REST takes them; plain texts are numbered `s1`, `s2` …"""
    return [
        {"id": f"s{number}", "text": source} if isinstance(source, str) else dict(source)
        for number, source in enumerate(sources, 1)
    ]


def spans_of(findings: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, int]]:
    """The places in the reply, of those findings that have one."""
    for finding in findings:
        if finding["reply_span"]:
            start, end = finding["reply_span"]
            yield (start, end)
