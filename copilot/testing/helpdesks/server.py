"""What the four have in common: a server on loopback, tickets, faults, and a log of calls."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, ClassVar, Self
from urllib.parse import parse_qsl, urlsplit

from copilot.config import HelpdeskSettings
from copilot.helpdesks.values import Incoming

Headers = Mapping[str, str]
Answer = tuple[int, Any]
Routes = list[tuple[str, str, Callable[[str, dict[str, str], Any], Answer]]]
Lists = list[tuple[str, Callable[[dict[str, str]], Answer]]]
TOKEN = "desk-token"  # noqa: S105 - of a server that exists in tests only
SECRET = "a-secret-of-the-webhook"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Fault:
    """One bad answer. `slow` seconds pass before it; `drop` closes the connection unanswered.

    `late`: the request is carried out, and then answered badly, as when an answer is lost.
    """

    status: int = 200
    retry_after: str = ""
    body: bytes = b""
    location: str = ""
    slow: float = 0.0
    drop: bool = False
    late: bool = False

    @property
    def bad(self) -> bool:
        """Not slow alone."""
        return self.drop or self.status != 200 or bool(self.body)


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    path: str
    body: Any


@dataclass(slots=True)
class FakeHelpdesk:
    """A real HTTP server; use it in a `with`. Tickets are made with `ticket`, `says`, `replies`.

    `notes`: what agents would see, by ticket. `sent`: what would have reached a customer.
    `macros`: canned replies, each with `title` and `text`, made with `macro`.
    """

    faults: list[Fault] = field(default_factory=list)
    per_minute: int = 0  # 0: no rate limit
    latency_s: float = 0.0
    page_size: int = 0  # of lists of tickets; 0: the vendor's own
    port: int = 0
    calls: list[Call] = field(default_factory=list)
    sent: list[Call] = field(default_factory=list)
    tickets: dict[str, dict[str, Any]] = field(default_factory=dict)
    macros: list[dict[str, Any]] = field(default_factory=list)
    _ids: Iterator[int] = field(default_factory=lambda: iter(range(1, 10**9)))
    _recent: list[float] = field(default_factory=list)
    _server: ThreadingHTTPServer | None = None
    lock: threading.RLock = field(default_factory=threading.RLock)
    _closing: threading.Event = field(default_factory=threading.Event)

    kind: ClassVar[str] = ""

    @property
    def url(self) -> str:
        if self._server is None:
            raise RuntimeError("the server is not running: use it in a with statement")
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", self.port), _handler(self))
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

    def settings(self, **changes: Any) -> HelpdeskSettings:
        """Settings that connect to it, impatient ones: tests should not wait."""
        values: dict[str, Any] = {
            "name": self.kind,
            "type": self.kind,
            "url": self.url,
            "panel_url": "https://copilot.example",
            "requests_per_minute": 60_000,
            "backoff_s": 0.05,
            "token": TOKEN,
            "secret": SECRET,
        }
        return HelpdeskSettings(**values | self.needed() | changes)

    def needed(self) -> dict[str, Any]:
        """Settings that this vendor needs beyond those."""
        return {}

    # --- what tests tell it ---------------------------------------------------------------

    def ticket(
        self, name: str = "Petra Muster", email: str = "petra@example.org", subject: str = "Frage"
    ) -> str:
        """A new ticket without messages; its id."""
        with self.lock:
            ticket = str(5000 + next(self._ids))
            person = {"id": next(self._ids), "name": name, "email": email}
            self.tickets[ticket] = {"person": person, "subject": subject, "said": [], "draft": None}
            return ticket

    def says(self, ticket: str, text: str) -> str:
        """The customer writes; the message's id."""
        return self.add(ticket, text, "customer")

    def replies(self, ticket: str, text: str, *, private: bool = False) -> str:
        """An agent writes, to the customer or in a private note."""
        return self.add(ticket, text, "staff", private=private)

    def macro(self, title: str, text: str, *, active: bool = True) -> str:
        """A new canned reply; its id."""
        with self.lock:
            made = {"id": next(self._ids), "title": title, "text": text, "active": active}
            self.macros.append(made)
            return str(made["id"])

    def changed(self) -> list[tuple[str, dict[str, Any]]]:
        """Tickets by the time of their last message, with that as `updated_at`."""
        found = [
            (ticket, {**held, "updated_at": held["said"][-1]["at"]})
            for ticket, held in self.tickets.items()
            if held["said"]
        ]
        return sorted(found, key=lambda item: (item[1]["updated_at"], int(item[0])))

    def page(self, items: list[Any], query: Mapping[str, str], size: int) -> list[Any]:
        """The numbered page that is asked for; of the vendor's `size` at most."""
        size = min(int(query.get("per_page", size)), self.page_size or size)
        number = int(query.get("page", 1))
        return items[(number - 1) * size : number * size]

    def notes(self, ticket: str) -> list[str]:
        """The texts of the private notes."""
        with self.lock:
            return [said["text"] for said in self.tickets[ticket]["said"] if said["private"]]

    def add(self, ticket: str, text: str, author: str, *, private: bool = False) -> str:
        with self.lock:
            said = {"id": next(self._ids), "text": text, "author": author, "private": private}
            said["at"] = dt.datetime.now(dt.UTC).isoformat()
            self.tickets[ticket]["said"].append(said)
            return str(said["id"])

    # --- what it does with a request ------------------------------------------------------

    def answer(
        self, method: str, target: str, headers: Headers, body: bytes
    ) -> tuple[int, Any, dict[str, str]]:
        """Status, JSON and headers of an answer."""
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query))
        data = json_of(body)
        with self.lock:
            self.calls.append(Call(method, parts.path, data))
            if self.is_too_fast():
                return 429, {"error": "too many requests"}, {"Retry-After": "1"}
            if not self.authenticated(headers):
                return 401, {"error": "who are you?"}, {}
            for pattern, tell in self.lists():
                if method == "GET" and re.fullmatch(pattern, parts.path):
                    return *tell(query), {}
            for wanted, pattern, act in self.routes():
                found = re.fullmatch(pattern, parts.path)
                if found and wanted == method:
                    if found[1] not in self.tickets:
                        return 404, {"error": "no such ticket"}, {}
                    return *act(found[1], query, data), {}
        return 404, {"error": "no such page"}, {}

    def is_too_fast(self) -> bool:
        now = time.monotonic()
        self._recent = [at for at in self._recent if at > now - 60]
        if self.per_minute and len(self._recent) >= self.per_minute:
            return True
        self._recent.append(now)
        return False

    def next_fault(self) -> Fault:
        """What goes wrong with this request, after the time that it takes."""
        with self.lock:
            fault = self.faults.pop(0) if self.faults else Fault()
        self._closing.wait(fault.slow + self.latency_s)
        return fault

    def authenticated(self, headers: Headers) -> bool:
        """Whether the request carries the right token, in the vendor's way."""
        raise NotImplementedError

    def routes(self) -> Routes:
        """Method, path (its first group is the ticket) and what is done."""
        raise NotImplementedError

    def lists(self) -> Lists:
        """Path of a list (always a GET) and what it holds."""
        return []

    def webhook(self, ticket: str, **changes: Any) -> tuple[dict[str, str], bytes]:
        """Headers and body of the signed webhook for the ticket's last message."""
        raise NotImplementedError

    def incoming(self, ticket: str, **changes: Any) -> Incoming:
        """The same as an adapter is handed it."""
        headers, body = self.webhook(ticket, **changes)
        return Incoming({key.lower(): value for key, value in headers.items()}, body)

    def last(self, ticket: str) -> dict[str, Any]:
        said: dict[str, Any] = self.tickets[ticket]["said"][-1]
        return said


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that breaks off, as a killed one does, is no news."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def json_of(body: bytes) -> Any:
    try:
        return json.loads(body) if body else None
    except ValueError:
        return None


def _handler(desk: FakeHelpdesk) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {key.lower(): value for key, value in self.headers.items()}
            fault = desk.next_fault()
            answer = None
            if not fault.bad or fault.late:
                answer = desk.answer(self.command, self.path, headers, body)
            if fault.drop:
                self.close_connection = True
            elif fault.bad or answer is None:
                self._say(fault.status, fault.body, _extra(fault))
            else:
                self._say(answer[0], json.dumps(answer[1]).encode(), answer[2])

        def _say(self, status: int, content: bytes, extra: Mapping[str, str]) -> None:
            try:
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", **extra}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except OSError:  # the client gave up
                self.close_connection = True

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            return

    return Handler


def _extra(fault: Fault) -> dict[str, str]:
    given = {"Retry-After": fault.retry_after, "Location": fault.location}
    return {name: value for name, value in given.items() if value}
