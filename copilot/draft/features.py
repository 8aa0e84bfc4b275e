"""What the selector looks at: numbers that tell how well a unit answers a question.

Each is worked out for all units of a message at once. `NAMES` fixes their order.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from copilot.draft import asked as answer
from copilot.draft.concepts import POLICY, concepts_of
from copilot.draft.likeness import content_words, importance, stems_of
from copilot.draft.reader import Floats, Reader
from copilot.draft.specifics import quantities_in
from copilot.draft.wording import is_definition, is_orphan, is_price_only
from knowledge.quantities import Quantity, dimension, same_quantity, within

if TYPE_CHECKING:
    from copilot.draft.products import ProductSense
    from copilot.draft.sources import Unit
    from copilot.messages import Question

NAMES: tuple[str, ...] = (
    "words", "words_heading", "words_either", "words_context", "words_context_heading",
    "words_added", "same", "same_context", "best_word", "best_word_context", "telling",
    "concepts", "concepts_sum", "concepts_either", "concepts_context", "concepts_context_sum",
    "concepts_context_either", "concepts_other",
    "cosine", "cosine_query", "cosine_message", "cosine_heading", "cosine_heading_message",
    "cosine_asked",
    "found", "found_anyhow", "found_share", "found_rank",
    "kind_policy", "kind_product", "kind_macro", "kind_past_answer",
    "shape_item", "shape_step", "shape_row",
    "wanted_given", "wanted_missing", "expected_given", "expected_missing", "amount_given",
    "amount_missing", "steps_given", "steps_told", "closed_denied", "closed_number",
    "place_given",
    "codes", "codes_question", "length", "orphan", "aside", "first",
    "product_named", "product_document", "product_other", "product_known", "no_product",
    "words_query", "concepts_query", "vague_words_query", "vague_concepts_query",
    "vague_words_context", "vague_concepts_context", "vague_codes", "vague_found",
    "words_near", "concepts_near", "cosine_near", "vague_words_near", "vague_concepts_near",
    "vague_cosine_near", "top_word", "top_word_either", "quantity_same", "quantity_within",
    "quantity_kin", "number_same", "label_code", "label_met", "label_near", "label_quantity",
    "label_missed",
    "policy_fits", "policy_missed", "base", "base_share", "prev", "next", "section", "section_size",
)  # fmt: skip
_SAME = 0.99
_NAME = 0.2  # what a word of a product's name counts: the search has seen to the product
_HEADING = 0.6  # what a word counts that only the heading holds
_NEAR = 200  # letters before a question that it may refer to
_MOST_CONTEXT = 60  # words of the message around the question
_TELLING = 0.4
_PRICE = re.compile(r"kost|preis|teuer|gebühr|cost|price|fee|euro|€|^(?:how|much|wie|viel)$", re.I)
_HAIL = re.compile(
    r"^\W*(?:hallo|hi|hey|hello|moin|servus|guten (?:tag|morgen|abend)|dear)\b", re.I
)
_CODE = re.compile(r"\b(?=\w*\d)[\w.,-]*\w\b|\b[A-ZÄÖÜ]{2,}\d*\b")
_ERROR = re.compile(r"[a-z]{1,3}-?\d{1,3}$")
_LABEL = re.compile(r"^(?:([^:–.?!]{2,60})(?:: | – )|([A-Z]{1,3}-?\d{1,3})(?:, | ))\S")
_NEGATION = re.compile(
    r"\b(?:nicht|kein\w*|nie|nur|ohne|not|no|never|only|cannot|can't|don't)\b", re.I
)
_IMPERATIVE = re.compile(r"\b(?:bitte|please)\b|^(?:\w+en Sie|[A-Z]\w+ Sie)\b", re.I)
_PLACE = re.compile(
    r"\b(?:in|im|am|an|unter|auf|bei|to|at|from|under|behind|left|right|hinter|links|rechts|"
    r"neben)\b",
    re.I,
)
_AROUND = (
    "words_query", "concepts_query", "words_context", "concepts_context", "codes", "found",
    "words_near", "concepts_near", "cosine_near",
)  # fmt: skip
_KINDS = ("policy", "product", "macro", "past_answer")
_SHAPES = ("item", "step", "row")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question within its message; `language` is the message's."""

    question: Question
    body: str
    language: str

    @property
    def near(self) -> str:
        """The question with the sentences before it."""
        start, end = self.question.span
        return self.body[max(0, start - _NEAR) : max(end, start)] or self.question.text

    @property
    def context(self) -> str:
        """The message without the question."""
        return self.body.replace(self.question.text, " ")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that may answer. `found`: the search's score for this very question, 0 where it
    was found for another one of the message; `anyhow`: the best for any of them."""

    unit: Unit
    found: float
    anyhow: float

    @property
    def text(self) -> str:
        return f"{self.unit.lead} {self.unit.text}".strip()

    @property
    def heading(self) -> str:
        title = self.unit.evidence.title
        return f"{self.unit.heading or title.rpartition(' › ')[2]} {title}"


def features(
    asked: Asked, candidates: Sequence[Candidate], about: ProductSense, reader: Reader
) -> Floats:
    """[candidates, NAMES]."""
    owns = [c.text for c in candidates]
    heads = [c.heading for c in candidates]
    values: dict[str, Floats] = {
        **_words(asked, owns, heads, about, reader),
        **_concepts(asked, owns, heads, _languages(asked, candidates)),
        **_meaning(asked, candidates, owns, heads, reader),
        **_search(candidates),
        **_kind_of_answer(asked, owns, candidates),
        **_wording(asked, owns, candidates, about),
        **_products(asked, candidates, about),
        **_quantities(asked, candidates, about),
        **_labels(asked, candidates),
    }
    vague: Floats = np.exp(-values["telling"])  # such a question means what stands around it
    for name in _AROUND:
        values[f"vague_{name}"] = vague * values[name]
    asked_policy = values.pop("policy_asked")  # rules answer it rather than a product's manual
    values["policy_fits"] = asked_policy * (values["kind_policy"] + values["kind_macro"])
    values["policy_missed"] = asked_policy * values["kind_product"]
    base: Floats = 0.6 * values["concepts_either"] + 0.3 * values["concepts_context_either"]
    base = base + values["words_either"]
    values["base"] = base
    values["base_share"] = base / max(float(base.max()), 1e-6)
    values |= _neighbourhood(base, candidates)
    return np.stack([values[name] for name in NAMES], axis=1).astype(np.float32)


# --- words ---------------------------------------------------------------------------------


def _words(
    asked: Asked,
    owns: Sequence[str],
    heads: Sequence[str],
    about: ProductSense,
    reader: Reader,
) -> dict[str, Floats]:
    question = list(content_words(asked.question.text, asked.language))
    around = [w for w in content_words(asked.context, asked.language) if w not in question]
    words, count = [*question, *around[:_MOST_CONTEXT]], len(owns)
    own = reader.met(words, owns, asked.language)
    head = reader.met(words, heads, asked.language)
    weights = _weights(words, own, about.words(asked.question.text))
    q, c = slice(0, len(question)), slice(len(question), len(words))
    added = frozenset(content_words(asked.question.query, asked.language)) - frozenset(question)
    extra = [at for at, word in enumerate(words) if word in added]
    query = [*range(len(question)), *extra]
    exact = (own >= _SAME).astype(np.float32)
    near = frozenset(content_words(asked.near, asked.language))
    close = [at for at, word in enumerate(words) if word in near]
    top = int(weights[q].argmax()) if len(question) else -1
    nothing = np.zeros(count, np.float32)

    def most(part: slice) -> Floats:
        met = weights[part, None] * own[part]
        return met.max(axis=0) if len(met) else np.zeros(count, np.float32)

    return {
        "words": _share(weights[q], own[q]),
        "words_heading": _share(weights[q], head[q]),
        "words_either": _share(weights[q], np.maximum(own[q], _HEADING * head[q])),
        "words_context": _share(weights[c], own[c]),
        "words_context_heading": _share(weights[c], head[c]),
        "words_added": _share(weights[extra], own[extra]),
        "words_query": _share(weights[query], np.maximum(own[query], _HEADING * head[query])),
        "words_near": _share(weights[close], np.maximum(own[close], _HEADING * head[close])),
        "top_word": own[top] if top >= 0 else nothing,
        "top_word_either": np.maximum(own[top], head[top]) if top >= 0 else nothing,
        "same": weights[q] @ exact[q],
        "same_context": np.minimum(weights[c] @ exact[c], 3.0),
        "best_word": most(q),
        "best_word_context": most(c),
        "telling": np.full(count, weights[q].sum(), np.float32),
    }


def _weights(words: Sequence[str], own: Floats, names: frozenset[str]) -> Floats:
    """Rare words of the language and of these units tell more."""
    worth = [importance(w) * (_NAME if w.lower() in names else 1.0) for w in words]
    having = (own >= _SAME).sum(axis=1)
    found: Floats = np.asarray(worth, np.float32) * _rarity(having, own.shape[1])
    return found


def _rarity(having: NDArray[np.int_], count: int) -> Floats:
    return (np.log((count + 1) / (having + 0.5)) / math.log((count + 1) / 0.5)).astype(np.float32)


def _share(weights: Floats, met: Floats) -> Floats:
    found: Floats = (weights @ met) / max(float(weights.sum()), 1e-6)
    return found


def _languages(asked: Asked, candidates: Sequence[Candidate]) -> list[str]:
    """Each candidate's own language: concepts are the same in all of them."""
    return [c.unit.evidence.language or asked.language for c in candidates]


