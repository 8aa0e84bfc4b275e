"""Table rows told as sentences, and the cells that were asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from copilot.draft.layout import paragraphs_of
from copilot.draft.rows import as_sentence, asked_cells
from copilot.draft.sources import Unit, units_of
from copilot.messages import Evidence, Question

ACTIVITY = """| Gewicht | wenig Bewegung | normal | viel Bewegung |
|---|---|---|---|
| 20 kg | 220 g | 255 g | 295 g |
"""
SHIPPING = """| Land | Preis | Dauer |
|---|---|---|
| Österreich | 7,90 € | 3 bis 5 Werktage |
"""
FAULTS = """| Anzeige | Bedeutung | Was tun |
|---|---|---|
| E4 | kein Wasser | neu ansaugen; startet nach 10 Minuten |
"""
MODELS = """| | L2 (LD-2A) | L4 (LD-4A) |
|---|---|---|
| Ladezeit | 9 Stunden | 5 Stunden |
"""


def row(table: str) -> Unit:
    source = Evidence("e1", "d1", "a.md", "product", "Daten", table, 1.0, "q1", language="de")
    return units_of(source, "sie")[0]


@pytest.mark.parametrize(
    ("cells", "language", "sentence"),
    [
        ("Gewicht: 22,4 kg", "de", "Das Gewicht beträgt 22,4 kg"),
        ("Halsumfang: 20 bis 32 cm", "de", "Der Halsumfang beträgt 20 bis 32 cm"),
        ("Akkulaufzeit: bis zu 12 Tage", "de", "Die Akkulaufzeit beträgt bis zu 12 Tage"),
        ("Gewicht mit Akku: 2,4 kg", "de", "Das Gewicht mit Akku beträgt 2,4 kg"),
        ("Zulässiges Gesamtgewicht: 130 kg", "de", "Das zulässige Gesamtgewicht beträgt 130 kg"),
        ("Maße (B × H): 40 × 30 cm", "de", "Die Maße (B × H) betragen 40 × 30 cm"),
        ("Fjord 7, Gewicht: 22,4 kg", "de", "Fjord 7: Das Gewicht beträgt 22,4 kg"),
        ("Charging time: 90 minutes", "en", "The charging time is 90 minutes"),
        ("Maximum load: 130 kg", "en", "The maximum load is 130 kg"),
        ("Gleichzeitig verbunden: ein Gerät", "de", "Gleichzeitig verbunden: ein Gerät"),
        ("Farbe: Moos", "de", "Farbe: Moos"),
        ("Meals per day: up to 10", "en", "Meals per day: up to 10"),
        ("5 kg: 60 g", "de", "5 kg: 60 g"),
    ],
)
def test_a_figure_is_told_in_a_sentence_where_its_grammar_is_known(
    cells: str, language: str, sentence: str
) -> None:
    assert as_sentence(cells, language) == sentence


def test_a_single_row_of_a_reply_is_a_sentence() -> None:
    table = "| Eigenschaft | Wert |\n|---|---|\n| Gewicht | 22,4 kg |\n"
    assert paragraphs_of([row(table)], "de")[0].text == "Das Gewicht beträgt 22,4 kg."


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (SHIPPING, "Österreich: Preis 7,90 €, Dauer 3 bis 5 Werktage."),
        (
            ACTIVITY,
            "20 kg:\n- wenig Bewegung: 220 g\n- normal: 255 g\n- viel Bewegung: 295 g",
        ),
        (
            FAULTS,
            "E4:\n- Bedeutung: kein Wasser\n- Was tun: neu ansaugen; startet nach 10 Minuten",
        ),
        (
            "| Land | Preis | Frei ab |\n|---|---|---|\n| Schweiz | 14,90 € | – |\n",
            "Schweiz: Der Preis beträgt 14,90 €.",
        ),
        ("| Land | Price | |\n|---|---|---|\n| Austria | €7.90 | 3 days |\n", None),
    ],
    ids=["two figures", "three", "words", "an empty cell", "a cell without a column"],
)
def test_a_row_of_several_columns_reads_as_somebody_writes_it(table: str, told: str | None) -> None:
    unit = row(table)
    assert paragraphs_of([unit], "de")[0].text == (told or f"{unit.text}.")


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (
            "| Kontakt | Zeiten |\n|---|---|\n| Telefon | Mo – Fr: 9–17 Uhr; Sa: 10–14 Uhr |\n",
            "Telefon: Mo – Fr: 9–17 Uhr; Sa: 10–14 Uhr.",
        ),
        ("| Größe | Gewicht |\n|---|---|\n| 40 – 60 cm | 3 kg |\n", "40 – 60 cm: 3 kg."),
        (
            "| Gruppe | Preis | Dauer |\n|---|---|---|\n| 2 – 4 Personen | 5 € | 3 Tage |\n",
            "2 – 4 Personen: Preis 5 €, Dauer 3 Tage.",
        ),
    ],
    ids=["a value with dashes", "a name with a dash", "the same with columns"],
)
def test_a_dash_in_a_cell_makes_no_columns(table: str, told: str) -> None:
    assert paragraphs_of([row(table)], "de")[0].text == told


def test_an_empty_cell_goes_from_a_list_as_well() -> None:
    head = "| Land | Preis | Frei ab |\n|---|---|---|\n"
    rows = [row(f"{head}| {name} | 14,90 € | – |\n") for name in ("Schweiz", "Norwegen")]
    said = paragraphs_of([replace(each, position=at) for at, each in enumerate(rows)], "de")
    assert said[0].text.splitlines()[1:] == [
        "- Schweiz, Preis: 14,90 €",
        "- Norwegen, Preis: 14,90 €",
    ]


def test_every_line_of_a_row_rests_on_its_source() -> None:
    (lines,) = paragraphs_of([row(ACTIVITY)], "de")
    assert {piece.evidence for piece in lines.pieces} == {"e1"}


def test_rows_in_a_list_are_short_where_they_hold_figures() -> None:
    one = row(SHIPPING)
    other = replace(one, text="Schweiz – Preis: 12,90 €; Dauer: 5 Werktage", position=1)
    said = paragraphs_of([one, other], "de")[0].text
    assert "- Schweiz: Preis 12,90 €, Dauer 5 Werktage" in said


@pytest.mark.parametrize(
    ("table", "asked", "body", "told"),
    [
        (ACTIVITY, ["Wie viel?"], "Sie hat wenig Bewegung.", "20 kg, wenig Bewegung: 220 g"),
        (
            ACTIVITY,
            ["Wie viel?"],
            "Sie ist gemütlich.",
            "20 kg – wenig Bewegung: 220 g; normal: 255 g; viel Bewegung: 295 g",
        ),
        (SHIPPING, ["Was kostet der Versand?"], "", "Österreich, Preis: 7,90 €"),
        (
            SHIPPING,
            ["Liefert ihr dahin?"],
            "",
            "Österreich – Preis: 7,90 €; Dauer: 3 bis 5 Werktage",
        ),
        (
            SHIPPING,
            ["Was kostet der Versand?", "Wie lange dauert er?"],
            "",
            "Österreich – Preis: 7,90 €; Dauer: 3 bis 5 Werktage",
        ),
        (
            FAULTS,
            ["Was bedeutet E4?"],
            "",
            "E4 – Bedeutung: kein Wasser; Was tun: neu ansaugen; startet nach 10 Minuten",
        ),
        (MODELS, ["Wie lange lädt er?"], "Es geht um den L4.", "Ladezeit, L4 (LD-4A): 5 Stunden"),
    ],
    ids=["case", "no case", "price", "neither", "both asked", "words stay", "model"],
)
def test_figures_that_nobody_asks_for_are_left_out(
    table: str, asked: list[str], body: str, told: str
) -> None:
    questions = [Question(f"q{n}", text, text, (0, 0)) for n, text in enumerate(asked, 1)]
    assert asked_cells([row(table)], questions, body, "de")[0].text == told
