"""The shapes of requests and answers on the wire. What is not listed is refused."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from copilot.messages import (
    AgentLanguage,
    AlternativeKind,
    AnswerStatus,
    Channel,
    DecisionKind,
    DraftState,
    FindingCode,
    Form,
    Severity,
    Verdict,
)
from copilot.store.jobs import JobState
from copilot.store.keys import Role
from knowledge.documents import Kind

Short = Annotated[str, StringConstraints(max_length=200)]
Line = Annotated[str, StringConstraints(max_length=2_000)]
Language = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
SpanOut = tuple[int, int]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)


# --- requests -----------------------------------------------------------------------------


class PanelTokenIn(_In):
    """`ticket`: what the panel opens, as `helpdesk:id`; `life_s` until it must be renewed."""

    agent: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    role: Role = "agent"
    ticket: Short = ""
    life_s: Annotated[int, Field(ge=30, le=3_600)] = 600


class MessageIn(_In):
    """What the customer wrote."""

    text: str
    subject: Line = ""
    channel: Channel = "email"
    language: Language | None = None
    id: Short | None = Field(
        None,
        description="The helpdesk's: a new message makes open drafts of the same id stale.",
    )
    received_at: dt.datetime | None = None


class CustomerIn(_In):
    id: Short | None = None
    first_name: Short = ""
    last_name: Short = ""
    salutation: Short = ""
    email: Short = ""


class OrderItemIn(_In):
    name: Line
    sku: Short = ""
    quantity: int = Field(1, ge=0, le=1_000_000)


class OrderIn(_In):
    number: Short
    status: Short = ""
    items: list[OrderItemIn] = Field(default_factory=list, max_length=500)
    tracking_url: Line = ""
    eta: Short = ""
    date: dt.date | None = None


class AttachmentIn(_In):
    name: Line
    content_type: Short = ""


class KnowledgeFilterIn(_In):
    kinds: list[Kind] = Field(default_factory=list)
    languages: list[Language] = Field(default_factory=list, max_length=50)
    sources: list[Line] = Field(default_factory=list, max_length=500)


class DraftIn(_In):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "message": {
                        "text": "Hallo, wie lange kann ich die Mühle zurückschicken? "
                        "Und wo bleibt meine Bestellung?",
                        "subject": "Rückgabe",
                    },
                    "customer": {"last_name": "Muster", "salutation": "Frau"},
                    "order": {"number": "10023", "status": "shipped"},
                    "form_of_address": "sie",
                }
            ]
        },
    )

    message: MessageIn
    customer: CustomerIn = Field(default_factory=CustomerIn)
    order: OrderIn | None = None
    skus: list[Short] = Field(default_factory=list, max_length=100)
    form_of_address: Form | None = None
    attachments: list[AttachmentIn] = Field(default_factory=list, max_length=100)
    instruction: Line = ""
    agent: Short = ""
    knowledge_filter: KnowledgeFilterIn = Field(default_factory=KnowledgeFilterIn)


class RedraftIn(_In):
    version: int
    instruction: Line | None = None
    agent: Short = ""
    reply: str = Field(
        "", description="What the agent made of the draft so far: their own sentences stay."
    )


class SourceIn(_In):
    id: Short
    text: str


class TranslateIn(_In):
    text: str
    to: Literal["de", "en"]
    customer: CustomerIn = Field(default_factory=CustomerIn)


class TranslateOut(BaseModel):
    text: str
    language: Literal["de", "en"]


class CheckIn(_In):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "message": {"text": "How long is the warranty on the grinder?"},
                    "reply": "Dear customer, the warranty is three years. Kind regards",
                    "sources": [{"id": "warranty", "text": "Our warranty runs for two years."}],
                }
            ]
        },
    )

    message: MessageIn
    reply: str
    customer: CustomerIn = Field(default_factory=CustomerIn)
    order: OrderIn | None = None
    skus: list[Short] = Field(default_factory=list, max_length=100)
    form_of_address: Form | None = None
    sources: list[SourceIn] | None = None
    attachments: list[AttachmentIn] = Field(default_factory=list, max_length=100)
    language: AgentLanguage | None = Field(
        None, description="Of the findings' sentences; without it the shop's."
    )


class ReplyIn(_In):
    reply: str
    language: AgentLanguage | None = Field(
        None, description="Of the findings' sentences; without it the shop's."
    )


class AlternativesIn(_In):
    language: AgentLanguage | None = Field(
        None, description="Of the findings' sentences; without it the shop's."
    )


class NoteIn(_In):
    """Without `reply`: the draft's own text, or what was decided on."""

    reply: str | None = None
    agent: Short = ""


