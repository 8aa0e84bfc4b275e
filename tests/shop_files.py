"""The text of a knowledge folder's files, read without the product's own parsers."""

from __future__ import annotations

from pathlib import Path

import docx
import pypdf
from bs4 import BeautifulSoup


def text_of(path: Path) -> str:
    """All words of a document, whatever its format."""
    match path.suffix:
        case ".pdf":
            return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
        case ".docx":
            document = docx.Document(str(path))
            cells = (c.text for t in document.tables for r in t.rows for c in r.cells)
            return "\n".join([*(p.text for p in document.paragraphs), *cells])
        case ".html":
            return BeautifulSoup(path.read_text(encoding="utf-8"), "lxml").get_text(" ")
    return path.read_text(encoding="utf-8")
