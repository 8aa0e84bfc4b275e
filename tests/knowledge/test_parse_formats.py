"""Formats of running text: structure survives as Markdown, what runs or hides does not."""

from __future__ import annotations

import io
from contextlib import suppress
from pathlib import Path

import docx
import pytest
from fpdf import FPDF
from PIL import Image
from pypdf import PdfReader, PdfWriter

from knowledge.documents import Document
from knowledge.errors import SourceError
from knowledge.parse import Failure, Remark, parse_bytes, source_file
from knowledge.parse.markup import read_html
from knowledge.parse.pdf import Line, read_pdf, to_markdown


def read(name: str, data: str | bytes) -> Document:
    content = data if isinstance(data, bytes) else data.encode()
    (item,) = parse_bytes(content, source_file(Path("/shop") / name, "/shop", name))
    assert isinstance(item, Document), item
    return item


def failure(name: str, data: bytes) -> Failure:
    (item,) = parse_bytes(data, source_file(Path("/shop") / name, "/shop", name))
    assert isinstance(item, Failure)
    return item


# --- Markdown and text ----------------------------------------------------------------------


def test_markdown() -> None:
    found = read(
        "a.md",
        "Titel\n=====\n\n<!-- geheim -->Text <b>fett</b> ![Bild](x.png)\n\n"
        "<script>böse()</script>\n\nTeil\n----\n\n- a\n  - b\n",
    )
    assert found.title == "Titel"
    assert found.text == "Text fett Bild\n\n\n\n## Teil\n\n- a\n  - b"


def test_markdown_keeps_all_headings_where_several_are_first() -> None:
    found = read("a.md", "# Eins\n\nText\n\n# Zwei\n\nText")
    assert found.text.count("# ") == 2


@pytest.mark.parametrize(
    ("text", "title"),
    [
        pytest.param(
            "Pflege der Mühle\n\nJede Woche reinigen.", "Pflege der Mühle", id="first-line"
        ),
        pytest.param("Pflege\n------\nJede Woche reinigen.", "Pflege", id="underlined"),
        pytest.param("Jede Woche reinigen.\nUnd gut.", "Pflege anleitung", id="file-name"),
    ],
)
def test_title_of_plain_text(text: str, title: str) -> None:
    assert read("pflege_anleitung.txt", text).title == title


# --- HTML -----------------------------------------------------------------------------------

PAGE = """<!doctype html><html lang="de-DE"><head><title>Mühle | Shop</title>
<style>p{color:red}</style><script>alert("boo")</script></head><body>
<nav><a href="/">Start</a></nav>
<main><h1>Mühle</h1><p>Mahlt <b>fein</b> und
grob. <a href="https://shop.example/x">Mehr</a> <a href="javascript:boo()">Klick</a></p>
<h2>Technik</h2><table><tr><th>Teil</th><th>Wert</th></tr>
<tr><td>Motor</td><td>250&nbsp;W</td></tr></table>
<ol><li>Erstens<ul><li>Unter</li></ul></li><li>Zweitens</li></ol>
<p style="display:none">versteckt</p><p aria-hidden="true">unsichtbar</p>
<img src="x" onerror="boo()">
<div>Block<p>Absatz</p>Rest</div></main><footer>Impressum</footer></body></html>"""


def test_html_becomes_markdown() -> None:
    found = read("a.html", PAGE)
    assert (found.title, found.language) == ("Mühle", "de")
    assert found.text == (
        "Mahlt **fein** und grob. [Mehr](https://shop.example/x) Klick\n\n"
        "## Technik\n\n"
        "| Teil | Wert |\n|---|---|\n| Motor | 250 W |\n\n"
        "1. Erstens\n   - Unter\n2. Zweitens\n\n"
        "Block\n\nAbsatz\n\nRest"
    )


@pytest.mark.parametrize("word", ["boo", "red", "Start", "Impressum", "versteckt", "unsichtbar"])
def test_html_without_what_nobody_reads(word: str) -> None:
    assert word not in read("a.html", PAGE).text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        pytest.param("<p>offen<p>auch <b>das", "offen\n\nauch **das**", id="unclosed"),
        pytest.param("nur Text", "nur Text", id="no-markup"),
        pytest.param("a<br>b", "a\nb", id="break"),
        pytest.param(
            "<table><tr><td>eins</td></tr><tr><td>zwei</td></tr></table>",
            "- eins\n- zwei",
            id="layout-table",
        ),
        pytest.param("<p>1 &lt; 2 &amp; 3</p>", "1 < 2 & 3", id="entities"),
        pytest.param(
            "<table><tr><td>a|b</td><td>c</td></tr></table>", "| a\\|b | c |\n|---|---|", id="pipe"
        ),
    ],
)
def test_html_as_it_comes(html: str, text: str) -> None:
    assert read_html(html).text == text


def test_html_nested_without_end() -> None:
    html = "<div>" * 30_000 + "x"  # the parser may cut it, the reader may refuse it
    with suppress(SourceError):
        assert len(read_html(html).text) <= 1


# --- DOCX -----------------------------------------------------------------------------------


