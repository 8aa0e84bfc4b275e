"""Remembers what was worked out last, until it is told to forget."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Memo:
    """The `most` values used last. Thread-safe; two threads may work out the same value."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._age = 0

    def __call__(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` returned for this key; what fails is not kept."""
        with self._lock:
            age = self._age
            if key in self._kept:
                self._kept.move_to_end(key)
                known: T = self._kept[key]
                return known
        made = make()
        with self._lock:
            if age == self._age:  # else it rests on what has changed meanwhile
                self._kept[key] = made
                if len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return made

    def clear(self) -> None:
        with self._lock:
            self._age += 1
            self._kept.clear()
