"""What a shop does about a parcel that is overdue, by its own rule."""

from __future__ import annotations

import re

from copilot.draft.concepts import concepts_of
from copilot.draft.pool import Pool
from copilot.draft.sources import Unit
from copilot.draft.specifics import quantities_in
from knowledge.quantities import dimension

_NEXT = re.compile(
    r"^.{0,40}\b(?:unternehm\w+|tun|tut|passiert|geschieht|happen\w*|do|doing)\b.{0,25}"
    r"\b(?:was|etwas|something|anything)\b.{0,25}$|"
    r"^\W*(?:und |and )?(?:was|what)\b.{0,30}\b(?:passiert|unternehm\w+|unternimm\w+|tun|tut|macht|"
    r"machen|geschieht|happens?|do|doing)\b.{0,30}$",
    re.I | re.S,
)
_TIMES = frozenset({"time", "workdays"})
_RULES = frozenset({"policy", "macro", "document"})


def asks_what_next(text: str) -> bool:
    """ "Was passiert jetzt?": the rule says it."""
    return _NEXT.search(text.strip()) is not None


def rule_for_late(units: Pool) -> Unit | None:
    """The sentence that says after how many days a parcel is searched for, if one was found."""
    fit = [
        candidate
        for candidate in units.candidates("")
        if candidate.unit.evidence.kind in _RULES
        and candidate.unit.shape == "sentence"
        and _is_about_search(candidate.unit)
    ]
    return fit[0].unit if fit else None


def _is_about_search(unit: Unit) -> bool:
    language = unit.evidence.language or "und"
    kinds = {dimension(quantity) for quantity in quantities_in(unit.text, language)}
    return "lost" in concepts_of(unit.text, language) and bool(kinds & _TIMES)
