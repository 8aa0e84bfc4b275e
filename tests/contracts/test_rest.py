"""The REST contract: paths, field names, error shape. What fails here breaks callers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from starlette.testclient import TestClient

from copilot.api import create_app, models
from copilot.config import load_settings
from copilot.messages import (
    FINDING_CODES,
    AnswerStatus,
    DecisionKind,
    DraftState,
    Severity,
    Verdict,
)
from copilot.pipeline import Copilot
from knowledge.documents import Document

PATHS = {
    "/v1/drafts": {"get", "post"},
    "/v1/drafts/{draft_id}": {"get"},
    "/v1/drafts/{draft_id}/decision": {"post"},
    "/v1/drafts/{draft_id}/alternatives": {"post"},
    "/v1/checks": {"post"},
    "/v1/search": {"post"},
    "/v1/insights/gaps": {"get"},
    "/v1/knowledge/documents": {"get"},
    "/v1/knowledge/documents/{document_id}": {"get"},
    "/v1/knowledge/proposals": {"get"},
    "/v1/knowledge/proposals/{proposal_id}/confirm": {"post"},
    "/v1/knowledge/proposals/{proposal_id}/dismiss": {"post"},
    "/v1/knowledge/ingest": {"post"},
    "/v1/knowledge/rebuild": {"post"},
    "/healthz": {"get"},
    "/readyz": {"get"},
    "/metrics": {"get"},
}
DRAFT = {
    "id", "version", "state", "language", "understanding", "questions", "reply", "citations",
    "evidence", "findings", "verdict", "drafter", "timings_ms",
}  # fmt: skip
UNDERSTANDING = {
    "intent", "complaint", "complaint_span", "urgent", "escalate", "form_of_address", "entities",
    "skus",
}  # fmt: skip
EVIDENCE = {"id", "document_id", "source", "kind", "title", "text", "score", "question"}
FINDING = {"code", "severity", "message", "reply_span", "question", "evidence"}
PASSAGE = {"id", "document_id", "source", "kind", "title", "text", "language", "score"}
CODES = {
    "unanswered_question", "canned_mismatch", "unsupported_claim", "stale_fact", "wrong_name",
    "unfilled_placeholder", "register_mixed", "wrong_language", "over_promise", "foreign_link",
    "missing_attachment", "personal_data_leak", "missing_apology", "argues_with_customer",
    "spelling", "contradicting_sources", "outdated_source",
}  # fmt: skip
FULL = {
    "message": {
        "text": "Guten Tag, wie lange kann ich zurückgeben?",
        "subject": "Rückgabe",
        "channel": "email",
        "language": "de",
        "id": "ticket-1",
        "received_at": "2026-05-01T10:00:00+02:00",
    },
    "customer": {
        "id": "c1",
        "first_name": "Petra",
        "last_name": "Muster",
        "salutation": "Frau",
        "email": "petra@example.org",
    },
    "order": {
        "number": "1001",
        "status": "versandt",
        "items": [{"name": "Schere", "sku": "S", "quantity": 1}],
        "tracking_url": "https://track.example/1",
        "eta": "2026-05-03",
    },
    "skus": ["S"],
    "form_of_address": "sie",
    "attachments": [{"name": "a.pdf"}],
}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home: Path = tmp_path_factory.mktemp("home")
    settings = load_settings(env={"COPILOT_HOME": str(home)})
    with Copilot.open(settings) as copilot:
        text = "# Rückgabe\n\nSie können Ware innerhalb von 30 Tagen zurückgeben."
        copilot.knowledge.add([Document("s", "rueckgabe.md", "policy", "Rückgabe", text, "de")])
        app = create_app(copilot, settings)
        with TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 1)) as client:
            yield client


def test_no_path_is_missing(api: TestClient) -> None:
    paths = api.get("/openapi.json").json()["paths"]
    for path, methods in PATHS.items():
        assert methods <= set(paths.get(path, {})), path


def test_a_draft_takes_and_gives_what_the_contract_says(api: TestClient) -> None:
    extra = {"instruction": "kurz", "agent": "Lena", "knowledge_filter": {"kinds": ["policy"]}}
    answer = api.post("/v1/drafts", json=FULL | extra)
    assert answer.status_code == 200, answer.text
    draft = answer.json()
    assert set(draft) >= DRAFT
    assert set(draft["understanding"]) >= UNDERSTANDING
    assert set(draft["timings_ms"]) >= {"understand", "retrieve", "draft", "check", "total"}
    assert draft["state"] == "open"
    assert draft["evidence"]
    assert all(set(item) >= EVIDENCE for item in draft["evidence"])
    assert all(set(item) >= {"start", "end", "evidence_id"} for item in draft["citations"])
    assert all(set(item) >= FINDING for item in draft["findings"])
    assert "[" not in draft["reply"]  # no citation markers
    decision = {"version": draft["version"], "decision": "edited", "agent": "Lena"}
    decision |= {"reply": "Guten Tag, 30 Tage.", "reason": "kürzer"}
    decided = api.post(f"/v1/drafts/{draft['id']}/decision", json=decision)
    assert decided.json()["state"] == "edited"
    assert set(decided.json()["decision"]) >= {"decision", "agent", "reply", "reason", "at"}


def test_a_check_takes_and_gives_what_the_contract_says(api: TestClient) -> None:
    answer = api.post("/v1/checks", json=FULL | {"reply": "Hallo Herr Falsch, 90 Tage."})
    assert answer.status_code == 200, answer.text
    result = answer.json()
    assert set(result) >= {"verdict", "answers_message", "questions", "findings"}
    assert all(
        set(item) >= {"text", "status", "score", "reply_span"} for item in result["questions"]
    )
    assert result["findings"]
    assert all(set(item) >= FINDING for item in result["findings"])


def test_a_search_gives_passages(api: TestClient) -> None:
    body = {"query": "Rückgabe", "k": 3, "language": "de", "kinds": ["policy"], "skus": ["S"]}
    (passage,) = api.post("/v1/search", json=body).json()["passages"]
    assert set(passage) >= PASSAGE
    assert passage["source"] == "rueckgabe.md"


def test_the_closed_choices_are_the_contracts() -> None:
    assert set(FINDING_CODES) >= CODES
    assert set(get_args(DraftState)) == {"open", "accepted", "edited", "rejected", "stale"}
    assert set(get_args(DecisionKind)) == {"accepted", "edited", "rejected"}
    assert set(get_args(AnswerStatus)) == {"answered", "partly", "unanswered", "deferred"}
    assert set(get_args(Severity)) == {"block", "review", "hint"}
    assert set(get_args(Verdict)) == {"pass", "review", "block"}


ERRORS = {
    "404 path": ("GET", "/nothing", None, 404),
    "404 draft": ("GET", "/v1/drafts/x", None, 404),
    "405": ("PUT", "/v1/drafts", {}, 405),
    "422": ("POST", "/v1/drafts", {}, 422),
    "413": ("POST", "/v1/search", {"query": "a" * 3_000_000}, 413),
}


@pytest.mark.parametrize(("method", "path", "body", "status"), ERRORS.values(), ids=ERRORS.keys())
def test_every_error_has_the_one_shape(
    api: TestClient, method: str, path: str, body: Any, status: int
) -> None:
    answer = api.request(method, path, json=body)
    assert answer.status_code == status
    assert set(answer.json()) == {"error"}
    assert set(answer.json()["error"]) == {"code", "message", "hint", "details"}


REQUESTS = [
    model
    for model in vars(models).values()
    if isinstance(model, type) and issubclass(model, models._In) and model is not models._In
]


@pytest.mark.parametrize("model", REQUESTS, ids=lambda model: model.__name__)
def test_unknown_fields_are_refused_and_examples_hold(model: type[BaseModel]) -> None:
    assert model.model_config["extra"] == "forbid"
    for example in model.model_json_schema().get("examples", []):
        model.model_validate(example)


@pytest.mark.parametrize("name", ["DraftIn", "CheckIn", "DecisionIn", "SearchIn"])
def test_openapi_has_examples(api: TestClient, name: str) -> None:
    assert api.get("/openapi.json").json()["components"]["schemas"][name]["examples"]
