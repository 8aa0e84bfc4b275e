"""Lists of words written as text: easier to read and to mend than a list of strings."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text, split at white space."""
    return frozenset(text.split())
