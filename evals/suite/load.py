"""Reads a suite file and its data, refusing whatever could not be scored."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from evals.suite.cases import CUSTOMER, EXPECTATIONS, MODELS
from evals.suite.columns import renamed
from evals.suite.places import Located, SuiteError, read_yaml
from evals.suite.rows import Row, read_rows
from evals.suite.schema import FILES, Kind, SuiteFile

SHIPPED = Path(__file__).parent.parent / "suites"
DATA_VARIABLE = "COPILOT_EVAL_DATA"
_PUBLIC = "$" + DATA_VARIABLE
_SHOWN = 12  # ids or files that a refusal lists


class DataAbsentError(Exception):
    """The public data that a suite is about is not on this machine."""


@dataclass(frozen=True)
class Suite:
    """A suite that can be run: its file is valid and its data files exist.

    `data` holds the path of each part. `rows(part)` reads and checks one.
    """

    name: str
    path: Path
    file: SuiteFile
    data: Mapping[str, Path] = field(default_factory=dict)
    knowledge: Path | None = None
    located: Located | None = field(default=None, compare=False, repr=False)

    @property
    def kind(self) -> Kind:
        return self.file.kind

    @cached_property
    def cases(self) -> tuple[Any, ...]:
        """The scored rows, as the kind's own type. Raises SuiteError."""
        return self.rows("queries" if self.kind == "retrieval" else "cases")

    def rows(self, part: str) -> tuple[Any, ...]:
        """The rows of one part, renamed, filtered, checked. Raises SuiteError."""
        model = MODELS[self.kind, part]
        found: list[Any] = []
        seen: dict[str, str] = {}
        for number, row in enumerate(self._rows(part), 1):
            renamed = self._renamed(part, row, number)
            if not self._wanted(part, renamed.values):
                continue
            values = _nested(renamed, model)
            case = _checked(model, renamed, values, self.path)
            if case.id in seen:
                raise renamed.refuse(
                    f"the id `{case.id}` stands there twice (first in {seen[case.id]}).",
                    "Give every row an id of its own.",
                )
            seen[case.id] = renamed.place
            found.append(case)
        if not found:
            raise self._empty(part)
        return tuple(found)

    def _rows(self, part: str) -> Iterable[Row]:
        if part == "cases" and self.file.cases and self.located is not None:
            return [
                Row(f"{self.path}:{self.located.line(('cases', number))}", values)
                for number, values in enumerate(self.file.cases)
            ]
        return read_rows(self.data[part])

    def _renamed(self, part: str, row: Row, number: int) -> Row:
        values = dict(row.values)
        if row.flat:
            known = [*MODELS[self.kind, part].model_fields, *EXPECTATIONS, *CUSTOMER]
            for ours, theirs in renamed(values, known).items():
                values[ours] = values[theirs]
        values.setdefault("id", str(number))
        if "language" in values:  # as knowledge folders and REST call it
            values.setdefault("lang", values["language"])
        for ours, theirs in _for_part(self.file.fields, part).items():
            if theirs in row.values:
                values[ours] = row.values[theirs]
        return Row(row.place, values, row.flat)

    def _wanted(self, part: str, values: Mapping[str, Any]) -> bool:
        wanted = _for_part(self.file.where, part)
        half = self.file.half
        if half is not None and part in ("cases", "queries"):
            byte = hashlib.sha256(_spoken(values.get(half.of, "")).encode()).digest()[0]
            if byte % 2 != (half.keep == "odd"):
                return False
        return all(
            key not in values or _spoken(values[key]) in map(_spoken, _listed(allowed))
            for key, allowed in wanted.items()
        )

    def _empty(self, part: str) -> SuiteError:
        source = self.data.get(part, self.path)
        where = "`where` leaves nothing over" if self.file.where else "it is empty"
        return SuiteError(f"{source}: no row for `{part}`: {where}.", hint="Add rows, or mend it.")


def load_suite(path: Path, data_folder: Path | None = None) -> Suite:
    """Reads and checks a suite file. Raises SuiteError, DataAbsentError.

    `data_folder` is where public data lies; without it, COPILOT_EVAL_DATA names it.
    """
    located = read_yaml(path)
    try:
        file = SuiteFile.model_validate(located.values)
    except ValidationError as error:
        raise _of_schema(located, error) from error
    name = file.name or path.stem
    folder = data_folder or _public_folder()
    return Suite(
        name=name,
        path=path,
        file=file,
        data=_data(located, file, folder),
        knowledge=_knowledge(located, file, folder),
        located=located,
    )


