"""What a suite runs against: a copilot in this process, or a deployment's REST interface.

Both take and give the JSON of REST, so that a staging server is measured by the same cases.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from copilot.errors import CopilotError, InputError

if TYPE_CHECKING:
    import httpx

    from copilot.pipeline import Copilot
    from knowledge.embed import Embedder

Json = dict[str, Any]
KEY_VARIABLE = "COPILOT_API_KEY"
_SECONDS = 120.0


class Target(Protocol):
    """Thread-safe. Raises CopilotError for what the copilot refuses or cannot do."""

    def search(self, body: Json) -> Json: ...
    def check(self, body: Json) -> Json: ...
    def draft(self, body: Json) -> Json: ...
    def fingerprints(self) -> Mapping[str, str]: ...


class LocalTarget:
    """A copilot in this process."""

    def __init__(self, copilot: Copilot) -> None:
        # Late: the wire's shapes bring FastAPI, which `eval compare` does not need.
        from copilot.api import convert, models

        self.copilot = copilot
        self._convert = convert
        self._models = models

    @property
    def embedder(self) -> Embedder | None:
        return self.copilot.knowledge.embedder

    def search(self, body: Json) -> Json:
        wanted = self._models.SearchIn.model_validate(body)
        where = self._convert.search_filter(wanted)
        found = self.copilot.search(wanted.query, wanted.k, where)
        shown: Json = self._convert.search(wanted.query, found).model_dump(mode="json")
        return shown

    def check(self, body: Json) -> Json:
        wanted = self._convert.check_request(self._models.CheckIn.model_validate(body))
        shown: Json = self._convert.check(self.copilot.check(wanted)).model_dump(mode="json")
        return shown

    def draft(self, body: Json) -> Json:
        wanted = self._convert.draft_request(self._models.DraftIn.model_validate(body))
        shown: Json = self._convert.draft(self.copilot.draft(wanted)).model_dump(mode="json")
        return shown

    def fingerprints(self) -> Mapping[str, str]:
        from evals.fingerprints import of_copilot  # reads the packages' files

        return of_copilot(self.copilot)


class RestTarget:
    """A deployment. Its key is taken from COPILOT_API_KEY; `transport` is for tests."""

    def __init__(
        self, url: str, *, jobs: int = 4, transport: httpx.BaseTransport | None = None
    ) -> None:
        import httpx  # only where a server is measured

        if not url.startswith(("http://", "https://")):
            raise InputError(f"`{url}` is no address.", hint="Like https://copilot.example.com")
        self.url = url.rstrip("/")
        key = os.environ.get(KEY_VARIABLE, "")
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        limits = httpx.Limits(max_connections=max(jobs, 1))
        self._client = httpx.Client(
            base_url=self.url,
            headers=headers,
            timeout=_SECONDS,
            limits=limits,
            transport=transport,
        )
        self._transport_error = httpx.TransportError

    def search(self, body: Json) -> Json:
        return self._post("/v1/search", body)

    def check(self, body: Json) -> Json:
        return self._post("/v1/checks", body)

    def draft(self, body: Json) -> Json:
        return self._post("/v1/drafts", body)

    def fingerprints(self) -> Mapping[str, str]:
        """What the deployment tells of itself. Raises CopilotError where it is not there."""
        answer = self._asked("GET", "/openapi.json", None)
        return {"url": self.url, "version": str(answer.get("info", {}).get("version", ""))}

    def close(self) -> None:
        self._client.close()

    def _post(self, path: str, body: Json) -> Json:
        return self._asked("POST", path, body)

    def _sent(self, method: str, path: str, body: Json | None) -> httpx.Response:
        """A kept connection that the server closed meanwhile is no failure of the case."""
        try:
            return self._client.request(method, path, json=body)
        except self._transport_error:
            if path == "/v1/drafts":  # sent again, it would be stored twice
                raise
            return self._client.request(method, path, json=body)

    def _asked(self, method: str, path: str, body: Json | None) -> Json:
        try:
            response = self._sent(method, path, body)
            answer: Json = response.json()
        except self._transport_error as error:
            raise CopilotError(
                f"{self.url} does not answer: {error}.", hint="Is the deployment up?"
            ) from error
        except ValueError as error:
            raise CopilotError(
                f"{self.url}{path} answers no JSON (HTTP {response.status_code}).",
                hint="Is this a copilot's address, without a path?",
            ) from error
        if response.is_error:
            told = answer.get("error", {}) if isinstance(answer, dict) else {}
            raise CopilotError(
                f"{path}: {told.get('message', f'HTTP {response.status_code}')}",
                hint=str(told.get("hint", "")),
            )
        return answer
