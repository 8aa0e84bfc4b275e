"""The shipped encoding is whole, lossless and the one that its fingerprint names."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import knowledge.tokens
from knowledge.tokens import ENCODING_FINGERPRINT, count_tokens, encoding


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", 0, id="empty"),
        pytest.param("a", 1, id="letter"),
        pytest.param("Die Lieferung ist da.", 5, id="frequent German words are whole"),
        pytest.param("The order is here.", 5, id="frequent English words are whole"),
        pytest.param("12", 1, id="a short number is whole"),
    ],
)
def test_counts(text: str, expected: int) -> None:
    assert count_tokens(text) == expected


def test_every_single_byte_has_a_token() -> None:
    shipped = encoding()
    assert all(shipped.encode_single_token(bytes([byte])) < 256 for byte in range(256))


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_decoding_gives_the_text_back(text: str) -> None:
    shipped = encoding()
    assert shipped.decode(shipped.encode_ordinary(text)) == text


def test_special_token_spelling_is_plain_text() -> None:
    assert count_tokens("<|endoftext|>") > 1


def test_a_long_text_counts_like_its_parts() -> None:
    text = "Ihre Sendung ist unterwegs. " * 10_000
    assert abs(count_tokens(text) - len(encoding().encode_ordinary(text))) <= len(text) // 50_000


def test_a_text_without_any_boundary_is_counted() -> None:
    assert 0 < count_tokens("x" * 200_000) <= 200_000


def test_german_needs_few_tokens() -> None:
    text = "Bitte schicken Sie die Ware innerhalb von 30 Tagen mit dem Rücksendeetikett zurück."
    assert len(text.encode()) / count_tokens(text) > 3.5


def test_the_fingerprint_is_the_hash_of_the_ranks() -> None:
    ranks = Path(knowledge.tokens.__file__).parent / "tokens.bpe.gz"
    assert (
        hashlib.sha256(ranks.read_bytes())
        .hexdigest()
        .startswith(ENCODING_FINGERPRINT.removeprefix("bpe-"))
    )
    assert encoding().name == ENCODING_FINGERPRINT
