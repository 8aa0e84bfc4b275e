"""PDF to Markdown, read in a process of its own with a limit on time and memory."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from knowledge.errors import SourceError
from knowledge.parse.limits import MEGABYTE, QuarantinedError

_WORKER = Path(__file__).with_name("pdf_worker.py")
_MEMORY = 1024 * MEGABYTE
_SECONDS = 60
_HEADING_FROM = 1.12  # times the size of the running text
_LONGEST_HEADING = 110
_LONGEST_HEAD = 80  # of a running head or foot
_LEAST_TEXT = 3  # letters; a scan has none
_BULLET = re.compile(r"^\s*(?:[•●▪◦‣∙·–*-])\s+")
_NUMBERED = re.compile(r"^\s*\d{1,2}[.)]\s+")
_PAGE_NUMBER = re.compile(r"(?i)^\s*(?:seite|page)?\s*\d{1,4}\s*(?:(?:von|of|/)\s*\d{1,4})?\s*$")


class Line(NamedTuple):
    """A line of a page, the height of its letters and whether all of them are bold."""

    text: str
    size: float
    bold: bool


class Pdf(NamedTuple):
    """`scanned`: the numbers of pages that show a picture and hold no text."""

    text: str
    title: str
    scanned: tuple[int, ...] = ()


def read_pdf(data: bytes, name: str, *, seconds: int = _SECONDS) -> Pdf:
    """As Markdown. Raises SourceError: locked, damaged, too slow, or only pictures."""
    answer = _answer(data, name, seconds)
    pages = [[Line(*line) for line in page] for page in answer["pages"]]
    text = to_markdown(pages)
    if not _has_text([text]):
        raise SourceError(
            f"{name} holds no text, perhaps only scanned pictures.",
            hint="Run text recognition (OCR) over it first.",
        )
    shown = enumerate(zip(_without_frames(pages), answer["pictures"], strict=True), start=1)
    scanned = (
        number
        for number, (page, picture) in shown
        if picture and not _has_text(line.text for line in page)
    )
    return Pdf(text, " ".join(str(answer.get("title", "")).split()), tuple(scanned))


def _has_text(parts: Iterable[str]) -> bool:
    return sum(char.isalpha() for part in parts for char in part) >= _LEAST_TEXT


def page_ranges(numbers: Sequence[int]) -> str:
    """1, 2, 3 and 7 as "1–3, 7"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _answer(data: bytes, name: str, seconds: int) -> dict[str, Any]:
    # -I: neither the user's site nor the working folder has a say in what is imported.
    command = [sys.executable, "-I", str(_WORKER), str(_MEMORY), str(seconds)]
    try:
        done = subprocess.run(  # noqa: S603  # our own file, no shell, no words from outside
            command, input=data, capture_output=True, timeout=seconds + 5, check=False
        )
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise _too_heavy(name) from error
    except ValueError as error:
        raise _too_heavy(name) from error
    if answer.get("error") == "password":
        raise SourceError(
            f"{name} is protected by a password.", hint="Save a copy without a password."
        )
    if answer.get("error") == "memory":
        raise _too_heavy(name)
    if "error" in answer:
        raise SourceError(
            f"{name} is damaged or no PDF ({answer.get('detail', '')}).", hint="Export it again."
        )
    return dict(answer)


def _too_heavy(name: str) -> QuarantinedError:
    return QuarantinedError(
        f"{name} takes more than {_SECONDS} seconds or {_MEMORY // MEGABYTE} MB to read.",
        hint="Print it to a new PDF, or split it.",
    )


def to_markdown(pages: Sequence[Sequence[Line]]) -> str:
    """Lines put together to paragraphs and lists; larger or bold short lines are headings."""
    body = _body_size([line for page in pages for line in page])
    lines = [line for page in _without_frames(pages) for line in [*page, Line("", 0, False)]]
    width = max((len(line.text) for line in lines), default=0)
    blocks: list[str] = []
    open_until = 0  # length of the last line where a paragraph may go on, else 0
    for line in lines:
        text = " ".join(line.text.split())
        if not text:
            # A page's end is no paragraph's end if the sentence goes on.
            open_until = open_until if blocks and blocks[-1][-1:] not in ".!?:" else 0
        elif level := _level(line, text, body):
            blocks.append(f"{'#' * level} {text}")
            open_until = 0
        elif _BULLET.match(text) or _NUMBERED.match(text):
            blocks.append(_BULLET.sub("- ", text))
            open_until = width
        elif open_until and open_until >= width * 0.6:
            blocks[-1] = _continued(blocks[-1], text)
            open_until = len(text) if not blocks[-1].startswith("- ") else width
        else:
            blocks.append(text)
            open_until = len(text)
    return _spaced(blocks)


def _without_frames(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages without running heads and feet and page numbers."""
    repeated = _repeated(pages, _body_size([line for page in pages for line in page]))
    return [
        [
            line
            for line in page
            if _key(line.text) not in repeated and not _PAGE_NUMBER.match(line.text)
        ]
        for page in pages
    ]


def _key(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split()))


def _repeated(pages: Sequence[Sequence[Line]], body: float) -> set[str]:
    """Heads and feet: what stands first or last on most pages and is no larger than the
    text ("Chapter 1", "Chapter 2" are headings)."""
    if len(pages) < 3:
        return set()
    seen: Counter[str] = Counter()
    for page in pages:
        keys = [
            key if line.size <= body * _HEADING_FROM and len(key) <= _LONGEST_HEAD else ""
            for line in page
            if (key := _key(line.text))
        ]
        seen.update({*keys[:2], *keys[-2:]} - {""})
    return {key for key, count in seen.items() if count >= len(pages) * 0.6}


def _body_size(lines: Sequence[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text.strip())
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _level(line: Line, text: str, body: float) -> int:
    """1 to 3 for a heading, 0 for anything else."""
    if len(text) > _LONGEST_HEADING or not any(char.isalpha() for char in text) or not body:
        return 0
    ratio = line.size / body
    if ratio >= 1.5:
        return 1
    if ratio >= _HEADING_FROM and text[-1] not in ".,;":
        return 2
    bold_title = line.bold and text[-1] not in ".,;:" and not _BULLET.match(text)
    return 3 if bold_title and len(text.split()) <= 10 else 0


def _continued(paragraph: str, text: str) -> str:
    if re.search(r"[a-zäöüß]-$", paragraph) and text[:1].islower():
        return paragraph[:-1] + text
    return f"{paragraph} {text}"


def _spaced(blocks: Sequence[str]) -> str:
    """List items line by line, everything else apart."""
    text = ""
    for before, block in zip(["", *blocks], blocks, strict=False):
        listed = all(_BULLET.match(b) or _NUMBERED.match(b) for b in (before, block))
        text += ("\n" if listed else "\n\n") + block
    return text.strip()
