"""Between the wire's shapes and the copilot's values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from pydantic import BaseModel

from copilot.api import models as m
from copilot.draft.passages import FurtherPassage
from copilot.events import Checked, Done, Event, Failed, Found, TextDelta, Understood
from copilot.messages import (
    CheckRequest,
    CheckResult,
    Decision,
    Draft,
    DraftRequest,
)
from copilot.pipeline.alternatives import Alternative
from copilot.store.serial import from_json, to_json
from knowledge.coverage import coverage
from knowledge.documents import ScoredPassage, SearchFilter


def draft_request(body: m.DraftIn) -> DraftRequest:
    return from_json(DraftRequest, body.model_dump(mode="json"))


def check_request(body: m.CheckIn) -> CheckRequest:
    return from_json(CheckRequest, body.model_dump(mode="json", exclude={"language"}))


def decision(body: m.DecisionIn) -> Decision:
    return Decision(kind=body.decision, agent=body.agent, reply=body.reply, reason=body.reason)


def search_filter(body: m.SearchIn) -> SearchFilter:
    return SearchFilter(
        kinds=tuple(body.kinds),
        languages=(body.language.lower(),) if body.language else (),
        skus=tuple(body.skus),
    )


def draft(value: Draft) -> m.DraftOut:
    known = {item.name: getattr(value, item.name) for item in fields(value)}
    known.pop("request")
    known["timings_ms"] = dict(value.timings_ms)
    known["usage"] = dict(value.usage)
    return m.DraftOut.model_validate(known | {"message_id": value.request.message.id})


def check(value: CheckResult, language: str | None = None) -> m.CheckOut:
    """`language`: of the findings' sentences; None: the shop's."""
    return m.CheckOut.model_validate(_told(value, language))


def further_passage(value: FurtherPassage) -> m.FurtherPassageOut:
    return m.FurtherPassageOut(
        question_id=value.question,
        text=value.text,
        evidence_id=value.evidence,
        score=round(value.score, 3),
    )


def alternative(value: Alternative, language: str | None = None) -> m.AlternativeOut:
    """`language` as in `check`."""
    proposal, result = value.proposal, _told(value.result, language)
    return m.AlternativeOut.model_validate(
        {
            "kind": value.kind,
            "reply": proposal.reply,
            "citations": proposal.citations,
            "questions": result.questions,
            "findings": result.findings,
            "verdict": result.verdict,
            "drafter": proposal.drafter,
        }
    )


def _told(value: CheckResult, language: str | None) -> CheckResult:
    if language is None:
        return value
    said = tuple(replace(item, message=item.said(language)) for item in value.findings)
    return replace(value, findings=said)


def passage(value: ScoredPassage) -> m.PassageOut:
    found = {item.name: getattr(value.passage, item.name) for item in fields(value.passage)}
    return m.PassageOut.model_validate(
        found | {"score": value.score, "reranked": value.rerank is not None}
    )


def search(query: str, found: Sequence[ScoredPassage]) -> m.SearchOut:
    return m.SearchOut(
        passages=[passage(item) for item in found], coverage=round(coverage(query, found), 4)
    )


def event(value: Event) -> tuple[str, Any]:
    """Name and data of a server-sent event."""
    return value.name, _event_data(value)


def _event_data(value: Event) -> Any:
    match value:
        case Understood(understanding=found):
            questions = [to_json(question) for question in found.questions]
            shown = _json(m.UnderstandingOut.model_validate(found))
            return {"language": found.language, "understanding": shown, "questions": questions}
        case Found(evidence=evidence):
            return {"evidence": [_json(m.EvidenceOut.model_validate(item)) for item in evidence]}
        case TextDelta(text=text):
            return {"text": text}
        case Checked(result=result):
            return _json(check(result))
        case Done(draft=made):
            return _json(draft(made))
        case Failed():
            return {"error": to_json(value)}


def _json(model: BaseModel) -> Any:
    return model.model_dump(mode="json")
