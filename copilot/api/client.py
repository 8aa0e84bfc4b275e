"""A Python client of one file, made from the service's own OpenAPI.

    python -m copilot.api.client http://127.0.0.1:8000 > reply_copilot.py

A method per operation, named as in the description; standard library only. Made anew when the
service is updated: what it does not know yet it cannot call, nothing else depends on it.
"""

from __future__ import annotations

import json
import keyword
import re
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]
_METHODS = ("get", "post", "put", "patch", "delete")
_HEAD = '''"""Client of reply-copilot {version}, made from its OpenAPI: not to be edited."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any


class ReplyCopilotError(Exception):
    """An answer in the service's error shape. `retry_after`: seconds, where it asks to wait."""

    def __init__(self, status: int, error: dict[str, Any], retry_after: float = 0.0) -> None:
        told = (str(error.get(part) or "") for part in ("message", "hint"))
        super().__init__(" ".join([str(status), *filter(None, told)]))
        self.status = status
        self.code = str(error.get("code", ""))
        self.hint = str(error.get("hint", ""))
        self.details = error.get("details") or {{}}
        self.retry_after = retry_after


class ReplyCopilot:
    """Calls the service at `base`. Where it asks to come back later, that is done `retries`
    times; everything else that is no success raises ReplyCopilotError."""

    def __init__(
        self, base: str, key: str = "", *, timeout: float = 60.0, retries: int = 2
    ) -> None:
        self._base = base.rstrip("/")
        self._key = key
        self._timeout = timeout
        self._retries = retries

    def _call(
        self,
        method: str,
        path: str,
        query: dict[str, Any],
        headers: dict[str, Any],
        body: Any = None,
    ) -> Any:
        pairs = [(name, value) for name, value in query.items() if value is not None]
        tail = f"?{{urllib.parse.urlencode(pairs, doseq=True)}}" if pairs else ""
        sent = {{name: str(value) for name, value in headers.items() if value is not None}}
        if self._key:
            sent["Authorization"] = f"Bearer {{self._key}}"
        data = None
        if body is not None:
            data, sent["Content-Type"] = json.dumps(body).encode(), "application/json"
        url = f"{{self._base}}{{path}}{{tail}}"
        for again in range(self._retries, -1, -1):
            request = urllib.request.Request(url, data, sent, method=method)
            try:
                with urllib.request.urlopen(request, timeout=self._timeout) as answer:
                    return _read(answer.read())
            except urllib.error.HTTPError as error:
                failed = _failed(error)
                if not again or not failed.retry_after:
                    raise failed from None
                time.sleep(failed.retry_after)
        raise AssertionError("the last try returns or raises")


def _read(content: bytes) -> Any:
    try:
        return json.loads(content) if content else None
    except ValueError:
        return content.decode("utf-8", "replace")


def _failed(error: urllib.error.HTTPError) -> ReplyCopilotError:
    found = _read(error.read())
    inside = found.get("error", {{}}) if isinstance(found, dict) else {{}}
    wait = error.headers.get("Retry-After", "")
    return ReplyCopilotError(error.code, inside, float(wait) if wait.isdigit() else 0.0)


def _part(value: Any) -> str:
    return urllib.parse.quote(str(value), safe="")
'''


def client_of(openapi: Json) -> str:
    """The client's source."""
    head, tail = _HEAD.format(version=openapi["info"]["version"]).split("\n\n\ndef _read(")
    methods = "\n".join(_method(*operation) for operation in operations(openapi))
    return f"{head}\n\n{methods}\n\ndef _read({tail}"


def operations(openapi: Json) -> Iterator[tuple[str, str, str, Json]]:
    """Name, method, path and description of each operation."""
    for path, item in openapi["paths"].items():
        for method in _METHODS:
            if method in item:
                yield _name(item[method], method, path), method, path, item[method]


def _name(operation: Json, method: str, path: str) -> str:
    """The handler's own name: FastAPI appends path and method to it."""
    tail = re.sub(r"\W", "_", f"{path}_{method}")
    return str(operation["operationId"]).removesuffix(tail)


def _method(name: str, method: str, path: str, operation: Json) -> str:
    given = operation.get("parameters", ())
    named = {where: [p for p in given if p["in"] == where] for where in ("path", "query", "header")}
    has_body = "requestBody" in operation
    words = ["self", *(_word(p) for p in named["path"]), *(["body: Any"] if has_body else [])]
    options = [f"{_word(p)}: Any = None" for where in ("query", "header") for p in named[where]]
    words += ["*", *options] if options else []
    url = re.sub(r"\{(\w+)\}", r"{_part(\1)}", path)
    told = operation.get("summary", name)
    call = f"{method.upper()!r}, path, query, headers{', body' if has_body else ''}"
    lines = [
        f"    def {name}({', '.join(words)}) -> Any:",
        f'        """{_said(operation) or told}"""',
        f"        query = {_given(named['query'])}",
        f"        headers = {_given(named['header'])}",
        f"        path = {'f' * ('{' in url)}{url!r}",
        f"        return self._call({call})",
    ]
    return "\n".join(lines) + "\n"


def _said(operation: Json) -> str:
    first = str(operation.get("description", "")).partition("\n\n")[0]
    return " ".join(first.split()).replace("\\", "").replace('"', "'")


def _word(parameter: Json) -> str:
    name = re.sub(r"\W", "_", parameter["name"]).lower()
    return f"{name}_" if keyword.iskeyword(name) else name


def _given(parameters: list[Json]) -> str:
    pairs = (f"{parameter['name']!r}: {_word(parameter)}" for parameter in parameters)
    return f"{{{', '.join(pairs)}}}"


def main() -> None:
    base = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    with urllib.request.urlopen(f"{base.rstrip('/')}/openapi.json", timeout=30) as answer:  # noqa: S310
        sys.stdout.write(client_of(json.load(answer)))


if __name__ == "__main__":
    main()
