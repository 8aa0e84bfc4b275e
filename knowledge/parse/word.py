"""DOCX to Markdown: headings, paragraphs, lists, tables."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from knowledge.errors import SourceError
from knowledge.parse.limits import require_zip
from knowledge.parse.markup import markdown_table

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table
    from docx.text.paragraph import Paragraph

_TITLE = "#TITLE "  # until it is known what else the text has
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_docx(data: bytes, name: str) -> tuple[str, str]:
    """Markdown and title. Raises SourceError for a damaged or locked file."""
    require_zip(data, name, "DOCX")
    # python-docx takes its time to import: only folders with Word files pay for it.
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = docx.Document(io.BytesIO(data))
        text = re.sub(r"\n{3,}", "\n\n", "\n".join(_lines(document))).strip()
    except (PackageNotFoundError, KeyError, ValueError, AttributeError, SyntaxError) as error:
        raise SourceError(
            f"{name} is damaged or no DOCX file.", hint="Open and save it again in Word."
        ) from error
    title = str(document.core_properties.title or "").strip()
    if text.startswith(_TITLE):  # it stands above the headings, which start at one again
        text = re.sub(r"(?m)^(?=#{1,5} )", "#", text)
    return text.replace(_TITLE, "# "), title


def _lines(document: WordDocument) -> Iterator[str]:
    from docx.text.paragraph import Paragraph as WordParagraph

    formats = _number_formats(document)
    in_list = False
    for block in document.iter_inner_content():
        if not isinstance(block, WordParagraph):
            yield f"\n{_table(block)}\n"
            continue
        mark = _mark(block, formats)
        if in_list and not mark:
            yield ""
        in_list = bool(mark) and not mark.startswith("#")
        text = " ".join(block.text.split())
        if text:
            yield f"{mark}{text}" if in_list else f"\n{mark}{text}\n"


def _mark(paragraph: Paragraph, formats: dict[tuple[str, str], str]) -> str:
    """What stands before the paragraph in Markdown: "## ", "- ", "1. " or nothing."""
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    heading = re.match(r"(?i)(?:heading|überschrift)\s*(\d)", style)
    if heading:
        return "#" * min(int(heading[1]), 6) + " "
    if re.match(r"(?i)title|titel", style):
        return _TITLE
    numbering = _numbering(paragraph)
    if numbering is not None:
        number_id, level = numbering
        indent = "   " * int(level) if level.isdigit() else ""
        return indent + ("- " if formats.get((number_id, level)) == "bullet" else "1. ")
    if re.match(r"(?i)list bullet|aufzählung", style):
        return "- "
    return "1. " if re.match(r"(?i)list number|nummerierung", style) else ""


def _numbering(paragraph: Paragraph) -> tuple[str, str] | None:
    """Number and level of the list that the paragraph itself belongs to."""
    properties = paragraph._p.pPr  # noqa: SLF001  # python-docx offers no other way
    found = properties.find(f"{_W}numPr") if properties is not None else None
    if found is None:
        return None
    values = {child.tag: child.get(f"{_W}val", "0") for child in found}
    number = values.get(f"{_W}numId", "0")
    return None if number == "0" else (number, values.get(f"{_W}ilvl", "0"))


def _number_formats(document: WordDocument) -> dict[tuple[str, str], str]:
    """ "bullet", "decimal", … by list number and level."""
    try:
        root: Any = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    abstract = {
        definition.get(f"{_W}abstractNumId"): {
            level.get(f"{_W}ilvl"): level.find(f"{_W}numFmt").get(f"{_W}val")
            for level in definition.iter(f"{_W}lvl")
            if level.find(f"{_W}numFmt") is not None
        }
        for definition in root.iter(f"{_W}abstractNum")
    }
    return {
        (number.get(f"{_W}numId"), level): form
        for number in root.iter(f"{_W}num")
        for reference in number.iter(f"{_W}abstractNumId")
        for level, form in abstract.get(reference.get(f"{_W}val"), {}).items()
    }


def _table(table: Table) -> str:
    rows: list[list[str]] = []
    for row in table.rows:
        cells: list[str] = []
        last: object = None
        for cell in row.cells:  # a merged cell comes once for each column
            if cell._tc is not last:  # noqa: SLF001
                cells.append(" ".join(cell.text.split()))
            last = cell._tc  # noqa: SLF001
        if any(cells):
            rows.append(cells)
    return markdown_table(rows)
