"""How many requests a key may make: a token bucket per key, in this process."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

from copilot.errors import OverloadedError

_BURST_S = 10.0  # what a quiet key may spend at once, in seconds of its rate


class KeyRates:
    """`per_minute` 0: no limit. Thread-safe."""

    def __init__(self, per_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self._rate = per_minute / 60
        self._burst = max(1.0, self._rate * _BURST_S)
        self._now = now
        self._lock = threading.Lock()
        self._held: dict[str, tuple[float, float]] = {}  # key id -> tokens, at

    def take(self, key_id: str) -> None:
        """Raises OverloadedError with the seconds after which the key may call again."""
        if not self._rate or not key_id:
            return
        with self._lock:
            now = self._now()
            tokens, at = self._held.get(key_id, (self._burst, now))
            tokens = min(self._burst, tokens + (now - at) * self._rate)
            self._held[key_id] = (tokens - 1 if tokens >= 1 else tokens, now)
        if tokens < 1:
            wait = math.ceil((1 - tokens) / self._rate)
            raise OverloadedError(
                "This key made too many requests.",
                hint="Try again after the seconds in Retry-After; server.requests_per_minute.",
                details={"retry_after_s": wait},
            )
