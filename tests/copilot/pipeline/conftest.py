"""A small garden shop behind the real steps, and drafts to decide on."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import MappingProxyType

import pytest

from copilot.config import Settings, load_settings
from copilot.messages import (
    Customer,
    Draft,
    DraftRequest,
    Evidence,
    Finding,
    Message,
    Question,
    QuestionStatus,
    Understanding,
)
from copilot.pipeline import Copilot
from copilot.store import CopilotStore, new_id, open_engine
from knowledge.documents import Document, Kind, Product, ShopOrder


def document(path: str, kind: Kind, title: str, text: str, *, internal: bool = False) -> Document:
    return Document("shop", path, kind, title, text, "de", internal=internal)


DOCUMENTS = [
    document(
        "rueckgabe.md",
        "policy",
        "Rückgabe",
        "# Rückgabe\n\nSie können Ware innerhalb von 30 Tagen zurückgeben. Das Porto für die "
        "Rücksendung zahlen wir.",
    ),
    document(
        "versand.md",
        "policy",
        "Versand",
        "# Versand\n\nDer Versand kostet 4,90 € und dauert zwei bis drei Werktage.",
    ),
    document(
        "kulanz.md",
        "policy",
        "Kulanz",
        "# Kulanz\n\nBis 20 € darf das Team selbst entscheiden.",
        internal=True,
    ),
]
ORDERS = [
    ShopOrder("HG-1001", "Petra Muster", "petra@example.org", status="versandt"),
    ShopOrder("HG-1002", "Kai Fremd", "kai@example.org", status="storniert"),
]


@pytest.fixture(scope="session")
def shop_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the garden shop in it, to be copied."""
    home = tmp_path_factory.mktemp("garden") / "home"
    with Copilot.open(load_settings(env={"COPILOT_HOME": str(home)})) as opened:
        opened.knowledge.store.put_products([Product("HS-1", "Heckenschere Hegra")])
        opened.knowledge.store.put_orders(ORDERS)
        opened.knowledge.add(DOCUMENTS)
    return home


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(env={"COPILOT_HOME": str(tmp_path / "home")})


@pytest.fixture
def copilot(settings: Settings, shop_home: Path) -> Iterator[Copilot]:
    """Opened on an own copy of the garden shop."""
    shutil.copytree(shop_home, settings.home)
    with Copilot.open(settings) as opened:
        yield opened


@pytest.fixture
def store(tmp_path: Path, shop_home: Path) -> Iterator[CopilotStore]:
    shutil.copy(shop_home / "copilot.db", tmp_path / "copilot.db")
    engine = open_engine(f"sqlite:///{tmp_path / 'copilot.db'}")
    yield CopilotStore(engine)
    engine.dispose()


@pytest.fixture
def make_draft() -> Callable[..., Draft]:
    """A draft with one question per (text, status), evidence for those in `evidence_for`."""

    def making(
        *questions: tuple[str, str],
        evidence_for: tuple[str, ...] = (),
        findings: tuple[Finding, ...] = (),
        reply: str = "Guten Tag, das dauert zwei Tage.",
        internal: bool = False,
        customer: Customer = Customer(),  # noqa: B008 - frozen
        language: str = "de",
    ) -> Draft:
        ids = [f"q{n}" for n, _ in enumerate(questions, 1)]
        body = " ".join(text for text, _ in questions)
        asked = [
            Question(id_, text, text, (0, len(text)))
            for id_, (text, _) in zip(ids, questions, strict=True)
        ]
        return Draft(
            id=new_id(),
            version=1,
            state="open",
            language=language,
            understanding=Understanding(body, language, tuple(asked)),
            questions=tuple(
                QuestionStatus(id_, text, status, 0.5)  # type: ignore[arg-type]
                for id_, (text, status) in zip(ids, questions, strict=True)
            ),
            reply=reply,
            citations=(),
            evidence=tuple(
                Evidence(f"e{id_}", "d", "d.md", "policy", "", "x", 0.5, id_, internal=internal)
                for id_ in evidence_for
            ),
            findings=findings,
            verdict="pass",
            drafter="extractive",
            timings_ms=MappingProxyType({}),
            request=DraftRequest(Message(body or "?"), customer),
            created_at=dt.datetime.now(dt.UTC),
        )

    return making
