"""Finds a model's folder and refuses what could run code, before any heavy library is loaded."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from knowledge.errors import EmbeddingError

#: What a download may bring: weights that are plain numbers, and their settings.
SAFE_PATTERNS = ("*.safetensors", "*.json", "*.txt", "*.model", "*.md")
_CODE = frozenset({".py", ".pyc", ".so", ".pkl", ".pickle", ".bin", ".pt", ".pth", ".ckpt"})
_CODE |= frozenset({".joblib", ".npy", ".npz", ".h5", ".msgpack"})
_HUB_ID = re.compile(r"[\w.-]+(/[\w.-]+)?(@[\w./-]+)?")
# Weights may have gigabytes: this much of them is read, in pieces spread evenly.
_PIECES, _PIECE = 64, 65_536


def find_folder(setting: str, *, allow_download: bool = False) -> Path:
    """The folder of a model named by path or hub id (`name` or `name@revision`), checked."""
    path = Path(setting).expanduser()
    folder = path if path.is_dir() else _from_hub(setting, allow_download=allow_download)
    refuse_code(folder)
    return folder


def _from_hub(setting: str, *, allow_download: bool) -> Path:
    if not _HUB_ID.fullmatch(setting) or setting.startswith("."):
        raise EmbeddingError(
            f"There is no embedding model at {setting!r}.",
            hint="Set COPILOT_EMBEDDING to bundled, minilm, a folder that exists, or a model's id.",
        )
    # Imported here: the bundled model needs no hub client.
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    name, _, revision = setting.partition("@")
    wanted = name if "/" in name else f"sentence-transformers/{name}"
    try:
        found = snapshot_download(
            wanted,
            revision=revision or None,
            local_files_only=not (allow_download and os.environ.get("HF_HUB_OFFLINE") != "1"),
            allow_patterns=list(SAFE_PATTERNS),
        )
    except (LocalEntryNotFoundError, HfHubHTTPError, OSError, ValueError) as error:
        raise EmbeddingError(
            f"The embedding model {setting!r} is not on this machine.",
            hint=f"Fetch it with: {download_command(wanted, revision)} "
            "- or set COPILOT_EMBEDDING=bundled.",
        ) from error
    return Path(found)


def download_command(name: str, revision: str = "") -> str:
    """The command that brings a hub model's safe files onto this machine."""
    pinned = f" --revision {revision}" if revision else ""
    patterns = " ".join(f"--include '{pattern}'" for pattern in SAFE_PATTERNS)
    return f"hf download {name}{pinned} {patterns}"


def refuse_code(folder: Path) -> None:
    """Raises unless the folder holds safetensors and nothing that loading could execute."""
    # Looked at first: walking through somebody's whole home folder would take long.
    if not any((folder / name).exists() for name in ("modules.json", "config.json")):
        raise EmbeddingError(
            f"The folder {folder} holds no model: it has neither modules.json nor config.json.",
            hint="Set COPILOT_EMBEDDING to bundled, minilm, a model's folder, or a model's id.",
        )
    files = [path for path in folder.rglob("*") if path.is_file()]
    unsafe = sorted(path.name for path in files if path.suffix.lower() in _CODE)
    if unsafe:
        raise EmbeddingError(
            f"The model folder {folder} is refused: {unsafe[0]} could run code when loaded.",
            hint="Keep only its .safetensors, .json and .txt files in the folder.",
        )
    if not any(path.suffix == ".safetensors" for path in files):
        raise EmbeddingError(
            f"The model folder {folder} holds no .safetensors weights.",
            hint="Convert the model to safetensors, or set COPILOT_EMBEDDING=bundled.",
        )


def fingerprint(folder: Path) -> str:
    """A hash over settings and a sample of the weights; the folder's place does not matter."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in {".safetensors", ".json", ".txt", ".model"}:
            digest.update(path.relative_to(folder).as_posix().encode())
            _update(digest, path)
    return digest.hexdigest()[:16]


def _update(digest: hashlib._Hash, path: Path) -> None:
    size = path.stat().st_size
    digest.update(str(size).encode())
    step = max(_PIECE, size // _PIECES)
    with path.open("rb") as stream:
        for start in range(0, size, step):
            stream.seek(start)
            digest.update(stream.read(_PIECE))
