"""Which origin a path to ingest belongs to, and which files that covers.

A folder that was ingested once stays one source: ingesting a part of it, or one file in it,
renews that part and leaves the rest; ingesting a folder above it takes it over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import SourceError
from knowledge.parse import SUFFIXES, Failure, SourceFile, find_files, source_file


@dataclass(frozen=True, slots=True)
class Scope:
    """`part` is the path within the origin that is ingested, "" for all of it. `absorbed`
    are origins that lie in it."""

    origin: str
    path: Path
    part: str
    absorbed: tuple[str, ...] = ()

    @classmethod
    def of(cls, path: Path, known: Sequence[str]) -> Scope:
        """Raises SourceError where nothing is there."""
        try:
            path = path.expanduser().resolve()
            there = path.exists()
        except (RuntimeError, OSError, ValueError):  # "~nobody", too long, or no name at all
            there = False
        if not there:
            raise SourceError(f"There is no file or folder {path}.", hint="Check the path.")
        above = [o for o in known if Path(o).is_absolute() and path.is_relative_to(o)]
        origin = max(above, key=len, default=str(path))
        part = path.relative_to(origin).as_posix() if origin != str(path) else ""
        below = (o for o in known if Path(o).is_absolute() and Path(o).is_relative_to(path))
        return cls(origin, path, part, tuple(o for o in below if o != origin))

    def files(self) -> tuple[list[SourceFile], list[Failure]]:
        """The files in reading order, and what stands in the way of others. Raises
        SourceError for a folder that cannot be read or holds nothing to read."""
        if self.path.is_dir():
            return find_files(self.path, self.origin, self.part)
        if self.path.suffix.lower() not in SUFFIXES:
            raise SourceError(
                f"{self.path.name}: files of this type are not read.",
                hint=f"Supported are {', '.join(sorted(SUFFIXES))}.",
            )
        relative = self.part or self.path.name
        return [source_file(self.path, self.origin, relative)], []

    def covers(self, path: str) -> bool:
        """Whether a stored file of this origin belongs to what is ingested now."""
        return not self.part or path == self.part or path.startswith(f"{self.part}/")
