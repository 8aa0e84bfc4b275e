"""Finds a model's folder and refuses what could run code, before any heavy library is loaded."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import EmbeddingError

#: What a download may bring: weights that are plain numbers, and their settings.
SAFE_PATTERNS = ("*.safetensors", "*.json", "*.txt", "*.model", "*.md")
_CODE = frozenset({".py", ".pyc", ".so", ".pkl", ".pickle", ".bin", ".pt", ".pth", ".ckpt"})
_CODE |= frozenset({".joblib", ".npy", ".npz", ".h5", ".msgpack"})
_HUB_ID = re.compile(r"[\w.-]+(/[\w.-]+)?(@[\w./-]+)?")
# Weights may have gigabytes: this much of them is read, in pieces spread evenly.
_PIECES, _PIECE = 64, 65_536


@dataclass(frozen=True, slots=True)
class Role:
    """What a model is for, in an error's words."""

    name: str
    organisation: str  # where a hub id names none
    choices: str  # how to set it
    without: str  # how to do without

    def missing(self, what: str) -> EmbeddingError:
        return EmbeddingError(what, hint=f"{self.choices}.")


EMBEDDING = Role(
    "embedding model",
    "sentence-transformers",
    "Set COPILOT_EMBEDDING to bundled, minilm, a folder that exists, or a model's id",
    "set COPILOT_EMBEDDING=bundled",
)
RERANKER = Role(
    "reranker",
    "cross-encoder",
    "Set COPILOT_RERANKER to a folder that exists or a model's id, or leave it empty",
    "leave COPILOT_RERANKER empty",
)

CHECK_MODEL = Role(
    "check model",
    "cross-encoder",
    "Set COPILOT_CHECK_MODEL to a folder that exists or a model's id, or leave it empty",
    "leave COPILOT_CHECK_MODEL empty",
)


def find_folder(setting: str, *, allow_download: bool = False, role: Role = EMBEDDING) -> Path:
    """The folder of a model named by path or hub id (`name` or `name@revision`), checked."""
    try:
        path = Path(setting).expanduser()
    except RuntimeError:  # "~nobody"
        path = Path(setting)
    folder = path if path.is_dir() else _from_hub(setting, role, allow_download=allow_download)
    refuse_code(folder, role)
    return folder


def _from_hub(setting: str, role: Role, *, allow_download: bool) -> Path:
    if not _HUB_ID.fullmatch(setting) or setting.startswith("."):
        raise role.missing(f"There is no {role.name} at {setting!r}.")
    # Imported here: the bundled model needs no hub client.
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    name, _, revision = setting.partition("@")
    wanted = name if "/" in name else f"{role.organisation}/{name}"
    try:
        found = snapshot_download(
            wanted,
            revision=revision or None,
            local_files_only=not (allow_download and os.environ.get("HF_HUB_OFFLINE") != "1"),
            allow_patterns=list(SAFE_PATTERNS),
        )
    except (LocalEntryNotFoundError, HfHubHTTPError, OSError, ValueError) as error:
        raise EmbeddingError(
            f"The {role.name} {setting!r} is not on this machine.",
            hint=f"Fetch it with: {download_command(wanted, revision)} - or {role.without}.",
        ) from error
    return Path(found)


def download_command(name: str, revision: str = "") -> str:
    """The command that brings a hub model's safe files onto this machine."""
    pinned = f" --revision {revision}" if revision else ""
    patterns = " ".join(f"--include '{pattern}'" for pattern in SAFE_PATTERNS)
    return f"hf download {name}{pinned} {patterns}"


def refuse_code(folder: Path, role: Role = EMBEDDING) -> None:
    """Raises unless the folder holds safetensors and nothing that loading could execute."""
    # Looked at first: walking through somebody's whole home folder would take long.
    if not any((folder / name).exists() for name in ("modules.json", "config.json")):
        raise role.missing(
            f"The folder {folder} holds no model: it has neither modules.json nor config.json."
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
            hint=f"Convert the model to safetensors, or {role.without}.",
        )
    if remote := sorted(path.name for path in files if _names_code(path)):
        raise EmbeddingError(
            f"The model folder {folder} is refused: {remote[0]} asks for code that is not part "
            "of sentence-transformers or transformers.",
            hint=f"Name a model that needs no code of its own, or {role.without}.",
        )


def _names_code(path: Path) -> bool:
    """Whether settings ask for classes from elsewhere: `auto_map`, or a module of its own."""
    if path.name not in ("config.json", "modules.json", "tokenizer_config.json"):
        return False
    try:
        settings = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return False  # whoever loads it says what is wrong
    if isinstance(settings, dict):
        return "auto_map" in settings
    kinds = [str(module.get("type", "")) for module in settings if isinstance(module, dict)]
    return any(not kind.startswith("sentence_transformers.") for kind in kinds)


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
