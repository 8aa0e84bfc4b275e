"""Writes the network as the file that ships: ONNX with int8 weights, and its tokenizer.

Needs `onnx` (the extra of that name).
"""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import torch
from tokenizers import Tokenizer

from knowledge.crossencoder.bundled import tokens_of
from knowledge.training.crossencoder.network import Network, batch

_INPUTS = ("input_ids", "token_type_ids", "attention_mask")
_PROBE = (("Wie lange dauert der Versand?", "Drei Tage."), ("broken?", "The warranty is 2 years."))


def export(network: Network, tokenizer: Tokenizer, folder: Path) -> None:
    """Writes `model.onnx` and `tokenizer.json` into `folder`, over what is there."""
    # Imported here: only making the weights needs it.
    from onnxruntime.quantization import (  # type: ignore[import-untyped]
        QuantType,
        quantize_dynamic,
    )

    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    with tempfile.TemporaryDirectory() as made_in, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer's, about shapes: a test reads other shapes
        exact = Path(made_in) / "exact.onnx"
        torch.onnx.export(
            network.eval(),
            batch(tokens_of(tokenizer, _PROBE)),
            str(exact),
            input_names=list(_INPUTS),
            output_names=["answers"],
            dynamic_axes={name: {0: "pairs", 1: "tokens"} for name in _INPUTS}
            | {"answers": {0: "pairs"}},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(
            str(exact),
            str(folder / "model.onnx"),
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
            # What is worked out between two texts stays exact; weights alone are rounded.
            extra_options={"MatMulConstBOnly": True},
        )
