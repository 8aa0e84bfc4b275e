"""The pipeline that made the shipped weights runs from texts to a loadable model."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import tiktoken

from knowledge.embed import StaticEmbedder, Vectors
from knowledge.tokens import PATTERN
from knowledge.training import __main__ as training
from knowledge.training import data, lexicon, teacher, train, vocabulary
from knowledge.training.export import likeness, quantise, read_table
from knowledge.training.typos import misspelt


class HashTeacher:
    """Vectors from the hashes of words: enough for a pupil to learn something from."""

    name = fingerprint = "hash"
    dimension = 24

    def reads(self, language: str) -> bool:
        return False

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self.encode_documents(texts)

    def encode_documents(self, texts: Sequence[str]) -> Vectors:
        rows = []
        for text in texts:
            words = [random.Random(word) for word in text.lower().split()]
            rows.append(np.sum([[rng.gauss(0, 1) for _ in range(24)] for rng in words], axis=0))
        found = np.array(rows, dtype=np.float32)
        return found / np.linalg.norm(found, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def corpus() -> data.Corpus:
    return data.load(None)


@pytest.fixture(scope="module")
def model(corpus: data.Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    training.make_embedding(
        corpus,
        folder,
        taught_by=HashTeacher(),
        recipe=train.Recipe(dimension=16, batch=128, epochs=2, weights={"customer": 1}),
        lessons=200,
        subwords=1500,
    )
    return folder


def test_the_trained_model_loads_and_has_learnt(model: Path, corpus: data.Corpus) -> None:
    embedder = StaticEmbedder(model, name="sample")
    assert embedder.dimension == 16
    pairs = [pair for pair in corpus.of("customer") if pair.languages == ("de", "en")][::40]
    left = embedder.encode_queries([pair.left for pair in pairs])
    right = embedder.encode_documents([pair.right for pair in pairs])
    scores = left @ right.T
    partners = np.diag(scores).mean()
    assert partners > scores.mean() + 0.2


def _beside(model: Path, teacher_: HashTeacher, out: Path, corpus: data.Corpus) -> None:
    recipe = train.Recipe(dimension=16, batch=128, epochs=1, weights={"customer": 1, "article": 1})
    training.make_embedding(
        corpus, out, taught_by=teacher_, recipe=recipe, lessons=200, seeds=[1], beside=model
    )


def test_a_run_beside_an_earlier_model_keeps_its_subwords_and_something_of_it(
    model: Path, corpus: data.Corpus, tmp_path: Path
) -> None:
    _beside(model, HashTeacher(), tmp_path, corpus)
    words = "tokenizer.json"
    assert (tmp_path / words).read_text("utf-8") == (model / words).read_text("utf-8")
    assert 0.5 < likeness(read_table(model), read_table(tmp_path)) < 0.999


def test_a_model_that_was_taught_otherwise_is_refused(
    model: Path, corpus: data.Corpus, tmp_path: Path
) -> None:
    class Other(HashTeacher):
        def encode_documents(self, texts: Sequence[str]) -> Vectors:
            return super().encode_documents([text[::-1] for text in texts])

    with pytest.raises(ValueError, match="taught otherwise"):
        _beside(model, Other(), tmp_path, corpus)


def test_articles_pair_a_question_with_its_sentence_and_its_surroundings() -> None:
    found = list(data.articles())
    assert {pair.kind for pair in found} == {"article"}
    assert not any(pair.source.startswith(data.HELD_OUT_TRADES) for pair in found)
    sentence = next(pair for pair in found if pair.source == "pets, sentence")
    assert sentence.right.startswith("Futterumstellung beim Hund: ")
    assert sentence.topic.startswith("Futterumstellung beim Hund ")


def test_the_same_seed_gives_the_same_table(corpus: data.Corpus) -> None:
    small = data.Corpus(corpus.pairs[:200])
    tokenizer = vocabulary.train_subwords(small.texts("de") + small.texts("en"), 600)
    lessons = teacher.teach(small.texts("en"), HashTeacher(), 8)
    recipe = train.Recipe(dimension=8, batch=64, epochs=1)
    one, again, other = (
        train.train(small, lessons, tokenizer, recipe, seed=seed) for seed in (3, 3, 4)
    )
    np.testing.assert_allclose(one, again, atol=1e-4)
    assert np.abs(one - other).max() > 0.01


def test_byte_pairs_count_as_tiktoken_counts(corpus: data.Corpus) -> None:
    texts = corpus.texts("de")[:300]
    tokenizer = vocabulary.train_byte_pairs(texts, 800)
    ranks = vocabulary.byte_ranks(tokenizer)
    other = tiktoken.Encoding("t", pat_str=PATTERN, mergeable_ranks=ranks, special_tokens={})
    for text in [*corpus.texts("en")[:100], "Größe 42 – 3,50 €\n\n  ok"]:
        assert other.encode_ordinary(text) == tokenizer.encode(text).ids


def test_ranks_and_lexicon_are_written(corpus: data.Corpus, tmp_path: Path) -> None:
    training.make_ranks(corpus, tmp_path / "ranks.gz", size=500)
    assert len(gzip.decompress((tmp_path / "ranks.gz").read_bytes()).splitlines()) == 500
    training.make_lexicon(corpus, tmp_path / "words.gz")
    words = gzip.decompress((tmp_path / "words.gz").read_bytes()).decode().splitlines()
    counts = dict(line.split("\t") for line in words)
    assert {"paket", "kaffee", "mühle"} <= counts.keys()
    assert "the" not in counts


def test_pairs_are_read_cleaned_and_held_out(tmp_path: Path) -> None:
    rows = [
        {"query": "Titel eins", "passage": "Der [Text](x.md) hier", "lang": "de", "source": "a"},
        {"query": "Titel zwei", "passage": "Noch ein Text", "lang": "de", "source": data.HELD_OUT},
        *(
            {"query": f"Titel {n}", "passage": "Vorschau", "lang": "de", "source": "a"}
            for n in range(5)
        ),
    ]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "title_section.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    (tmp_path / "deu.txt").write_text("Go home.\tGeh nach Hause.\tCC-BY\nbroken\n", "utf-8")
    found = data.load(tmp_path, [tmp_path / "deu.txt"])
    assert [(p.left, p.right) for p in found.of("section")] == [("Titel eins", "Der Text hier")]
    assert [(p.left, p.right) for p in found.of("sentences")] == [("Geh nach Hause.", "Go home.")]


def test_clozes_hold_a_sentence_and_the_rest() -> None:
    text = "Eins ist da. Zwei ist dort. Drei fehlt."
    pair = data.Pair("Titel", text, ("de", "de"), "a", "section")
    found = list(data.clozes([pair] * 50, share=1))
    assert {cloze.left for cloze in found} == {"Eins ist da.", "Zwei ist dort.", "Drei fehlt."}
    assert any(cloze.left not in cloze.right for cloze in found)


def test_typos_stay_near_the_word() -> None:
    rng = random.Random(1)
    found = {misspelt("Rücksendung", rng, share=1) for _ in range(50)}
    assert len(found) > 5
    assert all(abs(len(word) - len("Rücksendung")) <= 1 for word in found)
    assert misspelt("ab 12", rng, share=1) == "ab 12"


def test_quantised_rows_are_near() -> None:
    table = np.random.default_rng(0).normal(size=(50, 16)).astype(np.float32)
    rows, factors = quantise(table)
    assert rows.dtype == np.int8
    np.testing.assert_allclose(rows * factors[:, None], table, atol=float(factors.max()))


def test_german_words_leave_english_ones_out() -> None:
    words = dict(
        lexicon.german_words(["Versand Versand shipping Filter Filter"], ["the shipping shipping"])
    )
    assert words["versand"] == 2
    assert "shipping" not in words
