"""Who has which draft open right now. In memory: a restart forgets, the next look tells again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

AWAY_S = 30.0  # a page that was not heard of for so long is closed or asleep


@dataclass(frozen=True, slots=True)
class _Seen:
    draft: str
    name: str
    at: float


class Presence:
    """Thread-safe."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._seen: dict[str, _Seen] = {}

    def seen(self, session: str, draft: str, name: str) -> tuple[str, ...]:
        """Notes that a page shows a draft ("" for none); the names of the others who have
        that draft open, empty where somebody gave none."""
        with self._lock:
            now = self._now()
            self._seen = {key: s for key, s in self._seen.items() if now - s.at < AWAY_S}
            self._seen[session] = _Seen(draft, name, now)
            others = [
                s.name for key, s in self._seen.items() if key != session and s.draft == draft
            ]
        return tuple(dict.fromkeys(others)) if draft else ()
