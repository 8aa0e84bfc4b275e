"""Chosen units as paragraphs: sentences flow, steps are numbered, items and rows are listed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from copilot.draft import phrases
from copilot.draft.compose import Paragraph, Piece
from copilot.draft.rows import as_lines, as_sentence, in_a_line
from copilot.draft.sources import Unit


def paragraphs_of(units: Sequence[Unit], language: str) -> tuple[Paragraph, ...]:
    """Sentences flow, steps are numbered, items and rows are listed; each run by itself."""
    runs: list[list[Unit]] = []
    for unit in units:
        if (
            runs
            and _is_listed(runs[-1][-1]) == _is_listed(unit)
            and unit.shape == runs[-1][-1].shape
        ):
            runs[-1].append(unit)
        else:
            runs.append([unit])
    return tuple(_run(run, language) for run in runs)


def quoted(units: Sequence[Unit], language: str, *, again: bool = False) -> Paragraph:
    """Words of a source in another language, marked as such: the agent translates them.

    `again`: the reply has said already why there are such words in it.
    """
    before, after = phrases.foreign(units[0].evidence.language, language, again=again)
    pieces = [Piece(_ended(phrases.capital(unit.text)), unit.evidence.id) for unit in units]
    first, last = pieces[0], pieces[-1]
    pieces[0] = Piece(before[-1] + first.text, first.evidence)
    pieces[-1] = Piece(pieces[-1].text + after, last.evidence)
    return Paragraph((Piece(before[:-1].strip()), *pieces))


def _run(units: Sequence[Unit], language: str) -> Paragraph:
    first = units[0]
    lead = [Piece(first.lead, first.evidence.id)] if first.lead else []
    if not _is_listed(first):
        pieces = [Piece(_ended(phrases.capital(unit.text)), unit.evidence.id) for unit in units]
        return Paragraph(tuple(pieces))
    if len({unit.evidence.document_id for unit in units}) > 1:
        units = [replace(unit, text=f"{_subject(unit)}{unit.text}") for unit in units]
    if first.shape == "row" and len(units) > 1:
        lead = [Piece(phrases.details(language))]
    if len(units) == 1:
        return _alone(first, lead, language)
    if first.shape == "step":
        lines = [f"{n}. {_ended(unit.text)}" for n, unit in enumerate(units, 1)]
    else:
        lines = [f"- {in_a_line(unit.text) if unit.columned else unit.text}" for unit in units]
    pieces = [Piece(line, unit.evidence.id) for line, unit in zip(lines, units, strict=True)]
    return Paragraph((*lead, *pieces), "\n")


def _alone(unit: Unit, lead: Sequence[Piece], language: str) -> Paragraph:
    """A single item, step or row."""
    told, *lines = as_lines(unit.text) if unit.columned else (unit.text,)
    if lines:
        pieces = [Piece(line, unit.evidence.id) for line in (phrases.capital(told), *lines)]
        return Paragraph((*lead, *pieces), "\n")
    told = as_sentence(told, language) if unit.shape == "row" else told
    return Paragraph((*lead, Piece(_ended(phrases.capital(told)), unit.evidence.id)))


def _subject(unit: Unit) -> str:
    """What a row is about, where rows of several documents stand together."""
    name = re.split(r" › | [–-] ", unit.evidence.title, maxsplit=1)[0].strip()
    return f"{name}, " if name and name not in unit.text else ""


def _is_listed(unit: Unit) -> bool:
    return unit.shape != "sentence"


def _ended(text: str) -> str:
    return text if re.search(r"[.!?:…][\"“”»)]*$|https?://\S+$", text) else f"{text}."
