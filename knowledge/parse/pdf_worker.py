"""Reads one PDF from standard input and writes its lines as JSON to standard output.

Runs in a process of its own, by path and without this package: a PDF that makes its reader
loop or eat memory takes only this process down. Output: `{"pages": [[[text, size, bold],
…], …], "pictures": [true, …], "title": …}`, with whether each page shows a picture, or
`{"error": "password" | "damaged", "detail": …}`.
"""

from __future__ import annotations

import io
import json
import sys
from typing import Any

_MOST_PAGES = 2_000
_DEEPEST = 4  # pictures within forms within forms


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource  # not on every system; the caller's timeout holds everywhere
    except ImportError:
        return
    for what, amount in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds)):
        _, hard = resource.getrlimit(what)
        if hard == resource.RLIM_INFINITY or amount <= hard:
            resource.setrlimit(what, (amount, hard))


def _lines(page: Any) -> list[tuple[str, float, bool]]:
    """The page's lines with the largest font size in each and whether it is all bold."""
    lines: list[tuple[str, float, bool]] = [("", 0.0, True)]

    def visit(text: str, cm: Any, tm: Any, font: Any, size: Any) -> None:
        scale = abs(float(tm[3] or tm[1] or 1)) * abs(float(cm[3] or cm[1] or 1))
        bold = "bold" in str((font or {}).get("/BaseFont", "")).lower()
        for position, part in enumerate(text.split("\n")):
            if position:
                lines.append(("", 0.0, True))
            if part.strip():
                before, largest, all_bold = lines[-1]
                height = float(size or 0) * scale
                lines[-1] = (before + part, max(largest, height), all_bold and bold)
            elif part:
                before, largest, all_bold = lines[-1]
                lines[-1] = (before + part, largest, all_bold)

    page.extract_text(visitor_text=visit)
    return [(text, round(size, 1), bold) for text, size, bold in lines]


def _has_picture(holder: Any, depth: int = 0) -> bool:
    """Whether a page, or a form on it, holds a picture."""
    resources = holder.get("/Resources")
    held = resources.get_object().get("/XObject") if resources else None
    objects = held.get_object() if held else {}
    for name in objects:
        found = objects[name].get_object()
        kind = found.get("/Subtype")
        if kind == "/Image" or (
            kind == "/Form" and depth < _DEEPEST and _has_picture(found, depth + 1)
        ):
            return True
    return False


def _read(data: bytes) -> dict[str, Any]:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return {"error": "password"}
        shown = reader.pages[:_MOST_PAGES]
        pages = [_lines(page) for page in shown]
        pictures = [_has_picture(page) for page in shown]
        title = str(reader.metadata.title or "") if reader.metadata else ""
    except (FileNotDecryptedError, DependencyError):
        return {"error": "password"}
    return {"pages": pages, "pictures": pictures, "title": title}


def main() -> None:
    memory, seconds = int(sys.argv[1]), int(sys.argv[2])
    data = sys.stdin.buffer.read()
    _limit(memory, seconds)
    try:
        answer = _read(data)
    except MemoryError:
        answer = {"error": "memory"}
    except Exception as error:  # whatever a broken file makes its reader raise
        answer = {"error": "damaged", "detail": f"{type(error).__name__}: {error}"[:200]}
    sys.stdout.buffer.write(json.dumps(answer).encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
