"""The bundled German/English cross-encoder: how surely does this text answer this question?

Weights, data, figures and limits: `knowledge/crossencoder/weights/MODEL_CARD.md`. It runs on
onnxruntime, without torch.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from knowledge.crossencoder.model import MOST_CHARACTERS

_BATCH = 4  # read between two looks at the clock; larger ones are padded more
QUESTION_TOKENS, TEXT_TOKENS = 56, 112  # of a longer question the end is read, of a text the start

Tokens = tuple[list[int], list[int]]  # of a question with its brackets, and of a text


class BundledCrossEncoder:
    """Thread-safe. Gives one number a pair: log-odds that the text answers the question."""

    name = "bundled"
    labels = ("answers",)

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opening = threading.Lock()
        self._opened: tuple[Any, Tokenizer] | None = None

    def _open(self) -> tuple[Any, Tokenizer]:
        """Session and tokenizer, loaded when first needed: many processes read nothing."""
        with self._opening:
            if self._opened is None:
                tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
                self._opened = session_of(self._folder / "model.onnx"), tokenizer
            return self._opened

    def read(self, pairs: Sequence[tuple[str, str]], seconds: float) -> NDArray[np.float64] | None:
        session, tokenizer = self._open()  # not reading yet: the first one has as much time
        end = time.monotonic() + seconds
        tokens = tokens_of(tokenizer, pairs)
        found = np.zeros((len(pairs), 1))
        # Pairs of like length together: a batch is as long as its longest pair.
        order = sorted(range(len(pairs)), key=lambda at: len(tokens[at][0]) + len(tokens[at][1]))
        for start in range(0, len(order), _BATCH):
            if time.monotonic() >= end:
                return None
            places = order[start : start + _BATCH]
            found[places, 0] = session.run(None, batch_of([tokens[at] for at in places]))[0]
        return found if np.isfinite(found).all() else None


def session_of(path: Path) -> Any:
    """The model at `path`, ready to run."""
    import onnxruntime  # type: ignore[import-untyped]

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = int(os.environ.get("OMP_NUM_THREADS", "0") or 0)
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def tokens_of(tokenizer: Tokenizer, pairs: Sequence[tuple[str, str]]) -> list[Tokens]:
    """What is read of each pair: a question in its brackets, and a text with its end."""
    start, end = (id_of(tokenizer, mark) for mark in ("[CLS]", "[SEP]"))
    questions = _ids(tokenizer, {question: question[-MOST_CHARACTERS:] for question, _ in pairs})
    texts = _ids(tokenizer, {text: text[:MOST_CHARACTERS] for _, text in pairs})
    return [
        ([start, *questions[question][-QUESTION_TOKENS:], end], [*texts[text][:TEXT_TOKENS], end])
        for question, text in pairs
    ]


def id_of(tokenizer: Tokenizer, token: str) -> int:
    """A token's number; raises ValueError where the vocabulary lacks it."""
    found = tokenizer.token_to_id(token)
    if found is None:
        raise ValueError(f"The vocabulary has no {token!r}.")
    return int(found)


def _ids(tokenizer: Tokenizer, texts: Mapping[str, str]) -> dict[str, list[int]]:
    """The ids of each text, as it is cut; each is read once, however often it comes."""
    cut = [_encodable(text) for text in texts.values()]
    encoded = tokenizer.encode_batch(cut, add_special_tokens=False)
    return {text: encoding.ids for text, encoding in zip(texts, encoded, strict=True)}


def batch_of(tokens: Sequence[Tokens]) -> dict[str, NDArray[np.int64]]:
    """The model's inputs, each [pairs, tokens]; kinds are 0 for a question, 1 for a text."""
    shape = (len(tokens), max(len(question) + len(text) for question, text in tokens))
    ids, kinds, mask = (np.zeros(shape, np.int64) for _ in range(3))
    for row, (question, text) in enumerate(tokens):
        length = len(question) + len(text)
        ids[row, :length] = question + text
        kinds[row, len(question) : length] = 1
        mask[row, :length] = 1
    return {"input_ids": ids, "token_type_ids": kinds, "attention_mask": mask}


def _encodable(text: str) -> str:
    """The text without lone surrogates, which no UTF-8 encoder takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


@cache
def load_bundled() -> BundledCrossEncoder:
    """The one that ships with the package, loaded once a process."""
    return BundledCrossEncoder(Path(str(resources.files("knowledge.crossencoder") / "weights")))
