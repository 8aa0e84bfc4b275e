"""How far the sources bear out what a sentence of the reply says, figures or not.

Three signs: how well the sentence's words meet those of the best place in a source (a sentence
and its neighbours), how many of them occur in the sources at all, and how many of its stems do.
Words are compared as the affinity's vectors, so inflection and close words meet; rare words,
names and numbers weigh more, the customer's own words less. What follows from a source in quite
other words looks unsupported; what turns a source's words round looks supported and is left to
the other checks.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from copilot.check.answer.affinity import Affinity, Floats, bundled_affinity, words_of
from copilot.check.case import Fault
from copilot.check.reading import Reading, ReplySentence
from copilot.messages import Evidence
from knowledge.analyse import detect_language, sentences, terms

_NEIGHBOURS = 3  # sentences that make up a place of a source
_MET = 0.8  # cosine from which two words are the same in other form
_NAMED = 2.0  # what names and numbers weigh, times
_ECHOED = 0.3  # and the customer's own words
_INTERCEPT, _WEIGHTS = -4.67, (2.08, 2.82, 2.10)  # fitted by benchmarks/check_support.py
_NO_FACT = ("deferral", "counter", "apology")  # what we will do, ask for, feel
_NAME = re.compile(r"(?<=[^.!?:\s]\s)[A-ZÄÖÜ][^\W\d_]+")
_NUMBER = re.compile(r"[^\W_]*\d[^\W_]*")
_HARDLY = 0.035  # support below which a statement is reported
_LEAST_WORDS = 4  # of a statement that is reported
_OURSELVES = re.compile(
    r"\b(?:ich|wir|uns|mir|mich|unser\w*|mein\w*|we|us|our|me|my|i)\b", re.IGNORECASE
)
_KEPT = 64  # encoded passages: the same ones come up again within a mail


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """A passage's words as unit vectors, where each of its sentences begins, and its stems."""

    vectors: Floats
    starts: NDArray[np.int64]
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Supported:
    """A sentence of the reply. `support`: 0 to 1, even chances at one half."""

    sentence: ReplySentence
    support: float


def supported(reading: Reading) -> tuple[Supported, ...]:
    """The reply's statements with how far the case's evidence bears each out; all sentences
    where nothing is stated, none where there is no evidence in the reply's language."""
    return reading.once("supported", lambda: tuple(_supported(reading)))


def reply_support(reading: Reading) -> float | None:
    """The mean over all statements by their length; None where there is nothing to judge."""
    found = supported(reading)
    words = [len(words_of(one.sentence.text)) for one in found]
    if not sum(words):
        return None
    return sum(one.support * n for one, n in zip(found, words, strict=True)) / sum(words)


def unsupported(reading: Reading) -> Iterator[Fault]:
    """Statements of which the caller's own sources say next to nothing.

    What the agent does, feels or plans stands in no source, so only statements about something
    else count. Without given sources nothing is reported: what a search did not find may well
    stand somewhere else in the knowledge.
    """
    if not reading.case.given_sources:
        return
    for one in supported(reading):
        text = one.sentence.text
        checkable = len(words_of(text)) >= _LEAST_WORDS and not _OURSELVES.search(text)
        if _states(one.sentence) and checkable and one.support < _HARDLY:
            yield Fault("claim_ungrounded", (one.sentence.start, one.sentence.end))


def _supported(reading: Reading) -> Iterator[Supported]:
    passages = [encoded(text_of(e), reading.language) for e in _comparable(reading)]
    if not any(len(p.starts) for p in passages):
        return
    worded = [s for s in reading.content if words_of(s.text)]
    for sentence in [s for s in worded if _states(s)] or worded:
        value = support(sentence.text, passages, reading.language, reading.message)
        yield Supported(sentence, value)


def _states(sentence: ReplySentence) -> bool:
    return sentence.role not in _NO_FACT and not sentence.text.rstrip().endswith("?")


def _comparable(reading: Reading) -> Sequence[Evidence]:
    """Evidence in the reply's language; words of two languages do not meet."""
    said = detect_language(reading.reply, reading.language)
    return [e for e in reading.case.evidence if _language(e, said) == said]


def _language(item: Evidence, hint: str) -> str:
    return item.language or detect_language(item.text, hint)


def text_of(item: Evidence) -> str:
    """A passage with its heading."""
    return "\n".join(part for part in (item.title, item.asked, item.text) if part)


def support(text: str, passages: Sequence[Encoded], language: str, message: str = "") -> float:
    """The probability that the passages bear the text out; it must have a word."""
    found = signs(text, passages, language, message)
    logit = _INTERCEPT + sum(w * sign for w, sign in zip(_WEIGHTS, found, strict=True))
    return 1 / (1 + math.exp(-logit))


def signs(
    text: str, passages: Sequence[Encoded], language: str, message: str = ""
) -> tuple[float, float, float]:
    """How well the best place meets the text's words; the shares of its words and of its stems
    that are met anywhere."""
    affinity = bundled_affinity()
    vectors, weights = affinity.encode(text)
    weights = weights * _emphasis(text, message)
    best = np.zeros(len(weights), np.float32)
    soft = 0.0
    for passage in passages:
        if not len(passage.starts):
            continue
        by_sentence = np.maximum.reduceat(vectors @ passage.vectors.T, passage.starts, axis=1)
        soft = max(soft, float((weights @ _places(by_sentence)).max() / weights.sum()))
        best = np.maximum(best, by_sentence.max(axis=1))
    return soft, float((best >= _MET).mean()), _stems_met(text, passages, language)


def _stems_met(text: str, passages: Sequence[Encoded], language: str) -> float:
    """One half where the text has no stems: nothing for and nothing against."""
    mine = frozenset(terms(text, language))
    theirs = frozenset().union(*(p.stems for p in passages))
    return len(mine & theirs) / len(mine) if mine else 0.5


def _places(by_sentence: Floats) -> Floats:
    """[words, sentences] as [words, places]: the best of each run of neighbours."""
    count = by_sentence.shape[1] - _NEIGHBOURS + 1
    if count <= 1:
        whole: Floats = by_sentence.max(axis=1, keepdims=True)
        return whole
    runs = [by_sentence[:, i : i + count] for i in range(_NEIGHBOURS)]
    found: Floats = np.maximum.reduce(runs)
    return found


def _emphasis(text: str, message: str) -> Floats:
    """What each word's weight is multiplied with."""
    named = {w for m in (*_NAME.finditer(text), *_NUMBER.finditer(text)) for w in words_of(m[0])}
    echoed = set(words_of(message))
    found = [
        (_NAMED if word in named else 1.0) * (_ECHOED if word in echoed else 1.0)
        for word in words_of(text)
    ]
    return np.asarray(found, np.float32)


@lru_cache(maxsize=_KEPT)
def encoded(text: str, language: str) -> Encoded:
    """A passage, sentence by sentence."""
    affinity: Affinity = bundled_affinity()
    parts = [words_of(s.text) for s in sentences(text, language)]
    parts = [words for words in parts if words]
    ends = np.cumsum([len(words) for words in parts], dtype=np.int64)
    vectors = [affinity.word(word)[0] for words in parts for word in words]
    if not vectors:
        return Encoded(np.zeros((0, 0), np.float32), ends, frozenset())
    starts = np.concatenate([np.zeros(1, np.int64), ends[:-1]])
    return Encoded(np.stack(vectors), starts, frozenset(terms(text, language)))
