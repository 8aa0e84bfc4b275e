"""Small pieces that several groups of features share."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from copilot.draft.reader import Floats

_CODE = re.compile(r"\b(?=\w*\d)[\w.,-]*\w\b|\b[A-ZÄÖÜ]{2,}\d*\b")


def rarity(having: NDArray[np.int_], count: int) -> Floats:
    return (np.log((count + 1) / (having + 0.5)) / math.log((count + 1) / 0.5)).astype(np.float32)


@lru_cache(maxsize=8192)
def codes(text: str) -> frozenset[str]:
    return frozenset(code.lower().strip(".,") for code in _CODE.findall(text))


def flags(values: Iterable[object]) -> Floats:
    return np.fromiter((float(bool(value)) for value in values), np.float32)
