"""How many tokens a prompt takes for a given model.

The model's own encoding is used where its file is at hand; it is never fetched. Else the
number is an estimate, and says so.
"""

from __future__ import annotations

import hashlib
import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_BLOBS = "https://openaipublic.blob.core.windows.net/encodings/{name}.tiktoken"


@dataclass(frozen=True, slots=True)
class Counter:
    """`exact` is False for the estimate: three UTF-8 bytes to a token, rounded up."""

    count: Callable[[str], int]
    exact: bool


def counter_for(model: str) -> Counter:
    """The counter of a model's tokens, by the model's name."""
    import tiktoken  # late: drafts without a model do not need it

    try:
        name = tiktoken.encoding_name_for_model(model)
    except KeyError:
        return Counter(estimate, exact=False)
    folder = os.environ.get("TIKTOKEN_CACHE_DIR", "")
    blob = hashlib.sha1(_BLOBS.format(name=name).encode(), usedforsecurity=False).hexdigest()
    if not folder or not (Path(folder) / blob).is_file():
        return Counter(estimate, exact=False)
    encoding = tiktoken.get_encoding(name)
    return Counter(lambda text: len(encoding.encode(text, disallowed_special=())), exact=True)


def estimate(text: str) -> int:
    return math.ceil(len(text.encode("utf-8")) / 3)
