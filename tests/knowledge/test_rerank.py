"""The reranker: decides the order, says that it did, and never makes a search wait long."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa

from knowledge.base import KnowledgeBase
from knowledge.documents import Document, Passage, ScoredPassage
from knowledge.embed import Embedder
from knowledge.errors import EmbeddingError
from knowledge.rerank import CrossEncoderReranker, Reranker, load_reranker, reranked

MakePassage = Callable[..., Passage]


class Scripted:
    """Scores by a table; what it does not know gets 0."""

    name = "scripted"

    def __init__(self, table: dict[str, float] | None) -> None:
        self._table = table

    def scores(self, query: str, texts: Sequence[str]) -> list[float] | None:
        if self._table is None:
            return None
        return [next((v for k, v in self._table.items() if k in text), 0.0) for text in texts]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cross-encoder of two thousand random weights."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    folder = tmp_path_factory.mktemp("cross-encoder")
    words = ["versand", "kostet", "retoure", "dauert", "paket"]
    vocabulary = {
        w: i for i, w in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words])
    }
    tokenizer = BertTokenizer(vocab=vocabulary)
    torch.manual_seed(7)
    config = BertConfig(  # type: ignore[call-arg]
        vocab_size=len(vocabulary), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, max_position_embeddings=64, num_labels=1,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def found(make_passage: MakePassage) -> list[ScoredPassage]:
    texts = ("versand kostet", "retoure dauert", "paket")
    return [
        ScoredPassage(make_passage(f"p{i}-0", text), score=0.9 - 0.2 * i)
        for i, text in enumerate(texts)
    ]


def test_a_cross_encoder_orders_what_was_found(model: Path, make_passage: MakePassage) -> None:
    reranker = load_reranker(str(model))
    assert reranker is not None
    before = found(make_passage)
    after = reranked(reranker, "was kostet der versand", before)
    said = [item.rerank for item in after]
    assert None not in said
    assert said == sorted(said, reverse=True)  # type: ignore[type-var]
    assert len(set(said)) == 3
    assert [item.score for item in after] == [item.score for item in before]
    assert {item.passage for item in after} == {item.passage for item in before}


def test_out_of_time_the_fused_order_stands(
    model: Path, make_passage: MakePassage, caplog: pytest.LogCaptureFixture
) -> None:
    reranker = CrossEncoderReranker(model, name="tiny", seconds=0.0)
    with caplog.at_level(logging.WARNING):
        after = reranked(reranker, "versand", found(make_passage))
    assert after == found(make_passage)
    assert "fused order stands" in caplog.text


@pytest.mark.parametrize(
    "reranker",
    [
        pytest.param(Scripted(None), id="late"),
        pytest.param(Scripted({"paket": float("nan")}), id="not a number"),
    ],
)
def test_without_an_opinion_nothing_changes(reranker: Reranker, make_passage: MakePassage) -> None:
    assert reranked(reranker, "versand", found(make_passage)) == found(make_passage)


def test_what_lies_behind_the_best_stays_behind(make_passage: MakePassage) -> None:
    many = [ScoredPassage(make_passage(f"p{i}-0", f"text {i}"), 1 - i / 100) for i in range(40)]
    after = reranked(Scripted({"text 19": 1.0, "text 30": 9.0}), "frage", many)
    assert after[0].passage.text == "text 19"
    assert after[20:] == many[20:]
    assert reranked(Scripted({}), "frage", []) == []


def test_a_search_is_reranked_beyond_what_it_shows(
    tmp_path: Path, engine: sa.Engine, word_embedder: Embedder
) -> None:
    reranker = Scripted({"sieben": 1.0})
    base = KnowledgeBase.open(tmp_path, engine, word_embedder, reranker=reranker)
    words = ("eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben")
    base.add(
        Document("s", f"{w}.md", "policy", "Versand", f"Versand Zone {w}", "de") for w in words
    )
    (best,) = base.search("Versand", k=1)
    assert best.passage.source == "sieben.md"
    assert best.rerank == 1.0
    assert base.status().reranker == "scripted"
    base.close()


@pytest.mark.parametrize(
    ("setting", "hint"),
    [
        pytest.param("/no/such/folder", "COPILOT_RERANKER", id="path"),
        pytest.param("ms-marco-x", "hf download cross-encoder/ms-marco-x", id="hub id"),
        pytest.param("some/model@v1", "leave COPILOT_RERANKER empty", id="pinned"),
    ],
)
def test_a_missing_reranker_is_told_with_the_fix(
    setting: str, hint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "empty"))
    with pytest.raises(EmbeddingError) as caught:
        load_reranker(setting)
    assert hint in caught.value.hint


def test_no_setting_no_reranker() -> None:
    assert load_reranker("") is None


def test_a_classifier_is_no_reranker(model: Path, tmp_path: Path) -> None:
    from transformers import AutoModelForSequenceClassification

    other = AutoModelForSequenceClassification.from_pretrained(
        model, num_labels=3, ignore_mismatched_sizes=True
    )
    other.save_pretrained(tmp_path)
    for path in model.iterdir():
        if "token" in path.name or path.name == "vocab.txt":
            (tmp_path / path.name).write_bytes(path.read_bytes())
    with pytest.raises(EmbeddingError, match="3 numbers"):
        load_reranker(str(tmp_path))
