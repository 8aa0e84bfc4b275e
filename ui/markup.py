"""Text from outside made harmless, and parts of it marked.

Everything that a customer, a source or a model wrote goes through `escaped`. It also takes
the meaning from characters that the widget's template language reads, and shows characters
that turn or hide text instead of obeying them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

# Handlebars and JavaScript template strings: `gr.HTML` runs its value through both.
_TEMPLATE = str.maketrans({"{": "&#123;", "}": "&#125;", "`": "&#96;", "$": "&#36;", "\\": "&#92;"})
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")

_BOLD = re.compile(r"\*\*([^*\n]{1,300})\*\*")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text, in code points. `title`: what a pointer over it is told. `rank`:
    where several overlap, the lowest shows, and all that share it."""

    start: int
    end: int
    css: str
    key: str = ""
    rank: int = 0
    title: str = ""


@dataclass(frozen=True, slots=True)
class Pin:
    """HTML that stands right behind a place of a text and takes no room in it."""

    at: int
    html: str


def escaped(text: str) -> str:
    """Safe as an element's content and within a quoted attribute."""
    return _UNSEEN.sub(_named, html.escape(text, quote=True).translate(_TEMPLATE))


def inert(page: str) -> str:
    """HTML of our own that is escaped already, without meaning for the widget's template."""
    return _UNSEEN.sub("", page.translate(_TEMPLATE))


def prose(text: str) -> str:
    """Escaped Markdown of a source, with what it stresses in bold."""
    return _BOLD.sub(r"<b>\1</b>", escaped(text))


def attribute(text: str) -> str:
    """Safe within a quoted attribute."""
    return _UNSEEN.sub("", html.escape(text, quote=True).translate(_TEMPLATE))


def _named(found: re.Match[str]) -> str:
    return f'<span class="rc-unseen" title="U+{ord(found.group()):04X}">\u2423</span>'


def marked(text: str, marks: Iterable[Mark], pins: Iterable[Pin] = ()) -> str:
    """The text with `<mark>`s around its marked parts, which may overlap."""
    valid = [m for m in marks if 0 <= m.start < m.end <= len(text)]
    pinned = sorted((p for p in pins if 0 <= p.at <= len(text)), key=lambda p: p.at)
    edges = {0, len(text), *(m.start for m in valid), *(m.end for m in valid)}
    cuts = sorted(edges | {p.at for p in pinned})
    pieces = [p.html for p in pinned if p.at == 0]
    for start, end in pairwise(cuts):
        active = [m for m in valid if m.start <= start and end <= m.end]
        pieces.append(_piece(text[start:end], active))
        pieces += [p.html for p in pinned if p.at == end]
    return "".join(pieces)


def _piece(text: str, active: Sequence[Mark]) -> str:
    if not active:
        return escaped(text)
    top = min(m.rank for m in active)
    css = " ".join(dict.fromkeys(m.css for m in active if m.rank == top))
    keys = " ".join(dict.fromkeys(m.key for m in active if m.key))
    titles = " · ".join(dict.fromkeys(m.title for m in active if m.title))
    told = f' title="{attribute(titles)}"' if titles else ""
    return f'<mark class="{css}" data-key="{attribute(keys)}"{told}>{escaped(text)}</mark>'


def shortened(text: str, most: int) -> str:
    """In one line and at most so long. Not escaped."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1].rstrip()}…"
