"""`check --csv`: every row of a table, such as a macro library with the questions it met.

Writes the rows with `verdict`, `answers_message`, `codes`, `problem` (why a row could not be
checked) and `findings` (what the checks say) added, one by one: a run that was broken off goes
on where it stopped.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from copilot.cli.context import worker_for
from copilot.cli.output import console, fail, print_json, progress_bar
from copilot.cli.texts import read_text
from copilot.cli.worker import Worker
from copilot.config import Settings
from copilot.errors import InputError

MESSAGE = ("message", "question", "nachricht", "frage", "anfrage")
REPLY = ("reply", "answer", "antwort")
SUBJECT = ("subject", "betreff")
ADDED = ("verdict", "answers_message", "codes", "problem", "findings")
MOST_BYTES = 200_000_000
_FIELD = 10_000_000  # characters of a cell: the limits of a check say more precisely
MISFITS = frozenset({"canned_mismatch", "unanswered_question"})
_SHOWN = 5  # faults of a table that are named
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """Header and rows of a file; `lines` is where each row ends in it."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    delimiter: str

    def column(self, names: Sequence[str]) -> int | None:
        """Where the first of these columns stands; case does not matter."""
        there = [name.strip().casefold() for name in self.header]
        return next((there.index(name) for name in names if name in there), None)


def check_table(
    path: Path, out: Path | None, settings: Settings, sources: Sequence[Json], *, quiet: bool
) -> int:
    """Checks all rows; the command's exit code: 1 where one is blocked, 3 where one failed."""
    table = read_table(path)
    refuse_gaps(path, table)
    target = out or path.with_name(f"{path.stem}.checked.csv")
    if target.absolute() == path.absolute():
        fail("The result would overwrite the table.", "Name another file with --out.", exit_code=2)
    done = _resume(target, table)
    with target.open("a", encoding="utf-8", newline="") as file, worker_for(settings) as worker:
        _check_rows(table, done, file, worker, sources, quiet=quiet)
    counts = _counts(target, table)
    _report(target, counts, len(done), quiet=quiet)
    return 3 if counts["error"] else int(counts["block"] > 0)


def read_table(path: Path) -> Table:
    """A CSV file with a header; comma, semicolon or tab. Ends the command where it is none."""
    csv.field_size_limit(_FIELD)
    text = read_text(str(path), MOST_BYTES)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[tuple[tuple[str, ...], int]] = []
    try:
        found.extend(
            (tuple(row), reader.line_num) for row in reader if any(cell.strip() for cell in row)
        )
    except csv.Error as error:
        fail(f"{path}, line {reader.line_num}: {error}.", "Look at its quotes.", exit_code=2)
    if not found:
        fail(f"{path} is empty.", "It needs a header and rows.", exit_code=2)
    (header, _), *rows = found
    return Table(header, tuple(row for row, _ in rows), tuple(n for _, n in rows), delimiter)


def refuse_gaps(path: Path, table: Table) -> None:
    """Ends the command where a column or a cell that every check needs is missing."""
    needed = [(names, table.column(names)) for names in (MESSAGE, REPLY)]
    for names, at in needed:
        if at is None:
            there = ", ".join(table.header)
            fail(
                f"{path} has no column `{names[0]}` (or `{names[1]}`); it has: {there}.",
                "Name the columns in the first row.",
                exit_code=2,
            )
    if clash := [name for name in ADDED if table.column((name,)) is not None]:
        fail(f"{path} has a column `{clash[0]}` already.", "Rename it.", exit_code=2)
    if not table.rows:
        fail(f"{path} has a header but no rows.", "Add rows.", exit_code=2)
    faults = list(_faults(table, [at for _, at in needed if at is not None]))
    if faults:
        more = f" and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        fail(f"{path}: {'; '.join(faults[:_SHOWN])}{more}.", "Mend these rows.", exit_code=2)


