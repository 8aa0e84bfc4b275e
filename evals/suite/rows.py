"""Rows of a data file, JSONL, CSV or XLSX, each with the place where it stands."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from evals.suite.places import SuiteError
from knowledge.parse.encodings import decoded

if TYPE_CHECKING:
    from openpyxl import Workbook


@dataclass(frozen=True, slots=True)
class Row:
    """A row's fields. `place` is `file:line`, or `file, row 7` for a spreadsheet.

    `flat`: from a table, where every value is a text and lists stand in one cell.
    """

    place: str
    values: Mapping[str, Any]
    flat: bool = False

    def refuse(self, message: str, hint: str = "") -> SuiteError:
        return SuiteError(f"{self.place}: {message}", hint=hint)


def read_rows(path: Path) -> Iterator[Row]:
    """Raises SuiteError where the file is of another type or cannot be read."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise SuiteError(
            f"{path}: files of the type `{path.suffix}` are not read.",
            hint=f"Save it as {', '.join(READERS)}.",
        )
    return reader(path)


def _jsonl(path: Path) -> Iterator[Row]:
    for number, line in enumerate(_text(path).split("\n"), 1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            values = json.loads(line)
        except json.JSONDecodeError as error:
            raise SuiteError(
                f"{place}: no JSON: {error.msg} in column {error.colno}.",
                hint="One JSON object a line.",
            ) from error
        if not isinstance(values, dict):
            raise SuiteError(f"{place}: this is no object.", hint='Write {"field": value}.')
        yield Row(place, values)


def _csv(path: Path) -> Iterator[Row]:
    text = _any_text(path)
    # German spreadsheets save CSV with semicolons; a title above the columns has no separator.
    head = next((line for line in text.split("\n") if any(mark in line for mark in ",;\t")), "")
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header: list[str] = []
    for cells in reader:
        place = f"{path}:{reader.line_num}"
        if not header:
            header = _header(place, cells) if _is_header(cells) else []
        elif any(cell.strip() for cell in cells):
            if len(cells) > len(header):
                raise SuiteError(
                    f"{place}: {len(cells)} cells, but the header has {len(header)}.",
                    hint="Put texts with the separator into quotation marks.",
                )
            yield Row(place, _filled(header, cells), flat=True)


def _xlsx(path: Path) -> Iterator[Row]:
    from openpyxl import load_workbook  # half a second; only for spreadsheets
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, OSError, KeyError, ValueError) as error:
        raise SuiteError(f"{path} is no XLSX file: {error}.", hint="Save it anew.") from error
    try:
        header: list[str] = []
        for number, cells in enumerate(_sheet(book), 1):
            place = f"{path}, row {number}"
            if not header:
                header = _header(place, cells) if _is_header(cells) else []
            elif any(cell.strip() for cell in cells):
                yield Row(place, _filled(header, cells), flat=True)
    finally:
        book.close()


def _sheet(book: Workbook) -> list[list[str]]:
    """The first sheet with a table: a cover sheet has no two filled rows of several cells."""
    sheets = [
        [[_cell(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in book.worksheets
    ]
    return next((rows for rows in sheets if sum(map(_is_header, rows)) > 1), sheets[0])


def _cell(value: object) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _is_header(cells: list[str]) -> bool:
    """A title and blank rows may stand above the column names: no case has a single column."""
    return sum(bool(cell.strip()) for cell in cells) > 1


def _header(place: str, cells: list[str]) -> list[str]:
    names = [cell.strip() for cell in cells]
    twice = {name for name in names if name and names.count(name) > 1}
    if twice:
        raise SuiteError(f"{place}: two columns are named `{twice.pop()}`.", hint="Rename one.")
    return names


def _filled(header: list[str], cells: list[str]) -> dict[str, str]:
    """Empty cells are left out: nothing was said."""
    pairs = zip(header, cells, strict=False)
    return {name: cell.strip() for name, cell in pairs if name and cell.strip()}


def _any_text(path: Path) -> str:
    """A table saved by any spreadsheet, whatever its encoding."""
    try:
        return decoded(path.read_bytes()).replace("\r\n", "\n")
    except OSError as error:
        raise _unreadable(path, error) from error


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise _unreadable(path, error) from error
    except UnicodeDecodeError as error:
        raise SuiteError(
            f"{path} is not UTF-8 (byte {error.start}).",
            hint="Save it as UTF-8.",
        ) from error


def _unreadable(path: Path, error: OSError) -> SuiteError:
    return SuiteError(f"{path} cannot be read: {error.strerror}.", hint="Check path and rights.")


READERS: Mapping[str, Callable[[Path], Iterator[Row]]] = {
    ".jsonl": _jsonl,
    ".csv": _csv,
    ".xlsx": _xlsx,
}
