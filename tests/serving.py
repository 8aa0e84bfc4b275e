"""A server as its command starts it, for tests that speak to one."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """`serve --no-panel` over the data folder `home`, on a free port, until the `with` ends.

    Yields its address without a path once it answers; AssertionError where it never does.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "copilot.cli", f"--home={home}", "serve", "--no-panel", "--port=0"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        address = next(word for word in line.split() if word.startswith("http"))
        yield _awake(address.removesuffix("/v1"))
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


def _awake(address: str) -> str:
    for _ in range(100):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                return address
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")
