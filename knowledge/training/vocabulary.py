"""Learns the two vocabularies: byte-pair ranks for counting, subwords for the embedding."""

from __future__ import annotations

import base64
import gzip
import random
from collections.abc import Sequence
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

from knowledge.tokens import PATTERN

RANKS = 24_000
SUBWORDS = 36_000
UNKNOWN = "[UNK]"


def balanced(first: Sequence[str], second: Sequence[str], characters: int, seed: int) -> list[str]:
    """A shuffled sample with at most `characters` from each of two lists of texts."""
    chosen: list[str] = []
    for texts in (first, second):
        shuffled = list(texts)
        random.Random(seed).shuffle(shuffled)  # noqa: S311 - sampling, not secrecy
        left = characters
        for text in shuffled:
            if left <= 0:
                break
            chosen.append(text)
            left -= len(text)
    return chosen


def train_byte_pairs(texts: Sequence[str], size: int = RANKS) -> Tokenizer:
    """A byte-level BPE tokenizer whose pieces never cross the boundaries of PATTERN."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PATTERN), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        min_frequency=2,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def byte_ranks(tokenizer: Tokenizer) -> dict[bytes, int]:
    """tiktoken's ranks of a byte-level BPE tokenizer: the order in which pieces were merged."""
    to_byte = {letter: byte for byte, letter in _byte_letters().items()}
    pieces = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    return {
        bytes(to_byte[letter] for letter in piece): rank for rank, (piece, _) in enumerate(pieces)
    }


def _byte_letters() -> dict[int, str]:
    """The printable letter that byte-level BPE writes for each byte (GPT-2's table)."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [byte for byte in range(256) if byte not in printable]
    letters = {byte: chr(byte) for byte in printable}
    return letters | {byte: chr(256 + index) for index, byte in enumerate(hidden)}


def write_ranks(ranks: dict[bytes, int], path: Path) -> None:
    """tiktoken's own text format (base64, space, rank), gzipped without a time stamp."""
    lines = (b"%s %d\n" % (base64.b64encode(piece), rank) for piece, rank in ranks.items())
    path.write_bytes(gzip.compress(b"".join(lines), 9, mtime=0))


def train_subwords(texts: Sequence[str], size: int = SUBWORDS) -> Tokenizer:
    """A WordPiece tokenizer for the embedding: lower-cased, umlauts spelt out.

    "ü" and "ue", "ß" and "ss" are the same, as customers write both. WordPiece keeps frequent
    words whole; a unigram vocabulary of the same size cut them apart and found less.
    """
    tokenizer = Tokenizer(models.WordPiece(unk_token=UNKNOWN, max_input_chars_per_word=60))
    spelt = [("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("’", "'")]
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Lowercase(),
            *(normalizers.Replace(letter, letters) for letter, letters in spelt),
            normalizers.NFD(),
            normalizers.StripAccents(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Whitespace(), pre_tokenizers.Punctuation()]
    )
    trainer = trainers.WordPieceTrainer(
        vocab_size=size, special_tokens=[UNKNOWN], limit_alphabet=400, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer
