"""Puts pieces of text together and keeps track of which part rests on which evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from copilot.messages import Citation


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of the reply. `evidence` names what they rest on, if anything."""

    text: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Pieces joined by `glue`: a space between sentences, a line break in a list."""

    pieces: tuple[Piece, ...]
    glue: str = " "

    @property
    def text(self) -> str:
        return self.glue.join(piece.text for piece in self.pieces)


def paragraph(*texts: str, glue: str = " ") -> Paragraph:
    """A paragraph of the drafter's own words."""
    return Paragraph(tuple(Piece(text) for text in texts if text), glue)


def compose(
    paragraphs: Sequence[Paragraph], *, gap: str = "\n\n"
) -> tuple[str, tuple[Citation, ...]]:
    """The reply and its citations. Neighbours with the same evidence share one citation."""
    written: list[str] = []
    citations: list[Citation] = []
    at = 0
    for part in (part for part in paragraphs if part.pieces):
        if written:
            written.append(gap)
            at += len(gap)
        for number, piece in enumerate(part.pieces):
            if number:
                written.append(part.glue)
                at += len(part.glue)
            if piece.evidence:
                citations.append(Citation(at, at + len(piece.text), piece.evidence))
            written.append(piece.text)
            at += len(piece.text)
    return "".join(written), tuple(_joined(citations, "".join(written)))


def _joined(citations: Iterable[Citation], text: str) -> list[Citation]:
    joined: list[Citation] = []
    for citation in citations:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.evidence_id == citation.evidence_id
            and not text[last.end : citation.start].strip()
        ):
            joined[-1] = Citation(last.start, citation.end, last.evidence_id)
        else:
            joined.append(citation)
    return joined
