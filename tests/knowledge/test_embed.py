"""The bundled model: fast, equal to sentence-transformers' reading, sane on odd input."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from knowledge.embed import BUNDLED, Embedder, StaticEmbedder, load_embedder
from knowledge.errors import EmbeddingError

TEXTS = [
    "Wo bleibt mein Paket?",
    "where's my order",
    "Rücksendeetikett für Größe 42 verloren, Rueckgabe?!",
    "The coffee machine leaks; order 2024-0815.",
    "ein " * 3000,
]


@pytest.fixture(scope="module")
def bundled() -> Embedder:
    return load_embedder("bundled")


def test_vectors_have_length_one(bundled: Embedder) -> None:
    vectors = bundled.encode_documents(TEXTS)
    assert vectors.shape == (len(TEXTS), bundled.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_sentence_transformers_reads_the_same(
    bundled: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    from sentence_transformers import SentenceTransformer

    other = SentenceTransformer(str(BUNDLED), device="cpu").encode(TEXTS)
    cosines = (bundled.encode_queries(TEXTS) * other).sum(axis=1)
    assert cosines.min() > 0.9999


@pytest.mark.parametrize(
    ("query", "right", "wrong"),
    [
        pytest.param(
            "wo bleibt mein paket",
            "Your shipment has been handed to the carrier; follow it with the tracking number.",
            "You can pay by card, invoice or direct debit.",
            id="German question, English answer",
        ),
        pytest.param(
            "when do i get my money back",
            "Die Rückerstattung erfolgt innerhalb von fünf Werktagen.",
            "Die Größentabelle finden Sie auf der Produktseite.",
            id="English question, German answer",
        ),
        pytest.param(
            "hose zu klein, tauschen?",
            "Ein Umtausch in eine andere Größe ist möglich.",
            "Der Akku lädt in zwei Stunden.",
            id="colloquial German",
        ),
    ],
)
def test_the_right_answer_is_nearer(bundled: Embedder, query: str, right: str, wrong: str) -> None:
    near, far = bundled.encode_documents([right, wrong]) @ bundled.encode_queries([query])[0]
    assert near > far


def test_umlauts_may_be_spelt_out(bundled: Embedder) -> None:
    one, other = bundled.encode_queries(["Rückgabe für Grösse", "rueckgabe fuer Größe"])
    assert one @ other > 0.999


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("   \n\t", id="white space"),
    ],
)
def test_nothing_is_like_nothing(bundled: Embedder, text: str) -> None:
    assert not bundled.encode_queries([text]).any()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("😀🎉👍" * 50, id="emoji only"),
        pytest.param("\x00\x01\ufffd\udcff", id="binary"),
        pytest.param("x" * 1_000_000, id="a million letters"),
        pytest.param("где моя посылка", id="a third language"),
    ],
)
def test_odd_input_gives_finite_numbers(bundled: Embedder, text: str) -> None:
    assert np.isfinite(bundled.encode_queries([text])).all()


def test_no_texts_no_vectors(bundled: Embedder) -> None:
    assert bundled.encode_documents([]).shape == (0, bundled.dimension)


def test_threads_agree(bundled: Embedder) -> None:
    expected = bundled.encode_queries(TEXTS)
    with ThreadPoolExecutor(8) as pool:
        for found in pool.map(bundled.encode_queries, [TEXTS] * 32):
            np.testing.assert_array_equal(found, expected)


def test_loading_and_asking_are_quick() -> None:
    # Bounds far above the usual 0.1 s and 0.2 ms: a busy machine must not fail the test.
    start = time.perf_counter()
    model = load_embedder()
    assert time.perf_counter() - start < 5
    start = time.perf_counter()
    for _ in range(100):
        model.encode_queries(TEXTS[:1])
    assert (time.perf_counter() - start) / 100 < 0.02


def test_the_model_is_small() -> None:
    assert (BUNDLED / "model.safetensors").stat().st_size <= 10_000_000


def test_a_damaged_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"nothing")
    (tmp_path / "tokenizer.json").write_bytes((BUNDLED / "tokenizer.json").read_bytes())
    with pytest.raises(EmbeddingError, match="cannot be read"):
        StaticEmbedder(tmp_path, name="damaged")
