"""One vocabulary for both languages: the teacher's English subwords, and German ones beside them.

A German subword begins as the mean of the English words that the bundled embedding, which knows
both languages, finds nearest to it (after WECHSEL, Minixhofer et al., NAACL 2022). With that
start alone MiniLM already reads German better than it did.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from knowledge.embed import Embedder, Vectors

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_LEAST_ENGLISH, _LEAST_GERMAN = 4, 8  # times that a subword must come up in the texts to be kept
_COMMON = range(999, 14_000)  # the teacher's most frequent words are kept whatever the texts say
_LATIN = 0x250
_LEAST_ANCHOR = 20  # times that a word must come up to be one that others are made of
_NEIGHBOURS, _SHARPNESS = 8, 0.05
_BATCH = 5_000


@dataclass(frozen=True)
class Start:
    """A tokenizer and the first vector of each of its subwords."""

    tokenizer: Tokenizer
    vectors: Vectors


def joined(
    teacher: Path,
    bundled: Path,
    embedder: Embedder,
    word_vectors: Vectors,
    texts: tuple[Sequence[str], Sequence[str]],
) -> Start:
    """Both vocabularies in one.

    `teacher` and `bundled` are folders with a `tokenizer.json`; `word_vectors` are the teacher's
    input vectors; `texts` the German and English texts in which subwords are counted.
    """
    german, english = texts
    theirs = plain(teacher / "tokenizer.json")
    ours = plain(bundled / "tokenizer.json")
    counted = _counts(theirs, english)
    kept = _english(theirs.get_vocab(), counted)
    told = _counts(ours, german)
    added = [
        token
        for token, at in ours.get_vocab().items()
        if told[at] >= _LEAST_GERMAN and token not in kept and not token.startswith("[")
    ]
    vocabulary = {token: at for at, token in enumerate([*kept, *sorted(added)])}
    places = theirs.get_vocab()
    anchors = [w for w in kept if _is_word(w) and counted[places[w]] >= _LEAST_ANCHOR]
    vectors = _vectors(vocabulary, theirs.get_vocab(), word_vectors, embedder, anchors, bundled)
    return Start(_tokenizer(teacher, bundled, vocabulary), vectors)


def plain(path: Path) -> Tokenizer:
    """A tokenizer that neither pads nor cuts."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _counts(tokenizer: Tokenizer, texts: Sequence[str]) -> Counter[int]:
    counted: Counter[int] = Counter()
    for start in range(0, len(texts), _BATCH):
        part = texts[start : start + _BATCH]
        for encoding in tokenizer.encode_batch(part, add_special_tokens=False):
            counted.update(encoding.ids)
    return counted


def _english(vocabulary: dict[str, int], counted: Counter[int]) -> dict[str, None]:
    def wanted(token: str, at: int) -> bool:
        letter = token.removeprefix("##")
        single = len(letter) == 1 and ord(letter) < _LATIN
        common = at in _COMMON and token.isascii()
        return counted[at] >= _LEAST_ENGLISH or single or common

    ordered = sorted(vocabulary.items(), key=lambda item: item[1])
    return dict.fromkeys([*SPECIAL, *(token for token, at in ordered if wanted(token, at))])


def _is_word(token: str) -> bool:
    return token.isalpha() and len(token) > 1


def _vectors(
    vocabulary: dict[str, int],
    theirs: dict[str, int],
    word_vectors: Vectors,
    embedder: Embedder,
    anchors: Sequence[str],
    ours: Path,
) -> Vectors:
    found = np.zeros((len(vocabulary), word_vectors.shape[1]), np.float32)
    new = [token for token in vocabulary if token not in theirs]
    for token, at in vocabulary.items():
        if token in theirs:
            found[at] = word_vectors[theirs[token]]
    meant = word_vectors[[theirs[word] for word in anchors]]
    alike = _directions(ours, new) @ embedder.encode_documents(list(anchors)).T
    length = float(np.linalg.norm(word_vectors, axis=1).mean())
    for row, token in enumerate(new):
        nearest = np.argpartition(-alike[row], _NEIGHBOURS)[:_NEIGHBOURS]
        weights = np.exp((alike[row, nearest] - alike[row, nearest].max()) / _SHARPNESS)
        vector = weights @ meant[nearest]
        found[vocabulary[token]] = vector * length / max(float(np.linalg.norm(vector)), 1e-9)
    return found


def _directions(bundled: Path, tokens: Sequence[str]) -> Vectors:
    """The bundled embedding's own vectors of its subwords, of length 1."""
    places = plain(bundled / "tokenizer.json").get_vocab()
    rows = load_file(bundled / "model.safetensors")["embeddings"].astype(np.float32)
    rows = rows[[places[token] for token in tokens]]
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))


def _tokenizer(teacher: Path, bundled: Path, vocabulary: dict[str, int]) -> Tokenizer:
    """The teacher's, with our spelling of umlauts and the joint vocabulary."""
    made: dict[str, Any] = json.loads((teacher / "tokenizer.json").read_text("utf-8"))
    ours = json.loads((bundled / "tokenizer.json").read_text("utf-8"))
    made |= {"normalizer": ours["normalizer"], "truncation": None, "padding": None}
    made["post_processor"] = None  # a pair is put together where it is read
    made["model"]["vocab"] = vocabulary
    made["added_tokens"] = [
        token | {"id": vocabulary[token["content"]]} for token in made["added_tokens"]
    ]
    return Tokenizer.from_str(json.dumps(made, ensure_ascii=False))
