"""Texts that a command is given as files."""

from __future__ import annotations

import sys
from pathlib import Path

from copilot.cli.output import fail

MOST_BYTES = 10_000_000


def read_text(name: str, most: int = MOST_BYTES) -> str:
    """The text of a file or stdin, UTF-8 or recognisably something else; `-` is stdin."""
    try:
        raw = sys.stdin.buffer.read(most + 1) if name == "-" else _head(Path(name), most)
    except (FileNotFoundError, IsADirectoryError):
        fail(f"There is no file {name}.", "Name a text file, or - for stdin.", exit_code=2)
    except OSError as error:
        fail(
            f"{name} cannot be read: {error.strerror}.", "Check path and permissions.", exit_code=2
        )
    where = "stdin" if name == "-" else name
    if len(raw) > most:
        fail(f"{where} is larger than {most:,} bytes.", "Cut it.", exit_code=2)
    if b"\0" in raw[:8192] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        fail(f"{where} is not a text file.", "Name a text file.", exit_code=2)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Late: needed only for files that are not UTF-8, and it brings all parsers along.
        from knowledge.parse.encodings import decoded

        return decoded(raw)


def _head(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most + 1)
