"""What the bundled cross-encoder says: how surely does some part of the reply answer a question?

It reads a question beside a few sentences of the reply at a time.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from knowledge.crossencoder import CrossEncoder

_log = logging.getLogger(__name__)
SECONDS = 1.0  # for one reply
LETTERS = 320  # of the sentences that are read together
_MOST = 24  # parts of a reply; what comes after a page is seldom an answer


def read_answers(
    model: CrossEncoder,
    questions: Sequence[str],
    sentences: Sequence[str],
    seconds: float = SECONDS,
) -> list[float] | None:
    """For each question the log-odds of the part that answers it best; `None` without time."""
    read = list(parts(sentences))[:_MOST]
    if not read or not questions:
        return None
    said = model.read([(question, part) for question in questions for part in read], seconds)
    if said is None:
        _log.warning("%s took more than %s s; the checks go on without it", model.name, seconds)
        return None
    best: list[float] = np.max(said[:, 0].reshape(len(questions), len(read)), axis=1).tolist()
    return best


def parts(sentences: Sequence[str]) -> Iterator[str]:
    """Neighbouring sentences, as many as fit; each part begins with the last one's end."""
    part: list[str] = []
    for sentence in sentences:
        if part and sum(map(len, part)) + len(sentence) > LETTERS:
            yield " ".join(part)
            part = part[-1:] if len(part[-1]) + len(sentence) <= LETTERS else []
        part.append(sentence)
    if part:
        yield " ".join(part)
