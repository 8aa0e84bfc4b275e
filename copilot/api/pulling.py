"""Imports over a helpdesk's API: the wire's shape, and the way to helpdesk and office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from copilot.api.learning import ImportPreviewOut, shown
from copilot.config import HelpdeskSettings
from copilot.errors import NotFoundError
from copilot.helpdesks import open_past
from copilot.imports import ImportReport, Options, Progress, Wanted, What
from copilot.pipeline.office import BackOffice


class PullIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    what: What = "all"
    since: dt.date | None = Field(
        None,
        description="Only tickets that changed from this day on. Without it: all, or what "
        "changed since the last import that came to its end.",
    )
    anew: bool = Field(False, description="From the beginning, whatever earlier imports did.")
    min_quality: Annotated[float, Field(ge=0, le=1)] = 0.5
    limit: Annotated[int, Field(ge=1, le=1_000)] = 20


def import_past(
    office: BackOffice,
    settings: HelpdeskSettings,
    body: PullIn,
    progress: Callable[[Progress], None] = lambda _progress: None,
    stop: Callable[[], bool] = lambda: False,
    *,
    by: str,
) -> ImportReport:
    """Raises ConfigError, HelpdeskError, BusyError."""
    with closing(open_past(settings, stop)) as past:
        return office.import_past(
            place_of(settings),
            past,
            Options(min_quality=body.min_quality),
            _wanted(body),
            progress=progress,
            stop=stop,
            by=by,
        )


def preview_past(office: BackOffice, settings: HelpdeskSettings, body: PullIn) -> ImportPreviewOut:
    """Raises ConfigError, HelpdeskError."""
    options = Options(min_quality=body.min_quality)
    with closing(open_past(settings)) as past:
        found = office.preview_past(place_of(settings), past, options, _wanted(body), body.limit)
        return shown(found)


def desk_of(name: str, helpdesks: Sequence[HelpdeskSettings]) -> HelpdeskSettings:
    """Raises NotFoundError naming those that there are."""
    for desk in helpdesks:
        if desk.name == name:
            return desk
    known = ", ".join(desk.name for desk in helpdesks) or "none"
    raise NotFoundError(
        f"There is no helpdesk `{name[:60]}`.", hint=f"copilot.toml names: {known}."
    )


def place_of(settings: HelpdeskSettings) -> str:
    """What an import is noted under: another address is another helpdesk."""
    return f"{settings.name} ({settings.url})"


def _wanted(body: PullIn) -> Wanted:
    since = dt.datetime.combine(body.since, dt.time(), dt.UTC) if body.since else None
    return Wanted(what=body.what, since=since, anew=body.anew)
