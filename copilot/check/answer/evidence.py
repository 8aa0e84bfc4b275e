"""What the knowledge says about a reply: is it about what this question asks?

Two views. From the question: do the passages found for it say what the reply says? From the
reply: are the passages that it resembles about the question? The second one understands
replies that do not repeat the question's words ("start between 14 and 18").
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from copilot.check.answer.affinity import Floats, best
from copilot.check.answer.features import ReplyText
from copilot.check.case import CheckCase
from copilot.messages import Evidence, Question

MOST = 6  # passages that a reply is compared with
CHARS = 900  # of a passage
QUERY_CHARS = 500
SOFTNESS = 0.05  # how sharply the passage that the reply resembles most counts
LEAST = 0.45  # cover below which the reply resembles nothing that the knowledge holds
_UNIT_WORDS = 3


class Known:
    """What the knowledge holds about one reply, looked up once for all questions."""

    def __init__(self, reply: ReplyText, case: CheckCase) -> None:
        self._reply = reply
        self._case = case
        self._affinity = reply.encoders.affinity

    def about(self, question: Question) -> dict[str, float]:
        """Features by name; `found` and `resembled` say which of them mean something."""
        mine = [e for e in self._case.evidence if e.question == question.id and not e.internal]
        asked = question.query or question.text
        return {**self._borne_out(mine), **self._resembling(asked)}

    def _borne_out(self, evidence: Sequence[Evidence]) -> dict[str, float]:
        """How much of the reply the question's own passages say."""
        if not evidence:
            return {"found": 0.0}
        top = max(max(e.score for e in evidence), 1e-6)
        covers = [(e.score / top, *self._cover(e.text)) for e in evidence[:MOST]]
        return {
            "found": 1.0,
            "borne_sentence": max(rank * sentence for rank, _, sentence in covers),
            "borne_whole": max(rank * whole for rank, whole, _ in covers),
            "borne_first": covers[0][1],
        }

    def _cover(self, text: str) -> tuple[float, float]:
        """Share of the reply's words, and of its best sentence's, that the text holds."""
        theirs, _ = self._affinity.encode(text)
        sentences = [_share(v, w, theirs) for v, w in self._reply.encoded if len(w) >= _UNIT_WORDS]
        return _share(*self._reply.words, theirs), max(sentences, default=0.0)

    @cached_property
    def _resembled(self) -> list[tuple[float, Evidence]]:
        """Public passages that the knowledge finds for the reply itself, with their cover."""
        lookup, text = self._case.lookup, self._reply.text.strip()
        if lookup is None or self._case.given_sources or not text:
            return []
        found = [e for e in lookup(text[:QUERY_CHARS]) if not e.internal][:MOST]
        covered = [(self._cover(e.text)[0], e) for e in found]
        return [(cover, e) for cover, e in covered if cover >= LEAST]

    def _resembling(self, question: str) -> dict[str, float]:
        """How much better than any text the resembled passages meet the question."""
        if not self._resembled:
            return {"resembled": 0.0}
        covers = np.asarray([cover for cover, _ in self._resembled])
        scores = np.asarray([self._above_chance(question, _whole(e)) for _, e in self._resembled])
        weights = np.exp((covers - covers.max()) / SOFTNESS)
        return {
            "resembled": 1.0,
            "resembled_first": float(scores[int(covers.argmax())]),
            "resembled_mean": float(weights @ scores / weights.sum()),
            "resembled_cover": float(covers.max()),
        }

    def _above_chance(self, question: str, text: str) -> float:
        """The question's affinity to the text in standard deviations above ordinary texts."""
        vectors, weights = self._affinity.encode(question)
        background = self._reply.encoders.backgrounds.get(self._reply.language)
        if not len(weights) or background is None:
            return 0.0
        share = weights / weights.sum()
        usual = background.best(vectors) @ share
        met = float(best(vectors, self._affinity.encode(text)[0]) @ share)
        return float((met - usual.mean()) / (usual.std() + 0.03))


def _whole(item: Evidence) -> str:
    return f"{item.title} {item.asked} {item.text}"[:CHARS]


def _share(words: Floats, weights: Floats, theirs: Floats) -> float:
    return float(best(words, theirs) @ weights / max(float(weights.sum()), 1e-6))
