"""The client that is made from the service's OpenAPI: every operation, and what goes wrong."""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

from copilot.api.client import client_of, operations


@pytest.fixture
def openapi(api: TestClient) -> Any:
    return api.get("/openapi.json").json()


@pytest.fixture
def client(openapi: Any) -> ModuleType:
    made = ModuleType("reply_copilot")
    exec(compile(client_of(openapi), "reply_copilot.py", "exec"), made.__dict__)
    return made


@pytest.fixture
def service() -> Iterator[tuple[str, list[Any], list[tuple[int, dict[str, str], Any]]]]:
    """An address, what was asked of it, and what it answers, one after the other."""
    asked: list[Any] = []
    answers: list[tuple[int, dict[str, str], Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked.append((self.command, self.path, dict(self.headers), body))
            status, headers, told = answers.pop(0) if answers else (200, {}, {"ok": True})
            content = json.dumps(told).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_DELETE = _serve  # noqa: N815

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", asked, answers
    server.shutdown()
    server.server_close()


def test_it_has_a_method_for_each_operation(openapi: Any) -> None:
    names = [name for name, *_ in operations(openapi)]
    assert len(names) == len(set(names)) > 40
    tree = ast.parse(client_of(openapi))
    (made,) = (n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == "ReplyCopilot")
    defined = {item.name for item in made.body if isinstance(item, ast.FunctionDef)}
    assert defined == {*names, "__init__", "_call"}


def test_it_needs_the_standard_library_alone(openapi: Any) -> None:
    found = list(ast.walk(ast.parse(client_of(openapi))))
    imported = {
        alias.name for node in found if isinstance(node, ast.Import) for alias in node.names
    }
    imported |= {str(node.module) for node in found if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


def test_a_call_goes_where_the_description_says(client: Any, service: Any) -> None:
    address, asked, _ = service
    made = client.ReplyCopilot(address, "rck_1")
    assert made.make_draft({"message": {"text": "ä"}}, idempotency_key="k") == {"ok": True}
    method, path, headers, body = asked[0]
    assert (method, path, json.loads(body)) == ("POST", "/v1/drafts", {"message": {"text": "ä"}})
    assert (headers["Idempotency-Key"], headers["Authorization"]) == ("k", "Bearer rck_1")
    made.get_draft("a/b", fields="id")
    made.list_jobs(state=["dead", "done"], limit=5)
    assert asked[1][1] == "/v1/drafts/a%2Fb?fields=id"
    assert asked[2][1] == "/v1/helpdesks/jobs?state=dead&state=done&limit=5"


def test_an_error_keeps_its_shape_and_a_wait_is_waited(client: Any, service: Any) -> None:
    address, asked, answers = service
    busy = (429, {"Retry-After": "1"}, {"error": {"code": "overloaded", "message": "Too many."}})
    answers += [busy, (200, {}, {"id": "1"})]
    assert client.ReplyCopilot(address).get_draft("1") == {"id": "1"}
    assert len(asked) == 2
    answers += [busy]
    with pytest.raises(client.ReplyCopilotError) as refused:
        client.ReplyCopilot(address, retries=0).get_draft("1")
    assert (refused.value.status, refused.value.code) == (429, "overloaded")
    assert refused.value.retry_after == 1.0
    answers += [(500, {}, "no error shape")]
    with pytest.raises(client.ReplyCopilotError, match="500"):
        client.ReplyCopilot(address).list_drafts()