def _concepts(
    asked: Asked, owns: Sequence[str], heads: Sequence[str], spoken: Sequence[str]
) -> dict[str, Floats]:
    language = asked.language
    wanted = concepts_of(asked.question.text, language)
    around = concepts_of(asked.context, language) - wanted
    if "price" in wanted:
        wanted |= {"free"}
    query = concepts_of(asked.question.query, language) | wanted
    near = concepts_of(asked.near, language) | wanted
    own = [concepts_of(text, lang) for text, lang in zip(owns, spoken, strict=True)]
    both = [m | concepts_of(t, lang) for m, t, lang in zip(own, heads, spoken, strict=True)]
    every = sorted(wanted | around | query | near)
    having = np.asarray([sum(name in said for said in own) for name in every], np.int_)
    worth = dict(zip(every, _rarity(having, len(own)).tolist(), strict=True))

    def met(names: frozenset[str], said: Sequence[frozenset[str]]) -> Floats:
        return np.asarray([sum(worth[n] for n in names & s) for s in said], np.float32)

    all_wanted, all_around = sum(worth[n] for n in wanted), sum(worth[n] for n in around)
    all_query, all_near = sum(worth[n] for n in query), sum(worth[n] for n in near)
    return {
        "concepts_near": met(near, both) / max(all_near, 1e-6),
        "concepts_query": met(query, both) / max(all_query, 1e-6),
        "concepts": met(wanted, own) / max(all_wanted, 1e-6),
        "concepts_sum": met(wanted, own),
        "concepts_either": met(wanted, both) / max(all_wanted, 1e-6),
        "concepts_context": met(around, own) / max(all_around, 1e-6),
        "concepts_context_sum": met(around, own),
        "concepts_context_either": met(around, both) / max(all_around, 1e-6),
        "policy_asked": np.full(len(own), len(wanted & POLICY) / max(len(wanted), 1), np.float32),
        "concepts_other": np.asarray([len(s - wanted - around) for s in own], np.float32),
    }


