"""Other models: named, found on this machine, refused with the fix."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import numpy as np
import pytest

from knowledge.embed import BUNDLED, load_embedder
from knowledge.errors import EmbeddingError


@pytest.fixture
def no_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "empty"))


@pytest.mark.usefixtures("no_hub")
@pytest.mark.parametrize(
    ("setting", "hint"),
    [
        pytest.param(
            "intfloat/multilingual-e5-small",
            "hf download intfloat/multilingual-e5-small",
            id="hub id",
        ),
        pytest.param("some/model@v1", "--revision v1", id="pinned revision"),
        pytest.param("/no/such/folder", "COPILOT_EMBEDDING", id="path"),
        pytest.param("../no-such-model", "COPILOT_EMBEDDING", id="relative path"),
    ],
)
def test_a_missing_model_fails_quickly_with_the_fix(setting: str, hint: str) -> None:
    start = time.perf_counter()
    with pytest.raises(EmbeddingError) as caught:
        load_embedder(setting)
    assert hint in caught.value.hint
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    "name", ["modeling_custom.py", "pytorch_model.bin", "weights.pkl", "model.pt"]
)
def test_a_folder_that_could_run_code_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(BUNDLED, folder)
    (folder / name).write_text("raise SystemExit")
    with pytest.raises(EmbeddingError, match=name):
        load_embedder(str(folder))


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(EmbeddingError, match="safetensors"):
        load_embedder(str(tmp_path))


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(EmbeddingError, match="no model"):
        load_embedder(str(tmp_path))


def test_a_copy_of_the_bundled_folder_is_the_bundled_model(tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(BUNDLED, folder)
    assert load_embedder(str(folder)).fingerprint == load_embedder().fingerprint


def test_a_folder_goes_through_sentence_transformers(tmp_path: Path) -> None:
    """Another static model with prompts of its own: queries and documents differ."""
    folder = tmp_path / "prompted"
    shutil.copytree(BUNDLED, folder)
    prompts = {"query": "frage versand ", "document": "antwort "}
    settings = {"prompts": prompts, "model_type": "SentenceTransformer"}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(settings))
    model, bundled = load_embedder(str(folder)), load_embedder()
    assert model.dimension == bundled.dimension
    assert model.fingerprint != bundled.fingerprint
    query, document = model.encode_queries(["Paket"])[0], model.encode_documents(["Paket"])[0]
    assert query @ bundled.encode_queries(["frage versand Paket"])[0] > 0.999
    assert document @ bundled.encode_queries(["antwort Paket"])[0] > 0.999


def test_minilm_is_packaged() -> None:
    model = load_embedder("minilm")
    vectors = model.encode_queries(["Where is my parcel?", "Track your shipment", ""])
    assert vectors.shape == (3, model.dimension)
    assert vectors[0] @ vectors[1] > 0.4
    np.testing.assert_array_equal(vectors[2], 0)
