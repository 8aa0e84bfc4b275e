"""What a unit is about: products, quantities, the case that its label names, its neighbours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from copilot.draft.concepts import concepts_of
from copilot.draft.features.candidates import Asked, Candidate, languages
from copilot.draft.features.values import codes, flags
from copilot.draft.likeness import content_words, stems_of
from copilot.draft.reader import Floats
from copilot.draft.specifics import quantities_in
from knowledge.quantities import Quantity, dimension, same_quantity, within

if TYPE_CHECKING:
    from copilot.draft.products import ProductSense


_ERROR = re.compile(r"[a-z]{1,3}-?\d{1,3}$")
_LABEL = re.compile(r"^(?:([^:–.?!]{2,60})(?:: | – )|([A-Z]{1,3}-?\d{1,3})(?:, | ))\S")


def product_features(
    asked: Asked, candidates: Sequence[Candidate], about: ProductSense
) -> dict[str, Floats]:
    bearing = np.asarray([about.bearing(c.unit, asked.question) for c in candidates], np.float32)
    known = bool(about.asked(asked.question))
    return {
        "product_named": bearing[:, 0],
        "product_document": bearing[:, 1],
        "product_other": bearing[:, 2],
        "product_known": np.full(len(candidates), float(known), np.float32),
        "no_product": flags(not c.unit.evidence.skus for c in candidates),
    }


def quantity_features(
    asked: Asked, candidates: Sequence[Candidate], about: ProductSense
) -> dict[str, Floats]:
    """Whether a unit states what the message measures: the same, a range around it, its kind."""
    told = quantities_in(about.nameless(asked.body[:2_000]), asked.language)
    near = quantities_in(about.nameless(asked.near), asked.language)
    measured = [q for q in told if q.unit]
    kinds = {dimension(q) for q in near if q.unit}
    numbers = {q.value for q in near if q.value > 1}
    spoken = languages(asked, candidates)
    stated = [quantities_in(c.text, lang) for c, lang in zip(candidates, spoken, strict=True)]
    labels = [_label(c.unit.text) for c in candidates]
    heads = [
        quantities_in(label, lang) if label else ()
        for label, lang in zip(labels, spoken, strict=True)
    ]

    def same(own: Sequence[Quantity]) -> bool:
        return any(same_quantity(a, b) for a in measured for b in own)

    def around(own: Sequence[Quantity]) -> bool:
        return any(b.upper is not None and within(a, b) for a in measured for b in own)

    return {
        "quantity_same": flags(same(own) for own in stated),
        "quantity_within": flags(around(own) for own in stated),
        "quantity_kin": flags(any(q.unit and dimension(q) in kinds for q in own) for own in stated),
        "number_same": flags(any(q.value in numbers for q in own) for own in stated),
        "label_quantity": flags(same(own) or around(own) for own in heads),
    }


def label_features(asked: Asked, candidates: Sequence[Candidate]) -> dict[str, Floats]:
    """Whether the message names the case that a unit is about: "E4: …", "zweimal blau: …"."""
    known_codes = {code for code in codes(asked.body) if _ERROR.match(code)}
    spoken = languages(asked, candidates)
    labels = [_label(c.unit.text) for c in candidates]
    known = {lang: _said(asked.body, asked.language, lang) for lang in {*spoken}}
    near = {lang: _said(asked.near, asked.language, lang) for lang in {*spoken}}

    def met(said: dict[str, frozenset[str]]) -> Floats:
        return np.asarray(
            [_met(label, lang, said[lang]) for label, lang in zip(labels, spoken, strict=True)],
            np.float32,
        )

    everywhere = met(known)
    return {
        "label_code": flags(bool(known_codes & codes(label)) for label in labels),
        "label_met": everywhere,
        "label_near": met(near),
        "label_missed": flags(
            bool(label) and share == 0
            for label, share in zip(labels, everywhere.tolist(), strict=True)
        ),
    }


def _label(own: str) -> str:
    """What stands before the first colon or dash, if it is short: the case a unit is about."""
    match = _LABEL.match(own)
    return (match[1] or match[2]) if match else ""


@lru_cache(maxsize=512)
def _said(text: str, language: str, other: str) -> frozenset[str]:
    """Stems, and the concepts that another language shares."""
    found = {stem for word in content_words(text, language) for stem in stems_of(word, language)}
    return frozenset(found | {f"concept {name}" for name in concepts_of(text, language)})


@lru_cache(maxsize=8192)
def _met(label: str, language: str, said: frozenset[str]) -> float:
    words = content_words(label, language)
    if not words:
        return 0.0
    met = [
        bool(stems_of(w, language) & said)
        or any(f"concept {name}" in said for name in concepts_of(w, language))
        for w in words
    ]
    return sum(met) / len(met)


def neighbour_features(base: Floats, candidates: Sequence[Candidate]) -> dict[str, Floats]:
    """How well the units before, behind and in the same section fit."""
    places = {(c.unit.evidence.id, c.unit.position): at for at, c in enumerate(candidates)}
    sections: dict[tuple[str, str], list[int]] = {}
    for at, c in enumerate(candidates):
        sections.setdefault((c.unit.evidence.id, c.unit.heading), []).append(at)
    padded = np.append(base, 0.0)

    def beside(step: int) -> Floats:
        at = [places.get((c.unit.evidence.id, c.unit.position + step), -1) for c in candidates]
        found: Floats = padded[at]
        return found

    best, size = np.zeros_like(base), np.zeros_like(base)
    for members in sections.values():
        best[members] = base[members].max()
        size[members] = len(members)
    return {"prev": beside(-1), "next": beside(1), "section": best, "section_size": size}
