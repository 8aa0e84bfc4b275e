"""CSV, XLSX and JSONL to rows: column name to cell, as strings, with the row's number."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from knowledge.errors import SourceError
from knowledge.parse.columns import known
from knowledge.parse.limits import decode, require_zip

_DELIMITERS = ",;\t|"
_MOST_COLUMNS = 200
_MOST_ROWS = 1_000_000
_LARGEST_CELL = 1_000_000  # characters
_TITLE_ROWS = 10  # among so many the row of column names is looked for


class Row(NamedTuple):
    """`number` as a spreadsheet counts (the head is row 1); a line of JSONL counts from 1.

    `fault` says why the row cannot be used; its cells are then what could be read.
    """

    number: int
    cells: Mapping[str, str]
    fault: str = ""


class Table(NamedTuple):
    """The names of the columns as written, and the rows, read while they are asked for."""

    columns: tuple[str, ...]
    rows: Iterator[Row]


def read_csv(data: bytes, name: str) -> Table:
    """Any of the usual delimiters and encodings, also below a title. Raises SourceError without a
    row of column names."""
    text = decode(data, name)
    head, *_ = text.lstrip().split("\n", 1)
    delimiter = _delimiter(text)
    if head.lower().startswith("sep=") and len(head.strip()) == 5:  # Excel's own mark
        delimiter, text = head.strip()[4], text.lstrip().split("\n", 1)[-1]
    csv.field_size_limit(_LARGEST_CELL)
    try:
        head_at, columns = _head(_csv_top(_csv_reader(text, delimiter)))
    except csv.Error as error:
        raise SourceError(f"{name}, row 1: {_csv_fault(error)}.") from error
    if not columns:
        raise SourceError(f"{name} is empty.", hint="A table needs a row of column names.")
    names = _column_names(columns, name)
    reader = _csv_reader(text, delimiter)
    for _ in range(head_at):
        next(reader)
    return Table(names, _csv_rows(reader, names, head_at))


def _csv_reader(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _delimiter(text: str) -> str:
    """The most frequent one in the first line that has any; a title above may have none."""
    for line in text.lstrip().split("\n", _TITLE_ROWS)[:_TITLE_ROWS]:
        delimiter = max(_DELIMITERS, key=line.count)
        if delimiter in line:
            return delimiter
    return _DELIMITERS[0]


def _csv_top(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """The first rows, up to one that cannot be read; a faulty first row raises."""
    for number in range(1, _TITLE_ROWS + 1):
        try:
            row = next(reader, None)
        except csv.Error:
            if number == 1:
                raise
            return
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield number, row


def _head(rows: Iterable[tuple[int, list[str]]]) -> tuple[int, list[str]]:
    """Number and cells of the row of column names, (0, []) where there is none.

    It is the first row, unless a title stands above: then the row with the most names that
    are known, if those are two at least and more than in any row before.
    """
    best: tuple[int, list[str]] = (0, [])
    most = 1
    for number, row in rows:
        found = known(row)
        if not best[1] or found > most:
            best, most = (number, row), max(found, 1)
    return best


def _csv_rows(reader: Iterator[list[str]], names: Sequence[str], head_at: int) -> Iterator[Row]:
    number = head_at
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(number, {}, _csv_fault(error))
            continue
        if any(cell.strip() for cell in cells):
            yield _row(number, names, cells)


def _csv_fault(error: csv.Error) -> str:
    text = str(error)
    if "end of data" in text:
        return "a quotation mark that opens a cell is never closed"
    if "expected after" in text:
        return 'a quotation mark inside a cell is not doubled ("")'
    return f"the row cannot be read ({text})"


def _row(number: int, names: Sequence[str], cells: Sequence[str]) -> Row:
    values = {name: cell.strip() for name, cell in zip(names, cells, strict=False)}
    fault = ""
    if any(cell.strip() for cell in cells[len(names) :]):
        fault = (
            f"{len(cells)} cells under {len(names)} columns: "
            "perhaps a cell with a delimiter lacks its quotation marks"
        )
    elif len(cells) < len(names) and len(cells) < 2 <= len(names):
        fault = f"{len(cells)} cell instead of {len(names)}"
    return Row(number, values, fault)


def _column_names(cells: Sequence[str], name: str) -> tuple[str, ...]:
    if len(cells) > _MOST_COLUMNS:
        raise SourceError(f"{name} has {len(cells)} columns; at most {_MOST_COLUMNS} are read.")
    return tuple(cell.strip() or f"column {n}" for n, cell in enumerate(cells, start=1))


def read_xlsx(data: bytes, name: str) -> Table:
    """The first sheet that holds a head and a row below it, else the first with anything."""
    require_zip(data, name, "XLSX")
    # openpyxl takes its time to import: only folders with Excel files pay for it.
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that nobody reads here
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = [_sheet(sheet) for sheet in book.worksheets]
    except Exception as error:  # openpyxl lets through whatever a damaged file raises
        raise SourceError(
            f"{name} is damaged or no XLSX file.", hint="Open and save it again in Excel."
        ) from error
    filled = sorted((s for s in sheets if s), key=lambda s: len(s) < 2)
    if not filled:
        raise SourceError(f"{name} is empty.", hint="A table needs a row of column names.")
    head_at, columns = _head(filled[0][:_TITLE_ROWS])
    names = _column_names(columns, name)
    rows = (row for row in filled[0] if row[0] > head_at)
    return Table(names, (_row(number, names, cells) for number, cells in rows))


def _sheet(sheet: Any) -> list[tuple[int, list[str]]]:
    """The rows with anything in them, each with its number."""
    sheet.reset_dimensions()  # what the file claims about its size may be nonsense
    rows = sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS, max_row=_MOST_ROWS)
    cells = ((n, [_cell(value) for value in row]) for n, row in enumerate(rows, start=1))
    return [(n, _without_tail(row)) for n, row in cells if any(row)]


def _without_tail(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def read_jsonl(data: bytes, name: str) -> Table:
    """One object a line, or one list of objects. Columns are those of the first object."""
    text = decode(data, name)
    if text.lstrip().startswith("["):
        return _table(name, list(_listed(text, name)))
    return _table(
        name, [_parsed(n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip()]
    )


def _listed(text: str, name: str) -> Iterator[Row]:
    try:
        items = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{name} is no valid JSON: {error}.") from error
    for number, item in enumerate(items, start=1):
        yield _object(number, item)


def _parsed(number: int, line: str) -> Row:
    try:
        return _object(number, json.loads(line))
    except (ValueError, RecursionError) as error:
        return Row(number, {}, f"no valid JSON ({error})")


def _object(number: int, item: object) -> Row:
    if not isinstance(item, dict):
        return Row(number, {}, "no JSON object")
    return Row(number, {str(key).strip(): _value(value) for key, value in item.items()})


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list) and all(isinstance(part, str | int | float) for part in value):
        return ";".join(str(part) for part in value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return _cell(value)


def _table(name: str, rows: Sequence[Row]) -> Table:
    columns = next((tuple(row.cells) for row in rows if not row.fault), None)
    if columns is None:
        fault = rows[0].fault if rows else "it is empty"
        raise SourceError(f"{name} holds no JSON object: {fault}.")
    return Table(columns, iter(rows))
