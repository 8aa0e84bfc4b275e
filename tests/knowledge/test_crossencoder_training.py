"""The pipeline that made the bundled cross-encoder runs from texts to a file that reads."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from knowledge.crossencoder import BundledCrossEncoder
from knowledge.embed import BUNDLED, Vectors, load_embedder
from knowledge.training.crossencoder import fit, lessons, rows, vocabulary
from knowledge.training.crossencoder.__main__ import packaged_minilm
from knowledge.training.crossencoder.export import export
from knowledge.training.crossencoder.network import Network, with_words
from knowledge.training.crossencoder.restore import restored
from knowledge.training.data import STORIES, read_rows

SIZE = 32
GERMAN = ["Wo bleibt mein Paket?", "Die Rückgabe ist kostenlos.", "Der Akku hält zwei Tage."] * 20
ENGLISH = ["Where is my parcel?", "Returns are free.", "The battery lasts two days."] * 20


class FewNumbers:
    """The bundled embedding's vectors, cut to the size of the sample's network."""

    name = fingerprint = "few"
    dimension = SIZE

    def reads(self, language: str) -> bool:
        return True

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_documents(texts)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        found = load_embedder().encode_documents(list(texts))[:, :SIZE]
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)


@pytest.fixture(scope="module")
def teacher() -> Path:
    return packaged_minilm()


@pytest.fixture(scope="module")
def start(teacher: Path) -> vocabulary.Start:
    size = len(vocabulary.plain(teacher / "tokenizer.json").get_vocab())
    words = np.random.default_rng(0).normal(size=(size, SIZE)).astype(np.float32)
    return vocabulary.joined(teacher, BUNDLED, load_embedder(), words, (GERMAN, ENGLISH))


def body(start: vocabulary.Start) -> Any:
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    config = BertConfig(
        hidden_size=SIZE,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=256,
        attn_implementation="eager",
    )
    return with_words(BertModel(config, add_pooling_layer=False), start.vectors)


def test_german_words_begin_near_what_they_mean(teacher: Path) -> None:
    """With vectors that stand for words' meanings, so that likeness can be looked at."""
    theirs = vocabulary.plain(teacher / "tokenizer.json").get_vocab()
    meant = load_embedder().encode_documents([t.removeprefix("##") for t in theirs])
    english = ["where is my parcel and when is the battery charged"] * 30
    german = ["wo ist mein paket und wann ist der akku geladen"] * 30
    made = vocabulary.joined(teacher, BUNDLED, load_embedder(), meant, (german, english))
    places = made.tokenizer.get_vocab()
    parcel, battery, paket, akku = (
        made.vectors[places[word]] for word in ("parcel", "battery", "paket", "akku")
    )
    assert paket @ parcel > paket @ battery
    assert akku @ battery > akku @ parcel


def test_a_sample_is_learnt_exported_and_read(start: vocabulary.Start, tmp_path: Path) -> None:
    pupil = body(start)
    said: list[str] = []
    pairs = list(zip(GERMAN, ENGLISH, strict=True))
    recipe = lessons.Recipe(steps=40, batch=256, warm_up=5)
    lessons.translate(pupil, start.tokenizer, pairs, FewNumbers(), recipe, progress=said.append)
    assert said

    network = Network(pupil)
    learnt = list(rows.of_articles(rows.articles(held_out=False)[:2], random.Random(0)))
    assert {row.answers for row in learnt} == {True, False}
    stories = list(rows.of_stories(rows.articles(held_out=False)[:2], random.Random(0)))
    assert {row.answers for row in stories} == {True, False}
    learnt += stories
    fit.fit(network, start.tokenizer, learnt, fit.Recipe(steps=40, batch=512, warm_up=5))
    score = fit.scores(network, start.tokenizer)
    measured = fit.measure(score, rows.choices(rows.articles(held_out=True)[:1])[:40])
    assert measured["questions"] == 40
    assert 0 < measured["first"] <= 1

    export(network, start.tokenizer, tmp_path)
    asked = [(row.question, row.text) for row in learnt[:50]]
    read = BundledCrossEncoder(tmp_path).read(asked, 60.0)
    assert read is not None
    assert np.corrcoef(read[:, 0], score(asked))[0, 1] > 0.98

    again, tokenizer = restored(tmp_path, body(start))
    assert np.corrcoef(fit.scores(again.eval(), tokenizer)(asked), score(asked))[0, 1] > 0.98


def test_no_article_that_is_kept_apart_is_learnt_from() -> None:
    learnt = {a["title"] for part in rows.articles(held_out=False) for a in part}
    apart = {a["title"] for part in rows.articles(held_out=True) for a in part}
    assert learnt
    assert apart
    assert not learnt & apart


def test_every_story_belongs_to_an_article() -> None:
    articles = {
        a[0]["trade"]: a for held_out in (False, True) for a in rows.articles(held_out=held_out)
    }
    for path in STORIES.glob("*.jsonl"):
        for story in read_rows(path):
            places = range(len(articles[path.stem][story["index"]]["sentences"]))
            assert story["lang"] in ("de", "en")
            assert story["asked"].strip()
            assert story["plain"].strip()
            assert story["miss"].strip()
            assert set(story["answers"]) <= set(places), story["asked"]
            assert bool(story["answers"]) == bool(story["reply"]) == bool(story["wrong"])


def test_every_article_is_well_formed() -> None:
    for held_out in (False, True):
        for articles in rows.articles(held_out=held_out):
            for article in articles:
                places = range(len(article["sentences"]))
                assert article["lang"] in ("de", "en")
                assert len(places) >= 4, article["title"]
                for question in article["questions"]:
                    assert question["text"].strip()
                    assert set(question["answers"]) <= set(places), question["text"]
