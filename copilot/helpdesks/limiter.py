"""How often a helpdesk is called: a token bucket, a pause where it asks for one, and how long
to wait after a failure."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from copilot.helpdesks.errors import HelpdeskBusyError

_LONGEST_WAIT_S = 2.0  # beyond it a worker does something else meanwhile


def backoff(first_s: float, failed: int, most_s: float, chance: float) -> float:
    """Seconds until the next try after so many failures: `first_s` after the first one, twice as
    long each time up to `most_s`, and from half to one and a half of that by `chance` (0 to 1), so
    that calls spread."""
    return min(first_s * 2.0 ** min(max(failed - 1, 0), 20), most_s) * (0.5 + chance)


class Limiter:
    """At most `per_minute` calls, in bursts of a second's worth. Thread-safe."""

    def __init__(
        self,
        per_minute: int,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._rate = per_minute / 60
        self._burst = max(1.0, self._rate)
        self._now = now
        self._sleep = sleep
        self._lock = threading.Lock()
        self._tokens = self._burst
        self._at = now()
        self._paused_until = 0.0

    def take(self) -> None:
        """Waits for its turn. Raises HelpdeskBusyError where that is far off."""
        wait = self._reserve()
        if wait > _LONGEST_WAIT_S:
            raise HelpdeskBusyError(
                f"The helpdesk may be called again in {wait:.0f} seconds.",
                retry_after_s=wait,
                throttled=True,
                reason="throttled",
                seconds=round(wait),
            )
        if wait > 0:
            self._sleep(wait)

    def pause(self, seconds: float) -> None:
        """Nobody calls for so long: the helpdesk asked for it."""
        with self._lock:
            self._paused_until = max(self._paused_until, self._now() + seconds)

    def _reserve(self) -> float:
        """Takes a token; how long to wait before using it. A far-off one is not taken."""
        with self._lock:
            now = self._now()
            self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
            self._at = now
            wait = max((1 - self._tokens) / self._rate, self._paused_until - now, 0.0)
            if wait <= _LONGEST_WAIT_S:
                self._tokens -= 1
            return wait