def _faults(table: Table, needed: Iterable[int]) -> Iterable[str]:
    columns = list(needed)
    for number, (row, line) in enumerate(zip(table.rows, table.lines, strict=True), start=1):
        where = f"row {number} (line {line})"
        if len(row) != len(table.header):
            yield f"{where} has {len(row)} cells, the header {len(table.header)}"
            continue
        for at in columns:
            if not row[at].strip():
                yield f"{where}, column `{table.header[at]}` is empty"


def _resume(target: Path, table: Table) -> list[tuple[str, ...]]:
    """The rows that an earlier run finished; leaves the file with just these and a header."""
    header = (*table.header, *ADDED)
    done = _finished(target, table, header) if target.exists() else []
    beside = target.with_name(f"{target.name}.part")
    with beside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=table.delimiter)
        writer.writerows([header, *done])
    beside.replace(target)
    return done


def _finished(target: Path, table: Table, header: Sequence[str]) -> list[tuple[str, ...]]:
    text = read_text(str(target), MOST_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=table.delimiter)
    rows = [tuple(row) for row in reader]
    if rows and not text.endswith("\n"):  # broken off while the last one was written
        rows.pop()
    if rows and rows[0] != tuple(header):
        fail(f"{target} is not a result of this table.", "Delete or rename it.", exit_code=2)
    kept: list[tuple[str, ...]] = []
    for row, own in zip(rows[1:], table.rows, strict=False):
        if len(row) < len(header):
            break
        if row[: len(own)] != own:
            hint = "The table has changed: delete the result or name another one with --out."
            fail(f"{target}, row {len(kept) + 1} is not the table's.", hint, exit_code=2)
        kept.append(row)
    return kept


def _check_rows(
    table: Table,
    done: Sequence[tuple[str, ...]],
    file: TextIO,
    worker: Worker,
    sources: Sequence[Json],
    *,
    quiet: bool,
) -> None:
    writer = csv.writer(file, delimiter=table.delimiter)
    with progress_bar("Checking", quiet=quiet) as bar:
        for number in range(len(done), len(table.rows)):
            row = table.rows[number]
            writer.writerow((*row, *_checked(table, row, worker, sources)))
            file.flush()
            if bar is not None:
                bar.update(bar.task_ids[0], completed=number + 1, total=len(table.rows))


def _checked(
    table: Table, row: Sequence[str], worker: Worker, sources: Sequence[Json]
) -> tuple[str, ...]:
    message, reply, subject = (table.column(names) for names in (MESSAGE, REPLY, SUBJECT))
    assert message is not None and reply is not None  # noqa: S101, PT018 -- refuse_gaps saw to it
    body: Json = {"message": {"text": row[message]}, "reply": row[reply]}
    if subject is not None:
        body["message"]["subject"] = row[subject]
    if sources:
        body["sources"] = sources
    try:
        answer = worker.check(body)
    except InputError as error:  # this row's own fault: the others go on
        return ("error", "", "", error.message, "")
    codes = dict.fromkeys(finding["code"] for finding in answer["findings"])
    told = " | ".join(finding["message"] for finding in answer["findings"])
    return (answer["verdict"], f"{answer['answers_message']:.3f}", " ".join(codes), "", told)


def _counts(target: Path, table: Table) -> Counter[str]:
    with target.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter=table.delimiter))[1:]
    at = len(table.header)
    counts = Counter(row[at] for row in rows)
    counts["misfit"] = sum(bool(MISFITS & set(row[at + 2].split())) for row in rows)
    return counts


def _report(target: Path, counts: Counter[str], before: int, *, quiet: bool) -> None:
    names = ("pass", "review", "block", "error")
    if quiet:
        told = {name: counts[name] for name in (*names, "misfit")}
        print_json({"path": str(target), "resumed_from": before, "counts": told})
        return
    if before:
        console.print(f"{before} rows were done already.")
    console.print(", ".join(f"{counts[name]} {name}" for name in names if counts[name]))
    if counts["misfit"]:
        console.print(
            f"{counts['misfit']} replies leave what was asked, or a part of it, unanswered."
        )
    console.print(f"Written to {target}", markup=False)
