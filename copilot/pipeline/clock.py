"""How long each step took, and when a request's time is over."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from copilot.errors import DeadlineError


class Clock:
    """One per request. A step that runs is not interrupted: the next one does not start."""

    def __init__(self, deadline_s: float) -> None:
        self._start = time.perf_counter()
        self._deadline_s = deadline_s
        self._steps: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Times a step. Raises DeadlineError before it where no time is left."""
        self.check(name)
        begin = time.perf_counter()
        try:
            yield
        finally:
            spent = (time.perf_counter() - begin) * 1000
            self._steps[name] = self._steps.get(name, 0.0) + spent

    def left_s(self) -> float:
        """Seconds until the deadline, 0 beyond it."""
        return max(0.0, self._deadline_s - (time.perf_counter() - self._start))

    def check(self, name: str) -> None:
        if time.perf_counter() - self._start > self._deadline_s:
            raise DeadlineError(
                f"The request's {self._deadline_s:g} seconds were over before `{name}`.",
                hint="Try again, send a shorter message, or raise deadline_s.",
                details={"timings_ms": self.timings_ms()},
            )

    def timings_ms(self) -> dict[str, float]:
        """Milliseconds per step, and in total so far."""
        total = (time.perf_counter() - self._start) * 1000
        return {name: round(spent, 1) for name, spent in self._steps.items()} | {
            "total": round(total, 1)
        }
