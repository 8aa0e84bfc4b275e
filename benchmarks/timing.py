"""Time by the clock, and what a process and a folder hold."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any


def timed(work: Callable[[], Any]) -> float:
    """Milliseconds that one call takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def middle_and_tail(milliseconds: Sequence[float]) -> tuple[float, float]:
    """p50 and p95 of at least one time."""
    ordered = sorted(milliseconds)
    return statistics.median(ordered), ordered[int(0.95 * len(ordered))]


def memory_mb() -> int:
    """The most that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def disk_mb(folder: Path) -> float:
    """All files below a folder, in millions of bytes."""
    return round(sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 1e6, 1)
