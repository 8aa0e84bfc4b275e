"""What may stand in a suite file. The published JSON Schema is made from this."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Kind = Literal["retrieval", "replies", "grounding", "scope", "intents", "findings", "drafts"]
KINDS: tuple[Kind, ...] = get_args(Kind)

# The data files of each kind; those in the second tuple may be left out.
FILES: Mapping[Kind, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "retrieval": (("queries",), ("corpus",)),
    "replies": (("cases",), ()),
    "grounding": (("cases",), ()),
    "scope": (("cases",), ("corpus", "examples")),
    "intents": (("cases", "examples"), ()),
    "findings": (("cases",), ()),
    "drafts": (("cases",), ()),
}
Scalar = str | int | float | bool
Values = Scalar | list[Scalar]
Text = Annotated[str, StringConstraints(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Bounds(_Strict):
    """What a figure must reach."""

    min: float | None = Field(None, description="The figure must not be lower.")
    max: float | None = Field(None, description="The figure must not be higher.")
    drop: float | None = Field(
        None, ge=0, description="How far it may lie below the accepted baseline."
    )


class Half(_Strict):
    """One half of the rows, drawn by what a field holds: all rows of a value go together."""

    of: Text = Field(description="The field, such as `entity`.")
    keep: Literal["even", "odd"] = Field(
        description="By the first byte of the SHA-256 of the field's text."
    )


class Published(_Strict):
    """A number from elsewhere that the report shows beside ours."""

    figure: Text
    value: float
    of: Text = Field(description="Whose number it is, and from where.")
    note: str = Field("", description="How far the two can be compared.")


class SuiteFile(_Strict):
    """A suite of reply-copilot."""

    name: Text | None = Field(None, description="Default: the file's name.")
    kind: Kind
    description: str = ""
    data: dict[str, Text] = Field(
        default_factory=dict,
        description="Data files by part: JSONL, CSV or XLSX, relative to this file. "
        "$COPILOT_EVAL_DATA stands for the folder of public data.",
    )
    cases: list[dict[str, Any]] = Field(
        default_factory=list, description="Cases written here, in place of `data.cases`."
    )
    fields: dict[str, Text | dict[str, Text]] = Field(
        default_factory=dict,
        description="Our field name: the file's. For one part only: `corpus: {text: body}`.",
    )
    where: dict[str, Values | dict[str, Values]] = Field(
        default_factory=dict,
        description="Keeps rows whose field has one of these values. For one part only: "
        "`queries: {lang: de}`.",
    )
    half: Half | None = Field(None, description="Only one half of the cases.")
    indexed: list[Literal["title", "text"]] = Field(
        default=["text"], description="The corpus fields that are searched."
    )
    context_turns: int = Field(0, ge=0, description="Earlier turns put before a query.")
    same_language: bool = Field(
        True, description="Search only documents in the query's language, where it is given."
    )
    within: Literal["", "entity"] = Field(
        "", description="`entity`: search only the documents of the query's entity."
    )
    knowledge: str | None = Field(
        None, description="A knowledge folder, `live` for the data folder's own, or nothing."
    )
    today: dt.date | None = Field(
        None,
        description="The day on which the cases are answered, so that due dates stay the same; "
        "default: the day of the run. A deployment (`--url`) keeps its own clock.",
    )
    settings: dict[str, Scalar] = Field(
        default_factory=dict, description="Settings for this suite, named as on the command line."
    )
    threshold: float = Field(0.5, description="From which score on a case counts as positive.")
    codes: list[str] = Field(
        default_factory=list, description="Finding codes that are scored; default: those labelled."
    )
    by: list[str] = Field(
        default_factory=list, description="Fields by which figures are broken down besides `lang`."
    )
    thresholds: dict[str, float | Bounds] = Field(
        default_factory=dict, description="Figure: the least value, or {min, max, drop}."
    )
    gate: bool = Field(True, description="Whether a significant drop fails the run.")
    shots: int | None = Field(
        None, ge=1, description="For intents: only so many examples of each, always the same ones."
    )
    sample: int | None = Field(None, ge=1, description="So many cases, always the same ones.")
    scorers: list[Text] = Field(
        default_factory=list, description="Own scorers as `package.module:function`."
    )
    judge: str | None = Field(None, description="A rubric for the language model that judges.")
    published: list[Published] = Field(default_factory=list)
    tags: list[str] = Field(default_factory=list)


def json_schema() -> dict[str, Any]:
    """The schema that editors read; `evals/suite.schema.json` is this."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **SuiteFile.model_json_schema(),
        "title": "reply-copilot eval suite",
    }
