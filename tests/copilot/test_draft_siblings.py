"""Figures of one product are never told as another's: twins, families, rows, foreign replies."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from copilot.config import ShopSettings
from copilot.draft import DraftCase, ExtractiveDrafter
from copilot.messages import DraftRequest, Evidence, Message, Question, Understanding
from knowledge.catalogue import Catalogue
from knowledge.documents import Kind, Product

SHOP = Catalogue(
    [
        Product("F-250", "Strömfix 250"),
        Product("F-450", "Strömfix 450"),
        Product("K-11", "Kette Zahnlauf 11", ("Zahnlauf 11",)),
        Product("K-12", "Kette Zahnlauf 12", ("Zahnlauf 12",)),
        Product("R-T", "Fjordix Tour"),
    ]
)
HOSES = "Die Schläuche messen {} mm."


def source(
    text: str,
    *skus: str,
    number: int = 1,
    kind: Kind = "product",
    language: str = "de",
    asked: str = "",
) -> Evidence:
    return Evidence(
        f"e{number}", f"d{number}", f"s{number}", kind, "Seite", text, 0.9, "q1", language,
        skus=skus, asked=asked,
    )  # fmt: skip


def reply(
    questions: Sequence[str],
    sources: Sequence[Evidence],
    *,
    skus: tuple[str, ...] = (),
    body: str = "",
    language: str = "de",
) -> str:
    asked = [Question(f"q{n}", q, q, (0, len(q)), skus=skus) for n, q in enumerate(questions, 1)]
    text = body or " ".join(questions)
    found = Understanding(text, language, tuple(asked), skus=skus)
    case = DraftCase(
        DraftRequest(Message(text)), found, tuple(sources), ShopSettings(name="Laden"),
        catalogue=SHOP,
    )  # fmt: skip
    return ExtractiveDrafter().draft(case).reply


def test_of_a_family_the_figure_carries_its_product_and_the_reply_asks_back() -> None:
    said = reply(["Wie groß sind die Schläuche am Strömfix?"], [source(HOSES.format(12), "F-250")])
    assert "Strömfix 250: Die Schläuche messen 12 mm." in said
    assert "Um welches Produkt geht es bei Ihnen: Strömfix 250 oder Strömfix 450?" in said


def test_where_the_product_is_known_nothing_is_asked_back() -> None:
    question = ["Wie groß sind die Schläuche am Strömfix 250?"]
    said = reply(question, [source(HOSES.format(12), "F-250")], skus=("F-250",))
    assert "\n\nDie Schläuche messen 12 mm." in said
    assert "welches Produkt" not in said


def test_without_any_product_a_figure_is_told_with_its_own() -> None:
    said = reply(["Wie groß sind die Schläuche?"], [source(HOSES.format(12), "F-250")])
    assert "Strömfix 250: Die Schläuche messen 12 mm." in said
    assert "welches Produkt" not in said


@pytest.mark.parametrize(
    "named", ["", "Zahnlauf 12"], ids=["another is meant", "asked for by name"]
)
def test_a_product_that_does_not_fit_is_not_measured_any_further(named: str) -> None:
    chain = source(
        "## Passung\n\nPasst nicht an die Fjordix Tour.\n\n## Maße\n\nDie Kette hat 126 Glieder.",
        "K-12",
        number=1,
    )
    second = f"Wie viele Glieder hat die Kette {named}".strip() + "?"
    said = reply(["Passt die Zahnlauf 12 an die Tour?", second], [chain], skus=("K-12",))
    assert "Passt nicht an die Fjordix Tour." in said
    assert ("126" in said) == bool(named)


TESTS = """| Test | Wasser | Tropfen |
|---|---|---|
| Nitrit | 5 ml | 5 Tropfen |
| Nitrat | 10 ml | 6 Tropfen |

Für Nitrat die Flasche mit den Tropfen vorher 30 Sekunden schütteln.
"""


@pytest.mark.parametrize(
    ("test", "shaken"), [("Nitrit", False), ("Nitrat", True)], ids=["other row", "own row"]
)
def test_a_sentence_that_begins_with_another_row_stays_out(test: str, shaken: bool) -> None:
    past = source(
        "Bitte die Flasche mit den Tropfen 30 Sekunden schütteln.", number=2, kind="past_answer",
        asked="Nitrat ist immer 0, wie viele Tropfen?",
    )  # fmt: skip
    said = reply([f"Wie viele Tropfen kommen beim {test} in die Flasche?"], [source(TESTS), past])
    assert f"{test}: Wasser" in said
    assert ("30 Sekunden" in said) == shaken


def test_a_reply_to_somebody_else_is_not_quoted_in_a_language_one_cannot_read() -> None:
    past = source("The hoses measure 12 mm.", kind="past_answer", language="en")
    assert "12 mm" not in reply(["Wie viel mm messen die Schläuche?"], [past])
