"""Other models: named, found on this machine, refused with the fix."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import numpy as np
import pytest

from knowledge.embed import BUNDLED, load_embedder
from knowledge.embed.onnx import OnnxEmbedder
from knowledge.embed.transformer import TransformerEmbedder
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
    assert time.perf_counter() - start < 2  # half a second here, most of it an import


@pytest.mark.parametrize(
    "name", ["modeling_custom.py", "pytorch_model.bin", "weights.pkl", "model.pt"]
)
def test_a_folder_that_could_run_code_is_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(BUNDLED, folder)
    (folder / name).write_text("raise SystemExit")
    with pytest.raises(EmbeddingError, match=name):
        load_embedder(str(folder))


@pytest.mark.parametrize(
    ("file", "settings"),
    [
        pytest.param("config.json", {"auto_map": {"AutoModel": "modeling.New"}}, id="auto_map"),
        pytest.param("modules.json", [{"type": "custom_st.Transformer"}], id="module"),
    ],
)
def test_a_model_that_asks_for_remote_code_is_refused(
    tmp_path: Path, file: str, settings: object
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(BUNDLED, folder)
    (folder / file).write_text(json.dumps(settings))
    with pytest.raises(EmbeddingError, match=file):
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


@pytest.fixture(scope="module")
def small_bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model of MiniLM's build with prompts, and random weights."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    parts, folder = (tmp_path_factory.mktemp(name) for name in ("parts", "bert"))
    words = "[PAD] [UNK] [CLS] [SEP] [MASK] query passage : where is my parcel wo bleibt paket"
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=20, hidden_size=24, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=40,
    )  # fmt: skip
    BertModel(config).save_pretrained(parts)
    tokenizer = BertTokenizer(vocab={word: n for n, word in enumerate(words.split())})
    tokenizer.model_max_length = 32
    tokenizer.save_pretrained(parts)
    inner = Transformer(str(parts))
    model = SentenceTransformer(
        modules=[inner, Pooling(inner.get_embedding_dimension()), Normalize()],
        prompts={"query": "query: ", "document": "passage: "},
        device="cpu",
    )
    model.save(str(folder), create_model_card=False)
    return folder


TEXTS = ["Where is my parcel?", "", "wo bleibt paket " * 30, "parcel", "\ud800 my"]


def test_a_bert_runs_on_onnxruntime_as_on_torch(
    small_bert: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("onnx", reason="the export needs reply-copilot[onnx]")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    plain = TransformerEmbedder(small_bert, name="bert")
    model = load_embedder(str(small_bert))
    assert isinstance(model, OnnxEmbedder)
    assert (model.fingerprint, model.dimension) == (plain.fingerprint, plain.dimension)
    texts = [text for text in TEXTS if "\ud800" not in text]
    for ours, theirs in (
        (model.encode_queries(texts), plain.encode_queries(texts)),
        (model.encode_documents(texts), plain.encode_documents(texts)),
    ):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)
    assert np.isfinite(model.encode_queries(TEXTS)).all()
    assert not np.allclose(model.encode_queries(["parcel"]), model.encode_documents(["parcel"]))
    monkeypatch.setattr("knowledge.embed.export._export", None)  # the second start exports nothing
    assert isinstance(load_embedder(str(small_bert)), OnnxEmbedder)


def test_where_the_export_fails_torch_serves(
    small_bert: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert isinstance(load_embedder(str(small_bert)), TransformerEmbedder)
