"""A knowledge folder: which files it has, and what each is by its place and name.

| where | what |
|---|---|
| `products/` | documents about products |
| `policies/` | rules; internal ones are marked by name or front matter |
| `past_answers.*`, `macros.*`, `products.*`, `orders.*` (csv, xlsx, jsonl) | tables |
| anything else | documents; a table shows by its columns what it is |

`name.en.md` marks a language. Hidden files are left out; a link that leads out of the
folder is not followed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from knowledge.documents import Kind
from knowledge.errors import SourceError
from knowledge.parse.columns import TableKind, fold_name
from knowledge.parse.items import Failure
from knowledge.parse.prose import PROSE_SUFFIXES

TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".xlsx", ".jsonl", ".ndjson", ".json"})
SUFFIXES = PROSE_SUFFIXES | TABLE_SUFFIXES
Role = Literal["product", "policy", "document", "table"]

_MOST_FILES = 200_000
_DEEPEST = 30
_KINDS: tuple[tuple[Kind, str], ...] = (
    ("product", "products product produkte produkt"),
    ("policy", "policies policy richtlinien regeln"),
)
_FOLDERS = {name: kind for kind, names in _KINDS for name in names.split()}
_TABLE_NAMES: tuple[tuple[TableKind, str], ...] = (
    ("past_answer", "past_answers past_answer antworten alte_antworten faq faqs"),
    ("macro", "macros macro makros textbausteine vorlagen templates snippets"),
    ("products", "products produkte katalog catalogue catalog"),
    ("orders", "orders bestellungen auftraege"),
)
_TABLES = {name: kind for kind, names in _TABLE_NAMES for name in names.split()}
_LANGUAGE_MARK = re.compile(
    r"(?i)^(?P<stem>.+?)[._](?P<language>de|en|fr|es|it|nl|pl|da|sv|cs|tr|pt)$"
)
_IGNORED = re.compile(r"(?i)^(?:\.|~\$|thumbs\.db$|desktop\.ini$|__macosx$)")
# The first of these is read first: products name what documents are about, orders whom
# past answers were written to, policies what the shop's own addresses are.
_ORDER = ("products", "orders", "policy", "macro", "product", "document", "past_answer")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read. `path` is relative to the origin; `table` is None for running text,
    and "" for a table whose columns must tell what it is."""

    origin: str
    path: str
    location: Path
    kind: Kind
    stem: str
    language: str
    table: TableKind | Literal[""] | None

    @property
    def suffix(self) -> str:
        return self.location.suffix.lower()

    @property
    def rank(self) -> tuple[int, str]:
        """Sorts files into the order in which they should be read."""
        return _ORDER.index(self.table or self.kind), self.path


def find_files(root: Path, origin: str, part: str = "") -> tuple[list[SourceFile], list[Failure]]:
    """The files of a folder in reading order, and what cannot be read in it. `part` is the
    folder's own path within the origin.

    Raises SourceError where there is no such folder, where it may not be read, and where
    it holds nothing that could be read.
    """
    files: list[SourceFile] = []
    failures: list[Failure] = []
    for entry in _walk(root, root, part, failures):
        relative = _relative(entry, root, part)
        if entry.suffix.lower() in SUFFIXES:
            files.append(source_file(entry, origin, relative))
        else:
            failures.append(_unsupported(relative, entry))
        if len(files) > _MOST_FILES:
            raise SourceError(f"{root} holds more than {_MOST_FILES} files.")
    if not files:
        raise SourceError(
            f"{root} holds no file that can be read.",
            hint=f"Supported are {', '.join(sorted(SUFFIXES))}.",
        )
    return sorted(files, key=lambda file: file.rank), failures


def _unsupported(relative: str, path: Path) -> Failure:
    return Failure(
        relative,
        f"{relative}: files of type {path.suffix or 'without suffix'} are not read.",
        f"Supported are {', '.join(sorted(SUFFIXES))}.",
        skipped=True,
    )


def _relative(path: Path, root: Path, part: str) -> str:
    return "/".join([*([part] if part else []), path.relative_to(root).as_posix()])


def _walk(folder: Path, root: Path, part: str, failures: list[Failure]) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        if folder == root:
            raise SourceError(
                f"{root} cannot be read: {error.strerror}.", hint="Check path and permissions."
            ) from error
        relative = _relative(folder, root, part)
        failures.append(Failure(relative, f"{relative} cannot be read: {error.strerror}."))
        return
    for entry in entries:
        if _IGNORED.match(entry.name):
            continue
        path = Path(entry.path)
        if (written := _written(entry.name)) != entry.name:
            relative = _relative(path.with_name(written), root, part)
            failures.append(_misnamed(relative))
        elif entry.is_symlink() and not _stays(path, root):
            failures.append(_astray(_relative(path, root, part), path))
        elif entry.is_dir(follow_symlinks=False):
            if len(path.relative_to(root).parts) < _DEEPEST:
                yield from _walk(path, root, part, failures)
        elif entry.is_file():
            yield path


def _astray(relative: str, link: Path) -> Failure:
    try:
        folder = link.resolve(strict=True).is_dir()
    except (OSError, RuntimeError):
        return Failure(relative, f"{relative} is a link that leads nowhere.", "Remove it.")
    where = "to a folder" if folder else "out of the folder"
    hint = "Only links to files within the folder are followed. Put the files themselves there."
    return Failure(relative, f"{relative} is a link that leads {where}.", hint)


def _written(name: str) -> str:
    """A file's name as it can be stored and shown: bytes that are no UTF-8 become "�"."""
    return os.fsencode(name).decode("utf-8", "replace")


def _misnamed(relative: str) -> Failure:
    """Names of archives that were packed with another character set look like this."""
    return Failure(
        relative,
        f"{relative}: the name is not in UTF-8, so the file is not read.",
        "Rename it, or unpack the archive again with its own character set.",
    )


def _stays(link: Path, root: Path) -> bool:
    """Whether a link leads to a file of the folder; links to folders could go in circles."""
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        return False
    return target.is_file() and target.is_relative_to(root.resolve())


def source_file(location: Path, origin: str, path: str) -> SourceFile:
    """What a file is by its name and by the folders that it lies in, the nearest first.

    The folder above counts for a single file, too: `products/grinder.md` is about a product.
    """
    stem, language = location.stem, ""
    if mark := _LANGUAGE_MARK.match(stem):
        stem, language = mark["stem"], mark["language"].lower()
    depth = path.count("/") + 1  # folders within the origin, and the origin's own name
    folders = [fold_name(parent.name) for parent in list(location.parents)[:depth]]
    kind: Kind = next((_FOLDERS[name] for name in folders if name in _FOLDERS), "document")
    table: TableKind | Literal[""] | None = None
    if location.suffix.lower() in TABLE_SUFFIXES:
        table = _TABLES.get(fold_name(stem), "")
    return SourceFile(origin, path, location, kind, stem, language, table)