def find_suite(name: str) -> Path:
    """A suite's path from what stands on the command line: a file or a shipped suite's name."""
    given = Path(name)
    if given.exists():
        return given
    known = SHIPPED / f"{name}.yaml"
    if known.exists():
        return known
    names = ", ".join(path.stem for path in shipped())
    raise SuiteError(f"There is no suite {name}.", hint=f"A file, or one of: {names}.")


def shipped() -> Sequence[Path]:
    """The suites that come with the product."""
    return sorted(SHIPPED.glob("*.yaml"))


def digest_of(cases: Iterable[Any]) -> str:
    """Tells whether two runs had the same cases."""
    joined = "\n".join(case.model_dump_json() for case in cases)
    return hashlib.sha256(joined.encode()).hexdigest()[:16]


def _public_folder() -> Path | None:
    named = os.environ.get(DATA_VARIABLE, "")
    return Path(named) if named else None


def _data(located: Located, file: SuiteFile, folder: Path | None) -> dict[str, Path]:
    must, may = FILES[file.kind]
    allowed = (*must, *may)
    for part in file.data:
        if part not in allowed:
            raise located.refuse(
                ("data", part),
                f"a {file.kind} suite has no part `{part}`.",
                f"Parts are {', '.join(allowed)}.",
            )
    inline = {"cases"} if file.cases else set()
    for part in must:
        if part not in file.data and part not in inline:
            raise located.refuse(
                ("data",), f"`data.{part}` is missing.", f"Name the file with the {part}."
            )
    if inline and "cases" in file.data:
        raise located.refuse(
            ("cases",), "cases stand both here and in `data.cases`.", "Keep one of them."
        )
    return {
        part: _existing(located, ("data", part), name, folder) for part, name in file.data.items()
    }


def _knowledge(located: Located, file: SuiteFile, folder: Path | None) -> Path | None:
    if file.knowledge in (None, "", "live", "none"):
        return None
    return _existing(located, ("knowledge",), str(file.knowledge), folder)


def _existing(located: Located, place: Sequence[str | int], name: str, folder: Path | None) -> Path:
    if name.startswith(_PUBLIC):
        if folder is None or not folder.is_dir():
            raise DataAbsentError(
                f"{located.path.stem} needs public data: {DATA_VARIABLE} names no folder"
            )
        found = folder / name.removeprefix(_PUBLIC).lstrip("/")
    else:
        found = (located.path.parent / name).resolve()
    if not found.exists():
        key = ".".join(map(str, place))
        raise located.refuse(
            place, f"`{key}` names {found}, which is not there.", "Check the path."
        )
    return found


def _of_schema(located: Located, error: ValidationError) -> SuiteError:
    """The first fault, with its line."""
    first = error.errors(include_url=False)[0]
    place = tuple(part for part in first["loc"] if isinstance(part, int) or part.isidentifier())
    key = ".".join(map(str, first["loc"]))
    if first["type"] == "extra_forbidden":
        names = ", ".join(sorted(SuiteFile.model_fields))
        return located.refuse(place, f"unknown key `{key}`.", f"Keys are {names}.")
    if first["type"] == "missing":
        return located.refuse((), f"`{key}` is missing.", "Add it.")
    return located.refuse(place, f"`{key}`: {first['msg']}.", "evals/suite.schema.json tells more.")


def _checked(model: Any, row: Row, values: Mapping[str, Any], suite: Path) -> Any:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(map(str, first["loc"]))
        if first["type"] == "missing":
            has = ", ".join(list(row.values)[:_SHOWN])
            raise row.refuse(
                f"the field `{key}` is missing (the row has {has}).",
                f"Add it, or map it in {suite.name}: `fields: {{{key}: its name there}}`.",
            ) from error
        raise row.refuse(f"`{key}`: {first['msg']}.", "Mend that row.") from error


def _nested(row: Row, model: Any) -> dict[str, Any]:
    """Flat fields, as a spreadsheet has them, where a case has a customer and expectations."""
    values = dict(row.values)
    for name, keys in (("customer", CUSTOMER), ("expectations", EXPECTATIONS)):
        inner = {key: values[key] for key in keys if key in values}
        if inner and name not in values and name in model.model_fields:
            values[name] = inner
    return values


def _for_part(given: Mapping[str, Any], part: str) -> dict[str, Any]:
    """Entries for all parts, and those for this one."""
    common = {key: value for key, value in given.items() if not isinstance(value, dict)}
    own = given.get(part)
    return common | (own if isinstance(own, dict) else {})


def _listed(value: Any) -> Iterator[Any]:
    yield from value if isinstance(value, list) else (value,)


def _spoken(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
