"""Where a unit comes from, and what kind of answer it gives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from copilot.draft import asked as answer
from copilot.draft.features.candidates import Asked, Candidate, languages
from copilot.draft.features.values import codes, flags
from copilot.draft.likeness import content_words, importance
from copilot.draft.reader import Floats
from copilot.draft.wording import is_definition, is_orphan, is_price_only

if TYPE_CHECKING:
    from copilot.draft.products import ProductSense


_TELLING = 0.4
_PRICE = re.compile(r"kost|preis|teuer|gebühr|cost|price|fee|euro|€|^(?:how|much|wie|viel)$", re.I)
_HAIL = re.compile(
    r"^\W*(?:hallo|hi|hey|hello|moin|servus|guten (?:tag|morgen|abend)|dear)\b", re.I
)
_NEGATION = re.compile(
    r"\b(?:nicht|kein\w*|nie|nur|ohne|not|no|never|only|cannot|can't|don't)\b", re.I
)
_IMPERATIVE = re.compile(r"\b(?:bitte|please)\b|^(?:\w+en Sie|[A-Z]\w+ Sie)\b", re.I)
_PLACE = re.compile(
    r"\b(?:in|im|am|an|unter|auf|bei|to|at|from|under|behind|left|right|hinter|links|rechts|"
    r"neben)\b",
    re.I,
)
_KINDS = ("policy", "product", "macro", "past_answer")
_SHAPES = ("item", "step", "row")


def source_features(candidates: Sequence[Candidate]) -> dict[str, Floats]:
    found = np.asarray([c.found for c in candidates], np.float32)
    ranks = {score: at for at, score in enumerate(sorted({*found.tolist()}, reverse=True), 1)}
    return {
        "found": found,
        "found_anyhow": np.asarray([c.anyhow for c in candidates], np.float32),
        "found_share": found / max(float(found.max()), 1e-6),
        "found_rank": np.asarray([1 / ranks[score] for score in found.tolist()], np.float32),
        **{f"kind_{k}": flags(c.unit.evidence.kind == k for c in candidates) for k in _KINDS},
        **{f"shape_{s}": flags(c.unit.shape == s for c in candidates) for s in _SHAPES},
    }


def answer_features(
    asked: Asked, owns: Sequence[str], candidates: Sequence[Candidate]
) -> dict[str, Floats]:
    text, language = asked.question.text, asked.language
    spoken = languages(asked, candidates)
    stated = [answer.units_in(own, lang) for own, lang in zip(owns, spoken, strict=True)]
    wanted = answer.units_wanted(text)
    expected = answer.units_expected(text, language)
    amount, steps = answer.wants_amount(text), answer.wants_steps(text)
    closed, place = answer.wants_yes_or_no(text), answer.wants_place(text)
    number = [bool(re.search(r"\d", own)) for own in owns]
    plain = [c.unit.text for c in candidates]
    return {
        "wanted_given": flags(bool(wanted & units) for units in stated),
        "wanted_missing": flags(bool(wanted) and not wanted & units for units in stated),
        "expected_given": flags(bool(expected & units) for units in stated),
        "expected_missing": flags(bool(expected) and not expected & units for units in stated),
        "amount_given": flags(amount and bool(units) for units in stated),
        "amount_missing": flags(amount and not there for there in number),
        "steps_given": flags(steps and c.unit.shape == "step" for c in candidates),
        "steps_told": flags(steps and bool(_IMPERATIVE.search(own)) for own in plain),
        "closed_denied": flags(closed and bool(_NEGATION.search(own)) for own in plain),
        "closed_number": flags(closed and bool(re.search(r"\d", own)) for own in plain),
        "place_given": flags(place and bool(_PLACE.search(own)) for own in plain),
    }


def wording_features(
    asked: Asked, owns: Sequence[str], candidates: Sequence[Candidate], about: ProductSense
) -> dict[str, Floats]:
    message, question = codes(asked.body), codes(asked.question.text)
    priced = asks_product_price(asked, about)
    plain = [c.unit.text for c in candidates]
    return {
        "codes": np.asarray([min(2, len(message & codes(own))) for own in owns], np.float32),
        "codes_question": np.asarray(
            [min(2, len(question & codes(own))) for own in owns], np.float32
        ),
        "length": np.log1p(np.asarray([len(own) for own in owns], np.float32)),
        "orphan": flags(is_orphan(text) for text in plain),
        "aside": flags(
            is_definition(text) or (is_price_only(text) and not priced) for text in plain
        ),
        "first": flags(c.unit.position == 0 for c in candidates),
    }


def asks_product_price(asked: Asked, about: ProductSense) -> bool:
    """ "Was kostet die Säge?", not "Was kostet die Abholung?": that is no product's price."""
    text = asked.question.text
    if "EUR" not in answer.units_wanted(text):
        return False
    names = about.words(text)
    return not any(
        importance(word) > _TELLING and word.lower() not in names and not _PRICE.search(word)
        for word in content_words(_HAIL.sub("", text), asked.language)
    )
