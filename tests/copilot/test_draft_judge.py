"""What a judge changes in a draft, and what the drafter knows of products, tables and harm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from copilot.config import ShopSettings
from copilot.draft import DraftCase, ExtractiveDrafter
from copilot.messages import (
    Customer,
    DraftRequest,
    Escalation,
    Evidence,
    Message,
    Question,
    Understanding,
)
from knowledge.catalogue import Catalogue
from knowledge.documents import Product

LABEL = "Das Versandetikett für ein Paket ist kostenlos."
LOST = "Geht ein Paket verloren, starten wir einen Nachforschungsauftrag."
DOSES = """| Gerät | Entkalker | Wasser |
|---|---|---|
| Brisa | 100 ml | 1,0 l |
| Brisa Plus | 125 ml | 1,5 l |
"""


class Fixed:
    """A judge that likes the texts that hold a word."""

    def __init__(self, word: str) -> None:
        self._word = word

    def answers(self, question: str, candidates: Sequence[str], language: str) -> list[float]:
        return [0.95 if self._word in text else 0.01 for text in candidates]


def made(
    asked: Sequence[Question],
    sources: Sequence[str],
    *,
    products: Sequence[Product] = (),
    skus: tuple[str, ...] = (),
    escalate: tuple[Escalation, ...] = (),
) -> DraftCase:
    body = " ".join(question.text for question in asked)
    found = Understanding(body, "de", tuple(asked), skus=skus, escalate=escalate)
    evidence = tuple(
        Evidence(f"e{n}", f"d{n}", f"s{n}", "policy", "Seite", text, 0.9, "q1", "de")
        for n, text in enumerate(sources, 1)
    )
    request = DraftRequest(Message(body), Customer(last_name="Sommer"))
    catalogue = Catalogue(products) if products else None
    return DraftCase(request, found, evidence, ShopSettings(name="Laden"), catalogue=catalogue)


def question(text: str, *, explicit: bool = True, name: str = "q1") -> Question:
    return Question(name, text, text, (0, len(text)), explicit=explicit)


def product(sku: str, name: str) -> Product:
    return Product(sku, name, price_eur="99.00")


def test_a_sentence_of_another_source_stays_out_when_the_judge_doubts_it() -> None:
    case = made([question("Was passiert, wenn das Paket verloren geht?")], [LOST, LABEL])
    assert LOST in ExtractiveDrafter(judge=Fixed("verloren")).draft(case).reply
    assert LABEL not in ExtractiveDrafter(judge=Fixed("verloren")).draft(case).reply


def test_a_table_row_of_the_customers_product_answers() -> None:
    products = [product("B-1", "Brisa"), product("B-2", "Brisa Plus")]
    asked = replace(question("Wie viel Entkalker muss in die Brisa Plus?"), skus=("B-2",))
    reply = ExtractiveDrafter().draft(made([asked], [DOSES], products=products)).reply
    assert "Brisa Plus – Entkalker: 125 ml; Wasser: 1,5 l." in reply
    assert "100 ml" not in reply


def test_a_statement_is_not_quoted_back_as_a_question() -> None:
    asked = [
        question("Was passiert, wenn ein Paket verloren geht?"),
        question("Es lag im Flur.", explicit=False, name="q2"),
    ]
    reply = ExtractiveDrafter().draft(made(asked, [LOST])).reply
    assert LOST in reply
    assert "Flur" not in reply


@pytest.mark.parametrize(
    ("topic", "first"), [("safety", "Den Akku nicht mehr laden"), ("legal", "Den Akku laden")]
)
def test_where_harm_is_at_stake_a_warning_goes_first(topic: str, first: str) -> None:
    sources = [
        "Den Akku laden Sie in vier Stunden mit dem Gerät.",
        "Den Akku nicht mehr laden, wenn das Gerät raucht.",
    ]
    asked = [question("Kann ich den Akku laden mit dem Gerät?")]
    escalate = (Escalation(topic, "", (0, 1)),)  # type: ignore[arg-type]
    reply = ExtractiveDrafter().draft(made(asked, sources, escalate=escalate)).reply
    told = [text for text in reply.splitlines() if "Akku" in text]
    assert told[0].startswith(first)