def test_docx() -> None:
    document = docx.Document()
    document.add_heading("Schäumer", 0)
    document.add_heading("Reinigung", 1)
    document.add_paragraph("Nach jedem Gebrauch.")
    document.add_paragraph("Spülen", style="List Number")
    document.add_paragraph("Trocknen", style="List Number")
    document.add_paragraph("Tuch", style="List Bullet")
    table = document.add_table(2, 2)
    for cell, text in zip((c for row in table.rows for c in row.cells), "abcd", strict=True):
        cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    found = read("a.docx", stream.getvalue())
    assert found.title == "Schäumer"
    assert found.text == (
        "## Reinigung\n\nNach jedem Gebrauch.\n\n1. Spülen\n1. Trocknen\n- Tuch\n\n"
        "| a | b |\n|---|---|\n| c | d |"
    )


# --- PDF ------------------------------------------------------------------------------------


def pdf(password: str | None = None) -> bytes:
    page = FPDF()
    page.set_title("Aus den Eigenschaften")
    for number in range(3):
        page.add_page()
        page.set_font("Helvetica", size=8)
        page.cell(0, 5, "Musterfirma GmbH", new_x="LMARGIN", new_y="NEXT")
        page.set_font("Helvetica", size=20)
        page.cell(0, 12, f"Kapitel {number + 1}", new_x="LMARGIN", new_y="NEXT")
        page.set_font("Helvetica", size=11)
        page.multi_cell(
            0, 6, "Die Mühle mahlt fein. " * 12 + "Ende."[:number], new_x="LMARGIN", new_y="NEXT"
        )
        page.cell(0, 6, f"Seite {number + 1}", new_x="LMARGIN", new_y="NEXT")
    data = bytes(page.output())
    if password is None:
        return data
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_pdf_headings_and_paragraphs() -> None:
    found = read("a.pdf", pdf())
    assert [line for line in found.text.splitlines() if line.startswith("#")] == [
        "# Kapitel 1", "# Kapitel 2", "# Kapitel 3",
    ]  # fmt: skip
    assert " ".join(["Die Mühle mahlt fein."] * 12) in found.text
    assert "Musterfirma" not in found.text
    assert "Seite" not in found.text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"%PDF-1.7 nonsense", ["damaged"], id="broken"),
        pytest.param(b"not even that", ["damaged"], id="no-pdf"),
    ],
)
def test_damaged_pdf(data: bytes, words: list[str]) -> None:
    assert all(word in failure("a.pdf", data).reason for word in ["a.pdf", *words])


def test_locked_pdf() -> None:
    found = failure("a.pdf", pdf("geheim"))
    assert "password" in found.reason
    assert "without a password" in found.hint


def test_pdf_that_only_forbids_printing_is_read() -> None:
    assert "Kapitel 1" in read("a.pdf", pdf("")).text


def test_scanned_pdf() -> None:
    page = FPDF()
    page.add_page()
    assert "no text" in failure("a.pdf", bytes(page.output())).reason


def half_scanned(pages: str) -> bytes:
    """A page of text for each t, of a picture for each p, a blank one for each e; with feet."""
    picture = io.BytesIO()
    Image.new("L", (60, 60), 128).save(picture, "PNG")
    made = FPDF()
    made.set_font("Helvetica", size=11)
    for number, page in enumerate(pages):
        made.add_page()
        if page == "t":
            words = ("fein", "grob", "leise")[number % 3]
            made.multi_cell(0, 6, f"Die Mühle mahlt {words}.", new_x="LMARGIN", new_y="NEXT")
        elif page == "p":
            made.image(picture, x=10, y=10, w=100)
        made.cell(0, 6, f"Musterfirma GmbH, Seite {number + 1}", new_x="LMARGIN", new_y="NEXT")
    return bytes(made.output())


@pytest.mark.parametrize(
    ("pages", "named"),
    [("tpt", "on page 2."), ("tptpppt", "on pages 2, 4–6."), ("tet", ""), ("tt", "")],
    ids=["one", "several", "empty", "none"],
)
def test_pages_of_a_pdf_that_are_pictures_alone_are_named(pages: str, named: str) -> None:
    file = source_file(Path("/shop/a.pdf"), "/shop", "a.pdf")
    document, *remarks = parse_bytes(half_scanned(pages), file)
    assert isinstance(document, Document)
    assert "Die Mühle mahlt" in document.text
    assert len(remarks) == bool(named)
    for remark in remarks:
        assert isinstance(remark, Remark)
        assert remark.reason.startswith("a.pdf: only pictures")
        assert remark.reason.endswith(named)
        assert "OCR" in remark.hint


def test_pdf_that_takes_too_long_is_set_aside() -> None:
    with pytest.raises(SourceError, match="60 seconds"):
        read_pdf(pdf(), "a.pdf", seconds=-5)


def test_lines_of_a_page_to_markdown() -> None:
    lines = [
        ("Pflege", 18.0, False),
        ("Die Maschine wird jeden Tag mit klarem Wasser durchge-", 10.0, False),
        ("spült und danach getrocknet.", 10.0, False),
        ("", 0.0, False),
        ("Achtung", 10.0, True),
        ("• erstens", 10.0, False),
        ("• zweitens", 10.0, False),
        ("12", 10.0, False),
    ]
    assert to_markdown([[Line(*line) for line in lines]]) == (
        "# Pflege\n\nDie Maschine wird jeden Tag mit klarem Wasser durchgespült und danach "
        "getrocknet.\n\n### Achtung\n\n- erstens\n- zweitens"
    )
