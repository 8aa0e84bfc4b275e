"""Counts tokens with an encoding of our own: German/English byte pairs, no download.

The ranks are shipped as `tokens.bpe.gz` and were learnt by `python -m knowledge.training ranks`.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
from functools import cache
from pathlib import Path

import tiktoken

#: Where pieces end: words with one leading mark or space, numbers by threes, runs of signs.
PATTERN = r"[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
_RANKS = Path(__file__).parent / "tokens.bpe.gz"
# Byte-pair merging is quadratic in a run without a boundary; longer text is counted in parts.
_PART = 50_000

#: Changes whenever the ranks change; part of an index's fingerprint.
ENCODING_FINGERPRINT = "bpe-" + hashlib.sha256(_RANKS.read_bytes()).hexdigest()[:16]


@cache
def encoding() -> tiktoken.Encoding:
    """The shipped encoding; read once (about 30 ms), then shared."""
    lines = gzip.decompress(_RANKS.read_bytes()).splitlines()
    ranks = {base64.b64decode(piece): int(rank) for piece, rank in map(bytes.split, lines)}
    return tiktoken.Encoding(
        name=ENCODING_FINGERPRINT, pat_str=PATTERN, mergeable_ranks=ranks, special_tokens={}
    )


def count_tokens(text: str) -> int:
    """How many tokens the text has; at most one too many per 50,000 characters."""
    shipped = encoding()
    parts = (text[start : start + _PART] for start in range(0, len(text), _PART))
    return sum(len(shipped.encode_ordinary(part)) for part in parts)
