"""How much of what is asked a unit holds: words, concepts, meaning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from copilot.draft.concepts import POLICY, concepts_of
from copilot.draft.features.candidates import Asked, Candidate
from copilot.draft.features.values import rarity
from copilot.draft.likeness import content_words, importance
from copilot.draft.reader import Floats, Reader

if TYPE_CHECKING:
    from copilot.draft.products import ProductSense


_SAME = 0.99
_NAME = 0.2  # what a word of a product's name counts: the search has seen to the product
_HEADING = 0.6  # what a word counts that only the heading holds
_MOST_CONTEXT = 60  # words of the message around the question


def word_features(
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
    found: Floats = np.asarray(worth, np.float32) * rarity(having, own.shape[1])
    return found


def _share(weights: Floats, met: Floats) -> Floats:
    found: Floats = (weights @ met) / max(float(weights.sum()), 1e-6)
    return found


def concept_features(
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
    worth = dict(zip(every, rarity(having, len(own)).tolist(), strict=True))

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


def meaning_features(
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
