"""Who does a command's work: this process, or the server that owns the data folder.

Both take and give what REST takes and gives, so that `--json` prints the same either way.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from urllib.parse import quote

from copilot.errors import BusyError, CopilotError, InputError
from copilot.store.serial import to_json

if TYPE_CHECKING:
    import httpx
    from pydantic import BaseModel

    from copilot.config import HelpdeskSettings
    from copilot.pipeline import Copilot
    from knowledge.ingest import Progress

Parsed = TypeVar("Parsed", bound="BaseModel")
Json = dict[str, Any]
OnProgress = Callable[[int, int | None], None]
KEY_VARIABLE = "COPILOT_API_KEY"
_INPUT = frozenset(["invalid_input", "not_found", "source", "too_large"])  # exit 2, as without one


class Worker(Protocol):
    def draft(self, body: Json) -> Json: ...
    def check(self, body: Json) -> Json: ...
    def explain(self, body: Json) -> Json: ...
    def search(self, body: Json) -> Json: ...
    def ingest(self, path: Path, on_progress: OnProgress) -> Json: ...
    def rebuild(self, on_progress: OnProgress) -> Json: ...
    def preview_import(self, body: Json) -> Json: ...
    def import_archive(self, body: Json, on_progress: OnProgress) -> Json: ...
    def preview_past(self, name: str, body: Json) -> Json: ...
    def import_past(self, name: str, body: Json, on_progress: OnProgress) -> Json: ...
    def crawl(self, body: Json, on_progress: OnProgress) -> Json: ...
    def export_person(self, person: str) -> Json: ...
    def erase_person(self, person: str) -> Json: ...
    def sweep(self) -> Json: ...


class LocalWorker:
    """Works in this process, which owns the data folder meanwhile."""

    def __init__(self, copilot: Copilot) -> None:
        # Late: the wire's shapes bring FastAPI, which a command that a server does not need.
        from copilot.api import convert, learning, models, pulling
        from copilot.api.routes import persons

        self._copilot = copilot
        self._convert = convert
        self._models = models
        self._learning = learning
        self._pulling = pulling
        self._persons = persons

    def draft(self, body: Json) -> Json:
        wanted = self._convert.draft_request(_parsed(self._models.DraftIn, body))
        return _shown(self._convert.draft(self._copilot.draft(wanted)))

    def check(self, body: Json) -> Json:
        wanted = self._convert.check_request(_parsed(self._models.CheckIn, body))
        return _shown(self._convert.check(self._copilot.check(wanted)))

    def explain(self, body: Json) -> Json:
        """A check's answer, and under `explain` the thresholds, features and passages."""
        wanted = self._convert.check_request(_parsed(self._models.CheckIn, body))
        told = self._copilot.explain(wanted)
        questions = [{"id": j.status.id, "features": dict(j.features)} for j in told.judgements]
        inside = {"thresholds": dict(told.thresholds), "questions": questions}
        return {**_shown(self._convert.check(told.result)), "explain": inside}

    def search(self, body: Json) -> Json:
        wanted = _parsed(self._models.SearchIn, body)
        where = self._convert.search_filter(wanted)
        found = self._copilot.search(wanted.query, wanted.k, where, by="cli")
        return _shown(self._convert.search(wanted.query, found))

    def ingest(self, path: Path, on_progress: OnProgress) -> Json:
        def move(progress: Progress) -> None:
            on_progress(progress.done, progress.total)

        report: Json = to_json(self._copilot.ingest(path, progress=move, by="cli"))
        return report

    def rebuild(self, on_progress: OnProgress) -> Json:
        self._copilot.rebuild(on_progress, by="cli")
        return {"done": True}

    def preview_import(self, body: Json) -> Json:
        wanted = _parsed(self._learning.ImportIn, body)
        return _shown(self._learning.import_preview(self._copilot.office, wanted))

    def import_archive(self, body: Json, on_progress: OnProgress) -> Json:
        wanted = _parsed(self._learning.ImportIn, body)
        report: Json = to_json(
            self._copilot.office.import_archive(
                Path(wanted.path),
                self._learning.import_options(wanted),
                progress=lambda at: on_progress(at.done, at.total),
                by="cli",
            )
        )
        return report

    def preview_past(self, name: str, body: Json) -> Json:
        wanted, desk = _parsed(self._pulling.PullIn, body), self._desk(name)
        return _shown(self._pulling.preview_past(self._copilot.office, desk, wanted))

    def import_past(self, name: str, body: Json, on_progress: OnProgress) -> Json:
        wanted, desk = _parsed(self._pulling.PullIn, body), self._desk(name)
        office = self._copilot.office
        report: Json = to_json(
            self._pulling.import_past(
                office, desk, wanted, lambda at: on_progress(at.done, at.total), by="cli"
            )
        )
        return report

    def _desk(self, name: str) -> HelpdeskSettings:
        return self._pulling.desk_of(name, self._copilot.settings.helpdesks)

    def crawl(self, body: Json, on_progress: OnProgress) -> Json:
        wanted = _parsed(self._learning.CrawlIn, body)
        return self._learning.crawl(
            self._copilot.office, wanted, lambda done: on_progress(done, None), by="cli"
        )

    def export_person(self, person: str) -> Json:
        return self._copilot.office.export_person(person, by="cli")

    def erase_person(self, person: str) -> Json:
        return self._persons.erased(self._copilot.office, person, by="cli")

    def sweep(self) -> Json:
        return self._persons.swept(self._copilot.office)


