"""Stops asking a model that keeps failing, and tries again after a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Breaker:
    """Opens after `failures` in a row; after `cooldown` seconds one request may probe.

    Thread-safe. `clock` counts seconds and never goes back.
    """

    def __init__(
        self,
        *,
        failures: int = 3,
        cooldown: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = failures
        self._cooldown = cooldown
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0
        self._opened_at: float | None = None
        self._probing = False

    def allows(self) -> bool:
        """Whether a request may go out now. The caller reports back how it went."""
        with self._lock:
            if self._opened_at is None:
                return True
            if self._probing or self._clock() - self._opened_at < self._cooldown:
                return False
            self._probing = True
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._failed, self._opened_at, self._probing = 0, None, False

    def failed(self) -> None:
        with self._lock:
            self._failed += 1
            if self._probing or self._failed >= self._limit:
                self._opened_at, self._probing = self._clock(), False

    def released(self) -> None:
        """The request ended without telling anything about the model."""
        with self._lock:
            self._probing = False
