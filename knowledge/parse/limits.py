"""What a file may be before anything looks into it: its size, its kind, its encoding."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from knowledge.errors import SourceError
from knowledge.parse.encodings import decoded

MEGABYTE = 1024 * 1024
LARGEST_FILE = 100 * MEGABYTE
LARGEST_UNPACKED = 300 * MEGABYTE  # of a zip-based format (docx, xlsx)
_MOST_MEMBERS = 5_000
_MOST_RATIO = 200  # text packs 20:1 at best; a bomb packs 1000:1
_RATIO_MATTERS_FROM = 10 * MEGABYTE
_SIGNATURES = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a zip archive or an Office document",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"\x1f\x8b": "a gzip archive",
    b"SQLite format 3\x00": "a database",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_CONTROLS = 0.02
_SAMPLE = 200_000


class QuarantinedError(SourceError):
    """A file that is set aside because reading it could do harm or cannot make sense."""


def read_bytes(path: Path, name: str) -> bytes:
    """The file's content. Raises SourceError, naming the file, where that cannot be."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise QuarantinedError(
                f"{name} has {size // MEGABYTE} MB, more than {LARGEST_FILE // MEGABYTE} MB.",
                hint="Split the file, or leave out what is not text.",
            )
        return path.read_bytes()
    except PermissionError as error:
        raise SourceError(f"{name} may not be read.", hint="Give read permission.") from error
    except OSError as error:
        raise SourceError(f"{name} cannot be read: {error.strerror or error}.") from error


def decode(data: bytes, name: str) -> str:
    """Text of any common encoding, without a byte order mark and with `\\n` line ends.

    Raises QuarantinedError for what is no text.
    """
    for signature, what in _SIGNATURES.items():
        if data.startswith(signature):
            raise QuarantinedError(
                f"{name} is {what}, not text.", hint="Give the file its right suffix."
            )
    text = decoded(data)
    sample = text[:_SAMPLE]
    controls = sum(char < " " and char not in "\t\n\r\f\v" for char in sample)
    if controls > max(2, len(sample) * _MOST_CONTROLS):
        raise QuarantinedError(f"{name} is binary data, not text.", hint="Remove the file.")
    return re.sub(r"\r\n?", "\n", text.replace("\x00", "").lstrip("\ufeff"))


def require_zip(data: bytes, name: str, what: str) -> None:
    """Refuse what is no zip-based Office file, or one that unpacks to far more than it is."""
    if data.startswith(_OLE):
        raise SourceError(
            f"{name} is password-protected or of an old Office format.",
            hint=f"Save it as {what} without a password.",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise SourceError(
            f"{name} is damaged or no {what} file.", hint=f"Save it again as {what}."
        ) from error
    unpacked = sum(member.file_size for member in members)
    bomb = unpacked > _RATIO_MATTERS_FROM and unpacked > _MOST_RATIO * max(len(data), 1)
    if unpacked > LARGEST_UNPACKED or len(members) > _MOST_MEMBERS or bomb:
        raise QuarantinedError(
            f"{name} unpacks to {unpacked // MEGABYTE} MB in {len(members)} parts: "
            "too much for a document.",
            hint="Leave out pictures, or split the file.",
        )
