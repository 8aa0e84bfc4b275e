"""What the distribution holds, and the scripts around it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ["scripts/demo", "scripts/test", "scripts/lock", ".ci/run", "docker/entrypoint"]


def test_wheel_holds_the_four_packages_and_nothing_else(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        check=True,
        capture_output=True,
        cwd=ROOT,
    )
    wheel = next(tmp_path.glob("*.whl"))
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "copilot",
        "knowledge",
        "evals",
        "ui",
    }
    shipped = {
        "knowledge/demo/shop/products.csv",
        "knowledge/demo/mails.jsonl",
        "knowledge/embed/bundled/model.safetensors",
        "knowledge/tokens.bpe.gz",
        "copilot/understand/intents.yaml",
    }
    assert shipped <= set(names)
    assert not [name for name in names if name.endswith((".pkl", ".pt", ".bin", ".pyc"))]


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_are_clean_and_executable(script: str) -> None:
    shellcheck = shutil.which("shellcheck", path=str(Path(sys.executable).parent))
    assert shellcheck, "shellcheck is in the development lock"
    assert os.access(ROOT / script, os.X_OK)
    done = subprocess.run([shellcheck, "-x", script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_dockerfile_is_clean() -> None:
    hadolint = shutil.which("hadolint", path=str(Path(sys.executable).parent))
    assert hadolint, "hadolint is in the development lock"
    done = subprocess.run([hadolint, "Dockerfile"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_uv_version_is_the_same_everywhere() -> None:
    pinned = re.search(r"uv_version=(\S+)", (ROOT / "scripts/environment").read_text("utf-8"))
    assert pinned is not None
    assert f'"uv=={pinned[1]}"' in (ROOT / "Dockerfile").read_text("utf-8")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_locks_name_no_cuda_and_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert not re.findall(r"(?m)^(?:nvidia|cuda|triton|--|.*://).*", text)
    assert re.search(r"(?m)^torch==", text)


def test_every_dependency_says_why_it_is_there() -> None:
    lines = (ROOT / "pyproject.toml").read_text("utf-8").splitlines()
    start = lines.index("dependencies = [")
    block = lines[start + 1 : lines.index("]", start)]
    silent = [line for line in block if line.strip().startswith('"') and "#" not in line]
    assert not silent


def test_locked_versions_lie_in_the_ranges() -> None:
    from packaging.requirements import Requirement

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    locked: dict[str, str] = {}
    for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines():
        name, _, version = line.partition(";")[0].partition("==")
        locked[name.strip().lower()] = version.strip()
    for wanted in map(Requirement, project["dependencies"]):
        assert wanted.name.lower() in locked, wanted.name
        assert wanted.specifier.contains(locked[wanted.name.lower()]), wanted.name


class TestEntrypoint:
    """The container's entrypoint as the script that it is."""

    def run(self, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
        """With a stand-in for `serve`, which would not return."""
        bin_dir = home.parent / "bin"
        bin_dir.mkdir(exist_ok=True)
        stand_in = bin_dir / "reply-copilot"
        stand_in.write_text(
            '#!/bin/sh\nif [ "$1" = serve ]; then echo "served $*"; exit 0; fi\n'
            f'exec "{sys.executable}" -m copilot.cli "$@"\n',
            "utf-8",
        )
        stand_in.chmod(0o755)
        environment = {
            "PATH": f"{bin_dir}:{os.environ['PATH']}",
            "COPILOT_HOME": str(home),
            "HOME": str(home),
        }
        return subprocess.run(
            [ROOT / "docker/entrypoint", *words],
            env=environment,
            capture_output=True,
            text=True,
            cwd=ROOT,
        )

    def test_first_start_prints_a_key_once(self, tmp_path: Path) -> None:
        home = tmp_path / "data"
        home.mkdir()
        first = self.run(home, "serve")
        assert first.returncode == 0, first.stderr
        assert "rck_" in first.stdout
        assert "served serve --host 0.0.0.0 --port 8000" in first.stdout
        assert "rck_" not in self.run(home, "serve").stdout

    def test_other_commands_run_as_they_are(self, tmp_path: Path) -> None:
        home = tmp_path / "data"
        home.mkdir()
        assert self.run(home, "echo", "hello").stdout == "hello\n"

    def test_folder_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "bin").mkdir()
        run = self.run(tmp_path / "missing", "serve")
        assert run.returncode == 2
        assert "missing" in run.stderr
