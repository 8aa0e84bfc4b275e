"""Which units the drafter selects: words, concepts, products, tables, lists and harm."""

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


def test_a_sentence_that_shares_only_a_word_stays_out() -> None:
    case = made([question("Was passiert, wenn das Paket verloren geht?")], [LOST, LABEL])
    reply = ExtractiveDrafter().draft(case).reply
    assert LOST in reply
    assert LABEL not in reply


@pytest.mark.parametrize(
    ("text", "answer", "other"),
    [
        ("Wie schwer ist das Rad?", "Gewicht: 22,4 kg", "Rahmen: Aluminium"),
        ("Liefern Sie nach Zürich?", "In die Schweiz liefern wir für 19 €.", "Der Lader ist neu."),
        ("Ziehen Sie mir etwas ab?", "Darüber fällt Wertersatz an.", "Die Kette hat 116 Glieder."),
    ],
    ids=["weight", "country", "separable verb"],
)
def test_other_words_for_the_same_thing_are_understood(text: str, answer: str, other: str) -> None:
    reply = ExtractiveDrafter().draft(made([question(text)], [other, answer])).reply
    assert answer.rstrip(".") in reply
    assert other.rstrip(".") not in reply


def test_what_was_found_for_another_question_may_answer() -> None:
    asked = [
        question("Wie lange dauert der Versand?"),
        question("Und was kostet der Versand?", name="q2"),
    ]
    source = "Der Versand dauert zwei Werktage. Die Versandkosten sind 4,90 €."
    reply = ExtractiveDrafter().draft(made(asked, [source])).reply  # all evidence is q1's
    assert "zwei Werktage" in reply
    assert "4,90 €" in reply


def test_of_several_products_each_row_is_told() -> None:
    tables = [
        "| | City |\n|---|---|\n| Reichweite | 40 km |\n| Motor | vorn |\n",
        "| | Tour |\n|---|---|\n| Reichweite | 80 km |\n| Motor | hinten |\n",
    ]
    reply = (
        ExtractiveDrafter().draft(made([question("Welche Reichweite haben die?")], tables)).reply
    )
    assert "40 km" in reply
    assert "80 km" in reply


def test_of_an_enumeration_the_item_that_is_asked_for_is_told() -> None:
    source = "Fehler im Display: E07, Sensor am Rad; E12, Akku nicht erkannt; E21, Motor zu heiß."
    reply = ExtractiveDrafter().draft(made([question("Was bedeutet E12?")], [source])).reply
    assert "E12, Akku nicht erkannt" in reply
    assert "E21" not in reply


def test_a_table_row_of_the_customers_product_answers() -> None:
    products = [product("B-1", "Brisa"), product("B-2", "Brisa Plus")]
    asked = replace(question("Wie viel Entkalker muss in die Brisa Plus?"), skus=("B-2",))
    reply = ExtractiveDrafter().draft(made([asked], [DOSES], products=products)).reply
    assert "Brisa Plus: Entkalker 125 ml, Wasser 1,5 l." in reply
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
