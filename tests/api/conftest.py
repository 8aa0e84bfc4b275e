"""The service over a small shop, called as from this machine and as from elsewhere."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from copilot.api import create_app
from copilot.config import load_settings
from copilot.pipeline import Copilot
from knowledge.documents import Document, Product, ShopOrder

LOCAL = ("127.0.0.1", 50_000)


@pytest.fixture(scope="session")
def shop_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a small shop in it, to be copied."""
    home = tmp_path_factory.mktemp("shop") / "home"
    with Copilot.open(load_settings(env={"COPILOT_HOME": str(home)})) as opened:
        opened.knowledge.store.put_products([Product("HS-1", "Heckenschere Hegra")])
        opened.knowledge.store.put_orders([ShopOrder("HG-1001", "Petra Muster", status="versandt")])
        text = "# Rückgabe\n\nSie können Ware innerhalb von 30 Tagen zurückgeben."
        internal = "# Kulanz\n\nBis 20 € darf das Team selbst entscheiden."
        opened.knowledge.add(
            [
                Document("shop", "rueckgabe.md", "policy", "Rückgabe", text, "de"),
                Document("shop", "kulanz.md", "policy", "Kulanz", internal, "de", internal=True),
            ]
        )
    return home


@pytest.fixture
def copilot(tmp_path: Path, shop_home: Path) -> Iterator[Copilot]:
    """Opened on an own copy of the shop."""
    settings = load_settings(env={"COPILOT_HOME": str(tmp_path / "home")})
    shutil.copytree(shop_home, settings.home)
    with Copilot.open(settings) as opened:
        yield opened


Connect = Callable[..., TestClient]


@pytest.fixture
def connect(copilot: Copilot) -> Iterator[Connect]:
    """A client; `server` and `limits` change settings, `client` is where it calls from."""
    opened: list[TestClient] = []

    def connecting(
        *,
        client: tuple[str, int] = LOCAL,
        base_url: str = "http://127.0.0.1:8000",
        server: dict[str, object] | None = None,
        limits: dict[str, object] | None = None,
        **changes: object,
    ) -> TestClient:
        settings = copilot.settings
        changed = replace(
            settings,
            server=replace(settings.server, **(server or {})),  # type: ignore[arg-type]
            limits=replace(settings.limits, **(limits or {})),  # type: ignore[arg-type]
            **changes,  # type: ignore[arg-type]
        )
        calling = TestClient(
            create_app(copilot, changed),
            base_url=base_url,
            client=client,
            raise_server_exceptions=False,
        )
        calling.__enter__()
        opened.append(calling)
        return calling

    yield connecting
    for calling in opened:
        calling.__exit__(None, None, None)


@pytest.fixture
def api(connect: Connect) -> TestClient:
    return connect()
