"""Reads the network back from the file that ships, to go on learning from there.

What was rounded to int8 stays rounded. Needs `onnx` (the extra of that name).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from knowledge.training.crossencoder.network import Network, with_words

_ROUNDED, _TURNED = "_quantized", "_Transposed"
_LAYER = re.compile(r"/(?P<path>.+)/MatMul_quant")


def restored(folder: Path, body: Any) -> tuple[Network, Tokenizer]:
    """`body`: a network of the same shape, whose weights are replaced (`teacher_body`).

    Raises RuntimeError, with the names, where the file lacks a part of the network.
    """
    # Imported here: only making the weights needs it.
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(str(folder / "model.onnx")).graph
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    found = dict(stored)
    for name in stored:
        if name.endswith(_ROUNDED):
            found[name.removesuffix(_ROUNDED)] = _exact(stored, name.removesuffix(_ROUNDED))
    for node in graph.node:
        if layer := _LAYER.fullmatch(node.name):
            weight = found[node.input[1].removesuffix(_ROUNDED)].T
            found[layer["path"].replace("/", ".") + ".weight"] = weight
    for name in [name for name in found if name.endswith(_TURNED)]:
        found[name.removesuffix(_TURNED)] = found[name].T
    network = Network(with_words(body, found["body.embeddings.word_embeddings.weight"]))
    wanted = network.state_dict()
    network.load_state_dict({name: torch.tensor(found[name]) for name in wanted if name in found})
    return network, Tokenizer.from_file(str(folder / "tokenizer.json"))


def _exact(stored: Mapping[str, NDArray[Any]], name: str) -> NDArray[np.float32]:
    """Scales and zero points are one number, or one a column."""
    steps = stored[name + _ROUNDED].astype(np.float32) - stored[f"{name}_zero_point"]
    return np.asarray(steps * stored[f"{name}_scale"], np.float32)
