"""HTML to Markdown: headings, paragraphs, lists, tables and links; nothing that runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag
from bs4.element import (
    Comment,
    Declaration,
    Doctype,
    NavigableString,
    PageElement,
    ProcessingInstruction,
)

from knowledge.errors import SourceError

_DROPPED = frozenset(
    {
        "script", "style", "noscript", "template", "nav", "footer", "svg", "math", "iframe",
        "object", "embed", "form", "button", "select", "input", "textarea", "canvas", "video",
        "audio", "head", "title", "meta", "link", "dialog", "img", "picture", "source", "map",
    }
)  # fmt: skip
_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "dialog", "alert"})
_INVISIBLE = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
_BLOCKS = frozenset(
    {
        "p", "div", "section", "article", "main", "header", "aside", "figure", "figcaption",
        "blockquote", "address", "details", "summary", "body", "html", "fieldset", "dl", "dt",
        "dd", "center", "hgroup", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table",
        "pre", "hr",
    }
)  # fmt: skip
_LEAST_SHARE = 0.4  # of the page's text, for <main> or <article> to stand for the page


class Markup(NamedTuple):
    """What a page says, and what it says of itself."""

    text: str  # Markdown
    title: str
    language: str


def read_html(html: str, name: str = "The page") -> Markup:
    """The page's content as Markdown. Raises SourceError where it nests without end."""
    soup = BeautifulSoup(html, "lxml")
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    language = str(soup.html.get("lang") or "") if soup.html else ""
    try:
        _drop(soup)
        blocks = list(_blocks(_content(soup)))
    except RecursionError as error:
        raise SourceError(f"{name} nests its elements too deeply.") from error
    text = re.sub(r"\n{3,}", "\n\n", "\n\n".join(block for block in blocks if block.strip()))
    return Markup(text.strip(), _plain(title), language[:2].lower())


def _drop(soup: BeautifulSoup) -> None:
    for element in soup.find_all(_is_noise):
        if not element.decomposed:
            element.decompose()
    ignored = (Comment, Declaration, Doctype, ProcessingInstruction)
    for text in soup.find_all(string=lambda text: isinstance(text, ignored)):
        text.extract()


def _is_noise(element: Tag) -> bool:
    return (
        element.name in _DROPPED
        or element.get("role") in _ROLES
        or element.get("aria-hidden") == "true"
        or element.has_attr("hidden")
        or bool(_INVISIBLE.search(str(element.get("style") or "")))
    )


def _content(soup: BeautifulSoup) -> Tag:
    """<main> or the only <article> where it holds most of the text, else everything."""
    whole: Tag = soup.body or soup
    length = len(whole.get_text())
    for found in (soup.find_all("main"), soup.find_all("article")):
        if len(found) == 1 and len(found[0].get_text()) >= length * _LEAST_SHARE:
            return found[0]
    return whole


def _blocks(parent: Tag) -> Iterator[str]:
    """The parent's content as Markdown blocks; loose words between blocks are paragraphs."""
    loose: list[str] = []
    for child in parent.children:
        if not _is_block(child):
            loose.append(_inline(child))
            continue
        if text := _plain("".join(loose)):
            yield text
        loose = []
        if isinstance(child, Tag):
            yield from _block(child)
    if text := _plain("".join(loose)):
        yield text


def _is_block(element: PageElement) -> bool:
    return isinstance(element, Tag) and (
        element.name in _BLOCKS or element.find(list(_BLOCKS)) is not None
    )


def _block(element: Tag) -> Iterator[str]:
    name = element.name
    if re.fullmatch(r"h[1-6]", name):
        if text := _line(element):
            yield f"{'#' * int(name[1])} {text}"
    elif name in ("ul", "ol"):
        yield "\n".join(_items(element, 0))
    elif name == "table":
        yield from _table(element)
    elif name == "pre":
        yield f"```\n{element.get_text().strip()}\n```"
    elif name == "dt" or name == "summary":
        yield f"**{_line(element)}**"
    elif name == "blockquote":
        yield "\n".join(f"> {line}" for block in _blocks(element) for line in block.split("\n"))
    elif name != "hr":
        yield from _blocks(element)


def _line(element: Tag) -> str:
    return " ".join(_inline(element).split())


def _inline(element: PageElement) -> str:
    if isinstance(element, NavigableString):
        return re.sub(r"\s+", " ", str(element))
    if not isinstance(element, Tag):
        return ""
    if element.name == "br":
        return "\n"
    text = "".join(_inline(child) for child in element.children)
    href = str(element.get("href") or "").strip()
    if element.name == "a" and text.strip() and re.match(r"(?i)https?://", href):
        return text if text.strip() in href else f"[{text.strip()}]({href})"
    if element.name in ("b", "strong") and text.strip():
        return re.sub(r"^(\s*)(.*?)(\s*)$", r"\1**\2**\3", text, flags=re.DOTALL)
    return text


def _plain(text: str) -> str:
    lines = (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in text.split("\n"))
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()


def _items(listing: Tag, depth: int) -> Iterator[str]:
    start = str(listing.get("start") or "1")
    number = int(start) if start.isdigit() and len(start) < 7 else 1
    for item in listing.find_all("li", recursive=False):
        mark = f"{number}." if listing.name == "ol" else "-"
        number += 1
        nested = [child for child in item.find_all(["ul", "ol"]) if child.find_parent("li") is item]
        inside = [list(_items(inner, depth + 1)) for inner in nested]
        for inner in nested:
            inner.extract()
        text = " ".join(" ".join(_blocks(item)).split())
        if text:
            yield f"{'   ' * depth}{mark} {text}"
        for lines in inside:
            yield from lines


def _table(table: Tag) -> Iterator[str]:
    """As a Markdown table; a table inside a cell is read as the cell's words."""
    caption = table.find("caption")
    if isinstance(caption, Tag) and (text := _line(caption)):
        yield f"**{text}**"
    rows = [
        [_cell(cell) for cell in row.find_all(["td", "th"], recursive=False)]
        for row in table.find_all("tr")
        if row.find_parent("table") is table
    ]
    yield markdown_table([row for row in rows if any(row)])


def _cell(cell: Tag) -> str:
    return " ".join(" ".join(_blocks(cell)).split())


def markdown_table(rows: list[list[str]]) -> str:
    """Rows of cells as a Markdown table, the first as its head; one column is a list."""
    width = max((len(row) for row in rows), default=0)
    if width == 0:
        return ""
    if width == 1:
        return "\n".join(f"- {row[0]}" for row in rows)
    lines = [
        "| "
        + " | ".join(cell.replace("|", "\\|") for cell in [*row, *[""] * (width - len(row))])
        + " |"
        for row in rows
    ]
    return "\n".join([lines[0], "|" + "---|" * width, *lines[1:]])
