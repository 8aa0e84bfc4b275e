"""What a cross-encoder does, whichever it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

MOST_CHARACTERS = 2_000  # of each text; models of this kind read 512 tokens at most


class CrossEncoder(Protocol):
    """Reads pairs of texts. Thread-safe. `labels`: what its numbers stand for, in lower case."""

    @property
    def name(self) -> str:
        """For people: which model this is."""

    @property
    def labels(self) -> tuple[str, ...]: ...

    def read(self, pairs: Sequence[tuple[str, str]], seconds: float) -> NDArray[np.float64] | None:
        """[pairs, labels] logits; `None` where the time ran out or a number is not finite."""
