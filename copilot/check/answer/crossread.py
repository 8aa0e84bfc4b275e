"""What the bundled cross-encoder says: how surely does some part of the reply answer a question?

It reads a question beside a few sentences of the reply at a time.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from knowledge.crossencoder import CrossEncoder

_log = logging.getLogger(__name__)
SECONDS = 1.0  # for one reply
LETTERS = 320  # of the sentences that are read together
_MOST = 24  # parts of a reply; what comes after a page is seldom an answer
_MOST_SENTENCES = 16


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """Log-odds that a piece of the reply answers a question: of the parts that are read together
    [questions, parts], and of single sentences [questions, sentences], which tell several
    questions apart and are not read for one."""

    parts: NDArray[np.float64]
    sentences: NDArray[np.float64]

    @property
    def best(self) -> list[float]:
        """Of each question, by the part that answers it best."""
        found: list[float] = self.parts.max(axis=1).tolist()
        return found


def read_answers(
    model: CrossEncoder,
    questions: Sequence[str],
    sentences: Sequence[str],
    seconds: float = SECONDS,
) -> Said | None:
    """What it says of each question and piece of the reply; `None` without time."""
    together = list(parts(sentences))[:_MOST]
    alone = list(sentences)[:_MOST_SENTENCES] if len(questions) > 1 else []
    if not together or not questions:
        return None
    pieces = list(dict.fromkeys((*together, *alone)))
    said = model.read([(question, piece) for question in questions for piece in pieces], seconds)
    if said is None:
        _log.warning("%s took more than %s s; the checks go on without it", model.name, seconds)
        return None
    table = said[:, 0].reshape(len(questions), len(pieces))
    at = {piece: place for place, piece in enumerate(pieces)}
    return Said(table[:, [at[p] for p in together]], table[:, [at[p] for p in alone]])


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
