"""What the answer model looks at, for one question and one reply.

All features are numbers of any text pair: no knowledge is needed. `NAMES` fixes their order.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from copilot.check.answer.affinity import Affinity, Floats, best, words_of
from copilot.check.answer.background import Background
from copilot.check.answer.kinds import KINDS, asked, share_given
from knowledge.analyse import terms

if TYPE_CHECKING:
    from knowledge.embed import Embedder

MOST_UNITS = 40  # sentences of a reply that are looked at
_SHARP = 0.75  # a cosine that means the same word or a form of it
_FEW = 3

NAMES: tuple[str, ...] = (
    "affinity",  # weighted mean of the best cosine of each question word
    "affinity_sharp",  # share of the weight that is met by the same word
    "affinity_squared",
    "affinity_window",  # the same in the best two sentences
    "affinity_first",  # and in the first two
    "affinity_half",  # only the heavier half of the question's words
    "heaviest",  # best cosine of the heaviest question word
    "heavy_mean",  # of the three heaviest
    "heavy_least",
    "word_mean",
    "word_least",
    "missed",  # weight that is not met, of the five heaviest
    "missed_most",
    "met",
    "reverse",  # how much of the reply speaks of the question
    "stems",  # share of the question's stems in the reply
    "bigrams",
    "cosine",  # embedding: question against the whole reply
    "cosine_sentence",  # its best sentence
    "cosine_window",  # its best two
    "cosine_first",
    "cosine_three",  # mean of its best three sentences
    "affinity_cosine",
    "question_length",
    "reply_length",
    "background_z",  # affinity against that of ordinary texts, in standard deviations
    "background_gain",
    "background_corrected",
    "background_mean",
    "background_rank",
    "kind_reply",  # share of the expected kinds of answer that the reply holds
    "kind_window",
    *(f"asks_{kind}" for kind in KINDS),
    *(f"gives_{kind}" for kind in KINDS),
)


@dataclass(frozen=True, slots=True)
class Encoders:
    """The three readers of text behind the features."""

    affinity: Affinity
    backgrounds: Mapping[str, Background]
    embedder: Embedder


class ReplyText:
    """A reply as its content sentences, encoded once for all questions."""

    def __init__(self, units: Sequence[str], language: str, encoders: Encoders) -> None:
        """`units`: sentences that may answer; at least one, of any length."""
        self.units = tuple(units)[:MOST_UNITS] or ("",)
        self.language = language
        self.encoders = encoders

    @cached_property
    def text(self) -> str:
        return " ".join(self.units)

    @cached_property
    def encoded(self) -> list[tuple[Floats, Floats]]:
        return [self.encoders.affinity.encode(unit) for unit in self.units]

    @cached_property
    def words(self) -> tuple[Floats, Floats]:
        """Vectors and weights of all words."""
        vectors = np.concatenate([v for v, _ in self.encoded])
        return vectors, np.concatenate([w for _, w in self.encoded])

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(terms(self.text, self.language))

    @cached_property
    def bigrams(self) -> frozenset[tuple[str, str]]:
        found = words_of(self.text)
        return frozenset(pairwise(found))

    @cached_property
    def embedded(self) -> tuple[Floats, Floats, Floats]:
        """Vectors of the whole, of each sentence, of each pair of neighbours."""
        n = len(self.units)
        pairs = [" ".join(self.units[i : i + 2]) for i in range(max(1, n - 1))]
        found = self.encoders.embedder.encode_documents([self.text, *self.units, *pairs])
        return found[:1], found[1 : 1 + n], found[1 + n :]


@dataclass(frozen=True, slots=True)
class Features:
    """The numbers, and the sentences (first and last) that meet the question best."""

    values: Mapping[str, float]
    window: tuple[int, int]

    def vector(self) -> Floats:
        return np.asarray([self.values[name] for name in NAMES], dtype=np.float32)


def features(question: str, reply: ReplyText) -> Features:
    """All features of one question against one reply."""
    vectors, weights = reply.encoders.affinity.encode(question)
    share = weights / max(float(weights.sum()), 1e-6)
    per_unit = np.stack([best(vectors, unit) for unit, _ in reply.encoded])
    following = np.vstack([per_unit[1:], per_unit[-1:]])
    with np.errstate(invalid="ignore"):  # OpenBLAS may say so of finite numbers: numpy #24067
        windows: Floats = np.maximum(per_unit, following) @ share
    top = int(windows.argmax())
    around = " ".join(reply.units[max(0, top - 1) : top + 2])
    values = {
        **_affinity(per_unit.max(axis=0), weights, share),
        "affinity_window": float(windows[top]),
        "affinity_first": float(windows[0]),
        "reverse": _reverse(vectors, reply),
        **_lexical(question, reply),
        **_cosines(question, reply),
        **_background(vectors, weights, share, per_unit.max(axis=0), reply),
        **_kinds(question, reply.text, around),
        "question_length": math.log1p(len(weights)),
        "reply_length": math.log1p(len(reply.words[1])),
    }
    values["affinity_cosine"] = values["affinity_window"] * values["cosine_sentence"]
    return Features(values, _window(per_unit, share, top))


def _window(per_unit: Floats, share: Floats, top: int) -> tuple[int, int]:
    """The best sentence, with its neighbour where that adds something."""
    last = min(top + 1, len(per_unit) - 1)
    alone, both = per_unit[top] @ share, np.maximum(per_unit[top], per_unit[last]) @ share
    second = per_unit[last] @ share
    if both - alone < 0.05:
        return top, top
    return (last, last) if both - second < 0.05 else (top, last)


def _affinity(met: Floats, weights: Floats, share: Floats) -> dict[str, float]:
    if not len(met):
        names = "affinity affinity_sharp affinity_squared affinity_half heaviest heavy_mean"
        names += " heavy_least word_mean word_least missed missed_most met"
        return dict.fromkeys(names.split(), 0.0)
    order = np.argsort(-share, kind="stable")
    heavy, half = order[:_FEW], order[: max(1, len(order) // 2)]
    missed = (1 - met) * weights
    return {
        "affinity": float(met @ share),
        "affinity_sharp": float((met > _SHARP) @ share),
        "affinity_squared": float((met * met) @ share),
        "affinity_half": float(met[half] @ share[half] / max(float(share[half].sum()), 1e-6)),
        "heaviest": float(met[order[0]]),
        "heavy_mean": float(met[heavy].mean()),
        "heavy_least": float(met[heavy].min()),
        "word_mean": float(met.mean()),
        "word_least": float(met.min()),
        "missed": float(missed[order[:5]].sum()),
        "missed_most": float(missed.max()),
        "met": float(met @ weights),
    }


def _reverse(question: Floats, reply: ReplyText) -> float:
    vectors, weights = reply.words
    return float(best(vectors, question) @ weights / max(float(weights.sum()), 1e-6))


def _lexical(question: str, reply: ReplyText) -> dict[str, float]:
    stems = frozenset(terms(question, reply.language))
    said = words_of(question)
    bigrams = frozenset(pairwise(said))
    return {
        "stems": len(stems & reply.stems) / max(len(stems), 1),
        "bigrams": len(bigrams & reply.bigrams) / max(len(bigrams), 1),
    }


def _cosines(question: str, reply: ReplyText) -> dict[str, float]:
    asked_for = reply.encoders.embedder.encode_queries([question])[0]
    whole, sentences, pairs = (part @ asked_for for part in reply.embedded)
    return {
        "cosine": float(whole[0]),
        "cosine_sentence": float(sentences.max()),
        "cosine_window": float(pairs.max()),
        "cosine_first": float(sentences[0]),
        "cosine_three": float(np.sort(sentences)[-3:].mean()),
    }


def _background(
    vectors: Floats, weights: Floats, share: Floats, met: Floats, reply: ReplyText
) -> dict[str, float]:
    background = reply.encoders.backgrounds.get(reply.language)
    names = ("z", "gain", "corrected", "mean", "rank")
    if background is None or not len(weights):
        return {f"background_{name}": 0.0 for name in names}
    usual = background.best(vectors)  # [texts, words]
    scores = usual @ share
    expected = usual.mean(axis=0)
    rare = weights * np.clip(1 - expected, 0.02, None)
    affinity = float(met @ share)
    values = (
        (affinity - scores.mean()) / (scores.std() + 0.03),
        (met - expected) @ share,
        met @ rare / rare.sum(),
        scores.mean(),
        (scores < affinity).mean(),
    )
    return {f"background_{name}": float(v) for name, v in zip(names, values, strict=True)}


def _kinds(question: str, text: str, around: str) -> dict[str, float]:
    wanted = asked(question)
    values = {
        "kind_reply": share_given(question, text),
        "kind_window": share_given(question, around),
    }
    for kind, pattern in KINDS.items():
        there = kind in wanted
        values[f"asks_{kind}"] = float(there)
        values[f"gives_{kind}"] = float(there and pattern.given.search(around) is not None)
    return values
