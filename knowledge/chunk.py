"""Cutting a document into passages: along headings, then between blocks, sized in tokens.

A passage holds one thought: a section, or as many whole paragraphs of it as fit. Tables and
lists stay whole where they can; a table that must be cut repeats its head. A past answer or
a macro is one passage unless it is very long.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from knowledge.documents import Document, Passage
from knowledge.tokens import count_tokens

CHUNKER_VERSION = "1"
_LARGEST = 220  # tokens: a passage that can be read at a glance and embedded without blur
_LARGEST_WHOLE = 400  # a table or list is worth more than the limit if that keeps it whole
_LARGEST_REPLY = 700  # past answers and macros make sense only as a whole
_SMALLEST = 25  # an introduction below this is no passage of its own
_LEVELS = 6
_SEPARATOR = " › "
_LIST_ITEM = re.compile(r"\s*(?:[-*+•]|\d{1,3}[.)])\s+")
_FENCE = re.compile(r"(?m)^(?:```|~~~)")
_SENTENCE_ENDS = ["\n\n", "\n", r"(?<=[.!?])\s+(?=[A-ZÄÖÜ„\"»(])", r"(?<=[;:])\s+", r"\s+", ""]


class _Section(NamedTuple):
    headings: tuple[str, ...]
    text: str


def chunk(document: Document) -> list[Passage]:
    """The document's passages in reading order; at least one."""
    if document.kind in ("past_answer", "macro"):
        if count_tokens(document.text) <= _LARGEST_REPLY:
            return [_passage(document, 0, (), document.text)]
        pieces = [_Section((), text) for text in _cut(document.text, _LARGEST_REPLY)]
    else:
        pieces = [
            _Section(section.headings, text)
            for section in _joined(_sections(document.text))
            for text in _cut(section.text, _LARGEST)
        ]
    if not pieces:
        pieces = [_Section((), document.text.strip() or document.title)]
    return [
        _passage(document, position, piece.headings, piece.text)
        for position, piece in enumerate(pieces)
    ]


def _passage(document: Document, position: int, headings: Sequence[str], text: str) -> Passage:
    path = [document.title, *(h for h in headings if h.casefold() != document.title.casefold())]
    return Passage(
        id=f"{document.id}-{position}",
        document_id=document.id,
        source=document.source,
        kind=document.kind,
        title=_SEPARATOR.join(part for part in path if part),
        text=text.strip(),
        language=document.language,
        position=position,
        question=document.question,
        skus=document.skus,
        internal=document.internal,
        date=document.date,
        valid_from=document.valid_from,
        valid_until=document.valid_until,
    )


def _sections(text: str) -> list[_Section]:
    """What stands between headings, each with the headings above it."""
    if not re.search(r"(?m)^#{1,6}\s", text):
        return [_Section((), text)] if text.strip() else []
    # Importing the splitters costs most of a second: plain texts do without.
    from langchain_text_splitters import ExperimentalMarkdownSyntaxTextSplitter

    if len(_FENCE.findall(text)) % 2:
        text += "\n```"  # the splitter drops whatever follows a fence that nobody closed
    levels = [("#" * level, str(level)) for level in range(1, _LEVELS + 1)]
    splitter = ExperimentalMarkdownSyntaxTextSplitter(headers_to_split_on=levels)
    sections: list[_Section] = []
    for piece in splitter.split_text(text):
        headings = tuple(
            str(piece.metadata[name]).strip(" #*") for _, name in levels if name in piece.metadata
        )
        # The splitter sets code apart; it belongs to the words around it.
        if sections and sections[-1].headings == headings:
            sections[-1] = _Section(headings, sections[-1].text + piece.page_content)
        else:
            sections.append(_Section(headings, piece.page_content))
    return [section for section in sections if section.text.strip()]


def _joined(sections: Iterable[_Section]) -> list[_Section]:
    """A few words between a heading and its first subheading open that subsection."""
    done: list[_Section] = []
    for section in sections:
        if done and _introduces(done[-1], section):
            intro = done.pop().text.strip()
            section = _Section(section.headings, f"{intro}\n\n{section.text.strip()}")
        done.append(section)
    return done


