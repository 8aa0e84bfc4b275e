"""Where in a YAML file something stands, so that a refusal can name the line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from copilot.errors import InputError

Path_ = tuple[str | int, ...]


class SuiteError(InputError):
    """The suite cannot be used as it is: names file, line and fix."""

    code = "suite"


@dataclass(frozen=True, slots=True)
class Located:
    """A YAML file's values with the line of each key and item."""

    path: Path
    values: Mapping[str, Any]
    lines: Mapping[Path_, int]

    def line(self, place: Sequence[str | int]) -> int:
        """The line of the innermost part of `place` that the file has; 1 where it has none."""
        for length in range(len(place), 0, -1):
            found = self.lines.get(tuple(place[:length]))
            if found is not None:
                return found
        return 1

    def refuse(self, place: Sequence[str | int], message: str, hint: str = "") -> SuiteError:
        return SuiteError(f"{self.path}:{self.line(place)}: {message}", hint=hint)


def read_yaml(path: Path) -> Located:
    """Raises SuiteError where the file is absent, no YAML, or names a key twice."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise SuiteError(
            f"{path} cannot be read: {error.strerror}.", hint="Check the path."
        ) from error
    except UnicodeDecodeError as error:
        raise SuiteError(f"{path} is not UTF-8.", hint="Save it as UTF-8.") from error
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        values = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        told = getattr(error, "problem", None) or "it cannot be parsed"
        raise SuiteError(f"{path}:{line}: no YAML: {told}.", hint="Mend that line.") from error
    if not isinstance(values, dict) or node is None:
        raise SuiteError(f"{path}:1: this holds no suite.", hint="docs/evals.md shows one.")
    lines: dict[Path_, int] = {}
    _walk(path, node, (), lines)
    return Located(path, {str(key): value for key, value in values.items()}, lines)


def _walk(path: Path, node: yaml.Node, place: Path_, lines: dict[Path_, int]) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*place, str(key.value))
            line = key.start_mark.line + 1
            if inner in lines:
                raise SuiteError(
                    f"{path}:{line}: the key `{key.value}` stands there twice "
                    f"(first in line {lines[inner]}).",
                    hint="Keep one of them.",
                )
            lines[inner] = line
            _walk(path, value, inner, lines)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            lines[(*place, number)] = value.start_mark.line + 1
            _walk(path, value, (*place, number), lines)
