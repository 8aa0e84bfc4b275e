"""Whether a message that asks nothing in words wants something all the same, learned.

"The pan is lovely, thank you." wants nothing; "The lid of the pan is missing." does.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from copilot.understand.learned.linear import bundled_weights, meaning
from copilot.understand.learned.signs import Floats, hashed, signs

NAME = "wanting"
LIMIT = 0.5  # below: nothing; a need that is passed over costs more than one too many
_READ = 2_000


def wants_something(text: str) -> bool:
    said = text[:_READ]
    return bundled_weights(NAME).probability(matrix([said])[0], hashed(said)) >= LIMIT


def matrix(texts: Sequence[str]) -> Floats:
    """[texts, features]"""
    return np.hstack([meaning(list(texts)), np.asarray([signs(t) for t in texts], np.float32)])
