"""Fits the two models: logistic regressions, each row weighed by how sure its label is."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp  # type: ignore[import-untyped]
from numpy.typing import NDArray
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from copilot.understand.clauses import clauses
from copilot.understand.learned import complaining, wanting
from copilot.understand.learned.linear import WORDS, Linear
from copilot.understand.learned.signs import HASHES, Floats, hashed
from copilot.understand.training.data import Short, Told
from knowledge.embed import bundled

SEED = 20261123
#: Lines of calm topics: enough to know them, few enough not to drown the messages.
_OF_TOPICS = {complaining.NAME: 700, wanting.NAME: 500}
_CALM = 0.2  # weight of such a line
STRENGTH = {complaining.NAME: 0.2, wanting.NAME: 0.2}  # the inverse of the regularisation


@dataclass(frozen=True, slots=True)
class Rows:
    """`groups`: trade or shop of each row, "" for those that always take part."""

    dense: Floats
    words: sp.csr_matrix
    labels: NDArray[np.bool_]
    weights: Floats
    groups: NDArray[np.str_]

    def where(self, keep: NDArray[np.bool_]) -> Rows:
        return Rows(
            self.dense[keep], self.words[keep], self.labels[keep], self.weights[keep],
            self.groups[keep],
        )  # fmt: skip


def wanting_rows(messages: Sequence[Told], short: Sequence[Short], topics: Sequence[Short]) -> Rows:
    """Texts that ask nothing in words: messages with one implied need or none, and short ones."""
    told = [m for m in messages if _only_implied(m)]
    few = [row for row in short if "?" not in row.text]
    calm = _sample([row for row in topics if "?" not in row.text], _OF_TOPICS[wanting.NAME])
    texts = [*(m.body for m in told), *(row.text for row in (*few, *calm))]
    return _rows(
        wanting.matrix(texts),
        texts,
        [*(m.wanted > 0 for m in told), *(row.wants for row in (*few, *calm))],
        [1.0] * (len(told) + len(few)) + [_CALM] * len(calm),
        [*(m.group for m in told), *([""] * (len(few) + len(calm)))],
    )


def _only_implied(message: Told) -> bool:
    """What the rules found is one need that stands between the lines."""
    return [(n.explicit, n.clause.role) for n in message.needs] == [(False, "statement")]


def _sample(rows: Sequence[Short], size: int) -> list[Short]:
    return random.Random(SEED).sample(rows, min(size, len(rows)))  # noqa: S311


def complaining_rows(
    messages: Sequence[Told],
    short: Sequence[Short],
    topics: Sequence[Short],
) -> Rows:
    calm = _sample([row for row in topics if not row.complaint], _OF_TOPICS[complaining.NAME])
    few = [*(row for row in topics if row.complaint), *calm]
    said = [(f"{m.subject}\n{m.body}", m.parts) for m in messages]
    said += [(row.text, clauses(row.text, row.language)) for row in (*short, *few)]
    rest = [row.complaint for row in (*short, *few)]
    return _rows(
        complaining.matrix(said),
        [text for text, _ in said],
        [*(m.complaint for m in messages), *rest],
        [1.0] * (len(messages) + len(short)) + [_CALM] * len(few),
        [*(m.group for m in messages), *([""] * len(rest))],
    )


def _rows(
    dense: Floats,
    texts: Sequence[str],
    labels: Sequence[bool],
    weights: Sequence[float],
    groups: Sequence[str],
) -> Rows:
    places = [hashed(text) for text in texts]
    values = np.concatenate([np.full(len(p), WORDS / np.sqrt(max(1, len(p)))) for p in places])
    ends = np.cumsum([0, *(len(p) for p in places)])
    words = sp.csr_matrix((values, np.concatenate(places), ends), shape=(len(texts), HASHES))
    return Rows(
        dense, words.astype(np.float32), np.asarray(labels), np.asarray(weights, np.float32),
        np.asarray(groups),
    )  # fmt: skip


def fit(rows: Rows, strength: float) -> Linear:
    table = sp.hstack([sp.csr_matrix(rows.dense), rows.words]).tocsr()
    fitted = LogisticRegression(C=strength, max_iter=400).fit(table, rows.labels, rows.weights)
    weights = fitted.coef_[0].astype(np.float32)
    size = rows.dense.shape[1]
    return Linear(weights[:size], weights[size:], float(fitted.intercept_[0]))


def write(model: Linear, path: Path) -> None:
    save_file(
        {
            "dense": model.dense.astype(np.float32),
            "words": model.words.astype(np.float16),
            "intercept": np.asarray([model.intercept], np.float32),
        },
        path,
        metadata={"embedder": bundled().fingerprint},
    )
    path.chmod(0o644)