def _meaning(
    asked: Asked,
    candidates: Sequence[Candidate],
    owns: Sequence[str],
    heads: Sequence[str],
    reader: Reader,
) -> dict[str, Floats]:
    texts = [asked.question.text, asked.question.query, asked.body[:600], asked.near]
    own = reader.cosines(texts, owns)
    under = reader.cosines(texts, [f"{h}: {o}" for h, o in zip(heads, owns, strict=True)])
    before = reader.cosines(texts[:2], [c.unit.evidence.asked or "-" for c in candidates])
    answered = np.asarray([bool(c.unit.evidence.asked) for c in candidates], np.float32)
    return {
        "cosine": own[0],
        "cosine_query": own[1],
        "cosine_message": own[2],
        "cosine_near": np.maximum(own[3], under[3]),
        "cosine_heading": under[0],
        "cosine_heading_message": under[2],
        "cosine_asked": before.max(axis=0) * answered,
    }


def _search(candidates: Sequence[Candidate]) -> dict[str, Floats]:
    found = np.asarray([c.found for c in candidates], np.float32)
    ranks = {score: at for at, score in enumerate(sorted({*found.tolist()}, reverse=True), 1)}
    return {
        "found": found,
        "found_anyhow": np.asarray([c.anyhow for c in candidates], np.float32),
        "found_share": found / max(float(found.max()), 1e-6),
        "found_rank": np.asarray([1 / ranks[score] for score in found.tolist()], np.float32),
        **{f"kind_{k}": _flags(c.unit.evidence.kind == k for c in candidates) for k in _KINDS},
        **{f"shape_{s}": _flags(c.unit.shape == s for c in candidates) for s in _SHAPES},
    }


