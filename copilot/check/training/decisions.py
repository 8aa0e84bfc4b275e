"""Fits which of several questions a reply leaves open, on labelled replies of shops.

A row is one reply to one mail of several questions: the numbers of each question
(`copilot.check.answer.decision`) and whether it is answered, where that is known. The limits are
chosen on odds of shops that were left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from copilot.check.answer.decision import KNOWN, NO_COVER, RISES, SINKS, Decision, parse_decision
from copilot.check.answer.model import BOUND
from copilot.check.training.messages import linear
from knowledge.analyse import terms
from knowledge.embed import Embedder

GOOD_LEFT_OPEN = 0.05  # of the good replies, at most
OTHERS_CANNED = 0.007  # of the replies that answer something
_RIGHT = frozenset({"good", "deferral", "counter_question"})
_FAULTS = frozenset({"wrong_fact", "promise", "other_customers_data"})  # of replies that answer
_WRONG = frozenset({"canned", "deferral (needless)", "counter_question (needless)"})
_PARTIAL = frozenset({"left_out", "unanswered_question"})
_ALIKE = 0.25  # least likeness of a question as we found it with one of the labels
_APART = 0.12  # and how much less alike the next one is
_OUT_OF_STEP = 0.25  # what it costs when one is asked first and the other one last
_WEIGHTS = {"learnt": 0.4, "left out": 3.0, "alone": 0.3}  # "alone": without the knowledge
_WRONG_SHARE = 0.5  # what all questions left open weigh beside the answered ones


@dataclass(frozen=True, slots=True)
class Row:
    """`values` and `labels` of each question. `learnt`: the shop's replies are in the question
    and message models, too. `kind`: what the reply is labelled."""

    shop: str
    kind: str
    learnt: bool
    values: Sequence[Mapping[str, float]]
    labels: Sequence[bool | None]

    @property
    def good(self) -> bool:
        return self.kind == "good"

    @property
    def wrong(self) -> bool:
        """Whether nothing is answered, or all of it is put off."""
        return self.kind in _WRONG or self.kind == "deferral"


def labels_of(
    kind: str,
    asked: Sequence[str],
    expected: Sequence[str],
    missing: Sequence[int],
    embedder: Embedder,
    language: str,
) -> list[bool | None]:
    """Whether each found question is answered. `expected`: the mail's questions in the words of
    the labels, `missing`: those that the reply leaves out."""
    if kind in _RIGHT or kind in _FAULTS:
        return [True] * len(asked)
    if kind in _WRONG or (missing and len(missing) == len(expected)):
        return [False] * len(asked)
    if kind not in _PARTIAL or not missing:
        return [None] * len(asked)
    out = np.isin(np.arange(len(expected)), missing)
    return [_label(row, out) for row in _likeness(asked, expected, embedder, language)]


def _label(likeness: np.ndarray, out: np.ndarray) -> bool | None:
    answered, left = float(likeness[~out].max()), float(likeness[out].max())
    if max(answered, left) < _ALIKE or abs(answered - left) < _APART:
        return None
    return answered > left


def _likeness(
    asked: Sequence[str], expected: Sequence[str], embedder: Embedder, language: str
) -> np.ndarray:
    """[asked, expected]: by the embedding, by shared stems, and by the order of the questions."""
    table = embedder.encode_queries(list(asked)) @ embedder.encode_queries(list(expected)).T
    mine, theirs = ([set(terms(text, language)) for text in some] for some in (asked, expected))
    shared = [[len(a & b) / max(1, min(len(a), len(b))) for b in theirs] for a in mine]
    first, second = (np.linspace(0, 1, len(some)) for some in (asked, expected))
    step: np.ndarray = np.abs(first[:, None] - second[None, :])
    found: np.ndarray = table + np.asarray(shared) - _OUT_OF_STEP * step
    return found


def fit(rows: Sequence[Row], names: Sequence[str]) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The weights as JSON-able values, and of each row (by place) its held-out odds."""
    held: dict[int, np.ndarray] = {}
    for shop in sorted({row.shop for row in rows if not row.learnt}):
        model = parse_decision(_fitted([row for row in rows if row.shop != shop], names))
        held |= {at: _odds(model, row) for at, row in enumerate(rows) if row.shop == shop}
    least = [float(held[at].min()) for at in held if rows[at].good]
    most = [float(held[at].max()) for at in held if not rows[at].wrong]
    limits = {
        "open": round(float(np.quantile(least, GOOD_LEFT_OPEN)), 3),
        "canned": round(float(np.quantile(most, OTHERS_CANNED)), 3),
    }
    return _fitted(rows, names) | limits, {str(at): odds for at, odds in held.items()}


def _odds(model: Decision, row: Row) -> np.ndarray:
    return np.asarray([model.odds(values) for values in row.values])


def _fitted(rows: Sequence[Row], names: Sequence[str]) -> dict[str, Any]:
    known = list(_known(rows))
    x = np.asarray([[values[name] for name in names] for values, _, _ in known], np.float32)
    y = np.asarray([label for _, label, _ in known])
    weights = np.asarray([weight for _, _, weight in known])
    weights[~y] *= _WRONG_SHARE * weights[y].sum() / weights[~y].sum()
    mean, scale = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-4)
    unit = np.clip((x - mean) / scale, -BOUND, BOUND)
    direction = [(name in RISES) - (name in SINKS) for name in names]
    coefficients, intercept = linear(unit, y, weights, direction)
    listed = {"mean": mean, "scale": scale, "coefficients": coefficients}
    return {
        "names": list(names),
        **{name: [round(float(v), 5) for v in values] for name, values in listed.items()},
        "intercept": round(intercept, 5),
        "open": 0.0,
        "canned": 0.0,
    }


def _known(rows: Sequence[Row]) -> Iterator[tuple[Mapping[str, float], bool, float]]:
    for row in rows:
        for values, label in zip(row.values, row.labels, strict=True):
            if label is not None:
                weight = _WEIGHTS["learnt"] if row.learnt else 1.0
                left = not label and row.kind in _PARTIAL
                weight *= _WEIGHTS["left out"] if left else 1.0
                yield values, label, weight
                yield alone(values), label, weight * _WEIGHTS["alone"]


def alone(values: Mapping[str, float]) -> Mapping[str, float]:
    """The numbers of the same question where there is no knowledge."""
    none = dict.fromkeys(KNOWN, 0.0)
    return {**values, **none, "known": values["alone"], "cover": NO_COVER}


def described(
    rows: Sequence[Row], held: Mapping[str, np.ndarray], weights: Mapping[str, Any]
) -> str:
    """How many replies of each kind have a question left open, and are called canned."""
    kinds = sorted({rows[int(at)].kind for at in held})
    parts = []
    for kind in kinds:
        odds = [found for at, found in held.items() if rows[int(at)].kind == kind]
        left = sum(float(found.min()) < weights["open"] for found in odds)
        canned = sum(float(found.max()) < weights["canned"] for found in odds)
        parts.append(f"{kind} {left}/{len(odds)} ({canned} canned)")
    return ", ".join(parts)
