"""What holds for another customer, country or product stays out of a reply."""

from __future__ import annotations

import pytest

from copilot.draft.alternatives import told_apart
from copilot.draft.features import Asked
from copilot.draft.products import ProductSense
from copilot.draft.selector import Scored
from copilot.draft.sources import units_of
from copilot.draft.specifics import belongs_to_another_case
from copilot.messages import Evidence, Question
from knowledge.catalogue import Catalogue
from knowledge.documents import Kind, Product

CATALOGUE = Catalogue(
    [
        Product("LUM-60", "Lumira 60"),
        Product("LUM-110", "Lumira 110"),
        Product("SPN-X", "Spürnas Max"),
        Product("QUE-1", "Quellino"),
    ]
)


def unit(
    text: str,
    kind: Kind = "policy",
    *,
    asked: str = "",
    skus: tuple[str, ...] = (),
    number: int = 1,
) -> Scored:
    source = Evidence(
        f"e{number}", f"d{number}", f"s{number}", kind, "Seite", text, 1.0, "q1", "de",
        asked=asked, skus=skus,
    )  # fmt: skip
    return Scored(units_of(source, "sie")[0], 1.0)


def told(body: str, items: list[Scored], about: ProductSense, language: str = "de") -> list[str]:
    question = Question("q1", body, body, (0, len(body)))
    return [item.unit.text for item in told_apart(items, Asked(question, body, language), about)]


GUARANTEE = "Auf die Klebenähte der Lumira-Becken geben wir 36 Monate Garantie."
OTHERS = "Anders als beim Lumira gelten für alle anderen Geräte 24 Monate."


def test_a_rule_for_another_family_of_products_is_left_out() -> None:
    items = [unit(GUARANTEE), unit(OTHERS, number=2)]
    tracker = ProductSense(CATALOGUE, ["SPN-X"])
    assert told("Was ist mit der Garantie?", items, tracker) == [OTHERS]
    tank = ProductSense(CATALOGUE, ["LUM-60"])
    assert told("Was ist mit der Garantie?", items, tank) == [GUARANTEE, OTHERS]


def test_where_a_family_is_named_other_products_documents_are_left_out() -> None:
    text = "Das Gerät wiegt drei Kilo."
    items = [
        unit(text, "product", skus=("LUM-60",)),
        unit("Der Brunnen wiegt ein Kilo.", "product", skus=("QUE-1",), number=2),
    ]
    about = ProductSense(CATALOGUE, family=["LUM-60", "LUM-110"])
    assert told("Wie schwer ist das Lumira?", items, about) == [text]


SWISS = "In die Schweiz kostet der Versand 19,90 €."
REST = "In die übrigen Länder der EU kostet der Versand 14,90 €."
REPLY = "Zoll zahlen Sie bei Annahme an den Zusteller."


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("Was kostet der Versand nach Winterthur?", [SWISS]),
        ("Was kostet der Versand nach Wien?", [REST]),
        ("Was kostet der Versand?", [SWISS, REST, REPLY]),
    ],
    ids=["Switzerland", "a country of the EU", "no country"],
)
def test_what_is_said_of_other_countries_is_left_out(body: str, left: list[str]) -> None:
    items = [
        unit(SWISS),
        unit(REST, number=2),
        unit(REPLY, "past_answer", asked="Versand nach London: wer zahlt den Zoll?", number=3),
    ]
    assert told(body, items, ProductSense()) == left


@pytest.mark.parametrize(
    ("text", "known", "specific"),
    [
        ("Die Rechnung mit DE000774411 liegt im Konto.", "", True),
        ("Mit der Nummer BE0000.511.902 entfällt die Steuer.", "", True),
        ("Unsere Steuernummer ist DE000774411.", "Impressum: DE000774411", False),
        ("Der Dichtring STF-450-E2 passt.", "", False),
        ("Wir erstatten Ihnen die 25,38 €.", "", True),
        ("Nennen Sie uns die Nummer, bei Ihnen war es Lot 77K120.", "", True),
        ("Die Seriennummer 5520198 ist bei uns als verkauft vermerkt.", "", True),
        ("Der Router kann 4K60 und Wi-Fi 6.", "Funkus: 4K60", False),
        ("Die Charge steht auf dem Boden der Dose.", "", False),
    ],
    ids=[
        "tax number",
        "in groups",
        "the shop's own",
        "a part",
        "an amount",
        "a lot",
        "a serial number",
        "a known code",
        "no number",
    ],
)
def test_numbers_of_another_customer_stay_with_them(text: str, known: str, specific: bool) -> None:
    assert belongs_to_another_case(text, "de", [], known) is specific