class NoteOut(_Out):
    """`before`: a note with this very text lay in the ticket already."""

    ticket: str
    note: str
    before: bool


class DecisionIn(_In):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"version": 1, "decision": "accepted", "agent": "Lena"}]},
    )

    version: int
    decision: DecisionKind
    reply: str = ""
    reason: Line = ""
    agent: Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]


class SearchIn(_In):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"query": "Widerrufsfrist", "k": 5, "kinds": ["policy"]}]},
    )

    query: str
    k: int = Field(10, ge=1, le=100)
    language: Language | None = Field(None, description="Only passages in this language.")
    kinds: list[Kind] = Field(default_factory=list)
    skus: list[Short] = Field(default_factory=list, max_length=100)


class ConfirmIn(_In):
    answer: str | None = Field(None, description="Replaces the proposed text; it is scrubbed.")
    agent: Short = ""
    despite_conflicts: bool = Field(
        False, description="The contradictions of `conflicts` are known and accepted."
    )


class MergeIn(ConfirmIn):
    into: Short = Field(description="Id of the past answer's document.")
    answer: str | None = Field(None, description="Its new text; without it, the old one stays.")


class DismissIn(_In):
    agent: Short = ""


class IngestIn(_In):
    path: Annotated[str, StringConstraints(min_length=1, max_length=4_096)]


class RetryIn(_In):
    helpdesk: Annotated[str, StringConstraints(max_length=40)] | None = Field(
        None, description="Only this helpdesk's; without it all."
    )


class KeyIn(_In):
    name: Short
    role: Role = "agent"


# --- answers ------------------------------------------------------------------------------

Picked = dict[str, Any]  # an item with only the fields that were asked for


class ErrorBody(_Out):
    code: str
    message: str
    hint: str
    details: dict[str, Any]


class ErrorOut(_Out):
    error: ErrorBody


class EntityOut(_Out):
    kind: str
    value: str
    text: str
    span: SpanOut


class EscalationOut(_Out):
    topic: str
    rule: str
    span: SpanOut


class UnderstandingOut(_Out):
    """Spans lie in `body`: the customer's own new words."""

    body: str
    intent: str
    complaint: bool
    complaint_span: SpanOut | None = Field(None, description="The words that show it best.")
    urgent: bool
    escalate: list[EscalationOut]
    form_of_address: Form
    entities: list[EntityOut]
    skus: list[str]
    unknown_order: str


class QuestionOut(_Out):
    id: str
    text: str
    status: AnswerStatus
    score: float
    reply_span: SpanOut | None


class CitationOut(_Out):
    start: int
    end: int
    evidence_id: str


class EvidenceOut(_Out):
    id: str
    document_id: str
    source: str
    kind: Kind
    title: str
    text: str
    score: float
    question: str
    language: str
    internal: bool
    date: dt.date | None
    valid_until: dt.date | None


class FindingOut(_Out):
    code: FindingCode
    severity: Severity
    message: str
    reply_span: SpanOut | None
    question: str | None
    evidence: list[str]


class DecisionOut(_Out):
    decision: DecisionKind = Field(validation_alias="kind")
    agent: str
    reply: str
    reason: str
    at: dt.datetime | None


class DraftOut(_Out):
    id: str
    version: int
    state: DraftState
    language: str
    understanding: UnderstandingOut
    questions: list[QuestionOut]
    reply: str
    citations: list[CitationOut]
    evidence: list[EvidenceOut]
    findings: list[FindingOut]
    verdict: Verdict
    drafter: str
    timings_ms: dict[str, float]
    usage: dict[str, float] = Field(
        default_factory=dict,
        description="What a chat model used: `input` and `output` tokens, `estimated` where it "
        "did not tell them, `cost` where prices are set. Empty for an extractive draft.",
    )
    created_at: dt.datetime
    message_id: str | None
    decision: DecisionOut | None


class DraftPage(BaseModel):
    drafts: list[DraftOut | Picked]
    total: int
    limit: int
    offset: int
    next_offset: int | None


class CheckOut(_Out):
    verdict: Verdict
    answers_message: float
    questions: list[QuestionOut]
    findings: list[FindingOut]
    evidence: list[EvidenceOut]
    support: float | None = None  # how far given sources bear the statements out
    voices: list[str] = []  # configured models that had a say, besides the bundled ones


