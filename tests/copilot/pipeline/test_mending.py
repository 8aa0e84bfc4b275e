"""A draft that was put together of the shop's sentences goes without those that block it."""

from __future__ import annotations

import pytest

from copilot.messages import CheckResult, Citation, Finding, FindingCode, Proposal
from copilot.pipeline.mending import without_blocked

FIRST = "Sie können die Tasse innerhalb von 30 Tagen zurückgeben."
FOREIGN = "Ihre Sendung JD0140009988 kommt am 3. Mai bei Frau Ott an."
LAST = "Das Etikett liegt im Konto."
REPLY = f"Guten Tag,\n\n{FIRST} {FOREIGN}\n\n{LAST}\n\nFreundliche Grüße"


def proposal(drafter: str = "extractive") -> Proposal:
    cited = [
        Citation(REPLY.index(text), REPLY.index(text) + len(text), f"e{number}")
        for number, text in enumerate((FIRST, FOREIGN, LAST), start=1)
    ]
    return Proposal(REPLY, tuple(cited), drafter)


def found(code: FindingCode = "stale_fact", severity: str = "block") -> CheckResult:
    at = REPLY.index("JD0140009988")
    finding = Finding(code, severity, "…", (at, at + 12))  # type: ignore[arg-type]
    return CheckResult("block", 0.9, findings=(finding,))


def test_the_sentence_goes_and_the_others_keep_their_sources() -> None:
    cut = without_blocked(proposal(), found(), "de")
    assert cut is not None
    assert cut.reply == REPLY.replace(f" {FOREIGN}", "")
    cited = {c.evidence_id: cut.reply[c.start : c.end] for c in cut.citations}
    assert cited == {"e1": FIRST, "e3": LAST}


@pytest.mark.parametrize(
    ("drafter", "result"),
    [
        pytest.param("llm:scripted", found(), id="a-models-own-words"),
        pytest.param("extractive", found(severity="review"), id="only-to-review"),
        pytest.param("extractive", found("canned_mismatch"), id="no-sentence-of-others"),
    ],
)
def test_nothing_is_cut(drafter: str, result: CheckResult) -> None:
    assert without_blocked(proposal(drafter), result, "de") is None
