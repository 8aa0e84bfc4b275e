"""Runs the checks over one reply and sums them up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from copilot.check.answer import Judgement, status_thresholds
from copilot.check.case import Check, CheckCase, Fault
from copilot.check.foreign_link import ForeignLink
from copilot.check.form import MissingClosing, MissingGreeting
from copilot.check.internal_quoted import InternalQuoted
from copilot.check.mismatch import CannedMismatch, UnansweredQuestion
from copilot.check.missing_attachment import MissingAttachment
from copilot.check.over_promise import OverPromise
from copilot.check.personal_data_leak import PersonalDataLeak
from copilot.check.placeholder import UnfilledPlaceholder
from copilot.check.reading import Reading
from copilot.check.register import RegisterMixed
from copilot.check.sources import ContradictingSources, OutdatedSource
from copilot.check.spelling import Spelling
from copilot.check.stale_fact import StaleFact
from copilot.check.support import reply_support
from copilot.check.tone import ArguesWithCustomer, MissingApology
from copilot.check.unsupported_claim import UnsupportedClaim
from copilot.check.voices import Contradicted, Voice
from copilot.check.words import language_name, say
from copilot.check.wrong_language import WrongLanguage
from copilot.check.wrong_name import WrongName
from copilot.messages import AgentLanguage, CheckResult, Finding, FindingCode, Severity, Verdict

if TYPE_CHECKING:
    from knowledge.crossencoder import CrossEncoder

DEFAULT_CHECKS: tuple[Check, ...] = (
    CannedMismatch(),
    UnansweredQuestion(),
    UnsupportedClaim(),
    StaleFact(),
    WrongName(),
    UnfilledPlaceholder(),
    RegisterMixed(),
    WrongLanguage(),
    OverPromise(),
    ForeignLink(),
    MissingAttachment(),
    PersonalDataLeak(),
    MissingApology(),
    ArguesWithCustomer(),
    InternalQuoted(),
    OutdatedSource(),
    ContradictingSources(),
    MissingGreeting(),
    MissingClosing(),
    Spelling(),
)
_RANK: Mapping[Severity, int] = {"block": 0, "review": 1, "hint": 2}

_TELLS_MORE = frozenset({"stale_fact", "over_promise"})


@dataclass(frozen=True, slots=True)
class Explanation:
    """A result with the features that each question's status rests on.

    `thresholds`: the least score of each status, by the status's name.
    """

    result: CheckResult
    judgements: tuple[Judgement, ...]
    thresholds: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


class Checker:
    """Checks replies. Stateless but for its settings: one object serves all threads.

    `severities` overrules a code's severity, "off" leaves the code out. `language` is the one
    that findings are written in; None: the shop's setting. `voice`: a further model's opinion.
    `reader`: the cross-encoder that says how surely a reply answers; None goes without.
    """

    def __init__(
        self,
        checks: Sequence[Check] = DEFAULT_CHECKS,
        *,
        severities: Mapping[FindingCode, Severity | Literal["off"]] = MappingProxyType({}),
        language: AgentLanguage | None = None,
        voice: Voice | None = None,
        reader: CrossEncoder | None = None,
    ) -> None:
        self._severities = severities
        self._voice, self._reader = voice, reader
        self._checks = tuple(c for c in checks if severities.get(c.code) != "off")
        self._language = language

    def check(self, case: CheckCase) -> CheckResult:
        """Findings, worst first, then in the order of the reply; statuses; verdict."""
        return self.explain(case).result

    def explain(self, case: CheckCase) -> Explanation:
        """The same with the features behind each question's status."""
        reading = Reading(case, self._voice, self._reader)
        found = [f for check in self._checks for f in self._findings(check, reading)]
        if self._voice is not None and self._severities.get("unsupported_claim") != "off":
            found += _new(self._findings(Contradicted(), reading), found)
        found = without_repeats(found)
        found.sort(key=lambda f: (_RANK[f.severity], f.reply_span or (0, 0)))
        result = CheckResult(
            verdict=verdict_of(found),
            answers_message=reading.answers_message,
            questions=reading.statuses,
            findings=tuple(found),
            evidence=case.evidence,
            support=reply_support(reading) if case.given_sources else None,
            voices=reading.voices,
        )
        return Explanation(result, reading.judgements, status_thresholds())

    def _findings(self, check: Check, reading: Reading) -> Iterator[Finding]:
        language = self._language or reading.case.shop.language
        fixed = self._severities.get(check.code)
        for fault in check.faults(reading):
            severity = fault.severity or check.severity
            yield Finding.worded(
                check.code,
                severity if fixed is None or fixed == "off" else fixed,
                language,
                partial(_said, fault),
                reply_span=fault.span,
                question=fault.question or None,
                evidence=fault.evidence,
            )


def _said(fault: Fault, language: AgentLanguage) -> str:
    return say(fault.key, language, _spoken(fault, language))


def _spoken(fault: Fault, language: AgentLanguage) -> Mapping[str, str]:
    """The fault's values, codes of languages as names."""
    if fault.key not in ("language_reply", "language_part"):
        return fault.values
    return {key: language_name(code, language) for key, code in fault.values.items()}


def without_repeats(findings: Sequence[Finding]) -> list[Finding]:
    """Leaves out a figure without a source where a check that knows more of it, a promise or a
    fact of another order, reports the same place at least as strongly."""
    known = [f for f in findings if f.code in _TELLS_MORE]
    return [
        f
        for f in findings
        if f.code != "unsupported_claim"
        or not any(_RANK[k.severity] <= _RANK[f.severity] and _touch(k, f) for k in known)
    ]


def _new(heard: Iterator[Finding], known: Sequence[Finding]) -> list[Finding]:
    """What no other check reports at the same place."""
    return [f for f in heard if not any(k.code == f.code and _touch(f, k) for k in known)]


def _touch(one: Finding, other: Finding) -> bool:
    a, b = one.reply_span, other.reply_span
    return a is not None and b is not None and a[0] < b[1] and b[0] < a[1]


def verdict_of(findings: Sequence[Finding]) -> Verdict:
    """block if any finding blocks, review if any asks for review, else pass."""
    severities = {f.severity for f in findings}
    if "block" in severities:
        return "block"
    return "review" if "review" in severities else "pass"
