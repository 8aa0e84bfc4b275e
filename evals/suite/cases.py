"""The rows that each kind reads. A row that lacks something is refused with its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from copilot.messages import FINDING_CODES
from evals.scorers.spans import place_of
from evals.suite.cells import as_bool, as_findings, as_list, as_word

Text = Annotated[str, StringConstraints(min_length=1), BeforeValidator(lambda v: _text(v))]
Optional = Annotated[str, BeforeValidator(lambda v: _text(v))]
Texts = Annotated[list[Text], BeforeValidator(as_list)]
Lines = Annotated[str | list[str], BeforeValidator(lambda v: v)]
Flag = Annotated[bool, BeforeValidator(as_bool)]
Sources = Annotated[
    list[str | dict[str, str]] | None,
    BeforeValidator(lambda v: [v] if isinstance(v, str) else v),
]
Code = Annotated[str, BeforeValidator(lambda v: _code(v))]


def _text(value: Any) -> Any:
    if value is None:
        return ""
    return str(value) if isinstance(value, int | float) else value


def _code(value: Any) -> Any:
    if value not in FINDING_CODES:
        raise ValueError(f"{value!r} is no finding code; codes are {', '.join(FINDING_CODES)}")
    return value


class _Row(BaseModel):
    """Fields that no kind knows are kept: figures may be broken down by them."""

    model_config = ConfigDict(extra="allow")

    id: Text
    lang: Optional = ""


class Passage(_Row):
    """A document of a retrieval suite's corpus."""

    text: Optional = ""
    title: Optional = ""
    entity: Optional = ""


class Query(_Row):
    """`relevant`: ids of documents, or file paths. `context`: earlier turns, the oldest first."""

    text: Text
    relevant: Texts = Field(min_length=1)
    entity: Optional = ""
    context: Texts = Field(default_factory=list)


class ReplyCase(_Row):
    question: Text
    reply: Text
    label: Annotated[Literal["match", "mismatch", "partial"], BeforeValidator(as_word)]
    construction: Optional = ""
    sku: Optional = ""
    sources: Sources = None


class GroundingCase(_Row):
    """`source`: a text, or the source's sentences."""

    source: Lines
    response: Text
    label: Annotated[
        Literal["grounded", "partial", "ungrounded", "generic"], BeforeValidator(as_word)
    ]
    message: Optional = ""
    hallucinated_spans: Texts = Field(default_factory=list)


class ScopeCase(_Row):
    """`context`: earlier turns of the conversation, the oldest first."""

    text: Text
    in_scope: Flag
    context: Texts = Field(default_factory=list)


class IntentCase(_Row):
    """`intent` is empty for what is out of scope."""

    text: Text
    intent: Optional = ""


class Labelled(BaseModel):
    """A finding that is to be found. The place is given as a span or as a quotation."""

    model_config = ConfigDict(extra="forbid")

    code: Code
    span: tuple[int, int] | None = None
    quote: str | None = None


class FindingsCase(_Row):
    """A reply with the faults that are to be found in it; without any it is a good one."""

    message: Text
    reply: Text
    subject: Optional = ""
    findings: Annotated[list[Labelled], BeforeValidator(as_findings)] = Field(default_factory=list)
    customer: dict[str, Any] = Field(default_factory=dict)
    order: str | dict[str, Any] | None = None
    skus: Texts = Field(default_factory=list)
    attachments: Annotated[list[str | dict[str, str]], BeforeValidator(as_list)] = Field(
        default_factory=list
    )
    form_of_address: Literal["du", "sie"] | None = None
    sources: Sources = None

    @model_validator(mode="after")
    def _places_stand_in_the_reply(self) -> Self:
        for item in self.findings:
            if item.span and not 0 <= item.span[0] < item.span[1] <= len(self.reply):
                raise ValueError(f"the span {list(item.span)} of {item.code} is not in the reply")
            if item.quote and place_of(item.quote, self.reply) is None:
                raise ValueError(f"the quotation {item.quote!r} does not stand in the reply")
        return self


class Expected(BaseModel):
    """What a good draft has. A key fact may name variants apart by `|`."""

    model_config = ConfigDict(extra="allow")

    key_facts: Texts = Field(default_factory=list)
    relevant_sources: Texts = Field(default_factory=list)
    forbidden: Texts = Field(default_factory=list)
    complaint: Flag | None = None
    form_of_address: Literal["du", "sie", ""] | None = None


class DraftCase(_Row):
    """A message, and what a good draft for it has."""

    text: Text
    subject: Optional = ""
    channel: Optional = "email"
    customer: dict[str, Any] = Field(default_factory=dict)
    order: str | dict[str, Any] | None = None
    skus: Texts = Field(default_factory=list)
    form_of_address: Literal["du", "sie"] | None = None
    expectations: Expected = Field(default_factory=Expected)


Case = Query | ReplyCase | GroundingCase | ScopeCase | IntentCase | FindingsCase | DraftCase
MODELS: Mapping[tuple[str, str], type[_Row]] = {
    ("retrieval", "corpus"): Passage,
    ("retrieval", "queries"): Query,
    ("replies", "cases"): ReplyCase,
    ("grounding", "cases"): GroundingCase,
    ("scope", "cases"): ScopeCase,
    ("scope", "corpus"): Passage,
    ("scope", "examples"): ScopeCase,
    ("intents", "cases"): IntentCase,
    ("intents", "examples"): IntentCase,
    ("findings", "cases"): FindingsCase,
    ("drafts", "cases"): DraftCase,
}
EXPECTATIONS = frozenset(Expected.model_fields)
CUSTOMER = frozenset(("first_name", "last_name", "salutation", "email"))
