"""A real server process with the demo shop, and Chromium before it."""

from __future__ import annotations

import json
import os
import queue
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

import uvicorn
from playwright.sync_api import Browser, Page, expect

from copilot.api import create_app
from copilot.pipeline import Copilot
from ui import mount_panel
from ui.words import Words, language_of

START_S = 120
expect.set_options(timeout=20_000)  # a busy machine is no failure


@dataclass(frozen=True)
class Shop:
    """The running server, seen through REST."""

    address: str

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self.address}/v1{path}", timeout=30) as answer:
            return json.load(answer)

    def post(self, path: str, body: object) -> Any:
        request = urllib.request.Request(
            f"{self.address}/v1{path}",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def draft(self, text: str, **more: object) -> Any:
        return self.post("/drafts", {"message": {"text": text}, **more})


@dataclass
class Agent:
    """A page in a browser of its own, with what it asked for and complained about."""

    page: Page
    shop: Shop
    words: Words
    hosts: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)

    def tab(self, place: int) -> None:
        """1 inbox, 2 reply, 3 check, 4 knowledge, 5 gaps."""
        self.page.locator('.rc-tabs [role="tablist"] [role="tab"]').nth(place - 1).click()

    def open(self, draft_id: str = "") -> None:
        query = f"?draft={draft_id}" if draft_id else ""
        self.page.goto(f"{self.shop.address}/ui/{query}")
        self.page.wait_for_selector(".rc-help [data-copied]", state="attached")

    def pick(self, title: str) -> None:
        """A sample mail by a part of its title."""
        self.page.locator("#rc-sample input").click()
        self.page.get_by_role("option").filter(has_text=title).first.click()
        self.page.wait_for_function(
            "document.querySelector('#rc-new-message textarea').value.length > 20"
        )

    def draft(self) -> str:
        """Drafts and waits; the new draft's id."""
        self.page.locator("#rc-draft").click()
        return self.drafted()

    def drafted(self) -> str:
        self.page.wait_for_selector("#rc-reply-editor .rc-overlay[data-draft]", state="attached")
        key = self.page.locator("#rc-reply-editor .rc-overlay").get_attribute("data-draft")
        return str(key).partition(":")[0]

    @property
    def text(self) -> Any:
        return self.page.locator("#rc-reply-text textarea")


@dataclass
class Helpdesk:
    """Another site's pages: by the name `localhost` it is another site than the copilot's.

    `pages` are served by path; a POST to `/proxy` goes on to the copilot with `key`, as a
    helpdesk's proxy does it for an app's secret settings.
    """

    origin: str
    pages: dict[str, str] = field(default_factory=dict)
    copilot: str = ""
    key: str = ""

    def answer(self, path: str) -> tuple[int, str, bytes]:
        body = self.pages.get(path.partition("?")[0])
        kind = "text/javascript" if path.endswith(".js") else "text/html; charset=utf-8"
        return (404, kind, b"") if body is None else (200, kind, body.encode())

    def passed_on(self, body: bytes, authorization: str) -> bytes:
        assert authorization == "Bearer {{key}}", "a browser must not know the key"
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.copilot}/v1/panel/tokens", body, headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return bytes(answer.read())


@pytest.fixture(scope="session")
def helpdesk() -> Iterator[Helpdesk]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(*desk.answer(self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            passed_on = desk.passed_on(body, self.headers["Authorization"])
            self._send(200, "application/json", passed_on)

        def _send(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    desk = Helpdesk(f"http://localhost:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield desk
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory, helpdesk: Helpdesk) -> Iterator[Shop]:
    """`reply-copilot demo` on a free port, that the helpdesk's pages may embed."""
    home = tmp_path_factory.mktemp("home")
    command = [sys.executable, "-c", "from copilot.cli import main; main()"]
    process = subprocess.Popen(
        [*command, "--home", str(home), "demo", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=Path(__file__).parents[2],
        env={
            **os.environ,
            "PYTHONUNBUFFERED": "1",
            "COLUMNS": "200",
            "COPILOT_FRAME_ANCESTORS": helpdesk.origin,
        },
    )
    try:
        yield Shop(_address(process))
    finally:
        process.terminate()
        process.wait(20)
        if process.stdout:
            process.stdout.close()


def _address(process: subprocess.Popen[str]) -> str:
    """What the server printed; its output goes on being read, so that it never blocks."""
    lines: queue.Queue[str] = queue.Queue()

    def read() -> None:
        for line in process.stdout or ():
            lines.put(line)
        lines.put("")

    threading.Thread(target=read, daemon=True).start()
    seen = []
    while line := lines.get(timeout=START_S):
        seen.append(line)
        if "Side panel:" in line:
            return line.split("Side panel:")[1].strip().removesuffix("/ui/")
    raise AssertionError(f"the server ended: {''.join(seen)}")


@contextmanager
def _served(copilot: Copilot) -> Iterator[str]:
    listening = socket.create_server(("127.0.0.1", 0))
    app = mount_panel(create_app(copilot, copilot.settings), copilot, copilot.settings)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()


@pytest.fixture(scope="session")
def serve() -> Callable[[Copilot], AbstractContextManager[str]]:
    """Serves a copilot of this process, panel and all; its address."""
    return _served


@pytest.fixture(params=["de-DE", "en-US"], ids=["German", "English"])
def locale(request: pytest.FixtureRequest) -> str:
    """For what an agent does in either language."""
    return str(request.param)


Hire = Callable[..., Agent]


@pytest.fixture
def hire(shop: Shop, chromium: Browser) -> Iterator[Hire]:
    """Agents with browsers of their own. None may leave the machine or see a script fail."""
    agents: list[Agent] = []

    def hiring(locale: str = "de-DE", width: int = 400, **more: Any) -> Agent:
        context = chromium.new_context(
            locale=locale, viewport={"width": width, "height": 900}, **more
        )
        context.set_default_timeout(20_000)
        agent = Agent(context.new_page(), shop, Words(language_of(locale)))
        agent.page.on("request", lambda r: agent.hosts.add(_host(r.url)))
        agent.page.on("pageerror", lambda error: agent.errors.append(str(error)))
        agents.append(agent)
        return agent

    yield hiring
    for agent in agents:
        agent.page.context.close()
    assert {host for agent in agents for host in agent.hosts} <= {"127.0.0.1", "localhost", ""}
    assert [error for agent in agents for error in agent.errors] == []


def _host(url: str) -> str:
    """The host of a request; nothing for what the page itself holds."""
    parts = urlsplit(url)
    return "" if parts.scheme in {"data", "blob"} else parts.hostname or ""
