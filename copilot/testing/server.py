"""An OpenAI-compatible chat server on loopback that answers, stalls, breaks and lies."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Say:
    """Stream `text` (or what a function makes of the request) in words, `pause` s apart."""

    text: str | Callable[[dict[str, Any]], str]
    pause: float = 0.0


@dataclass(frozen=True, slots=True)
class Status:
    """Answer with an HTTP error."""

    code: int
    retry_after: str = ""
    error: str = "error"


@dataclass(frozen=True, slots=True)
class Stall:
    """Say nothing at all for `seconds`."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Break:
    """Stream `text`, then close the connection in the middle of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Noise:
    """Answer 200 with a body that is no answer."""

    body: bytes = b"\x00\xffdata: {not json\n\n"


Act = Say | Status | Stall | Break | Noise


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came over the wire."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class FakeModelServer:
    """A real HTTP server for tests: one act per request, the last one for ever.

    with FakeModelServer([Status(429), Say("Guten Tag …")]) as server:
        load_chat_model("openai:any", base_url=server.base_url)
    """

    acts: list[Act]
    received: list[Received] = field(default_factory=list)
    _server: ThreadingHTTPServer | None = None
    _closing: threading.Event = field(default_factory=threading.Event)

    @property
    def base_url(self) -> str:
        if self._server is None:
            raise RuntimeError("the server is not running: use it in a with statement")
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    def take(self, received: Received) -> Act:
        """The act for this request."""
        self.received.append(received)
        return self.acts[min(len(self.received), len(self.acts)) - 1]

    def wait(self, seconds: float) -> None:
        """Sleep, but not beyond the server's end."""
        self._closing.wait(seconds)


def _handler(server: FakeModelServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            act = server.take(Received(self.path, dict(self.headers.items()), body))
            try:
                _play(self, server, act, body)
            except OSError:  # the client gave up, as it should with most acts
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            return

    return Handler


def _play(handler: BaseHTTPRequestHandler, server: FakeModelServer, act: Act, body: bytes) -> None:
    if isinstance(act, Status):
        extra = {"Retry-After": act.retry_after} if act.retry_after else {}
        error = {"error": {"message": act.error, "type": act.error, "code": act.error}}
        _whole(handler, act.code, json.dumps(error).encode(), extra)
    elif isinstance(act, Stall):
        server.wait(act.seconds)
        handler.close_connection = True
    elif isinstance(act, Noise):
        _whole(handler, 200, act.body, {"Content-Type": "text/event-stream"})
    else:
        request = json.loads(body)
        text = act.text(request) if callable(act.text) else act.text
        if request.get("stream"):
            _stream(handler, text, act.pause if isinstance(act, Say) else 0.0, isinstance(act, Say))
        else:
            _whole(handler, 200, json.dumps(_answer(text)).encode(), {})


def _whole(handler: BaseHTTPRequestHandler, code: int, body: bytes, extra: dict[str, str]) -> None:
    handler.send_response(code)
    for name, value in {"Content-Type": "application/json", **extra}.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def _stream(handler: BaseHTTPRequestHandler, text: str, pause: float, whole: bool) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    for word in re.findall(r"\S+\s*|\s+", text):
        _event(handler, {"choices": [{"index": 0, "delta": {"content": word}}]})
        time.sleep(pause)
    if not whole:
        handler.close_connection = True
        return
    _event(handler, {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    _event(handler, {"choices": [], "usage": _usage(text)})
    _chunk(handler, b"data: [DONE]\n\n")
    _chunk(handler, b"")


def _event(handler: BaseHTTPRequestHandler, data: dict[str, Any]) -> None:
    whole = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "fake", **data}
    _chunk(handler, b"data: " + json.dumps(whole).encode() + b"\n\n")


def _chunk(handler: BaseHTTPRequestHandler, data: bytes) -> None:
    handler.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
    handler.wfile.flush()


def _answer(text: str) -> dict[str, Any]:
    return {
        "id": "c",
        "object": "chat.completion",
        "created": 0,
        "model": "fake",
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": text},
            }
        ],
        "usage": _usage(text),
    }


def _usage(text: str) -> dict[str, int]:
    words = len(text.split())
    return {"prompt_tokens": 10, "completion_tokens": words, "total_tokens": 10 + words}
