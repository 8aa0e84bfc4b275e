"""All features of all units, in one table. `NAMES` fixes the order of its columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from copilot.draft.features.candidates import Asked, Candidate, languages
from copilot.draft.features.kinds import answer_features, source_features, wording_features
from copilot.draft.features.met import concept_features, meaning_features, word_features
from copilot.draft.features.subjects import (
    label_features,
    neighbour_features,
    product_features,
    quantity_features,
)
from copilot.draft.reader import Floats, Reader

if TYPE_CHECKING:
    from copilot.draft.products import ProductSense


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
_AROUND = (
    "words_query", "concepts_query", "words_context", "concepts_context", "codes", "found",
    "words_near", "concepts_near", "cosine_near",
)  # fmt: skip


def features(
    asked: Asked, candidates: Sequence[Candidate], about: ProductSense, reader: Reader
) -> Floats:
    """[candidates, NAMES]."""
    owns = [c.text for c in candidates]
    heads = [c.heading for c in candidates]
    values: dict[str, Floats] = {
        **word_features(asked, owns, heads, about, reader),
        **concept_features(asked, owns, heads, languages(asked, candidates)),
        **meaning_features(asked, candidates, owns, heads, reader),
        **source_features(candidates),
        **answer_features(asked, owns, candidates),
        **wording_features(asked, owns, candidates, about),
        **product_features(asked, candidates, about),
        **quantity_features(asked, candidates, about),
        **label_features(asked, candidates),
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
    values |= neighbour_features(base, candidates)
    return np.stack([values[name] for name in NAMES], axis=1).astype(np.float32)
