"""Keeps what an agent wrote when the draft beneath it is made anew.

A patch, sentence by sentence: what the agent took out of the old draft stays out, what they
wrote stays in, at its place. Everything else comes from the new draft.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from rapidfuzz.fuzz import ratio

from copilot.messages import Citation, Proposal
from knowledge.analyse.sentences import sentences

_SAME = 85.0  # likeness in percent from which a new sentence is one that the agent took out


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence with the white space before it, and its citations within the sentence."""

    gap: str
    text: str
    citations: tuple[Citation, ...] = ()


def with_edits(new: Proposal, old: str, edited: str, language: str) -> Proposal:
    """`new` with the changes that lead from `old` to `edited`."""
    if old.strip() == edited.strip():
        return new
    before, after = _pieces(old, language), _pieces(edited, language)
    made = _pieces(new.reply, language, new.citations)
    for hunk in reversed(_hunks(before, after)):
        made = _patched(made, before, hunk)
    return _joined(new, made)


@dataclass(frozen=True, slots=True)
class _Hunk:
    """The agent put `written` where `before[start:end]` stood."""

    start: int
    end: int
    written: tuple[_Piece, ...]


def _hunks(before: list[_Piece], after: list[_Piece]) -> list[_Hunk]:
    matcher = SequenceMatcher(
        None, [piece.text for piece in before], [piece.text for piece in after], autojunk=False
    )
    return [
        _Hunk(i1, i2, tuple(after[j1:j2]))
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
    ]


def _patched(made: list[_Piece], before: list[_Piece], hunk: _Hunk) -> list[_Piece]:
    removed = [piece.text for piece in before[hunk.start : hunk.end]]
    gone = {at for at, piece in enumerate(made) if _among(piece.text, removed)}
    gone |= {at for at, piece in enumerate(made) if _among(piece.text, _texts(hunk.written))}
    place = min(gone) if gone else _place(made, before, hunk)
    kept_before = [piece for at, piece in enumerate(made[:place]) if at not in gone]
    kept_after = [piece for at, piece in enumerate(made[place:], place) if at not in gone]
    if gone and kept_after and not hunk.written:  # what follows begins the paragraph now
        gaps = [made[place].gap, kept_after[0].gap]
        kept_after[0] = replace(kept_after[0], gap=max(gaps, key=lambda gap: gap.count("\n")))
    return [*kept_before, *hunk.written, *kept_after]


def _texts(pieces: tuple[_Piece, ...]) -> list[str]:
    return [piece.text for piece in pieces]


def _among(text: str, others: list[str]) -> bool:
    return any(ratio(text, other) >= _SAME for other in others)


def _place(made: list[_Piece], before: list[_Piece], hunk: _Hunk) -> int:
    """After the nearest sentence before the change that the new draft has, too."""
    texts = [piece.text for piece in made]
    for piece in reversed(before[: hunk.start]):
        if piece.text in texts:
            return texts.index(piece.text) + 1
    for piece in before[hunk.end :]:
        if piece.text in texts:
            return texts.index(piece.text)
    return len(made)


def _pieces(text: str, language: str, citations: tuple[Citation, ...] = ()) -> list[_Piece]:
    found, at = [], 0
    for sentence in sentences(text, language):
        own = tuple(
            replace(
                c, start=c.start - sentence.start, end=min(c.end, sentence.end) - sentence.start
            )
            for c in citations
            if sentence.start <= c.start < sentence.end
        )
        found.append(_Piece(text[at : sentence.start], sentence.text, own))
        at = sentence.end
    return found


def _joined(new: Proposal, pieces: list[_Piece]) -> Proposal:
    reply, citations = "", []
    for piece in pieces:
        reply += (piece.gap or " ") if reply else ""
        citations += [
            replace(c, start=c.start + len(reply), end=c.end + len(reply)) for c in piece.citations
        ]
        reply += piece.text
    return replace(new, reply=reply, citations=tuple(citations))