def _parsed(model: type[Parsed], body: Json) -> Parsed:
    from pydantic import ValidationError

    try:
        return model.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise InputError(f"`{where}`: {first['msg']}.", hint="See the command's --help.") from error


def _shown(model: BaseModel) -> Json:
    return model.model_dump(mode="json")


class RemoteWorker:
    """Hands the work to a running server over REST."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    @classmethod
    @contextmanager
    def connect(cls, address: str) -> Iterator[RemoteWorker]:
        """A key, where the server wants one, is taken from COPILOT_API_KEY."""
        import httpx  # only where a server runs

        key = os.environ.get(KEY_VARIABLE, "")
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        # The server is on this machine: a proxy has no business in between.
        with httpx.Client(
            base_url=address, headers=headers, timeout=httpx.Timeout(60, read=600), trust_env=False
        ) as client:
            try:
                yield cls(client)
            except httpx.TransportError as error:
                raise BusyError(
                    f"The server at {address} owns the data folder but does not answer: {error}.",
                    hint="Wait for it to start, or stop it.",
                ) from error

    def draft(self, body: Json) -> Json:
        return self._post("/v1/drafts", body)

    def check(self, body: Json) -> Json:
        return self._post("/v1/checks", body)

    def explain(self, body: Json) -> Json:
        raise BusyError(
            "A server owns the data folder, and it does not hand out a check's inner numbers.",
            hint="Stop the server and run it again, or leave out --explain.",
        )

    def search(self, body: Json) -> Json:
        return self._post("/v1/search", body)

    def ingest(self, path: Path, on_progress: OnProgress) -> Json:
        return self._follow("/v1/knowledge/ingest", {"path": str(path)}, on_progress)

    def rebuild(self, on_progress: OnProgress) -> Json:
        return self._follow("/v1/knowledge/rebuild", {}, on_progress)

    def preview_import(self, body: Json) -> Json:
        return self._post("/v1/knowledge/import/preview", body)

    def import_archive(self, body: Json, on_progress: OnProgress) -> Json:
        return self._follow("/v1/knowledge/import", body, on_progress)

    def preview_past(self, name: str, body: Json) -> Json:
        return self._post(f"/v1/helpdesks/{quote(name, safe='')}/import/preview", body)

    def import_past(self, name: str, body: Json, on_progress: OnProgress) -> Json:
        path = f"/v1/helpdesks/{quote(name, safe='')}/import"
        return self._follow(path, body, on_progress)

    def crawl(self, body: Json, on_progress: OnProgress) -> Json:
        return self._follow("/v1/knowledge/crawl", body, on_progress)

    def export_person(self, person: str) -> Json:
        return self._post("/v1/persons/export", {"person": person})

    def erase_person(self, person: str) -> Json:
        return self._follow("/v1/persons/erase", {"person": person}, _quiet)

    def sweep(self) -> Json:
        return self._follow("/v1/retention/sweep", {}, _quiet)

    def _post(self, path: str, body: Json) -> Json:
        response = self._client.post(path, json=body)
        answer: Json = response.json()
        if response.is_error:
            raise _error_of(answer)
        return answer

    def _follow(self, path: str, body: Json, on_progress: OnProgress) -> Json:
        """Reads the events of a long task to their end."""
        accept = {"Accept": "text/event-stream"}
        with self._client.stream("POST", path, json=body, headers=accept) as response:
            if response.is_error:
                response.read()
                raise _error_of(response.json())
            for name, data in _events(response.iter_lines()):
                if name == "progress":
                    on_progress(data["done"], data.get("total"))
                elif name == "error":
                    raise _error_of(data)
                elif name == "report":
                    return data
        raise CopilotError(f"The server broke off {path}.", hint="Look at its log; run it again.")


def _quiet(_done: int, _total: int | None) -> None:
    """Nobody watches."""


def _events(lines: Iterator[str]) -> Iterator[tuple[str, Json]]:
    name = "message"
    for line in lines:
        if line.startswith("event:"):
            name = line.removeprefix("event:").strip()
        elif line.startswith("data:"):
            yield name, json.loads(line.removeprefix("data:"))


def _error_of(body: Mapping[str, Any]) -> CopilotError:
    inside = body.get("error", body)
    error = CopilotError(
        str(inside.get("message", "The server failed.")),
        hint=str(inside.get("hint", "")),
        details=inside.get("details") or {},
    )
    error.code = str(inside.get("code", "error"))  # the server's own
    error.exit_code = 2 if error.code in _INPUT else error.exit_code
    return error
