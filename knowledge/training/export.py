"""Writes a trained table as the folder that ships: int8 rows, one factor each, and settings.

The layout is model2vec's; `SentenceTransformer(folder)` reads it as well as `StaticEmbedder`.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

from knowledge.embed import Vectors

_MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"},
    {
        "idx": 1,
        "name": "1",
        "path": "1_Normalize",
        "type": "sentence_transformers.models.Normalize",
    },
]
_SETTINGS = {"model_type": "SentenceTransformer", "similarity_fn_name": "cosine"}


def quantise(table: Vectors) -> tuple[NDArray[np.int8], Vectors]:
    """Rows as int8 and the factor that brings each back: row ≈ int8 row × factor."""
    factors = np.maximum(np.abs(table).max(axis=1), 1e-9).astype(np.float32) / 127
    return np.rint(table / factors[:, None]).astype(np.int8), factors


def export(table: Vectors, tokenizer: Tokenizer, folder: Path) -> None:
    """Writes the model's files into `folder`, over what is there."""
    folder.mkdir(parents=True, exist_ok=True)
    rows, factors = quantise(table)
    save_file({"embeddings": rows, "weights": factors}, folder / "model.safetensors")
    (folder / "model.safetensors").chmod(0o644)  # the writer leaves it readable by its owner alone
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "modules.json").write_text(json.dumps(_MODULES, indent=2) + "\n", "utf-8")
    settings = json.dumps(_SETTINGS, indent=2) + "\n"
    (folder / "config_sentence_transformers.json").write_text(settings, "utf-8")


def average(tables: list[Vectors]) -> Vectors:
    """The mean of tables that began alike, as runs with other seeds but the same lessons do."""
    return np.asarray(np.mean(tables, axis=0), dtype=np.float32)


def read_table(folder: Path) -> Vectors:
    """The table of a model that `export` wrote."""
    stored = load_file(folder / "model.safetensors")
    return np.asarray(stored["embeddings"] * stored["weights"][:, None], dtype=np.float32)


def likeness(one: Vectors, other: Vectors) -> float:
    """Mean cosine of the rows of two tables of one vocabulary; 0 where their sizes differ."""
    if one.shape != other.shape:
        return 0.0
    lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    return float(np.mean((one * other).sum(axis=1) / np.maximum(lengths, 1e-9)))
