"""The wire's shapes of imports, and the way between them and the copilot's values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from copilot.errors import InputError
from copilot.imports import Judged, Options
from copilot.pipeline.office import BackOffice
from copilot.store.serial import to_json
from knowledge.documents import Document
from knowledge.scrub import summarise


class ImportIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    path: Annotated[str, StringConstraints(min_length=1, max_length=4_096)]
    min_quality: Annotated[float, Field(ge=0, le=1)] = 0.5
    own: Annotated[
        list[Annotated[str, StringConstraints(max_length=320)]], Field(max_length=100)
    ] = Field(default_factory=list, description="The shop's addresses or domains, for mail.")
    limit: Annotated[int, Field(ge=1, le=1_000)] = 20


class ImportItemOut(BaseModel):
    """A pair, macro or fault of an archive. `fate`: what an import would do with it."""

    key: str
    fate: str
    score: float
    reasons: list[str]
    taken: list[str]
    question: str
    answer: str
    language: str
    twin: str = ""


class ImportPreviewOut(BaseModel):
    items: list[ImportItemOut]


class CrawlIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sitemaps: Annotated[
        list[Annotated[str, StringConstraints(pattern=r"^https?://", max_length=2_000)]],
        Field(max_length=50),
    ] = Field(default_factory=list, description="Without any: `crawl.sitemaps` of the settings.")


def crawl(
    office: BackOffice,
    body: CrawlIn,
    progress: Callable[[int], None] = lambda _done: None,
    stop: Callable[[], bool] = lambda: False,
    *,
    by: str,
) -> dict[str, Any]:
    """What became of each website. Raises InputError, SourceError, BusyError."""
    reports = office.crawl_all(body.sitemaps, progress=progress, stop=stop, by=by)
    if not reports:
        raise InputError("No sitemap is named.", hint="Give its address, or set crawl.sitemaps.")
    return {"reports": to_json(reports)}


def import_options(body: ImportIn) -> Options:
    return Options(min_quality=body.min_quality, own=tuple(body.own))


def import_preview(office: BackOffice, body: ImportIn) -> ImportPreviewOut:
    found = office.preview_import(Path(body.path), import_options(body), body.limit)
    return shown(found)


def shown(found: Iterable[Any]) -> ImportPreviewOut:
    """What a preview yields, as it goes over the wire."""
    return ImportPreviewOut(items=[_item(item) for item in found])


def _item(item: Any) -> ImportItemOut:
    match item:
        case Judged(document=document):
            return ImportItemOut(
                key=document.key,
                fate=item.fate,
                score=item.score,
                reasons=list(item.reasons),
                taken=list(summarise(item.taken)),
                question=document.question,
                answer=document.text,
                language=document.language,
                twin=item.twin,
            )
        case Document():
            return _plain(item.key, "take", item.text, item.language, item.title)
        case _:
            return _plain(item.key, "failed", f"{item.reason} {item.hint}".strip())


def _plain(
    key: str, fate: str, answer: str, language: str = "", question: str = ""
) -> ImportItemOut:
    score = 1.0 if fate == "take" else 0.0
    return ImportItemOut(
        key=key,
        fate=fate,
        score=score,
        reasons=[],
        taken=[],
        question=question,
        answer=answer,
        language=language,
    )
