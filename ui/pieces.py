"""Small pieces of HTML that several fragments are made of."""

from __future__ import annotations

from collections.abc import Callable

from ui.markup import escaped, shortened
from ui.words import Words

MOST_CHARS = 20_000  # of one text on the page; what is longer is cut, and says so


def titled(title: str, inner: str) -> str:
    return f'<section aria-label="{title}"><h2>{title}</h2>{inner}</section>'


def opening(text: str, most: int = 90) -> str:
    """The first words after the greeting, by which somebody knows a text again. Not escaped."""
    paragraphs = [part for part in text.split("\n\n") if part.strip()]
    return shortened(" ".join(paragraphs[1:] or paragraphs), most)


def details(title: str, inner: str) -> str:
    return f'<details class="rc-more"><summary>{title}</summary>{inner}</details>'


def long_text(text: str, words: Words, shown: Callable[[str], str] = escaped) -> str:
    """Escaped, and cut where a page would suffer."""
    if len(text) <= MOST_CHARS:
        return shown(text)
    cut = words("text_cut", n=str(len(text)))
    return f'{shown(text[:MOST_CHARS])}<p class="rc-sub">{cut}</p>'
