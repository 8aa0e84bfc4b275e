"""Drafts in processes of their own, for shops that one processor core cannot serve.

A draft is work for the processor, and threads of one Python process share a core. Each process
here has the indexes and models of its own (some hundred MB), reads the knowledge as it stands,
stores the draft, and tells its id. Whatever goes wrong with one, the server's own process drafts
in its place: a process is a help, never a condition.
"""

from __future__ import annotations

import logging
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from contextlib import ExitStack, suppress
from dataclasses import replace
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any

from copilot.config import Settings
from copilot.errors import NotFoundError

if TYPE_CHECKING:
    from copilot.messages import Draft, DraftRequest
    from copilot.pipeline.copilot import Copilot

log = logging.getLogger(__name__)
_READY, _FAILED = "ready", ""
_BROKEN = (OSError, EOFError, ValueError, pickle.PickleError)


class Drafters:
    """Stands where `Copilot` stands for whoever wants drafts. Thread-safe.

    `start` returns at once; until a process is ready, and while all of them work, drafts are
    made in this one. `stop` ends them; so does the end of this process, however it comes.
    """

    def __init__(self, copilot: Copilot, count: int) -> None:
        self._copilot = copilot
        self._count = count
        self._free: queue.SimpleQueue[_Process] = queue.SimpleQueue()
        self._held: set[_Process] = set()
        self._lock = threading.Lock()
        self._over = False

    def start(self) -> None:
        for _ in range(self._count):
            self._begin()

    def stop(self) -> None:
        with self._lock:
            self._over = True
            held = tuple(self._held)
        for process in held:
            process.end()

    def ready(self) -> int:
        """How many wait for work."""
        return self._free.qsize()

    def draft(self, request: DraftRequest, *, draft_id: str = "") -> Draft:
        """As `Copilot.draft`."""
        if draft_id and self._elsewhere(request, draft_id):
            with suppress(NotFoundError):
                return self._copilot.draft_by_id(draft_id)
        return self._copilot.draft(request, draft_id=draft_id)

    def draft_by_id(self, draft_id: str) -> Draft:
        return self._copilot.draft_by_id(draft_id)

    def _elsewhere(self, request: DraftRequest, draft_id: str) -> bool:
        """Whether another process took it on; it may have failed all the same."""
        try:
            process = self._free.get_nowait()
        except queue.Empty:
            return False
        try:
            process.draft(self._copilot.knowledge_generation, request, draft_id)
        except _BROKEN as error:
            self._replace(process, error)
        else:
            self._free.put(process)
        return True

    def _replace(self, process: _Process, error: BaseException) -> None:
        process.end()
        with self._lock:
            self._held.discard(process)
            if self._over:
                return
        log.warning("a drafting process broke off (%s); another one takes its place", error)
        self._begin()

    def _begin(self) -> None:
        threading.Thread(target=self._bring_up, name="copilot-drafter", daemon=True).start()

    def _bring_up(self) -> None:
        with self._lock:
            if self._over:
                return
            process = _Process(self._copilot.settings)
            self._held.add(process)
        try:
            process.wait()
        except _BROKEN:
            process.end()
            log.exception("a drafting process did not start; the server drafts by itself")
            return
        self._free.put(process)


class _Process:
    """One of them, from this side. Used by one thread at a time."""

    def __init__(self, settings: Settings) -> None:
        words = [sys.executable, "-m", "copilot.pipeline.drafters"]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(words, stdin=pipe, stdout=pipe)  # noqa: S603 - our own
        assert self._process.stdin is not None  # noqa: S101 - both were asked for
        assert self._process.stdout is not None  # noqa: S101
        self._in: IO[bytes] = self._process.stdin
        self._out: IO[bytes] = self._process.stdout
        # Helpdesks are none of its business, and origins no picklable one.
        self._settings = replace(settings, helpdesks=(), origins={})

    def wait(self) -> None:
        """Until it can work."""
        self._tell(self._settings)
        pickle.load(self._out)  # noqa: S301 - our own process speaks

    def draft(self, generation: int, request: DraftRequest, draft_id: str) -> None:
        """Returns when the draft is stored, or could not be made."""
        self._tell((generation, request, draft_id))
        pickle.load(self._out)  # noqa: S301 - our own process speaks

    def _tell(self, what: object) -> None:
        pickle.dump(what, self._in)
        self._in.flush()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._in, self._out):
            with suppress(OSError):
                pipe.close()


def main() -> None:
    """The other side: orders come on stdin, answers go to stdout, until stdin ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl+C is the server's; its end is ours
    with os.fdopen(os.dup(0), "rb") as orders, os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # what a library prints must not stand between the answers
        try:
            _serve(orders, answers)
        except (EOFError, BrokenPipeError):  # the server is gone: nobody is left to tell
            os._exit(0)


def _serve(orders: IO[bytes], answers: IO[bytes]) -> None:
    from copilot.pipeline.opening import open_copilot

    def tell(what: str) -> None:
        pickle.dump(what, answers)
        answers.flush()

    settings = pickle.load(orders)  # noqa: S301 - the server speaks
    settings = replace(settings, origins=MappingProxyType({}))
    with ExitStack() as stack:
        copilot = stack.enter_context(open_copilot(settings, beside=True))
        copilot.warm_up()
        tell(_READY)
        seen: int | None = None
        while True:
            generation, request, draft_id = pickle.load(orders)  # noqa: S301
            if seen is not None and generation != seen:  # the knowledge is another one now
                stack.close()
                copilot = stack.enter_context(open_copilot(settings, beside=True))
            seen = generation
            tell(_drafted(copilot, request, draft_id))


def _drafted(copilot: Copilot, request: Any, draft_id: str) -> str:
    try:
        return copilot.draft(request, draft_id=draft_id).id
    except Exception:  # the server tries it itself, and says what is wrong
        log.exception("a draft failed in a process of its own")
        return _FAILED


if __name__ == "__main__":
    main()
