"""Texts from a spreadsheet's cells as the values that a case needs."""

from __future__ import annotations

import re
from typing import Any

_YES = frozenset(("true", "yes", "ja", "wahr", "1", "x"))
_NO = frozenset(("false", "no", "nein", "falsch", "0", ""))
_BETWEEN = re.compile(r"\s*[;\n]\s*")


def as_bool(value: Any) -> Any:
    """ "ja", "yes", "1" and their opposites; anything else is left for the refusal."""
    if isinstance(value, str):
        word = value.strip().lower()
        return True if word in _YES else False if word in _NO else value
    return value


def as_word(value: Any) -> Any:
    """ "Match " is `match`."""
    return value.strip().lower() if isinstance(value, str) else value


def as_list(value: Any) -> Any:
    """A cell with several entries has them apart by semicolons or line breaks."""
    if isinstance(value, str):
        return [part for part in _BETWEEN.split(value.strip()) if part]
    return value


def as_findings(value: Any) -> Any:
    """`wrong_name: Herr Maier; spelling` as findings with the quoted places."""
    if not isinstance(value, str):
        return value
    found = []
    for part in as_list(value):
        code, _, quote = part.partition(":")
        found.append({"code": code.strip(), "quote": quote.strip() or None})
    return found