class AlternativeOut(_Out):
    """`citations` name the draft's own evidence."""

    kind: AlternativeKind
    reply: str
    citations: list[CitationOut]
    questions: list[QuestionOut]
    findings: list[FindingOut]
    verdict: Verdict
    drafter: str


class FurtherPassageOut(_Out):
    """Words that may answer a question and that the draft does not hold. `score`: 0 to 1."""

    question_id: str
    text: str
    evidence_id: str
    score: float


class AlternativesOut(BaseModel):
    alternatives: list[AlternativeOut]
    passages: list[FurtherPassageOut]


class PassageOut(_Out):
    id: str
    document_id: str
    source: str
    kind: Kind
    title: str
    text: str
    language: str
    score: float
    question: str
    reranked: bool = False  # whether the reranker had a say in its place


class SearchOut(BaseModel):
    passages: list[PassageOut]
    coverage: float = 0.0  # how probable it is that the knowledge covers the query, 0..1


class GapOut(_Out):
    id: str
    question: str
    language: str
    count: int
    draft_ids: list[str]
    last_seen: dt.datetime


class GapPage(BaseModel):
    gaps: list[GapOut | Picked]
    limit: int
    offset: int
    next_offset: int | None


class ConflictOut(_Out):
    """A sentence of the proposal beside one of the knowledge that says otherwise."""

    document_id: str
    source: str
    kind: Kind
    title: str
    proposed: str
    known: str
    reason: Literal["number", "negation"]


class SimilarOut(_Out):
    """A past answer that the proposal nearly repeats."""

    document_id: str
    source: str
    question: str
    answer: str


class ProposalOut(_Out):
    id: str
    draft_id: str
    question: str
    answer: str
    language: str
    skus: list[str]
    taken: list[str]
    state: Literal["open", "confirmed", "dismissed"]
    created_at: dt.datetime | None
    conflicts: list[ConflictOut]
    similar: list[SimilarOut]


class ProposalPage(BaseModel):
    proposals: list[ProposalOut | Picked]
    limit: int
    offset: int
    next_offset: int | None


class DocumentSummary(_Out):
    id: str
    origin: str
    source: str
    kind: Kind
    title: str
    language: str
    skus: list[str]
    internal: bool
    date: dt.date | None
    valid_from: dt.date | None
    valid_until: dt.date | None


class DocumentOut(DocumentSummary):
    question: str
    text: str
    metadata: dict[str, str]


class DocumentPage(BaseModel):
    documents: list[DocumentSummary | Picked]
    limit: int
    offset: int
    next_offset: int | None


class QueuedOut(BaseModel):
    """The message is stored, and will be drafted. `ticket` finds its drafts."""

    status: Literal["queued"]
    job: str
    ticket: str


class IgnoredOut(BaseModel):
    status: Literal["ignored"]
    reason: str


class HelpdeskOut(_Out):
    name: str
    type: str
    url: str
    jobs: dict[str, int]


class HelpdeskPage(BaseModel):
    helpdesks: list[HelpdeskOut]


class JobOut(_Out):
    """`error`: why it failed last; `outcome`: how it ended."""

    id: str
    helpdesk: str
    ticket: str
    thread: str
    state: JobState
    outcome: str
    draft_id: str | None
    note: str
    attempts: int
    error: str
    created_at: dt.datetime
    due_at: dt.datetime
    finished_at: dt.datetime | None


class JobPage(BaseModel):
    jobs: list[JobOut | Picked]
    total: int
    limit: int
    offset: int
    next_offset: int | None


class RetriedOut(BaseModel):
    retried: int


class OutdatedOut(BaseModel):
    """`valid_until`: the last day on which the document held."""

    document_id: str
    valid_until: dt.date


class KeyOut(_Out):
    id: str
    name: str
    prefix: str
    role: Role
    created_at: dt.datetime
    last_used_at: dt.datetime | None
    revoked_at: dt.datetime | None


class NewKeyOut(BaseModel):
    """`secret` is shown here and never again."""

    key: KeyOut
    secret: str


class KeyPage(BaseModel):
    keys: list[KeyOut | Picked]
    total: int
    limit: int
    offset: int
    next_offset: int | None


class PanelTokenOut(BaseModel):
    token: str
    role: Role
    agent: str
    ticket: str
    expires_at: dt.datetime
    session_ends_at: dt.datetime


class PartOut(_Out):
    name: str
    ok: bool
    detail: str = ""


class StatusOut(_Out):
    ready: bool
    parts: list[PartOut]
    counts: dict[str, int]


class AliveOut(BaseModel):
    status: Literal["alive"] = "alive"
