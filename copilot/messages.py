"""The values that pass between the steps, from a customer's message to a human's decision.

All are frozen. Spans are half-open `(start, end)` in Unicode code points. Probabilities
are in 0..1. Nothing in here knows how it is stored, drawn or sent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, get_args

from knowledge.documents import Kind
from knowledge.entities import Entity

Channel = Literal["email", "chat", "form", "phone", "review", "social"]
Form = Literal["du", "sie"]
Severity = Literal["block", "review", "hint"]
Verdict = Literal["pass", "review", "block"]
DraftState = Literal["open", "accepted", "edited", "rejected", "stale"]
DecisionKind = Literal["accepted", "edited", "rejected"]
# In what another reply to the same message differs from its draft.
AlternativeKind = Literal["other_sources", "shorter", "acknowledgement"]
AnswerStatus = Literal["answered", "partly", "unanswered", "deferred"]
FindingCode = Literal[
    "unanswered_question",
    "canned_mismatch",
    "unsupported_claim",
    "stale_fact",
    "wrong_name",
    "unfilled_placeholder",
    "register_mixed",
    "wrong_language",
    "over_promise",
    "foreign_link",
    "missing_attachment",
    "personal_data_leak",
    "missing_apology",
    "argues_with_customer",
    "spelling",
    "contradicting_sources",
    "outdated_source",
    # Beyond the first contract:
    "model_unavailable",  # the chat model failed, this is the extractive draft
    "unknown_citation",  # the model cited a source that it was not given
    "internal_quoted",  # an internal policy's sentence stands in the reply
    "goodwill_option",  # an internal policy allows goodwill: the agent's choice, never promised
    "instruction_not_followed",  # the agent's instruction is beyond this drafter
    "missing_greeting",  # a mail without a salutation
    "missing_closing",  # a mail without a closing formula
    "unsure_answer",  # no passage clearly fits what the draft answers with them
    "escalation",  # the message calls for a senior colleague (law, injury, fraud)
]
FINDING_CODES: tuple[FindingCode, ...] = get_args(FindingCode)

DECISIONS = "decisions"  # the origin of past answers that an editor confirmed
AgentLanguage = Literal["de", "en"]
AGENT_LANGUAGES: tuple[AgentLanguage, ...] = get_args(AgentLanguage)

Span = tuple[int, int]


# --- what comes in ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Message:
    """What the customer wrote. `text` is plain text or HTML as it arrived."""

    text: str
    subject: str = ""
    channel: Channel = "email"
    language: str | None = None  # ISO 639-1; None: detect
    id: str | None = None
    received_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    """What the helpdesk knows of the person. `salutation`: "Frau", "Herr", "Ms", …"""

    id: str | None = None
    first_name: str = ""
    last_name: str = ""
    salutation: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class OrderItem:
    name: str
    sku: str = ""
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Order:
    """The order that the message is about, from the request or the shop's table."""

    number: str
    status: str = ""
    items: tuple[OrderItem, ...] = ()
    tracking_url: str = ""
    eta: str = ""
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that will go out with the reply, or came in with the message."""

    name: str
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class KnowledgeFilter:
    """What the caller allows as evidence."""

    kinds: tuple[Kind, ...] = ()
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftRequest:
    """Everything that a helpdesk hands over for one draft."""

    message: Message
    customer: Customer = field(default_factory=Customer)
    order: Order | None = None
    skus: tuple[str, ...] = ()
    form_of_address: Form | None = None
    attachments: tuple[Attachment, ...] = ()
    instruction: str = ""
    agent: str = ""
    knowledge_filter: KnowledgeFilter = field(default_factory=KnowledgeFilter)


@dataclass(frozen=True, slots=True)
class GivenSource:
    """A source that the caller hands to a check in place of the knowledge."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """A message and any reply to it. With `sources`, facts are judged by those alone."""

    message: Message
    reply: str
    customer: Customer = field(default_factory=Customer)
    order: Order | None = None
    skus: tuple[str, ...] = ()
    form_of_address: Form | None = None
    sources: tuple[GivenSource, ...] | None = None
    attachments: tuple[Attachment, ...] = ()


# --- understanding ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that the customer asks or wants.

    `text` is the customer's own wording, `query` the same made fit for search (subject of
    an earlier sentence carried over, greeting and story dropped). `span` lies in the
    message's cleaned body (`Understanding.body`). `explicit` is False for a need that is
    only implied ("Die Maschine tropft seit gestern.").
    """

    id: str  # "q1", "q2", … in the order of the message
    text: str
    query: str
    span: Span
    explicit: bool = True
    skus: tuple[str, ...] = ()
    topic: str = ""  # how a shop's own documents call the matter; "" where unclear


@dataclass(frozen=True, slots=True)
class Escalation:
    """Why a senior colleague should look. `rule` names the pattern that fired."""

    topic: Literal["legal", "withdrawal", "safety", "fraud", "press", "privacy"]
    rule: str
    span: Span


