"""Orders from the shop's own system: a real HTTP server, a slow one, a broken one, a lying one."""

from __future__ import annotations

import datetime as dt
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from copilot.config import OrderSettings, load_settings
from copilot.errors import ConfigError
from copilot.messages import Customer, DraftRequest, Message
from copilot.pipeline import Copilot
from copilot.pipeline.order_lookup import OrderLookup
from knowledge.documents import ShopOrder

ORDER = {
    "number": "HG-2001",
    "buyer": {"name": "Petra Muster", "mail": "petra@example.org"},
    "state": "in Zustellung",
    "lines": [{"sku": "HECKE-18"}, {"sku": "AKKU-18"}],
    "placed": "2026-11-20T08:15:00Z",
    "track": "https://track.example/HG2001",
}
MAPPING: dict[str, Any] = {
    "customer_name": "buyer.name",
    "email": "buyer.mail",
    "status": "state",
    "items": "lines[].sku",
    "date": "placed",
    "tracking_url": "track",
}


class System:
    """The shop's order system. `answer` decides what a request gets."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.answer: Callable[[str], tuple[int, bytes]] = lambda _path: (
            200,
            json.dumps(ORDER).encode(),
        )
        system = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                system.paths.append(self.path)
                system.headers.append(dict(self.headers.items()))
                code, body = system.answer(self.path)
                try:
                    self.send_response(code)
                    if code == 302:
                        self.send_header("Location", "/elsewhere")
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                except OSError:
                    return

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/orders/{{number}}"


@pytest.fixture
def system() -> Iterator[System]:
    running = System()
    yield running
    running.server.shutdown()
    running.server.server_close()


def table(number: str) -> ShopOrder | None:
    return ShopOrder(number, status="from the table") if number == "HG-2001" else None


def lookup(system: System, **changes: Any) -> OrderLookup:
    return OrderLookup(OrderSettings(url=system.url, timeout_s=0.5, **MAPPING, **changes), table)


def test_an_order_is_read_by_its_mapping(system: System) -> None:
    orders = lookup(system, header="Authorization: Bearer s3cret")
    assert orders.find("HG-2001") == ShopOrder(
        "HG-2001",
        "Petra Muster",
        "petra@example.org",
        dt.date(2026, 11, 20),
        ("HECKE-18", "AKKU-18"),
        "in Zustellung",
        "https://track.example/HG2001",
    )
    assert system.headers[0]["Authorization"] == "Bearer s3cret"


def test_an_answer_is_used_again_and_a_number_cannot_leave_its_place(system: System) -> None:
    orders = lookup(system)
    for _ in range(3):
        orders.find("HG-2001")
    orders.find("../admin?x=1#")
    assert system.paths == ["/orders/HG-2001", "/orders/..%2Fadmin%3Fx%3D1%23"]


@pytest.mark.parametrize(
    ("code", "body"),
    [
        pytest.param(500, b"", id="broken"),
        pytest.param(302, b"", id="redirect"),
        pytest.param(200, b"<html>", id="no JSON"),
        pytest.param(200, b'"' + b"x" * 1_100_000 + b'"', id="too long"),
        pytest.param(404, b"", id="unknown there"),
        pytest.param(200, json.dumps(ORDER | {"number": "HG-9"}).encode(), id="another order"),
    ],
)
def test_the_table_answers_where_the_system_does_not(
    system: System, code: int, body: bytes
) -> None:
    system.answer = lambda _path: (code, body)
    found = lookup(system).find("HG-2001")
    assert found is not None
    assert found.status == "from the table"
    assert "/elsewhere" not in system.paths


def test_a_system_that_hangs_is_waited_for_once(system: System) -> None:
    def hang(_path: str) -> tuple[int, bytes]:
        time.sleep(2)
        return 200, b"{}"

    system.answer = hang
    now = [0.0]
    orders = OrderLookup(OrderSettings(url=system.url, timeout_s=0.2), table, clock=lambda: now[0])
    for _ in range(5):
        assert orders.find("HG-2001") is not None
    assert len(system.paths) == 1
    now[0] = 31.0
    system.answer = lambda _path: (200, json.dumps({"number": "HG-2001", "status": "neu"}).encode())
    found = orders.find("HG-2001")
    assert found is not None
    assert found.status == "neu"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        pytest.param({"url": "https://shop.example/orders"}, "{number}", id="no place"),
        pytest.param({"url": "file:///{number}"}, "no address", id="no web address"),
        pytest.param({"url": "https://{number}.example/"}, "no address", id="host from a mail"),
        pytest.param({"status": "a.[b"}, "JMESPath", id="expression"),
        pytest.param({"header": "secret"}, "Name: value", id="header"),
    ],
)
def test_settings_that_cannot_work_are_refused(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ConfigError, match=told) as refused:
        OrderLookup(OrderSettings(**{"url": "https://shop.example/{number}", **changes}), table)
    assert "secret" not in refused.value.message


def test_a_draft_tells_the_fresh_state_and_never_a_strangers(
    system: System, tmp_path: Path
) -> None:
    settings = load_settings(
        home=tmp_path,
        orders_url=system.url,
        orders_header="X-Key: s3cret",
        **{f"orders_{name}": path for name, path in MAPPING.items()},
    )
    assert "s3cret" not in repr(settings)
    message = Message("Wo bleibt meine Bestellung HG-2001?")
    with Copilot.open(settings) as copilot:
        own = Customer(last_name="Muster", salutation="Frau", email="petra@example.org")
        draft = copilot.draft(DraftRequest(message, own))
        other = Customer(last_name="Fremd", salutation="Herr", email="kai@example.org")
        foreign = copilot.draft(DraftRequest(message, other))
    assert draft.understanding.order is not None
    assert draft.understanding.order.status == "in Zustellung"
    assert "https://track.example/HG2001" in draft.reply
    assert foreign.understanding.order is None
    assert "Zustellung" not in foreign.reply
    assert "track.example" not in foreign.reply
