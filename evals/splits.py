"""The split manifest: which rows a suite must not read, because a model has seen them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from evals.suite import Suite

MANIFEST = Path(__file__).with_name("splits.yaml")
OWN = "own"  # the name of the shop suites' data in the manifest
_OWN_DATA = Path(__file__).with_name("suites") / "data"


@dataclass(frozen=True, slots=True)
class Overlap:
    """A suite that scores what a component has seen. `groups`: some of the shared ones."""

    suite: str
    component: str
    data_set: str
    groups: tuple[str, ...]


def manifest() -> Mapping[str, Any]:
    """`splits.yaml`: which rows each component was trained or tuned on."""
    found: Mapping[str, Any] = yaml.safe_load(MANIFEST.read_text("utf-8"))
    return found


def overlaps(suite: Suite, folder: Path) -> tuple[Overlap, ...]:
    """Where the suite reads groups of rows that a component behind its kind has seen.

    `folder` holds the public data.
    """
    splits = manifest()
    data_set = data_set_of(suite, folder)
    if data_set is None or suite.name in splits["exempt"]:
        return ()
    group = splits["groups"][data_set]
    scored = {name for case in suite.cases for name in _names(case.model_dump().get(group))}
    found = []
    for component in splits["kinds"][suite.kind]:
        for use in ("trained", "tuned"):
            rows = splits["components"][component].get(use, {}).get(data_set)
            if not rows:
                continue
            root = _OWN_DATA if data_set == OWN else folder / data_set
            seen = set(_seen(root, rows, group))
            if shared := sorted(scored & seen):
                found.append(Overlap(suite.name, component, data_set, tuple(shared[:5])))
    return tuple(found)


def data_set_of(suite: Suite, folder: Path) -> str | None:
    """The public set that the suite's cases come from, or `own`; None for others."""
    part = suite.data.get("queries" if suite.kind == "retrieval" else "cases")
    if part is None:
        return None
    if part.resolve().is_relative_to(_OWN_DATA):
        return OWN
    if not part.resolve().is_relative_to(folder.resolve()):
        return None
    return part.resolve().relative_to(folder.resolve()).parts[0]


def _seen(folder: Path, rows: Mapping[str, Any], group: str) -> Iterator[str]:
    where, half = rows.get("where", {}), rows.get("half")
    for line in (folder / rows["file"]).read_text("utf-8").split("\n"):
        if not line.strip():
            continue
        row = json.loads(line)
        if any(str(row.get(key)) not in map(str, _listed(v)) for key, v in where.items()):
            continue
        if half is not None and _is_odd(str(row.get(half["of"], ""))) != (half["keep"] == "odd"):
            continue
        yield from _names(row.get(group))


def _is_odd(text: str) -> bool:
    return hashlib.sha256(text.encode()).digest()[0] % 2 == 1


def _names(value: Any) -> Iterator[str]:
    yield from (str(item) for item in _listed(value))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
