"""How the whole reply meets the whole message, beside each question by itself.

Customers tell a story around their questions, and replies answer the story: what a question
alone does not share with its answer, the mail often does.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np

from copilot.check.answer.affinity import Floats, best, words_of
from copilot.check.answer.expected import NAMES as FORM
from copilot.check.answer.expected import expected
from copilot.check.answer.features import ReplyText
from copilot.check.answer.kinds import share_given
from copilot.check.roles import role_of
from knowledge.analyse import terms

NAMES: tuple[str, ...] = (
    "recall",  # share of the message's stems in the reply
    "recall_root",  # the same over the geometric mean of both sizes
    "precision",  # share of the reply's stems in the message
    "shared",  # how many stems, logarithm
    "weighted_recall",  # by how telling each word is
    "weighted_precision",
    "bigrams",
    "affinity",  # weighted mean of the best cosine of each word of the message
    "affinity_gain",  # beyond what any text would meet
    "affinity_z",
    "affinity_heavy",  # of the quarter of the words that tells most
    "reverse",  # weighted mean of the best cosine of each word of the reply
    "reverse_heavy",
    "sentence_best",  # affinity of the message's sentence that is met best, above chance
    "sentence_mean",
    "sentence_least",
    "asked_mean",  # of the sentences that ask
    "asked_least",
    "cosine",
    "cosine_sentences",  # mean over the message's sentences of their best sentence
    "cosine_best",
    "cosine_back",  # mean over the reply's sentences of the message's best
    "cosine_asked",
    "score_mean",  # of the questions' own scores, as log-odds
    "score_least",
    "score_most",
    "answered",  # share of questions with even odds or better
    "kind_least",
    "kind_missing",  # share of the questions whose strict kind of answer is nowhere
    "polarity_met",
    "polarity_clash",
    "own_mean",  # share of a question's own stems, which no other question has, in the reply
    "own_least",
    "cosine_least",  # of the questions: embedding against the best sentence
    "spread",  # how many sentences of the reply are some question's best, for each question
    "content",  # share of sentences that neither defer, ask back nor apologise
    "figures",  # numbers in the reply, logarithm
    "told",  # share of the message's sentences met better than by most texts
    "questions",
    "message_length",
    "reply_length",
    "reply_sentences",
    "sentences_each",  # of the reply, for each question
    "words_each",
)
RISES = frozenset(  # signs of agreement: more of them never speaks against a reply
    {
        "recall", "recall_root", "precision", "shared", "weighted_recall", "weighted_precision",
        "bigrams", "affinity", "affinity_gain", "affinity_z", "affinity_heavy", "reverse",
        "reverse_heavy", "sentence_best", "sentence_mean", "sentence_least", "asked_mean",
        "asked_least", "cosine", "cosine_sentences", "cosine_best", "cosine_back", "cosine_asked",
        "score_mean", "score_least", "score_most", "answered", "kind_least", "own_mean",
        "own_least", "cosine_least", "polarity_met", "told", "spread",
    }
)  # fmt: skip
SINKS = frozenset({"kind_missing", "polarity_clash"})
MOST_SENTENCES = 30
MOST_WORDS = 300
_LOGIT = 6.0
_NUMBER = re.compile(r"\d+")


class MessageText:
    """A message as its sentences that say something, encoded once."""

    def __init__(self, sentences: Sequence[str], asked: Sequence[str], language: str) -> None:
        """`sentences`: all but greeting and closing; `asked`: the questions' own words."""
        self.sentences = tuple(sentences)[:MOST_SENTENCES] or ("",)
        self.asked = tuple(asked) or self.sentences
        self.language = language

    @cached_property
    def text(self) -> str:
        return " ".join(self.sentences)

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(terms(self.text, self.language))


def whole(message: MessageText, reply: ReplyText, scores: Sequence[float]) -> dict[str, float]:
    """Features by name. `scores`: the probability of each question."""
    return {
        **_forms(message, reply),
        **_own(message, reply),
        **_stems(message, reply),
        **_words(message, reply),
        **_sentences(message, reply),
        **_cosines(message, reply),
        **_questions(message, reply, scores),
    }


def vector_of(values: Mapping[str, float]) -> Floats:
    """The features in the order of `NAMES`."""
    return np.asarray([values[name] for name in NAMES], dtype=np.float32)


def _stems(message: MessageText, reply: ReplyText) -> dict[str, float]:
    mine, theirs = message.stems, reply.stems
    both = mine & theirs
    asked, said = pairs(message.text), pairs(reply.text)
    return {
        "recall": len(both) / max(len(mine), 1),
        "recall_root": len(both) / math.sqrt(max(len(mine) * len(theirs), 1)),
        "precision": len(both) / max(len(theirs), 1),
        "shared": math.log1p(len(both)),
        "weighted_recall": _weight(both, reply) / max(_weight(mine, reply), 1e-6),
        "weighted_precision": _weight(both, reply) / max(_weight(theirs, reply), 1e-6),
        "bigrams": math.log1p(len(asked & said)),
    }


def pairs(text: str) -> frozenset[tuple[str, str]]:
    return frozenset(pairwise(words_of(text)))


def _weight(stems: frozenset[str], reply: ReplyText) -> float:
    return sum(reply.encoders.affinity.word(stem)[1] for stem in stems)


