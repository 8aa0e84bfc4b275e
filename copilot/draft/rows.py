"""Table rows as a person tells them: the cells that were asked for, one as a sentence, two figures
in a line, more below one another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from copilot.draft.asked import units_expected, units_in, units_wanted
from copilot.draft.sources import Unit
from copilot.draft.wordlist import words
from copilot.messages import Question
from knowledge.analyse import terms

_COLUMNS = " – "
_FIGURE = 6  # words that a cell with a mere figure has at most
_IN_A_LINE = 2  # figures
_DASHES = "-–— "  # an empty cell
_AMOUNT = re.compile(r"(?:(?:bis|zu|etwa|ca\.|rund|ab|unter|über|max\.|up|to|about|approx\.) )*\d")
_PRICED = re.compile(rf"(?:{_AMOUNT.pattern}|(?:EUR|[€$£]) ?\d)")
# The last part of a compound tells its gender: "Halsumfang" is an "Umfang".
_HEADS = {
    "Das": words("gewicht volumen maß fassungsvermögen drehmoment"),
    "Der": words("umfang durchmesser preis druck abstand inhalt bedarf verbrauch radius"),
    "Die": words(
        "länge breite höhe tiefe dicke größe weite reichweite zeit dauer leistung kapazität "
        "spannung temperatur menge anzahl stärke geschwindigkeit auflösung frequenz fläche "
        "haltbarkeit belastbarkeit tragkraft frist gebühr"
    ),
}
_MANY = words("maße abmessungen kosten")
_ENGLISH = re.compile(
    r"^(?:[\w-]+ ){0,3}?(?:weight|length|width|height|depth|size|capacity|power|range|time|life|"
    r"runtime|volume|price|temperature|diameter|circumference|voltage|thickness|speed|pressure|"
    r"distance|resolution|frequency|area|load|torque)(?: (?:with|without|of|per|at|for) .+)?$",
    re.I,
)


def as_sentence(row: str, language: str) -> str:
    """ "Gewicht: 2,4 kg" as "Das Gewicht beträgt 2,4 kg."; the row itself where its first cell
    is no measure whose grammar is known, or its second no figure."""
    named, _, fact = row.rpartition(", ") if ", " in row.partition(": ")[0] else ("", "", row)
    label, _, value = fact.partition(": ")
    if ":" in value or not _AMOUNT.match(value):
        return row
    said = _german(label, value) if language == "de" else _english(label, value)
    if not said:
        return row
    return f"{named}: {said}" if named else said


def as_lines(row: str) -> tuple[str, ...]:
    """A row of several columns: in one line where that is short, else its name and a line for each
    column. Empty cells go."""
    name, cells = _cells(row)
    if len(cells) < 2 or _are_brief(cells):
        return (in_a_line(row),)
    return (f"{name}:", *(f"- {column}: {value}" for column, value in cells))


def in_a_line(row: str) -> str:
    """The same in one line: "Österreich: Preis 7,90 €, Dauer 3 bis 5 Werktage" of two figures."""
    name, cells = _cells(row)
    if not cells:
        return row
    if _are_brief(cells):
        return f"{name}: " + ", ".join(f"{column} {value}" for column, value in cells)
    told = "; ".join(f"{column}: {value}" for column, value in cells)
    return f"{name}{_COLUMNS if len(cells) > 1 or '; ' in told else ', '}{told}"


def _are_brief(cells: Sequence[tuple[str, str]]) -> bool:
    return len(cells) == _IN_A_LINE and all(_is_brief(*cell) for cell in cells)


def _is_brief(column: str, value: str) -> bool:
    return column[:1].isupper() and "," not in column and bool(_PRICED.match(value))


def _cells(row: str) -> tuple[str, list[tuple[str, str]]]:
    """Its name and its cells with their columns, empty ones left out; none where the first cell
    has no column."""
    name = row.partition(": ")[0].rpartition(_COLUMNS)[0]
    cells: list[tuple[str, str]] = []
    for part in row[len(name) + len(_COLUMNS) :].split("; ") if name else ():
        column, colon, value = part.partition(": ")
        if colon:
            cells.append((column, value))
        elif cells:  # "neu ansaugen; startet nach 10 Minuten" is one cell
            cells[-1] = (cells[-1][0], f"{cells[-1][1]}; {part}")
        else:
            return name, []
    return name, [(column, value) for column, value in cells if value.strip(_DASHES)]


def _german(label: str, value: str) -> str:
    first, _, rest = label.partition(" ")
    if subject := _noun(first):
        return f"{subject[0]} {label} {subject[1]} {value}"
    noun, _, rest = rest.partition(" ")
    adjective = re.fullmatch(r"([A-ZÄÖÜ]\w+e)[rs]?", first)
    if adjective is None or not (subject := _noun(noun)) or subject[1] == "betragen":
        return ""
    told = adjective[1][:1].lower() + adjective[1][1:]
    return f"{subject[0]} {told} {noun}{f' {rest}' if rest else ''} {subject[1]} {value}"


def _noun(word: str) -> tuple[str, str] | None:
    """Article and verb of a measure."""
    lower = word.lower()
    if lower.endswith(tuple(_MANY)):
        return "Die", "betragen"
    for article, heads in _HEADS.items():
        if lower.endswith(tuple(heads)):
            return article, "beträgt"
    return None


def _english(label: str, value: str) -> str:
    if not _ENGLISH.match(label):
        return ""
    subject = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    return f"The {subject} is {value}"


def asked_cells(
    units: Sequence[Unit], questions: Sequence[Question], body: str, language: str
) -> tuple[Unit, ...]:
    """The units again; of a row with several columns the figures that nobody asks for go.

    Columns of one kind ("wenig Bewegung", "viel Bewegung"; two models) are cases: the one stays
    that the message names. Else a figure stays whose column or unit a question asks for.
    """
    return tuple(_cut(unit, questions, body, language) for unit in units)


def _cut(unit: Unit, questions: Sequence[Question], body: str, language: str) -> Unit:
    name, dash, rest = unit.text.partition(_COLUMNS)
    cells = [cell.partition(": ") for cell in rest.split("; ")]
    if unit.shape != "row" or not dash or len(cells) < 2 or not all(c[1] for c in cells):
        return unit
    spoken = unit.evidence.language or language
    kinds = {units_in(value, spoken) for _, _, value in cells}
    if len(kinds) == 1 and all(kinds):
        kept = [c for c in cells if _names(c[0], body, spoken, language)]
    else:
        kept = [
            c
            for c in cells
            if not _is_figure(c[2])
            or any(_wants(q.text, c[0], c[2], spoken, language) for q in questions)
        ]
        kept = kept if any(_is_figure(c[2]) for c in kept) else []
    if not kept or len(kept) == len(cells):
        return unit
    told = "; ".join("".join(cell) for cell in kept)
    return replace(unit, text=f"{name}{', ' if len(kept) == 1 else _COLUMNS}{told}")


def _is_figure(value: str) -> bool:
    return bool(re.search(r"\d", value)) and len(value.split()) <= _FIGURE


def _wants(question: str, column: str, value: str, spoken: str, language: str) -> bool:
    """Whether a question names the column or its value's words, or asks for such a unit."""
    wanted = units_wanted(question) | units_expected(question, language)
    if wanted & units_in(value, spoken):
        return True
    said = {term for term in terms(f"{column} {value}", spoken) if not term.isdigit()}
    return bool(said & set(terms(question, language)))


def _names(column: str, body: str, spoken: str, language: str) -> bool:
    if len(column) < 3:  # a size: "M"
        return re.search(rf"(?<!\w){re.escape(column)}(?!\w)", body) is not None
    said = set(terms(re.sub(r"\(.*?\)", " ", column), spoken))
    return bool(said) and said <= set(terms(body, language))