def _introduces(last: _Section, section: _Section) -> bool:
    depth = len(last.headings)
    return (
        depth < len(section.headings)
        and section.headings[:depth] == last.headings
        and count_tokens(last.text) < _SMALLEST
        and count_tokens(last.text) + count_tokens(section.text) <= _LARGEST
    )


def _cut(text: str, largest: int) -> list[str]:
    """The text in pieces of at most `largest` tokens, cut between blocks where possible."""
    if count_tokens(text) <= largest:
        return [text.strip()] if text.strip() else []
    pieces: list[str] = []
    size = 0
    for block in _small_enough(_blocks(text), largest):
        tokens = count_tokens(block)
        if pieces and size + tokens <= largest:
            pieces[-1] += "\n\n" + block
            size += tokens
        else:
            pieces.append(block)
            size = tokens
    return pieces


def _blocks(text: str) -> Iterator[str]:
    """Paragraphs, lists and tables; a line that ends in a colon stays with what it announces."""
    blocks: list[str] = []
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        announced = bool(blocks) and blocks[-1].rstrip().endswith(":")
        if blocks and (announced or (_is_list(blocks[-1]) and _is_list(block))):
            blocks[-1] += "\n\n" + block
        else:
            blocks.append(block)
    yield from (block for block in blocks if block.strip())


def _is_list(block: str) -> bool:
    return bool(_LIST_ITEM.match(block.lstrip("\n").splitlines()[-1])) or bool(
        _LIST_ITEM.match(block.lstrip("\n"))
    )


def _is_table(block: str) -> bool:
    lines = block.strip().splitlines()
    return len(lines) > 2 and sum(line.lstrip().startswith("|") for line in lines) >= len(lines) - 2


def _small_enough(blocks: Iterable[str], largest: int) -> Iterator[str]:
    for block in blocks:
        whole = _is_list(block) or _is_table(block)
        if count_tokens(block) <= (max(largest, _LARGEST_WHOLE) if whole else largest):
            yield block
        elif _is_table(block):
            yield from _table_parts(block, largest)
        elif _is_list(block):
            yield from _list_parts(block, largest)
        else:
            yield from _prose_parts(block, largest)


def _table_parts(block: str, largest: int) -> Iterator[str]:
    """Runs of rows, each under the table's own head."""
    lines = block.strip().splitlines()
    first = next(n for n, line in enumerate(lines) if line.lstrip().startswith("|"))
    has_rule = first + 1 < len(lines) and set(lines[first + 1].strip()) <= set("|-: ")
    head = lines[: first + 2] if has_rule else lines[:first]
    yield from _packed(lines[len(head) :], largest, "\n".join(head))


def _list_parts(block: str, largest: int) -> Iterator[str]:
    """Runs of whole items."""
    items: list[str] = []
    for line in block.splitlines():
        if not items or (_LIST_ITEM.match(line) and not line.startswith((" ", "\t"))):
            items.append(line)
        else:
            items[-1] += "\n" + line
    yield from _packed(items, largest, "")


def _packed(parts: Sequence[str], largest: int, head: str) -> Iterator[str]:
    room = max(largest - count_tokens(head), largest // 4)
    held: list[str] = []
    size = 0
    for part in (small for whole in parts for small in _prose_parts(whole, room)):
        tokens = count_tokens(part) + 1
        if held and size + tokens > room:
            yield "\n".join([head, *held] if head else held)
            held, size = [], 0
        held.append(part)
        size += tokens
    if held:
        yield "\n".join([head, *held] if head else held)


def _prose_parts(text: str, largest: int) -> list[str]:
    """At sentence ends where possible, else between words."""
    if count_tokens(text) <= largest:
        return [text]
    from langchain_text_splitters import RecursiveCharacterTextSplitter  # as above: slow import

    splitter = RecursiveCharacterTextSplitter(
        separators=_SENTENCE_ENDS,
        is_separator_regex=True,
        keep_separator="end",
        chunk_size=largest,
        chunk_overlap=0,
        length_function=count_tokens,
    )
    return splitter.split_text(text)
