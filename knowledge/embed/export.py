"""Prepares MiniLM-class models for onnxruntime.

The first use exports the model once (that takes torch, onnx and some seconds), compares the export
with sentence-transformers' own vectors and keeps it in the user's cache, by the model's
fingerprint. A model of another build, or one whose export differs, stays with torch.
"""

from __future__ import annotations

import json
import logging
import os
import tempfile
import warnings
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.embed.embedder import Embedder
from knowledge.embed.folders import fingerprint
from knowledge.embed.onnx import OnnxEmbedder, Reading

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_log = logging.getLogger(__name__)
_EXPORT = "1"  # raise it when the export is made otherwise
_FAMILIES = frozenset({"bert", "roberta", "xlm-roberta"})
_MODULES = (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])
_DOCUMENT_PROMPTS = ("document", "passage", "corpus")  # sentence-transformers' order
_LEAST_PARITY = 0.9999
_PROBES = (
    "Where is my parcel?",
    "Wo bleibt mein Paket? Die Bestellung ist von letzter Woche.",
    "Returns are free within 30 days. " * 40,
    "x",
)


class UnfaithfulError(Exception):
    """The export's vectors differ from the model's."""


def exported(folder: Path, name: str) -> tuple[Path, Reading] | None:
    """The model's export and how to read it, made now where it was never made.

    `None` where the model is of another build, `onnx` is not installed, the cache cannot be
    written, or the export's vectors are not those of sentence-transformers. Raises
    EmbeddingError where the model itself cannot be loaded.
    """
    if not _suitable(folder):
        return None
    weights = _cache() / f"{fingerprint(folder)}-{_EXPORT}.onnx"
    settings = weights.with_suffix(".json")
    try:
        return weights, Reading(**json.loads(settings.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        pass  # never made, or broken off
    if find_spec("onnx") is None:
        _log.info("%s runs on torch; with reply-copilot[onnx] it is three times as fast", name)
        return None
    try:
        return weights, _export(folder, name, weights, settings)
    except (OSError, RuntimeError, ImportError, UnfaithfulError) as error:
        _log.warning("%s stays with torch, its ONNX export failed: %s", name, error)
        return None


def _suitable(folder: Path) -> bool:
    try:
        modules = json.loads((folder / "modules.json").read_text("utf-8"))
        config = json.loads((folder / "config.json").read_text("utf-8"))
        kinds = [str(module["type"]).rpartition(".")[2] for module in modules]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    family = isinstance(config, dict) and config.get("model_type") in _FAMILIES
    return family and kinds in _MODULES and (folder / "tokenizer.json").exists()


def _export(folder: Path, name: str, weights: Path, settings: Path) -> Reading:
    # Imported here: only the export needs torch.
    from knowledge.embed.transformer import TransformerEmbedder

    _log.info("%s is prepared for onnxruntime; that is done once", name)
    original = TransformerEmbedder(folder, name=name)
    reading = _reading(original.model)
    weights.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=weights.parent) as made_in:
        draft, noted = Path(made_in) / "model.onnx", Path(made_in) / "settings.json"
        _write(original.model, draft)
        _require_faithful(original, OnnxEmbedder(folder, draft, reading, name=name))
        draft.replace(weights)
        noted.write_text(json.dumps(asdict(reading)), "utf-8")
        noted.replace(settings)  # last: it tells that the export is complete
    return reading


def _reading(model: SentenceTransformer) -> Reading:
    mode = str(getattr(model[1], "pooling_mode", ""))
    if mode not in ("mean", "cls") or getattr(model[0], "do_lower_case", False):
        raise RuntimeError(f"pooling {mode!r} or lower-casing is not exported")
    prompts = model.prompts
    document = next((prompts[key] for key in _DOCUMENT_PROMPTS if key in prompts), "")
    return Reading(
        length=int(model.max_seq_length or 512),
        pooling="cls" if mode == "cls" else "mean",
        query_prompt=prompts.get("query") or "",
        document_prompt=document or "",
    )


def _write(model: SentenceTransformer, path: Path) -> None:
    """The transformer, without the pooling, as an ONNX file."""
    # Imported here: it was loaded with the model.
    import torch

    inner: Any = model[0].auto_model
    inner.set_attn_implementation("eager")
    names = ["input_ids", "attention_mask"]
    if getattr(inner.config, "type_vocab_size", 0) > 1:
        names.append("token_type_ids")
    ones = torch.ones((2, 8), dtype=torch.long)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer's, about shapes: the probes cover them
        torch.onnx.export(
            _hidden(inner, names),
            tuple(ones * (name != "token_type_ids") for name in names),
            str(path),
            input_names=names,
            output_names=["hidden"],
            dynamic_axes={name: {0: "texts", 1: "tokens"} for name in (*names, "hidden")},
            opset_version=17,
            dynamo=False,
        )


def _hidden(inner: Any, names: list[str]) -> Any:
    """A module with positional inputs whose one output is the last hidden state."""
    import torch

    class Hidden(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = inner

        def forward(self, *given: Any) -> Any:
            return self.inner(**dict(zip(names, given, strict=True))).last_hidden_state

    return Hidden().eval()


def _require_faithful(original: Embedder, export: Embedder) -> None:
    for one, other in (
        (original.encode_queries(_PROBES), export.encode_queries(_PROBES)),
        (original.encode_documents(_PROBES), export.encode_documents(_PROBES)),
    ):
        likeness = float((one * other).sum(axis=1).min())
        if not likeness >= _LEAST_PARITY:
            raise UnfaithfulError(f"cosine {likeness:.4f} to sentence-transformers")


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if base else Path.home() / ".cache") / "reply-copilot" / "onnx"
