"""A reply with the found and the labelled places marked, as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from markupsafe import Markup, escape


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the reply. `kind`: `found` by the check, `wanted` by the label, `cited`."""

    start: int
    end: int
    kind: str
    told: str


def marks_of(facts: Mapping[str, Any]) -> tuple[Mark, ...]:
    """All places that a case's facts name."""
    found = [
        Mark(span[0], span[1], "found", f"found: {finding['code']}: {finding['message']}")
        for finding in facts.get("findings", ())
        if (span := finding.get("reply_span"))
    ]
    found += [
        Mark(item["span"][0], item["span"][1], "wanted", f"labelled: {item['code']}")
        for item in facts.get("wanted", ())
        if item.get("span")
    ]
    found += [
        Mark(span[0], span[1], "wanted", "labelled") for span in facts.get("wanted_spans", ())
    ]
    found += [
        Mark(item["start"], item["end"], "cited", f"cites {item['evidence_id']}")
        for item in facts.get("citations", ())
    ]
    return tuple(found)


def marked(text: str, marks: Iterable[Mark]) -> Markup:
    """Marks may overlap: each stretch between two borders carries all that cover it."""
    inside = [m for m in marks if 0 <= m.start < m.end <= len(text)]
    borders = sorted({0, len(text), *(m.start for m in inside), *(m.end for m in inside)})
    parts = [
        _stretch(text[start:end], [m for m in inside if m.start <= start and end <= m.end])
        for start, end in pairwise(borders)
    ]
    return Markup("").join(parts)


def _stretch(text: str, covering: Sequence[Mark]) -> Markup:
    if not covering:
        return escape(text)
    kinds = " ".join(dict.fromkeys(m.kind for m in covering))
    told = "\n".join(dict.fromkeys(m.told for m in covering))
    return Markup('<mark class="{}" title="{}">{}</mark>').format(kinds, told, text)