def _kind_of_answer(
    asked: Asked, owns: Sequence[str], candidates: Sequence[Candidate]
) -> dict[str, Floats]:
    text, language = asked.question.text, asked.language
    spoken = _languages(asked, candidates)
    stated = [answer.units_in(own, lang) for own, lang in zip(owns, spoken, strict=True)]
    wanted = answer.units_wanted(text)
    expected = answer.units_expected(text, language)
    amount, steps = answer.wants_amount(text), answer.wants_steps(text)
    closed, place = answer.wants_yes_or_no(text), answer.wants_place(text)
    number = [bool(re.search(r"\d", own)) for own in owns]
    plain = [c.unit.text for c in candidates]
    return {
        "wanted_given": _flags(bool(wanted & units) for units in stated),
        "wanted_missing": _flags(bool(wanted) and not wanted & units for units in stated),
        "expected_given": _flags(bool(expected & units) for units in stated),
        "expected_missing": _flags(bool(expected) and not expected & units for units in stated),
        "amount_given": _flags(amount and bool(units) for units in stated),
        "amount_missing": _flags(amount and not there for there in number),
        "steps_given": _flags(steps and c.unit.shape == "step" for c in candidates),
        "steps_told": _flags(steps and bool(_IMPERATIVE.search(own)) for own in plain),
        "closed_denied": _flags(closed and bool(_NEGATION.search(own)) for own in plain),
        "closed_number": _flags(closed and bool(re.search(r"\d", own)) for own in plain),
        "place_given": _flags(place and bool(_PLACE.search(own)) for own in plain),
    }


def _wording(
    asked: Asked, owns: Sequence[str], candidates: Sequence[Candidate], about: ProductSense
) -> dict[str, Floats]:
    message, question = _codes(asked.body), _codes(asked.question.text)
    priced = asks_product_price(asked, about)
    plain = [c.unit.text for c in candidates]
    return {
        "codes": np.asarray([min(2, len(message & _codes(own))) for own in owns], np.float32),
        "codes_question": np.asarray(
            [min(2, len(question & _codes(own))) for own in owns], np.float32
        ),
        "length": np.log1p(np.asarray([len(own) for own in owns], np.float32)),
        "orphan": _flags(is_orphan(text) for text in plain),
        "aside": _flags(
            is_definition(text) or (is_price_only(text) and not priced) for text in plain
        ),
        "first": _flags(c.unit.position == 0 for c in candidates),
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


def _products(
    asked: Asked, candidates: Sequence[Candidate], about: ProductSense
) -> dict[str, Floats]:
    bearing = np.asarray([about.bearing(c.unit, asked.question) for c in candidates], np.float32)
    known = bool(about.asked(asked.question))
    return {
        "product_named": bearing[:, 0],
        "product_document": bearing[:, 1],
        "product_other": bearing[:, 2],
        "product_known": np.full(len(candidates), float(known), np.float32),
        "no_product": _flags(not c.unit.evidence.skus for c in candidates),
    }


def _quantities(
    asked: Asked, candidates: Sequence[Candidate], about: ProductSense
) -> dict[str, Floats]:
    """Whether a unit states what the message measures: the same, a range around it, its kind."""
    told = quantities_in(about.nameless(asked.body[:2_000]), asked.language)
    near = quantities_in(about.nameless(asked.near), asked.language)
    measured = [q for q in told if q.unit]
    kinds = {dimension(q) for q in near if q.unit}
    numbers = {q.value for q in near if q.value > 1}
    spoken = _languages(asked, candidates)
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
        "quantity_same": _flags(same(own) for own in stated),
        "quantity_within": _flags(around(own) for own in stated),
        "quantity_kin": _flags(
            any(q.unit and dimension(q) in kinds for q in own) for own in stated
        ),
        "number_same": _flags(any(q.value in numbers for q in own) for own in stated),
        "label_quantity": _flags(same(own) or around(own) for own in heads),
    }


def _labels(asked: Asked, candidates: Sequence[Candidate]) -> dict[str, Floats]:
    """Whether the message names the case that a unit is about: "E4: …", "zweimal blau: …"."""
    codes = {code for code in _codes(asked.body) if _ERROR.match(code)}
    spoken = _languages(asked, candidates)
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
        "label_code": _flags(bool(codes & _codes(label)) for label in labels),
        "label_met": everywhere,
        "label_near": met(near),
        "label_missed": _flags(
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


# --- neighbours ----------------------------------------------------------------------------


def _neighbourhood(base: Floats, candidates: Sequence[Candidate]) -> dict[str, Floats]:
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


@lru_cache(maxsize=8192)
def _codes(text: str) -> frozenset[str]:
    return frozenset(code.lower().strip(".,") for code in _CODE.findall(text))


def _flags(values: Iterable[object]) -> Floats:
    return np.fromiter((float(bool(value)) for value in values), np.float32)