@dataclass(frozen=True, slots=True)
class Understanding:
    """What the copilot made of a message."""

    body: str  # the customer's own new words: no markup, history, signature
    language: str
    questions: tuple[Question, ...] = ()
    intent: str = ""
    complaint: bool = False
    complaint_span: Span | None = None  # where the body shows it best
    urgent: bool = False
    escalate: tuple[Escalation, ...] = ()
    form_of_address: Form = "sie"
    entities: tuple[Entity, ...] = ()
    skus: tuple[str, ...] = ()
    customer: Customer = field(default_factory=Customer)  # with what the message told us
    order: Order | None = None  # from the request, else from the shop's table
    unknown_order: str = ""  # an order number in the message that the table does not know
    signature_name: str = ""


# --- evidence and drafts ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage retrieved for a question. `question` is a `Question.id`."""

    id: str  # "e1", "e2", … unique within a draft
    document_id: str
    source: str
    kind: Kind
    title: str
    text: str
    score: float
    question: str
    language: str = ""
    asked: str = ""  # a past answer's own question
    skus: tuple[str, ...] = ()
    internal: bool = False
    date: dt.date | None = None
    valid_until: dt.date | None = None
    confirmed: bool = False  # a past answer that an editor took in beside what it contradicts


@dataclass(frozen=True, slots=True)
class Citation:
    """A part of the reply and the evidence that it rests on."""

    start: int
    end: int
    evidence_id: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a drafter hands back, before any check."""

    reply: str
    citations: tuple[Citation, ...] = ()
    drafter: str = "extractive"
    findings: tuple[Finding, ...] = ()  # faults that only the drafter can know
    tokens: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault, with its place and a sentence that an agent understands."""

    code: FindingCode
    severity: Severity
    message: str
    reply_span: Span | None = None
    question: str | None = None  # a `Question.id`
    evidence: tuple[str, ...] = ()  # `Evidence.id`s
    # The message in each language that agents read; empty where an older version wrote it.
    wordings: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType({}), repr=False, compare=False
    )

    @classmethod
    def worded(
        cls,
        code: FindingCode,
        severity: Severity,
        language: AgentLanguage,
        words: Callable[[AgentLanguage], str],
        reply_span: Span | None = None,
        question: str | None = None,
        evidence: tuple[str, ...] = (),
    ) -> Finding:
        """A finding that says `words(language)`, and knows the other wordings, too."""
        wordings: dict[str, str] = {other: words(other) for other in AGENT_LANGUAGES}
        message, known = wordings[language], MappingProxyType(wordings)
        return cls(code, severity, message, reply_span, question, evidence, known)

    def said(self, language: str) -> str:
        """The message for an agent who reads this language."""
        return self.wordings.get(language, self.message)


@dataclass(frozen=True, slots=True)
class QuestionStatus:
    """How a reply deals with one question. `score` is the probability that it answers."""

    id: str
    text: str
    status: AnswerStatus
    score: float
    reply_span: Span | None = None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What the checks say of one reply.

    `support`: how far the given `sources` bear its statements out, 0 to 1; None without
    sources in the reply's language. `voices`: the configured models that had a say, besides
    the bundled ones.
    """

    verdict: Verdict
    answers_message: float
    questions: tuple[QuestionStatus, ...] = ()
    findings: tuple[Finding, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    support: float | None = None
    voices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposed reply, checked, waiting for a human's decision."""

    id: str
    version: int
    state: DraftState
    language: str
    understanding: Understanding
    questions: tuple[QuestionStatus, ...]
    reply: str
    citations: tuple[Citation, ...]
    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...]
    verdict: Verdict
    drafter: str
    timings_ms: Mapping[str, float]
    request: DraftRequest
    created_at: dt.datetime
    decision: Decision | None = None
    # What a chat model used: `input` and `output` tokens, `estimated` = 1 where the model did
    # not tell them, `cost` in the currency of the configured prices. Empty without a model.
    usage: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Decision:
    """What a human decided, by whom and why. `reply` is the text that stood at the end."""

    kind: DecisionKind
    agent: str
    reply: str = ""
    reason: str = ""
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A group of questions that the knowledge does not answer."""

    id: str
    question: str  # the most typical wording
    language: str
    count: int
    draft_ids: tuple[str, ...]
    last_seen: dt.datetime


@dataclass(frozen=True, slots=True)
class Conflict:
    """A sentence of a proposal beside one of the knowledge that says otherwise."""

    document_id: str
    source: str
    kind: Kind
    title: str
    proposed: str
    known: str
    reason: Literal["number", "negation"]


@dataclass(frozen=True, slots=True)
class Similar:
    """A past answer that a proposal nearly repeats: something to merge with."""

    document_id: str
    source: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class AnswerProposal:
    """An accepted or edited reply, scrubbed, that a person may confirm as a past answer."""

    id: str
    draft_id: str
    question: str
    answer: str
    language: str
    skus: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()  # what the scrubber replaced, as "kind × count"
    state: Literal["open", "confirmed", "dismissed"] = "open"
    created_at: dt.datetime | None = None
    conflicts: tuple[Conflict, ...] = ()  # of an open one, with the knowledge as it is now
    similar: tuple[Similar, ...] = ()