def _words(message: MessageText, reply: ReplyText) -> dict[str, float]:
    vectors, weights = reply.encoders.affinity.encode(message.text)
    vectors, weights = vectors[:MOST_WORDS], weights[:MOST_WORDS]
    said, heavy = reply.words
    names = ("affinity", "affinity_gain", "affinity_z", "affinity_heavy", "reverse")
    if not len(weights) or not len(heavy):
        return dict.fromkeys((*names, "reverse_heavy"), 0.0)
    met, back = best(vectors, said), best(said, vectors)
    share, others = weights / weights.sum(), heavy / heavy.sum()
    usual, spread = expected_best(vectors, share, reply)
    affinity = float(met @ share)
    return {
        "affinity": affinity,
        "affinity_gain": affinity - usual,
        "affinity_z": (affinity - usual) / (spread + 0.03),
        "affinity_heavy": _top(met, weights),
        "reverse": float(back @ others),
        "reverse_heavy": _top(back, heavy),
    }


def _top(met: Floats, weights: Floats) -> float:
    order = np.argsort(-weights, kind="stable")[: max(1, len(weights) // 4)]
    return float(met[order].mean())


def expected_best(vectors: Floats, share: Floats, reply: ReplyText) -> tuple[float, float]:
    """Mean and standard deviation of the affinity of ordinary texts."""
    background = reply.encoders.backgrounds.get(reply.language)
    if background is None or not len(share):
        return 0.0, 0.0
    usual = background.best(vectors) @ share
    return float(usual.mean()), float(usual.std())


def above_chance(text: str, reply: ReplyText) -> float:
    vectors, weights = reply.encoders.affinity.encode(text)
    if not len(weights):
        return 0.0
    share = weights / weights.sum()
    usual, spread = expected_best(vectors, share, reply)
    return (float(best(vectors, reply.words[0]) @ share) - usual) / (spread + 0.03)


def _sentences(message: MessageText, reply: ReplyText) -> dict[str, float]:
    told = [above_chance(s, reply) for s in message.sentences if len(words_of(s)) > 2] or [0.0]
    asked = [above_chance(s, reply) for s in message.asked] or [0.0]
    return {
        "sentence_best": max(told),
        "sentence_mean": sum(told) / len(told),
        "sentence_least": min(told),
        "told": sum(z > 1 for z in told) / len(told),
        "asked_mean": sum(asked) / len(asked),
        "asked_least": min(asked),
    }


def _cosines(message: MessageText, reply: ReplyText) -> dict[str, float]:
    whole, sentences, _ = reply.embedded
    n = len(message.sentences)
    found = reply.encoders.embedder.encode_queries(
        [message.text, *message.sentences, *message.asked]
    )
    table = found[1 : 1 + n] @ sentences.T
    asked = found[1 + n :] @ sentences.T
    return {
        "cosine": float(found[0] @ whole[0]),
        "cosine_sentences": float(table.max(axis=1).mean()),
        "cosine_best": float(table.max()),
        "cosine_back": float(table.max(axis=0).mean()),
        "cosine_asked": float(asked.max(axis=1).mean()),
        "cosine_least": float(asked.max(axis=1).min()),
        "spread": len(set(asked.argmax(axis=1).tolist())) / len(asked),
    }


def _forms(message: MessageText, reply: ReplyText) -> dict[str, float]:
    found = [expected(q, message.asked, reply.units) for q in message.asked]
    roles = [role_of(unit) for unit in reply.units]
    return {
        **{name: sum(f[name] for f in found) / len(found) for name in FORM},
        "content": sum(r == "content" for r in roles) / len(roles),
        "figures": math.log1p(len(_NUMBER.findall(reply.text))),
    }


def _own(message: MessageText, reply: ReplyText) -> dict[str, float]:
    shares = own_shares(message, reply)
    return {"own_mean": sum(shares) / len(shares), "own_least": min(shares)}


def own_shares(message: MessageText, reply: ReplyText) -> list[float]:
    """Of each question the share of stems, that no other question has, in the reply."""
    stems = [frozenset(terms(asked, message.language)) for asked in message.asked]
    shares = []
    for i, mine in enumerate(stems):
        others = frozenset[str]().union(*(s for j, s in enumerate(stems) if j != i))
        own = (mine - others) or mine
        shares.append(len(own & reply.stems) / max(len(own), 1))
    return shares


def _questions(message: MessageText, reply: ReplyText, scores: Sequence[float]) -> dict[str, float]:
    odds = [logit(s) for s in scores] or [0.0]
    kinds = [share_given(q, reply.text) for q in message.asked]
    n = max(len(scores), 1)
    said = len(reply.words[1])
    return {
        "score_mean": sum(odds) / len(odds),
        "score_least": min(odds),
        "score_most": max(odds),
        "answered": sum(o > 0 for o in odds) / len(odds),
        "kind_least": min(kinds, default=1.0),
        "questions": math.log(n),
        "message_length": math.log1p(len(words_of(message.text))),
        "reply_length": math.log1p(said),
        "reply_sentences": math.log1p(len(reply.units)),
        "sentences_each": math.log1p(len(reply.units) / n),
        "words_each": math.log1p(said / n),
    }


def placed(
    message: MessageText, reply: ReplyText, scores: Sequence[float]
) -> list[dict[str, float]]:
    """What places each question within its message, beside the message's own log-odds."""
    sentences = reply.embedded[1]
    cosines = reply.encoders.embedder.encode_queries(list(message.asked)) @ sentences.T
    mean = sum(map(logit, scores)) / max(len(scores), 1)
    return [
        {
            "score": logit(score),
            "beside": logit(score) - mean,
            "z": above_chance(asked, reply),
            "cosine": float(row.max()),
            "stems": share,
        }
        for asked, score, row, share in zip(
            message.asked, scores, cosines, own_shares(message, reply), strict=True
        )
    ]


def logit(p: float) -> float:
    """Log-odds, bounded."""
    p = min(max(p, 1e-6), 1 - 1e-6)
    return max(-_LOGIT, min(_LOGIT, math.log(p / (1 - p))))
